"""Reports of vmstat, iostat, free, top, /proc and their like: units, times, and lines that do not fit."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from foreshock.ingest.clock import Clock
from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.free import unit_of

WRITTEN = datetime(2023, 7, 11, 1, 0, 5, tzinfo=UTC)


def parse(
    name: str, text: str, *, zone: str = "UTC", path: str = "report.txt", written: datetime | None = WRITTEN
) -> Parsed:
    """A text read by the format with that name, with what it finds out itself."""
    texts = text.removesuffix("\n").split("\n")
    format_ = next(format_ for format_ in formats() if format_.name == name)
    claim = format_.recognise(texts, path)
    assert claim is not None
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    return format_.open(claim.options, Clock(zone=zone, written=written)).feed(lines, last=True)


def times(parsed: Parsed) -> list[str | None]:
    """The distinct times in order."""
    return parsed.rows["time"].unique(maintain_order=True).dt.strftime("%Y-%m-%dT%H:%M:%S").to_list()


VMSTAT = (
    "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu----- -----timestamp-----\n"
    " r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st                 {zone}\n"
    " 1  0      0 20635836  27420 3596404    0    8  1147  1391  533 3847 27  8 65  0  0 {stamp}\n"
)


def test_the_zone_in_a_header_of_vmstat_changes_with_the_season() -> None:
    """Each header states the offset of its rows; a zone that was set counts more."""
    text = VMSTAT.format(zone="EDT", stamp="2023-11-05 00:30:00") + VMSTAT.format(
        zone="EST", stamp="2023-11-05 01:30:00"
    )
    assert times(parse("vmstat", text, zone="EDT")) == ["2023-11-05T04:30:00", "2023-11-05T06:30:00"]
    assert times(parse("vmstat", text, zone="UTC")) == ["2023-11-05T00:30:00", "2023-11-05T01:30:00"]


def test_pt_stalk_samples_vmstat_every_second_from_the_time_in_its_name() -> None:
    """Rows without stamps are a second apart when the name is pt-stalk's, else all of the file's time."""
    rows = "\n".join(["1 0 0 20635836 27420 3596404 0 8 1147 1391 533 3847 27 8 65 0 0"] * 2)
    text = VMSTAT.splitlines()[0] + "\n" + VMSTAT.splitlines()[1].split("{")[0] + "\n" + rows
    assert times(parse("vmstat", text, path="2023_07_11_01_00_05-vmstat")) == [
        "2023-07-11T01:00:05",
        "2023-07-11T01:00:06",
    ]
    assert times(parse("vmstat", text)) == ["2023-07-11T01:00:05"]


@pytest.mark.parametrize(
    ("totals", "frees", "unit"),
    [([8053804.0], [5830864.0], 1024), ([8247095296.0], [5970804736.0], 1), ([15950.0], [229.0], 1024**2),
     ([128838.0, 2047.0], [1501.0, 2047.0], 1024**2), ([125.0], [3.0], 1024**3)],
)  # fmt: skip
def test_the_unit_of_free_is_that_of_a_machine_that_exists(totals: list[float], frees: list[float], unit: int) -> None:
    """Free prints its numbers without a unit: -b, -k, -m and -g are told apart by their size and divisibility."""
    assert unit_of(totals, frees) == unit


def test_iostat_without_times_is_of_the_files_time_on_the_banners_day() -> None:
    """The file's own time counts where it lies on the banner's day, else that day's midnight."""
    banner = "Linux 6.1.0 (db-01) \t{day}/2023 \t_x86_64_\t(4 CPU)\n\n"
    text = banner + "Device tps kB_read/s kB_wrtn/s kB_read kB_wrtn\nvda 1 2 3 4 5\n"
    assert times(parse("iostat", text.format(day="07/11"))) == ["2023-07-11T01:00:05"]
    assert times(parse("iostat", text.format(day="07/13"))) == ["2023-07-13T00:00:00"]


def test_top_goes_over_midnight() -> None:
    """A screen that shows an earlier time of day than the one before is of the next day."""
    head = "top - {} up 23 days, 22:44,  2 users,  load average: 9.03, 7.41, 4.10\n"
    parsed = parse("top", head.format("23:59:58") + head.format("00:00:03"), written=WRITTEN.replace(hour=0))
    assert times(parsed) == ["2023-07-10T23:59:58", "2023-07-11T00:00:03"]


def test_values_that_nothing_dates_keep_no_time() -> None:
    """A snapshot from a pipe is kept, without a time."""
    parsed = parse("proc", "MemTotal:        8053804 kB\n", written=None)
    assert times(parsed) == [None]
    assert parsed.rows["value"].to_list() == [8053804.0 * 1024]


def test_a_counter_that_began_anew_has_no_rate() -> None:
    """A reboot between two snapshots of /proc makes no negative rate."""
    first = "TS 1689037200.0 2023-07-10 20:00:00\nctxt 5000\ncpu  1 0 1 7 1 0 0 0 0 0\n"
    text = f"{first}TS 1689037210.0 2023-07-10 20:00:10\nctxt 10\n"
    assert "system.context_switches" not in parse("proc", text).rows["metric"].to_list()


def test_a_sadf_row_that_says_est_is_not_in_utc() -> None:
    """Sadf prints the standard abbreviation in summer too; it names the zone even where UTC was set for the archive."""
    text = "# hostname;interval;timestamp;runq-sz\ndb-01;10;2019-04-18 09:20:19 EST;1\n"
    assert times(parse("sadf-csv", text)) == ["2019-04-18T13:20:19"]


def test_rows_of_a_csv_with_the_wrong_number_of_fields_are_rejected() -> None:
    """Broken rows cost themselves only; quotes may hold separators."""
    good = 'time,"a, b",c\n2023-07-11T01:00:00Z,1,2\n2023-07-11T01:00:01Z,1\n2023-07-11T01:00:02Z,"1",2\n'
    parsed = parse("metrics-csv", f'{good}"2023-07-11,1,2\nno,1,2\n')
    assert parsed.rejects["line"].to_list() == [3, 5, 6]
    assert parsed.rows["metric"].to_list() == ["a, b", "c", "a, b", "c"]


def test_seconds_and_milliseconds_of_the_exposition_format_are_told_apart() -> None:
    """OpenMetrics counts seconds, Prometheus milliseconds."""
    assert times(parse("prometheus-text", "a{} 1 1689037200.5\n# EOF")) == ["2023-07-11T01:00:00"]
    assert times(parse("prometheus-text", "a{} 1 1689037200500")) == ["2023-07-11T01:00:00"]
    assert times(parse("prometheus-text", "a{} 1")) == ["2023-07-11T01:00:05"]
