"""PostgreSQL inside syslog: parts of messages, years and zones from the inner stamps, what the daemon escaped."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.postgresql.syslog import FORMATS
from foreshock.ingest.formats.postgresql.syslog_parts import REACH
from foreshock.ingest.time.clock import Clock

(SYSLOG,) = FORMATS
PREFIX = "2023-07-10 20:00:00.123 EST [42] shop@shop "


def frame(*texts: str) -> pl.DataFrame:
    """Lines as a parser gets them."""
    return pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )


def line(text: str, *, number: str = "[7-1] ", pid: int = 42, stamp: str = "Jul 10 20:00:00") -> str:
    """One line of the daemon."""
    return f"{stamp} db-01 postgres[{pid}]: {number}{text}"


def parse(*texts: str, prefix: str = "%m [%p] %q%u@%d ") -> Parsed:
    """Lines read with a given log_line_prefix."""
    options = {"log_line_prefix": prefix, "syslog_ident": "postgres"}
    parsed = SYSLOG.open(options, Clock(zone="UTC", year=2023)).feed(frame(*texts), last=True)
    assert parsed.records + parsed.attached + parsed.rejects.height == len(texts)
    return parsed


def test_parts_of_two_messages_that_mix_find_their_own() -> None:
    """The process and the number of the message say what belongs together, not the order of the lines."""
    other = PREFIX.replace("[42]", "[43]")
    rows = parse(
        line(f"{PREFIX}LOG:  statement: select 1,"),
        line(f"{other}LOG:  statement: select 2,", pid=43),
        line("#0112,", number="[7-2] "),
        line("#011'b'", number="[7-2] ", pid=43),
        line(" 3", number="[7-3] "),
    ).rows
    assert rows["statement"].to_list() == ["select 1,\n2, 3", "select 2,\n'b'"]


def test_the_inner_stamp_counts_where_there_is_one() -> None:
    """PostgreSQL's own stamp has milliseconds and a zone; without one the daemon's is taken."""
    rows = parse(line(f"{PREFIX}LOG:  a")).rows
    assert rows["time"][0] == datetime(2023, 7, 11, 1, 0, 0, 123_000, tzinfo=UTC)
    rows = parse(line("shop@shop LOG:  a"), prefix="%q%u@%d ").rows
    assert (rows["time"][0], rows["user"][0], rows["pid"][0]) == (datetime(2023, 7, 10, 20, tzinfo=UTC), "shop", 42)


def test_year_and_zone_of_the_daemons_stamps_come_from_the_stamps_inside() -> None:
    """A line of cron between lines of PostgreSQL is dated by them, also over New Year."""
    lines = [
        "Dec 31 23:59:58 db-01 CRON[9]: (root) CMD (true)",
        *[
            line(f"2024-01-01 05:00:0{second}.000 UTC [42] LOG:  a", stamp=f"Jan  1 00:00:0{second}")
            for second in range(3)
        ],
    ]
    found = SYSLOG.recognise(lines, "syslog")
    assert found is not None
    assert (found.has_year, found.options["year"], found.zone) == (True, "2023", "-05:00")
    rows = SYSLOG.open(found.options, Clock(zone=found.zone or "")).feed(frame(*lines), last=True).rows
    assert rows["time"].to_list()[:2] == [
        datetime(2024, 1, 1, 4, 59, 58, tzinfo=UTC),
        datetime(2024, 1, 1, 5, tzinfo=UTC),
    ]


def test_a_part_that_comes_too_late_stands_for_itself() -> None:
    """What is kept back is bounded; a part beyond that is a row of its own, wherever blocks end."""
    lines = [
        line(f"{PREFIX}LOG:  a"),
        *[line(f"{PREFIX}LOG:  b", number=f"[{8 + at}-1] ") for at in range(REACH)],
        line("#011late", number="[7-2] "),
    ]
    assert parse(*lines).rows["body"].to_list()[-1].strip() == "late"
    parser = SYSLOG.open({"log_line_prefix": "%m [%p] %q%u@%d "}, Clock(year=2023))
    whole = frame(*lines)
    parts = [parser.feed(whole.slice(at, 700), last=at + 700 >= len(lines)) for at in range(0, len(lines), 700)]
    assert sum(part.records for part in parts) == REACH + 2


def test_syslog_without_postgresql_is_left_to_syslog() -> None:
    """A program that numbers its messages is not PostgreSQL for that."""
    assert SYSLOG.recognise(["Jul 10 20:00:00 a app[1]: [1-1] ERROR: no"] * 3, "syslog") is None


def test_the_process_that_syslog_names_is_the_process() -> None:
    """A number in the prefix may be guessed to be a process id, and be another number (s=12345)."""
    row = parse(line("s=12345,u=shop,D=shop LOG:  hello"), prefix="s=%p,u=%u,D=%d ").rows.row(0, named=True)
    assert (row["pid"], row["user"], row["body"]) == (42, "shop", "hello")
