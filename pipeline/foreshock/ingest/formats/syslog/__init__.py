"""Syslog in its two standards, and what well-known programs say through it."""
