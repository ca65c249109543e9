"""Formats that are data: YAML that says which fields a line has, and the one parser that reads them all."""
