"""Records whose fields have names: JSON, key=value, journald, and documents that hold many records."""
