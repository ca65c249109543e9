"""sar's text: dates from the banner, midnights inside the file, sections that tell the same day again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.ingest.formats.conftest import Read, read_text

from foreshock.ingest.formats.sysstat.sar import FORMATS

(SAR,) = FORMATS
CPU = "        CPU     %user     %nice   %system   %iowait    %steal     %idle"
VALUES = "        all      1.00      0.00      2.00      3.00      0.00     94.00"


def banner(date: str, host: str = "db-01") -> str:
    """The first line of a report."""
    return f"Linux 6.1.0-18-amd64 ({host}) \t{date} \t_x86_64_\t(4 CPU)"


def report(*stamps: str, date: str = "2023-07-10") -> str:
    """A CPU section: the first stamp is the header's."""
    return "\n".join([banner(date), "", f"{stamps[0]}{CPU}", *(f"{stamp}{VALUES}" for stamp in stamps[1:])])


def times(read: Read, text: str, **options: str) -> list[datetime]:
    """The distinct times in the order of the file."""
    return list(dict.fromkeys(read("sar", text, **options).rows["time"].to_list()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2023-07-10", (2023, 7, 10)),
        ("07/10/2023", (2023, 7, 10)),
        ("07/10/23", (2023, 7, 10)),
        ("10.07.2023", (2023, 7, 10)),
        ("10.07.23", (2023, 7, 10)),
        ("07/25/2023", (2023, 7, 25)),
        ("25/07/2023", (2023, 7, 25)),
        ("2023/07/10", (2023, 7, 10)),
        ("01/01/70", (1970, 1, 1)),
    ],
)
def test_dates_of_banners(read: Read, date: str, day: tuple[int, int, int]) -> None:
    """Every locale's date; a number over 12 is the day, dots put the day first, slashes the month."""
    (time,) = times(read, report("00:00:01", "00:10:01", date=date))
    assert time == datetime(*day, 0, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize("path", ["db-01/sar10", "sa10", "sar-2023-07-10.txt", "sar.20230710"])
def test_the_name_of_the_file_settles_day_and_month(read: Read, path: str) -> None:
    """``10/07/2023`` is 10 July in a file of the tenth."""
    (time,) = times(read, report("00:00:01", "00:10:01", date="10/07/2023"), path=path)
    assert (time.month, time.day) == (7, 10)


def test_consecutive_days_settle_day_and_month(read: Read) -> None:
    """Reports of the ninth, tenth and eleventh of July, one after the other."""
    text = "\n".join(report("00:00:01", "00:10:01", date=f"{day}/07/2023") for day in ("09", "10", "11"))
    assert [(time.month, time.day) for time in times(read, text)] == [(7, 9), (7, 10), (7, 11)]


@pytest.mark.parametrize(
    ("stamp", "hour"), [("12:10:01 AM", 0), ("01:10:01 AM", 1), ("12:10:01 PM", 12), ("11:10:01 PM", 23)]
)
def test_twelve_hours(read: Read, stamp: str, hour: int) -> None:
    """Noon is 12 PM, midnight 12 AM."""
    (time,) = times(read, report("12:00:01 AM", stamp))
    assert time.hour == hour


@pytest.mark.parametrize("block", [1, 3, 100])
def test_midnights_are_counted_within_a_section(read: Read, block: int) -> None:
    """A section that runs over two midnights ends two days later, in blocks of any size."""
    text = report("12:00:00", "18:00:00", "23:50:00", "00:00:00", "12:00:00", "23:59:59", "00:10:00")
    rows = read("sar", text, block=block).rows
    assert list(dict.fromkeys(rows["time"].dt.day().to_list())) == [10, 11, 12]
    assert rows["time"].is_sorted()


def test_midnight_may_fall_into_the_first_interval(read: Read) -> None:
    """The header carries the time at which the interval began, on the banner's day."""
    assert times(read, report("23:59:55", "00:00:05")) == [datetime(2023, 7, 11, 0, 0, 5, tzinfo=UTC)]


def test_the_next_section_begins_on_the_first_day_again(read: Read) -> None:
    """The report tells the whole day once for each section."""
    load = "23:40:00      runq-sz  plist-sz   ldavg-1   ldavg-5  ldavg-15   blocked"
    text = "\n".join(
        [report("23:40:00", "23:50:00", "00:00:00"), "", load, "23:50:00 1 2 3 4 5 6", "00:00:00 1 2 3 4 5 6"]
    )
    rows = read("sar", text).rows
    load_days = rows.filter(rows["metric"] == "system.cpu.load_average.1m")["time"].dt.day().to_list()
    assert load_days == [10, 11]


def test_the_end_of_summer_time_is_no_midnight(read: Read) -> None:
    """A step back of an hour is the doubled hour of the zone, told again by each section."""
    load = "00:50:00 runq-sz plist-sz ldavg-1 ldavg-5 ldavg-15 blocked"
    stamps = ("01:50:00", "01:00:00", "01:50:00", "02:00:00")
    text = "\n".join(
        [report("00:50:00", *stamps, date="2023-11-05"), "", load, *(f"{stamp} 1 2 3 4 5 6" for stamp in stamps)]
    )
    rows = read("sar", text, zone="America/New_York").rows
    for metric in ("system.cpu.utilization", "system.cpu.load_average.1m"):
        found = rows.filter(rows["metric"] == metric)["time"].unique(maintain_order=True)
        assert [time.strftime("%H:%M") for time in found] == ["05:50", "06:00", "06:50", "07:00"]


def test_restarts_are_told_and_dated(read: Read) -> None:
    """A restart after midnight is on the next day, and what follows too."""
    text = "\n".join(
        [
            report("20:00:00", "20:10:00"),
            "",
            "04:31:07     LINUX RESTART\t(4 CPU)",
            "",
            f"04:40:00{CPU}",
            f"04:50:00{VALUES}",
        ]
    )
    rows = read("sar", text).rows
    (restart,) = rows.filter(rows["metric"] == "sar.restart").to_dicts()
    assert restart["time"] == datetime(2023, 7, 11, 4, 31, 7, tzinfo=UTC)
    assert restart["labels"] == {"cpus": "4"}
    assert rows["time"].max() == datetime(2023, 7, 11, 4, 50, tzinfo=UTC)


def test_averages_headers_and_comments_are_attached(read: Read) -> None:
    """They are no samples, and no loss."""
    text = "\n".join(
        [report("20:00:00", "20:10:00"), f"20:10:00{CPU}", "20:20:00  COM tuning", f"Average:   {VALUES}",
         "Durchschn.:  all 1,00", "Moyenne :  all 1,00", "Summary:  1 2"]
    )  # fmt: skip
    parsed = read("sar", text)
    assert (parsed.records, parsed.rejects.height) == (1, 0)


def test_columns_go_by_their_headings(read: Read) -> None:
    """Old sysstat prints sectors and avgqu-sz where the new prints kB and aqu-sz; unknown columns keep their names."""
    header = "00:00:01 DEV tps rd_sec/s wr_sec/s avgqu-sz await %util new/s"
    text = f"{banner('2023-07-10')}\n\n{header}\n00:10:01 dev8-0 1 2 4 5 6 7 8\n"
    rows = read("sar", text).rows
    assert dict(zip(rows["metric"], rows["value"], strict=True)) == {
        "system.disk.operations": 1.0,
        "system.disk.io": 2048.0,
        "system.disk.pending_operations": 5.0,
        "system.disk.operation_time": pytest.approx(0.006),
        "system.disk.io_time": pytest.approx(0.07),
        "sar.new/s": 8.0,
    }


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("/dev/vdb1", "device"),
        ("/var/lib/postgresql", "mountpoint"),
        ("/mnt/my data", "mountpoint"),
        ("tmpfs", "device"),
    ],
)
def test_a_filesystem_is_a_device_or_a_mount_point(read: Read, name: str, label: str) -> None:
    """The column FILESYSTEM holds either."""
    text = f"{banner('2023-07-10')}\n\n00:00:01 MBfsfree MBfsused FILESYSTEM\n00:10:01 1 2 {name}\n"
    assert read("sar", text).rows["labels"].to_list()[0] == {label: name, "state": "free"}


def test_what_has_no_date_or_header_is_rejected(read: Read) -> None:
    """With the reason."""
    text = f"00:10:01{VALUES}\n{banner('2023-07-10')}\n00:10:01{VALUES}\n00:10:01{CPU}\n00:20:01 all 1\n"
    assert read("sar", text).rejects["reason"].to_list() == [
        "no date: no banner of sar above",
        "no header of a sar table above",
        "2 values under 7 columns",
    ]


def test_several_hosts_in_one_file(read: Read) -> None:
    """Each banner names the host of what follows."""
    text = f"{report('00:00:01', '00:10:01')}\n{banner('2023-07-10', 'web-01')}\n00:00:01{CPU}\n00:10:01{VALUES}\n"
    assert read("sar", text).rows["host"].unique(maintain_order=True).to_list() == ["db-01", "web-01"]


def test_other_files_are_not_claimed() -> None:
    """A log with times of day is not sar's."""
    assert SAR.recognise(["20:00:01 started", "20:00:02 stopped 5"], "x") is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="0123456789:. %/sAPM()Linux\t-", max_size=30), min_size=1, max_size=12))
def test_hostile_lines_are_always_accounted_for(lines: list[str]) -> None:
    """Whatever stands in a file, every line is a record, attached, or a reject."""
    read_text("sar", "\n".join([report("00:00:01", "00:10:01"), *lines]), block=4)


# After a stamp: tables with and without names, of one section with other columns, rows of any of them, and other lines.
LINES = (
    CPU, VALUES, VALUES, "          0      5.00      0,50      2.00      3.00      0.00     94.00",
    "        CPU     %user     %nice   %system     %idle", "          1      5.00      0.00      2.00     93.00",
    "  MBfsfree  MBfsused   %fsused  %ufsused     Ifree     Iused    %Iused FILESYSTEM",
    "       100       900     90.00     95.00      1000        10      0.99 /srv/new data",
    "       100       900     90.00     95.00      1000        10      0.99 /dev/sda1",
    "  COM disk replaced", "  LINUX RESTART\t(2 CPU)", "     runq-sz  plist-sz", "          1       120", "  é",
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((0, 1, 1, 600, 40_000)), st.sampled_from((*LINES, ""))), max_size=80))
def test_many_lines_at_once_are_what_each_of_them_is(steps: list[tuple[int, str]]) -> None:
    """However tables, restarts, comments and what is no line of sar follow each other, over midnights too."""
    second, lines = 0, []
    for step, line in steps:
        second = (second + step) % 86_400
        lines.append(f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}{line}" if line else "")
    text = "\n".join([banner("2023-07-10"), *lines])
    whole, single = read_text("sar", text, options={}), read_text("sar", text, options={}, block=1)
    assert_frame_equal(whole.rows, single.rows.sort("line", maintain_order=True))
    assert_frame_equal(whole.rejects, single.rejects)
    assert (whole.records, whole.attached) == (single.records, single.attached)
