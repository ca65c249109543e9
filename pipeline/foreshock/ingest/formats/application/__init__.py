"""Logs of applications: a head a line, in any arrangement, and tracebacks below."""
