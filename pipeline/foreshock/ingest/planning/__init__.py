"""Planning: what is read and how, decided for all files together, since each may tell of the others.

``model`` is the result; ``known`` (what the lake has; ``digests``), ``twins`` and ``destinations`` say what need not be
read; ``plan`` decides the rest.
"""
