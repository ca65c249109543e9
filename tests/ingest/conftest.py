"""A format that is small enough to be read in the test: ``TOY seconds host text``, continued by indented lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl
import pytest

from foreshock.ingest.formats.base import Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.lines.rejects import EMPTY_REJECTS
from foreshock.ingest.time.clock import Clock


class ToyParser:
    """Fails on a line that holds BOOM."""

    def __init__(self, clock: Clock) -> None:
        """One for each file."""
        self._clock = clock
        self._gatherer = Gatherer(max_lines=5, max_bytes=200)

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Records of whole seconds; a record whose head has no number is rejected with all its lines."""
        if lines["text"].str.contains("BOOM", literal=True).any():
            raise ValueError("BOOM")
        got = self._gatherer.feed(lines, ~lines["text"].str.contains("^[ \t]"), last=last)
        seconds = got.records["text"].str.extract(r"^TOY (\d{1,9}) ").cast(pl.Int64)
        bad = got.records.filter(seconds.is_null())
        good = got.records.filter(seconds.is_not_null())
        rows = good.select(
            self._clock.instants((seconds.drop_nulls() * 1_000_000).cast(pl.Datetime("us")).rename("time")),
            pl.col("text").str.extract(r"^TOY \d+ (\S+)").alias("host"),
            pl.col("text").alias("body"),
            "line",
        )
        heads = bad.select("line", "offset", pl.lit("no number").alias("reason"), pl.col("text"))
        lost = int(bad["span"].sum()) - bad.height
        rejects = pl.concat([EMPTY_REJECTS, got.rejects, heads])
        return Parsed(rows, good.height, int(good["span"].sum()) - good.height + lost, rejects)


@dataclass(frozen=True)
class Toy:
    """The format; ``share`` is the claim that it makes."""

    name: str = "toy"
    title: str = "toy log"
    table: Table = "logs"
    share: float | None = None
    samples: tuple[Sample, ...] = ()
    zone: str | None = None
    options: Options = field(default_factory=dict)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """The share of lines that begin with TOY or with a blank."""
        mine = [line.startswith(("TOY ", " ")) for line in lines]
        share = sum(mine) / len(mine) if self.share is None else self.share
        return Recognition(share, "", self.options, self.zone) if share else None

    def open(self, options: Options, clock: Clock) -> ToyParser:
        """A parser."""
        return ToyParser(clock)


@pytest.fixture
def toy() -> Toy:
    """The toy format."""
    return Toy()


@pytest.fixture
def only_toy(monkeypatch: pytest.MonkeyPatch, toy: Toy) -> Toy:
    """The toy format as the only one that the stage knows."""
    monkeypatch.setattr("foreshock.ingest.planning.plan.formats_with", lambda _folders: (toy,))
    return toy
