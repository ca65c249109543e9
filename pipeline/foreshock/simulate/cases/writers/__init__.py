"""The files of a drawn case: one module a kind of source, each in the formats that its programs know."""
