"""Runs a parser so that its failure costs the line that it failed on, never a block, and no line goes uncounted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

import polars as pl

from foreshock.ingest.formats.base import FAULTS, Parsed, Parser
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.lines.rejects import EMPTY_REJECTS

_MAX_FAILURES = 32  # in one file; a parser that fails more often is not narrowed down to the line any more


class GuardedParser:
    """A parser of one file; what it fails on, or forgets to account for, becomes rejects with the reason."""

    def __init__(self, opened: Callable[[], Parser]) -> None:
        """``opened`` gives a fresh parser."""
        self._parser = opened()
        self._failures = 0
        self._held = pl.DataFrame(schema=LINES_SCHEMA)  # lines that the parser keeps back

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Iterator[Parsed]:
        """What the parser makes of ``lines``; in all, records + attached + rejected = lines when ``last`` was fed."""
        before = deepcopy(self._parser)
        try:
            parsed = self._parser.feed(lines, last=last)
        except FAULTS as error:  # a fault of a format must not cost the rest of the file
            self._parser = before
            yield from self._narrow(lines, error, last=last)
            return
        yield parsed
        yield from self._account(lines, parsed, last=last)

    def _narrow(self, lines: pl.DataFrame, error: BaseException, *, last: bool) -> Iterator[Parsed]:
        """Try the halves of what failed; a single line that fails is rejected."""
        self._failures += lines.height <= 1
        if lines.height > 1 and self._failures < _MAX_FAILURES:
            half = lines.height // 2
            yield from self.feed(lines.head(half), last=False)
            yield from self.feed(lines.slice(half), last=last)
            return
        yield _as_rejects(lines, f"the parser failed: {type(error).__name__}: {error}")
        if last:
            yield from self._finish()

    def _finish(self) -> Iterator[Parsed]:
        """Get out of the parser what it still keeps, after its last line was rejected."""
        nothing = pl.DataFrame(schema=LINES_SCHEMA)
        try:
            parsed = self._parser.feed(nothing, last=True)
        except FAULTS as error:
            yield _as_rejects(self._held, f"the parser failed at the end: {type(error).__name__}: {error}")
            return
        yield parsed
        yield from self._account(nothing, parsed, last=True)

    def _account(self, lines: pl.DataFrame, parsed: Parsed, *, last: bool) -> Iterator[Parsed]:
        """Know what is kept back; at the end nothing may be."""
        fed = pl.concat([self._held, lines.select(LINES_SCHEMA.names())])
        kept = fed.height - parsed.records - parsed.attached - parsed.rejects.height
        self._held = fed.tail(max(kept, 0))
        if last and kept > 0:
            yield _as_rejects(self._held, "the parser did not account for this line")


def _as_rejects(lines: pl.DataFrame, reason: str) -> Parsed:
    rejects = lines.select("line", "offset", pl.lit(reason[:500]).alias("reason"), "text").match_to_schema(
        EMPTY_REJECTS.schema
    )
    return Parsed(pl.DataFrame(), 0, 0, rejects)
