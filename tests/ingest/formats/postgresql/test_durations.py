"""Durations that PostgreSQL logs after their statements."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.postgresql.stderr import FORMATS
from foreshock.ingest.time.clock import Clock

STDERR = FORMATS[0]
HEAD = "2023-07-10 20:00:00.123 EST [{}] shop@shop LOG:  "


def durations(*messages: tuple[int, str], blocks: int = 1, prefix: str = "%m [%p] %q%u@%d ") -> list[float | None]:
    """The durations of records of these processes."""
    texts = [HEAD.format(pid) + message for pid, message in messages]
    if prefix == "%t ":
        texts = [f"2023-07-10 20:00:00 EST LOG:  {message}" for _, message in messages]
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    parser = STDERR.open({"log_line_prefix": prefix}, Clock())
    size = -(-len(texts) // blocks)
    parsed = [parser.feed(lines.slice(at, size), last=at + size >= len(texts)) for at in range(0, len(texts), size)]
    assert sum(part.records + part.attached for part in parsed) == len(texts)
    return pl.concat([part.rows for part in parsed])["duration_s"].to_list()


def test_a_duration_belongs_to_the_statement_of_its_session() -> None:
    """log_duration prints it alone; the session tells whose it is, also across blocks."""
    messages = [
        (1, "statement: select 1"),
        (2, "statement: select 2"),
        (2, 'temporary file: path "a", size 1'),
        (2, "duration: 2000.000 ms"),
        (1, "duration: 1000.000 ms"),
    ]
    expected = [1.0, 2.0, None, 2.0, 1.0]
    assert durations(*messages) == expected
    assert durations(*messages, blocks=5) == expected


def test_a_duration_is_given_once() -> None:
    """Of two durations after one statement the second is of something that was not logged."""
    assert durations((1, "statement: a"), (1, "duration: 1.000 ms"), (1, "duration: 2.000 ms"))[0] == 0.001


def test_without_a_session_only_the_next_record_counts() -> None:
    """Nothing else could say whose duration it is."""
    near = [(1, "statement: a"), (1, "duration: 1.000 ms")]
    assert durations(*near, prefix="%t ") == [0.001, 0.001]
    apart = [(1, "statement: a"), (2, "checkpoint starting: time"), (1, "duration: 1.000 ms")]
    assert durations(*apart, prefix="%t ")[0] is None


def test_seconds_of_old_releases_are_seconds() -> None:
    """PostgreSQL 7.4 printed seconds."""
    assert durations((1, "query: a"), (1, "duration: 0.002680 sec"), prefix="%t ")[0] == 0.00268
