"""Time: from stamps as they are written to instants in UTC; the zone and the year of each file, with the reason.

``zone_names`` and ``clock`` serve the parsers; ``stamps`` is what a look into a file saw, from which ``zones`` and
``years`` decide for the whole archive; ``written`` dates the files that hold no date.
"""
