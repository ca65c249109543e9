"""A file that states no date has that of its name, its last change or its folder, never today's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from foreshock.ingest.formats.parts.report import TimeOfDay
from foreshock.ingest.time.clock import Clock
from foreshock.ingest.time.written import stamp_in, written_of

CHANGED = datetime(2023, 7, 11, 1, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("2023_07_10_20_00_01-df", "2023-07-10 20:00:01"), ("free-20230710T2000.txt", "2023-07-10 20:00:00"),
     ("df-2023-07-10.log", "2023-07-10 00:00:00"), ("top.20230710-200001", "2023-07-10 20:00:01"),
     ("build-1202307101", None), ("df-2023-13-40", None), ("free.txt", None)],
)  # fmt: skip
def test_a_stamp_is_found_in_a_name(name: str, expected: str | None) -> None:
    """A date, with the time that follows it, in the forms that scripts use; a longer number is none."""
    found = stamp_in(name)
    assert (str(found) if found else None) == expected


def test_the_name_is_read_in_the_zone_of_the_file() -> None:
    """A name carries the local time of the host."""
    written, why = written_of("db-01/df-20230710-200001", "case/db-01/df-20230710-200001", 0.0, "America/New_York")
    assert written == datetime(2023, 7, 11, 0, 0, 1, tzinfo=UTC)
    assert "2023-07-10 20:00:01" in why


def test_the_time_of_change_gives_way_to_a_folder_that_contradicts_it() -> None:
    """A file that was copied later is of its folder's date; one that agrees keeps its more exact time."""
    mtime = CHANGED.timestamp()
    assert written_of("df", "host-2023-07-10/df", mtime, "UTC")[0] == CHANGED
    assert written_of("df", "host-2021-01-02/df", mtime, "UTC")[0] == datetime(2021, 1, 2, tzinfo=UTC)
    assert written_of("df", "host/df", mtime, "UTC")[0] == CHANGED
    assert written_of("stdin", "stdin", None, "UTC")[0] is None


def test_times_of_day_lie_before_the_last_change_and_pass_midnight() -> None:
    """A report that began before midnight and was last changed after it began on the day before."""
    days = TimeOfDay(Clock(written=CHANGED.replace(hour=0)), {})
    stamps = [days.stamp(of_day) for of_day in (86_398, 3)]
    assert [datetime.fromtimestamp((stamp or 0) / 1e6, UTC).isoformat() for stamp in stamps] == [
        "2023-07-10T23:59:58+00:00",
        "2023-07-11T00:00:03+00:00",
    ]


def test_a_time_of_day_without_any_date_stays_unknown() -> None:
    """Nothing is made up."""
    assert TimeOfDay(Clock(), {}).stamp(0) is None
