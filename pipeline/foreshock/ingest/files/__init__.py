"""Files: which there are, and what their names tell: rotated parts of one log, bundles of support tools, hosts.

``discover`` comes first; ``families``, ``bundles`` and ``hosts`` judge what it found; ``facts`` is what the ledger
keeps of a file. No content is read here.
"""
