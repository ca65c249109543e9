"""Unpack: from what lies on disk, compressed or in archives of archives, to the bytes of each log, within limits.

``streams`` opens; ``packed`` takes off one compression (``compression``, ``sadata``); ``containers`` goes through a zip
or tar (``zipped``, ``tarball``) and what is in it; ``archives`` gives single members of one.
"""
