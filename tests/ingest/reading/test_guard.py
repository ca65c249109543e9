"""A parser's failure costs the line that it failed on."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.lines.rejects import EMPTY_REJECTS
from foreshock.ingest.reading.guard import GuardedParser
from foreshock.ingest.time.clock import Clock


def frame(texts: list[str], first: int = 1) -> pl.DataFrame:
    """Lines as the block reader delivers them."""
    numbers = range(first, first + len(texts))
    schema = {"line": pl.Int64, "offset": pl.Int64, "text": pl.String}
    return pl.DataFrame({"line": numbers, "offset": numbers, "text": texts}, schema=schema)


def test_a_failing_line_is_rejected_alone(toy: Any) -> None:
    """Rows before and after it in the same block survive, records that were open too."""
    parser = GuardedParser(lambda: toy.open({}, Clock()))
    texts = ["TOY 1 a x", " more", "TOY 2 a BOOM", " and more", "TOY 3 a y"]
    parts = [*parser.feed(frame(["TOY 0 a"]), last=False), *parser.feed(frame(texts, 2), last=True)]
    bodies = [body for part in parts if part.rows.height for body in part.rows["body"]]
    assert bodies[:1] + bodies[-1:] == ["TOY 0 a", "TOY 3 a y"]
    rejects = pl.concat([part.rejects for part in parts])
    assert rejects.select("line", "reason").rows() == [(4, "the parser failed: ValueError: BOOM")]
    assert sum(part.records + part.attached + part.rejects.height for part in parts) == 6


def test_a_panic_of_polars_is_a_failure_like_others() -> None:
    """Its exception is no Exception of Python's, and costs one line all the same."""

    class Panics:
        def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
            pl.Series([2**63 - 1]).cast(pl.Datetime("us")).cast(pl.String)
            return Parsed(pl.DataFrame(), lines.height, 0, EMPTY_REJECTS)

    (part,) = [*GuardedParser(Panics).feed(frame(["a"]), last=False)]
    assert part.rejects.item(0, "reason").startswith("the parser failed: PanicException")


def test_a_parser_that_always_fails_loses_no_line(toy: Any) -> None:
    """After some failures blocks are rejected whole; the sum stays right."""
    parser = GuardedParser(lambda: toy.open({}, Clock()))
    parts = [part for last in (False, True) for part in parser.feed(frame(["BOOM"] * 500), last=last)]
    assert sum(part.rejects.height for part in parts) == 1000


@pytest.mark.parametrize("at", [0, 3])
def test_lines_that_a_parser_forgets_are_rejected(at: int) -> None:
    """A parser that does not account for its lines cannot make them vanish."""

    class Forgetful:
        def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
            return Parsed(pl.DataFrame(), at, 0, EMPTY_REJECTS)

    (first, second) = GuardedParser(Forgetful).feed(frame(list("abcde")), last=True)
    assert second.rejects["reason"].unique().to_list() == ["the parser did not account for this line"]
    assert first.records + second.rejects.height == 5


def test_a_failure_at_the_end_rejects_what_was_held() -> None:
    """The last record is not lost when the parser fails on letting it go."""

    class FailsAtTheEnd:
        def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
            if last:
                raise RuntimeError("no end")
            return Parsed(pl.DataFrame(), max(lines.height - 1, 0), 0, EMPTY_REJECTS)

    parser = GuardedParser(FailsAtTheEnd)
    parts = [*parser.feed(frame(["a", "b"]), last=False), *parser.feed(frame(["c"], 3), last=True)]
    assert sum(part.records + part.rejects.height for part in parts) == 3
    assert [line for part in parts for line in part.rejects["line"]] == [3, 2]
