"""Continuation lines belong to the record above, and no line is lost."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from foreshock.ingest.lines.records import Gatherer, gather


def frame(texts: list[str]) -> pl.DataFrame:
    """Lines as the block reader delivers them."""
    return pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [10 * i for i in range(len(texts))], "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )


def starts_of(lines: pl.DataFrame) -> pl.Series:
    """Toy rule: a line that begins with > begins a record."""
    return lines["text"].str.starts_with(">")


def test_continuation_lines_join_the_record_above() -> None:
    """Texts are joined by newlines, span counts physical lines, line and offset are the first line's."""
    lines = frame([">a", ">b é", "  more", "", ">c"])
    assert gather(lines, starts_of(lines)).rows() == [(1, 0, ">a", 1), (2, 10, ">b é\n  more\n", 3), (5, 40, ">c", 1)]


def test_a_sliced_frame_gathers_like_a_fresh_one() -> None:
    """Views into a larger frame are no trap."""
    lines = frame(["x", "y", ">a", "b", ">c", "z"])
    part = lines.slice(2, 3)
    assert gather(part, starts_of(part))["text"].to_list() == [">a\nb", ">c"]


def test_lines_before_the_first_record_are_rejected() -> None:
    """A file that begins in the middle of a record loses nothing in silence."""
    lines = frame(["tail of a record", ">a"])
    got = Gatherer().feed(lines, starts_of(lines), last=True)
    assert got.records["text"].to_list() == [">a"]
    assert got.rejects.select("line", "reason").rows() == [(1, "continuation line before the first record")]


def test_a_record_over_the_limit_keeps_its_head() -> None:
    """Lines beyond a record's limit become rejects; the next record is whole again."""
    lines = frame([">a", "1", "2", "3", ">b", "4"])
    got = Gatherer(max_lines=2).feed(lines, starts_of(lines), last=True)
    assert got.records["text"].to_list() == [">a\n1", ">b\n4"]
    assert got.rejects["line"].to_list() == [3, 4]


@given(
    texts=st.lists(st.sampled_from([">", ">é", "x", "", "long line"]), max_size=30),
    cuts=st.lists(st.integers(0, 30), max_size=6),
    max_lines=st.sampled_from([1, 2, 5, 100]),
    max_bytes=st.sampled_from([4, 16, 1000]),
)
def test_where_blocks_are_cut_does_not_matter(
    texts: list[str], cuts: list[int], max_lines: int, max_bytes: int
) -> None:
    """Records and rejects depend on the file alone, and every line is in exactly one of them."""

    def run(bounds: list[int]) -> tuple[list[object], list[object]]:
        gatherer = Gatherer(max_lines=max_lines, max_bytes=max_bytes)
        records: list[object] = []
        rejects: list[object] = []
        accounted = 0
        for low, high in pairwise(bounds):
            part = frame(texts).slice(low, high - low)
            got = gatherer.feed(part, starts_of(part), last=high == bounds[-1])
            records += got.records.rows()
            rejects += got.rejects.rows()
            accounted += got.records.height + got.attached + got.rejects.height
        assert accounted == len(texts)
        return records, sorted(rejects, key=str)

    inner = sorted(min(cut, len(texts)) for cut in cuts)
    inner = [cut for cut in inner if cut < len(texts)]
    assert run([0, *inner, len(texts)]) == run([0, len(texts)])
