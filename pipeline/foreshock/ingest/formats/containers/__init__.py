"""What container runtimes put around the lines of a program, and the format inside."""
