"""A period of a large sorted file is found by bisection, and its rows are those of the whole file's reading."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreshock.ingest import Batch, FileFacts, IngestOptions, plan, read
from foreshock.ingest.reading import bisection
from foreshock.ingest.reading import read as reading

START = datetime(2023, 11, 4, 22, tzinfo=UTC)
NEW_YORK = "America/New_York"  # clocks were set back at 06:00 UTC on the 5th
BLOCK = 16 << 10  # bytes
SECOND, DOUBLED = timedelta(seconds=1), timedelta(hours=1)
WRITTEN = datetime(2023, 11, 6, tzinfo=UTC).timestamp()


def access(time: datetime, number: int) -> str:
    """A line of a combined access log."""
    return (
        f'10.0.0.{number % 200} - - [{time:%d/%b/%Y:%H:%M:%S} +0000] "GET /item/{number} HTTP/1.1" 200 {number} '
        '"-" "curl/8.0"\n'
    )


def application(time: datetime, number: int) -> str:
    """A record of an application in local time, now and then with a traceback."""
    local = time.astimezone(ZoneInfo(NEW_YORK))
    text = f"{local:%Y-%m-%d %H:%M:%S},{number % 1000:03d} ERROR shop.orders: order {number} failed\n"
    if number % 7 == 0:
        text += f'Traceback (most recent call last):\n  File "orders.py", line {number}, in run\nValueError: {number}\n'
    return text


def syslog(time: datetime, number: int) -> str:
    """A line of syslog, whose stamp has neither year nor zone."""
    local = time.astimezone(ZoneInfo(NEW_YORK))
    return f"{local:%b} {local.day:>2} {local:%H:%M:%S} db-01 app[{number}]: order {number} done\n"


def postgresql(time: datetime, number: int) -> str:
    """A record of PostgreSQL, now and then with a statement of some lines."""
    stamp = f"{time:%Y-%m-%d %H:%M:%S}.{number % 1000:03d} UTC [{number}]"
    if number % 5:
        return f"{stamp} LOG:  checkpoint starting: time\n"
    return f'{stamp} ERROR:  relation "t{number}" does not exist\n{stamp} STATEMENT:  select *\n\tfrom t{number}\n'


WRITERS = {
    "nginx-access": access,
    "application-text": application,
    "syslog-rfc3164": syslog,
    "postgresql-stderr": postgresql,
}


def log_of(path: Path, writer: str, steps: list[int], count: int = 500) -> tuple[datetime, datetime]:
    """Write records whose distances in seconds are ``steps``, over and over; the times of the first and the last."""
    time, texts = START, []
    for number in range(count):
        texts.append(WRITERS[writer](time, number))
        time += steps[number % len(steps)] * SECOND
    path.write_text("".join(texts))
    os.utime(path, (WRITTEN, WRITTEN))
    return START, time


@contextmanager
def reading_all() -> Iterator[None]:
    """No bisection."""
    with patch.object(reading, "part_of", lambda _: None):
        yield


def rows_of(
    path: Path, since: datetime | None, until: datetime | None, format_: str = "nginx-access"
) -> tuple[pl.DataFrame, FileFacts]:
    """The rows of a period, and the account, which holds."""
    options = IngestOptions(since=since, until=until, tz=[NEW_YORK], format=[format_], block_bytes=BLOCK)
    (file,) = plan([path], options).files
    *batches, facts = read(file)
    assert isinstance(facts, FileFacts)
    assert facts.error is None
    assert facts.lines == facts.records + facts.attached + facts.rejected
    rows = [part.rows for part in batches if isinstance(part, Batch) and part.table != "rejects"]
    return pl.concat(rows, how="diagonal") if rows else pl.DataFrame(), facts


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.sampled_from([0, 0, 1, 7, 60, 240]), min_size=1, max_size=9).filter(sum),
    since=st.floats(-0.2, 1.2) | st.none(),
    length=st.floats(0, 0.5) | st.none(),
)
def test_a_part_has_the_rows_of_the_whole(
    tmp_path: Path, writer: str, steps: list[int], since: float | None, length: float | None
) -> None:
    """Whatever the pace, equal stamps, a clock that is set back, records of many lines, periods beyond the ends."""
    first, last = log_of(tmp_path / "a.log", writer, steps)
    begin = None if since is None else first + since * (last - first)
    end = None if length is None else (begin or first) + length * (last - first)
    rows, facts = rows_of(tmp_path / "a.log", begin, end, writer)
    with reading_all():
        expected, whole = rows_of(tmp_path / "a.log", begin, end, writer)
    assert whole.records >= 500
    assert rows.equals(expected)
    assert facts.first_time == whole.first_time
    assert facts.last_time in {whole.last_time, whole.last_time - DOUBLED if whole.last_time else None}
    assert facts.rejected == whole.rejected == 0


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("hours", [0, 7.5, 8.5, 19.7])
def test_little_more_than_the_period_is_read(tmp_path: Path, writer: str, hours: float) -> None:
    """Of a sorted file only the wanted part is read, and the facts say which; lines are numbered from the top."""
    path = tmp_path / "a.log"
    log_of(path, writer, [40], 1800)
    around = START + timedelta(hours=hours)
    rows, facts = rows_of(path, around, around + timedelta(minutes=10), writer)
    assert facts.from_byte is not None
    assert facts.to_byte is not None
    assert facts.sha256 is None
    assert facts.bytes == facts.to_byte - facts.from_byte < path.stat().st_size * 0.25
    with reading_all():
        expected, _ = rows_of(path, around, around + timedelta(minutes=10), writer)
    assert rows.height == 15
    assert rows.equals(expected)


def test_what_is_not_sorted_is_read_whole(tmp_path: Path) -> None:
    """Two logs in one file, or stamps at random: no row is lost for the sake of speed."""
    path = tmp_path / "a.log"
    path.write_text(
        "".join(access(START + 10 * SECOND * ((number * 7919) % 3600), number) for number in range(3600)),
    )
    rows, facts = rows_of(path, START + timedelta(hours=1), START + timedelta(hours=2))
    assert facts.from_byte is None
    assert facts.lines == 3600
    assert rows.height == 360


def test_a_fault_in_the_search_costs_speed_only(tmp_path: Path) -> None:
    """When a parser fails on what a probe shows it, the file is read whole, and so is one at the calendar's ends."""
    path = tmp_path / "a.log"
    log_of(path, "nginx-access", [20])
    with patch.object(bisection, "blocks", side_effect=ValueError):
        rows, facts = rows_of(path, START, START + timedelta(hours=1))
    assert (rows.height, facts.from_byte, facts.lines) == (180, None, 500)
    rows, _ = rows_of(path, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))
    assert rows.height == 500


def test_without_a_period_all_is_read(tmp_path: Path) -> None:
    """The digest is that of the whole file."""
    log_of(tmp_path / "a.log", "nginx-access", [20])
    _, facts = rows_of(tmp_path / "a.log", None, None)
    assert (facts.from_byte, facts.to_byte, facts.lines) == (None, None, 500)
    assert facts.sha256 is not None
