"""Lines as they stand in the files that were read, for evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import duckdb

from foreshock.exceptions import ForeshockError
from foreshock.ingest.lines.blocks import ByteStream
from foreshock.ingest.unpack.archives import open_sources
from foreshock.ingest.unpack.packed import unpack

LONGEST_QUOTE = 2000
_CHUNK_BYTES = 1 << 20

Place = tuple[str, int]


class Quotes:
    """Quotes lines of a case's files by source and line number, each file read at most once a call."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Learn from the ledger where each source lay."""
        rows = connection.execute("SELECT path, location FROM files WHERE location IS NOT NULL").fetchall()
        self._locations = {str(source): str(location) for source, location in rows}

    def read(self, places: Iterable[Place]) -> dict[Place, str]:
        """The text of each line that can still be read; a file that is gone or has become shorter gives none."""
        wanted: dict[str, set[int]] = {}
        for source, line in places:
            wanted.setdefault(source, set()).add(line)
        sources = {self._locations[source]: source for source in wanted if source in self._locations}
        quotes: dict[Place, str] = {}
        for location, raw in open_sources(sources):
            source = sources[location]
            quotes |= {(source, line): text for line, text in _read(raw, wanted[source])}
        return quotes


def _read(raw: ByteStream, lines: Collection[int]) -> list[tuple[int, str]]:
    """The wanted lines of one file, unpacked as a stream."""
    try:
        return list(_pick(unpack(raw)[1], lines))
    except (OSError, ForeshockError):
        return []


def _pick(stream: ByteStream, lines: Collection[int]) -> Iterator[tuple[int, str]]:
    """Wanted lines in order; chunks without any are only counted."""
    left = set(lines)
    number, held = 1, b""
    while left and (chunk := stream.read(_CHUNK_BYTES)):
        ends = chunk.count(b"\n")
        if number + ends < min(left):
            number += ends
            continue
        *whole, rest = (held + chunk).split(b"\n")
        for line in whole:
            if number in left:
                left.discard(number)
                yield number, _text(line)
            number += 1
        held = rest if number in left else b""
    if number in left and held:
        yield number, _text(held)


def _text(line: bytes) -> str:
    """A line fit to be quoted; bytes that are not UTF-8 stay readable as escapes."""
    return line.rstrip(b"\r").decode("utf-8", "backslashreplace")[:LONGEST_QUOTE]
