"""Lines: a stream of bytes cut into blocks of lines, lines joined to records; what is neither is a reject.

``blocks`` (bytes to lines) comes before ``records`` (lines to records); ``rejects`` serves both, and every parser.
"""
