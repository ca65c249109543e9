"""Reports of vmstat, iostat, free, top, /proc and their like: units, times, and lines that do not fit."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.host.free import unit_of
from foreshock.ingest.formats.parts.csv_fields import cells
from foreshock.ingest.time.clock import Clock

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


BANNER = "Linux 6.1.0-18-amd64 (db-01) \t07/13/23 \t_x86_64_\t(4 CPU)\n\n"


def values(parsed: Parsed, metric: str) -> list[float]:
    """The values of one metric, line by line."""
    assert parsed.rejects.is_empty()
    found: list[float] = parsed.rows.filter(pl.col("metric") == metric)["value"].to_list()
    return found


def test_iostat_prints_a_table_for_each_direction_to_people() -> None:
    """With -x -h reads, writes, discards and flushes are tables of their own, sizes with a suffix."""
    tables = (
        "     r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz Device",
        "   88.08      1.5M     4.60   5.0%    3.38    20.7k vda",
        "     w/s     wkB/s   wrqm/s  %wrqm w_await wareq-sz Device",
        "   41.22      3.8M    37.10  47.4%    0.84    94.0k vda",
        "     f/s f_await  aqu-sz  %util Device",
        "    9.33    0.09    0.34   1.6% vda",
    )
    parsed = parse("iostat", BANNER + "\n".join(tables))
    assert values(parsed, "system.disk.io") == [pytest.approx(size * 2**20) for size in (1.5, 3.8)]
    assert values(parsed, "system.disk.io_time") == [pytest.approx(0.016)]


def test_sizes_that_sar_prints_for_people_are_in_the_unit_of_their_heading() -> None:
    """--human adds a suffix: 19.4G below kbmemfree and 66.3G below MBfsfree are gibibytes both."""
    text = (
        BANNER + "17:13:18    kbmemfree  %memused\n17:13:19        19.4G      1.5%\n\n"
        "17:13:18     MBfsfree  MBfsused   %fsused FILESYSTEM\n17:13:19        66.3G    512.0M     30.1% /dev/vda\n"
    )
    parsed = parse("sar", text)
    gibibyte = float(2**30)
    assert values(parsed, "system.memory.usage") == [pytest.approx(19.4 * gibibyte)]
    assert values(parsed, "system.filesystem.usage") == [pytest.approx(66.3 * gibibyte), pytest.approx(gibibyte / 2)]


def test_mpstat_of_nodes_and_of_the_topology_measures_what_it_measures_of_cpus() -> None:
    """-N has a column NODE in the place of CPU; -T states core, socket and node, but not in the row of all."""
    nodes = (
        "17:12:07    NODE    %usr   %idle\n17:12:08     all    1.00   99.00\n17:12:08       0    2.00   98.00\n\n"
        "17:12:11     CPU CORE SOCK NODE    %usr   %idle\n17:12:12     all                   3.00   97.00\n"
        "17:12:12       0    0    0    0    4.00   96.00\n"
    )
    parsed = parse("sar", BANNER + nodes)
    shares = pl.Series([0.01, 0.99, 0.02, 0.98, 0.03, 0.97, 0.04, 0.96])
    assert (pl.Series(values(parsed, "system.cpu.utilization")) - shares).abs().max() < 1e-9  # type: ignore[operator]
    assert parsed.rows["metric"].unique().to_list() == ["system.cpu.utilization"]


def test_pidstat_for_people_keeps_its_sizes() -> None:
    """With --human the kilobytes of VSZ and RSS have a suffix."""
    text = BANNER + (
        "17:12:55      UID       PID  minflt/s  majflt/s     VSZ     RSS   %MEM  Command\n"
        "17:12:56        0     15486     13.00      0.00    3.0M    512.0k   0.0%  pidstat\n"
    )
    parsed = parse("pidstat", text)
    assert values(parsed, "process.memory.virtual") == [3.0 * 2**20]
    assert values(parsed, "process.memory.usage") == [512.0 * 2**10]


def test_top_may_print_a_full_cpu_without_a_blank() -> None:
    """Three digits take the place of the blank behind the colon."""
    text = (
        "top - 20:00:01 up 1 day,  2 users,  load average: 1.00, 1.00, 1.00\n"
        "%Cpu(s):100.0 us,  0.0 sy,  0.0 ni,  0.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st\n"
    )
    assert values(parse("top", text), "system.cpu.utilization")[0] == 1.0


def test_the_people_that_w_lists_are_part_of_its_line() -> None:
    """What w prints is uptime's line, a heading, and who is logged in."""
    text = (
        " 17:13:06 up  3:20,  2 users,  load average: 1.52, 2.05, 2.64\n"
        "USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n"
        "ann      pts/0    192.0.2.7        16:01    1.00s  0.04s  0.01s w\n"
    )
    parsed = parse("uptime", text)
    assert (parsed.records, parsed.attached) == (1, 2)
    assert values(parsed, "system.cpu.load_average.1m") == [1.52]


def test_sadf_may_put_all_devices_into_one_row() -> None:
    """With -h the columns repeat in a row; where several tables do, nothing tells which value is of which."""
    head = "# hostname;interval;timestamp;"
    row = "db-01;600;2023-07-10 20:00:01 UTC;"
    parsed = parse("sadf-csv", f"{head}DEV;tps;rkB/s[...]\n{row}vda;1.00;2.00;vdb;3.00;4.00\n")
    assert values(parsed, "system.disk.operations") == [1.0, 3.0]
    assert [dict(labels)["device"] for labels in parsed.rows["labels"].to_list()] == ["vda", "vda", "vdb", "vdb"]
    mixed = parse("sadf-csv", f"{head}CPU;%user[...];DEV;tps[...]\n{row}-1;5.00;vda;1.00\n")
    assert mixed.rows.is_empty()
    assert "-h" in mixed.rejects["reason"][0]


@pytest.mark.parametrize(
    ("heading", "metric", "host"),
    [
        ("avg:system.load.1{host:db-01,env:prod}", "system.load.1", "db-01"),
        ('{instance="db-01:9100", job="node"}', "value", "db-01"),
        ("host:db-01", "value", "db-01"),
    ],
)
def test_headings_of_a_csv_name_series_as_dashboards_do(heading: str, metric: str, host: str) -> None:
    """Datadog writes scopes, Grafana the labels of a series without a name; null says that there is no value."""
    quoted = heading.replace('"', '""')
    parsed = parse("metrics-csv", f'"Time","{quoted}"\n1689037200000,1.5\n1689037260000,null\n')
    assert parsed.rows.select("metric", "host", "value").rows() == [(metric, host, 1.5)]


def test_quotes_in_odd_places_of_a_csv_cost_no_other_line() -> None:
    """A quote inside of a field ends no field; the lines around it are read as ever."""
    lines = ['"db-01","CPU loa"d",amp","Value"', "db-02,load,2023-07-10,2.5", '"db-03",""load"","2023",3.5']
    table, fits = cells(pl.Series(lines), 4, ",")
    assert fits.to_list() == [True] * 3
    assert table.height == 3
    assert table.row(1) == ("db-02", "load", "2023-07-10", "2.5")
    assert table[:, 3].to_list() == ["Value", "2.5", "3.5"]


def test_sizes_of_df_on_a_mac_may_be_bare_bytes() -> None:
    """``df -h`` of macOS writes 334Ki and 0Bi."""
    text = (
        "Filesystem      Size   Used  Avail Capacity iused ifree %iused  Mounted on\n"
        "devfs          334Ki  334Ki    0Bi   100%    1154     0  100%   /dev\n"
    )
    assert values(parse("df", text), "system.filesystem.usage") == [334.0 * 1024, 0.0]


def test_tables_of_mysqladmin_are_a_second_apart_in_what_pt_stalk_collects() -> None:
    """pt-stalk runs mysqladmin with -i1; the time in the file's name is that of the first table."""
    rule = "+-----------------+-------+\n"
    table = f"{rule}| Variable_name   | Value |\n{rule}| Threads_running | %d     |\n{rule}"
    parsed = parse("mysqladmin-status", (table % 3) + (table % 7), path="2023_07_11_01_00_05-mysqladmin")
    assert values(parsed, "mysql.threads") == [3.0, 7.0]
    assert times(parsed) == ["2023-07-11T01:00:05", "2023-07-11T01:00:06"]
