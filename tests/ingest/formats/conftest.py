"""Reading a text with one format, in blocks cut where a test wants them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Protocol

import polars as pl
import pytest

from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.time.clock import Clock


class Read(Protocol):
    """Parse a text with the format of a name; without options those that the format finds in the text itself."""

    def __call__(
        self,
        name: str,
        text: str,
        *,
        zone: str = "UTC",
        year: int = 2023,
        path: str = "sample.log",
        options: Mapping[str, str] | None = None,
        block: int = 1_000_000,
    ) -> Parsed:
        """All blocks as one; the account of the lines has been checked."""
        ...


def read_text(
    name: str,
    text: str,
    *,
    zone: str = "UTC",
    year: int = 2023,
    path: str = "sample.log",
    options: Mapping[str, str] | None = None,
    block: int = 1_000_000,
) -> Parsed:
    """As ``Read`` says, for tests that cannot take a fixture."""
    format_ = next(format_ for format_ in formats() if format_.name == name)
    texts = text.removesuffix("\n").split("\n")
    sizes = pl.Series([len(line.encode()) + 1 for line in texts], dtype=pl.Int64)
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": sizes.cum_sum() - sizes, "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    if options is None:
        recognition = format_.recognise(texts, path)
        options = recognition.options if recognition else {}
    parser = format_.open(options, Clock(zone=zone, year=year))
    bounds = [*range(0, len(texts), block), len(texts)]
    parts = [parser.feed(lines.slice(low, high - low), last=high == len(texts)) for low, high in pairwise(bounds)]
    whole = Parsed(
        pl.concat([part.rows for part in parts], how="diagonal_relaxed"),
        sum(part.records for part in parts),
        sum(part.attached for part in parts),
        pl.concat([part.rejects for part in parts]),
        {
            table: pl.concat([part.asides[table] for part in parts if table in part.asides], how="diagonal_relaxed")
            for table in {name: None for part in parts for name in part.asides}
        },
    )
    assert whole.records + whole.attached + whole.rejects.height == len(texts)
    return whole


@pytest.fixture
def read() -> Read:
    """The function that reads a text with a format."""
    return read_text
