"""Detect: what each file is, judged by a sample of its lines before any file is read.

``sample`` takes the lines, ``claims`` asks the formats, ``configs`` asks the servers' configuration; ``looks`` goes
through all inputs so.
"""
