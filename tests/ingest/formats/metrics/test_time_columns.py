"""Tables of metrics: which column states the time, and how it may be written."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats import formats


def read_as_recognised(read: Read, text: str, path: str = "sample.csv") -> list[dict[str, object]]:
    """The rows of a table, under the options that its recognition gives."""
    (format_,) = [each for each in formats() if each.name == "metrics-csv"]
    claim = format_.recognise(text.splitlines(), path)
    assert claim is not None
    return read("metrics-csv", text, options=dict(claim.options), zone=claim.zone or "UTC").rows.to_dicts()


@pytest.mark.parametrize(
    ("heading", "stamp"),
    [
        ("Time (UTC)", "2023-07-10 20:00:01"),
        ("time_utc", "2023-07-10 20:00:01"),
        ("time_ms", "1689019201000"),
        ("timestamp (s)", "1689019201"),
        ("Timestamp", "1689019201.000"),
        ("Time", "7/10/2023 8:00:01 PM"),
        ("Time", "10.07.2023 20:00:01"),
        ("Date,Time", "2023-07-10,20:00:01"),
        ("Date,Time", "07/10/2023,8:00:01 PM"),
        ("Date,Time", "2023-07-09,2023-07-10 20:00:01"),
        ("Time", "45117.8333449074"),
    ],
)
def test_the_time_is_found_however_its_column_is_called(read: Read, heading: str, stamp: str) -> None:
    """All of them mean the same second, and none of its columns is a metric."""
    (row,) = read_as_recognised(read, f"{heading},cpu\n{stamp},12.5\n")
    assert str(row["time"]) == "2023-07-10 20:00:01+00:00"
    assert (row["metric"], row["value"]) == ("cpu", 12.5)


def test_days_of_a_file_are_all_read_in_one_order(read: Read) -> None:
    """A day beyond the twelfth tells that 07/10 in another line is a day in October."""
    rows = read_as_recognised(read, "Time,cpu\n07/10/2023 20:00:01,1\n13/10/2023 20:00:01,2\n")
    assert [str(row["time"])[:10] for row in rows] == ["2023-10-07", "2023-10-13"]


def test_decimal_commas_are_no_separators(read: Read) -> None:
    """Where the columns are separated by something else."""
    (row,) = read_as_recognised(read, "Time;cpu\n45117,8333449074;12,5\n")
    assert (str(row["time"]), row["value"]) == ("2023-07-10 20:00:01+00:00", 12.5)


def test_a_file_of_dropwizards_reporter_is_called_after_its_metric(read: Read) -> None:
    """The columns are the same in all of its files."""
    rows = read_as_recognised(read, "t,count,p99\n1689019201,12,30.5\n", "metrics/shop.Orders.requests.csv")
    assert [row["metric"] for row in rows] == ["shop.Orders.requests.count", "shop.Orders.requests.p99"]


def test_performance_monitors_zone_is_that_of_its_stamps() -> None:
    """It counts the minutes west of UTC."""
    (format_,) = [each for each in formats() if each.name == "metrics-csv"]
    header = '"(PDH-CSV 4.0) (India Standard Time)(-330)","\\\\DB-01\\Memory\\Available MBytes"'
    claim = format_.recognise([header, '"07/10/2023 20:00:01.123","12"'], "perf.csv")
    assert claim is not None
    assert claim.zone == "+05:30"
