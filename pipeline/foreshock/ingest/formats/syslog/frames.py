"""Messages as they cross a TCP connection: a line may hold several, or a part of one.

With octet counting (RFC 6587) each has its length in front, and is cut by it. A sender that frames nothing (rsyslog's
ForwardFormat written to a file) puts the priority of the next message right behind the last one's text.
"""

from __future__ import annotations

import re
from itertools import pairwise

import polars as pl

from foreshock.ingest.formats.syslog.bsd_stamps import BSD_STAMP
from foreshock.ingest.formats.syslog.rfc3164 import ISO_STAMP

# The length in bytes, a blank, and the priority that every such message has.
COUNTED = r"^(\d{1,5}) <\d{1,3}>"
_COUNTED = re.compile(COUNTED.encode())
_END_OF_LINE = 1  # byte
# A message that a relay passes on stands behind a blank or a quotation mark.
_JOINT = rf"[^\s\"'](<\d{{1,3}}>(?:1 )?(?:{BSD_STAMP}|{ISO_STAMP})[ .])"
_JOINED = re.compile(_JOINT)
_JOINED_FIRST = rf"^<\d{{1,3}}>.*{_JOINT}"


class Frames:
    """Cuts the lines of one file whose first line has a length in front, or holds two messages; others pass whole."""

    def __init__(self) -> None:
        """Start at the top of a file."""
        self._counted: bool | None = None
        self._joined = False
        self._left = 0  # bytes of the message that the last line left open

    def cut(self, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """The lines, one row a message or a part of one, and which of them are inside of a message."""
        if self._counted is None and lines.height:
            self._counted = bool(lines["text"].head(1).str.contains(COUNTED).all())
            self._joined = bool(lines["text"].head(1).str.contains(_JOINED_FIRST).all())
        if self._joined:
            lines = _parted(lines)
        nowhere = pl.repeat(False, lines.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003
        if not self._counted or (not self._left and _whole(lines["text"])):
            return lines, nowhere
        rows: list[tuple[int, int, str]] = []
        inside: list[bool] = []
        for line, offset, text in lines.select("line", "offset", "text").iter_rows():
            for place, piece, within in self._pieces(text.encode()):
                rows.append((line, offset + place, piece.decode(errors="replace")))
                inside.append(within)
        schema = lines.select("line", "offset", "text").schema
        return pl.DataFrame(rows, schema=schema, orient="row"), pl.Series(inside, dtype=pl.Boolean)

    def _pieces(self, text: bytes) -> list[tuple[int, bytes, bool]]:
        """The messages of a line: place in the line, text, and whether it goes on with the line before."""
        pieces: list[tuple[int, bytes, bool]] = []
        place = 0
        if 0 < self._left < len(text) and _COUNTED.match(text[self._left :]):
            place = self._left
            pieces.append((0, text[:place], True))
        while match := _COUNTED.match(text[place:]):
            end = place + match.end(1) + 1 + int(match[1])
            more = _COUNTED.match(text[end:])
            pieces.append((place, text[place:end] if more else text[place:], False))
            self._left = 0 if more else end - len(text) - _END_OF_LINE
            if not more:
                return pieces
            place = end
        within = self._left > 0
        self._left = max(0, self._left - len(text) - _END_OF_LINE)
        return [(0, text, within)]


def _whole(texts: pl.Series) -> bool:
    """Whether each line is one message, with or without the end of the line in its length."""
    counts = texts.str.extract(COUNTED)
    given = counts.cast(pl.Int64, strict=False) + counts.str.len_bytes() + 1
    return bool((texts.str.len_bytes() - given).is_in([0, -_END_OF_LINE]).fill_null(value=False).all())


def _parted(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines, one row a message or the end of one that an earlier line began."""
    rows: list[tuple[int, int, str]] = []
    for line, offset, text in lines.select("line", "offset", "text").iter_rows():
        cuts = [0, *(joint.start(1) for joint in _JOINED.finditer(text)), len(text)]
        place = offset
        for start, end in pairwise(cuts):
            rows.append((line, place, text[start:end]))
            place += len(text[start:end].encode())
    return pl.DataFrame(rows, schema=lines.select("line", "offset", "text").schema, orient="row")
