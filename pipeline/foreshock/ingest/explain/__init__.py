"""Explain: why a file is taken for what it is (``decisions``), and why lines of it were rejected (``rejects``)."""
