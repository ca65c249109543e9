"""dstat's CSV: times without a year or none at all, other groups of columns, a second start in the same file."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.metrics.dstat import FORMATS

NAME = "dstat-csv"
HEAD = (
    '"Dstat 0.7.4 CSV output"\n"Author:","x",,,,"URL:","y"\n"Host:","db-01",,,,"User:","root"\n'
    '"Cmdline:","dstat --output x.csv 10",,,,"Date:","10 Jul 2023 20:00:00 UTC"\n\n'
)


def test_rows_without_a_time_follow_each_other_from_the_date_in_the_head(read: Read) -> None:
    """The delay is the number at the end of the command."""
    rows = read(NAME, f'{HEAD}"load avg",,\n"1m","5m","15m"\n1,2,3\n4,5,6\n').rows
    assert rows["time"].dt.strftime("%H:%M:%S").unique(maintain_order=True).to_list() == ["20:00:00", "20:00:10"]
    assert rows["metric"].to_list()[:3] == [f"system.cpu.load_average.{window}" for window in ("1m", "5m", "15m")]


def test_a_second_start_has_a_head_of_its_own(read: Read) -> None:
    """Dstat goes on in the file that is there, with other columns."""
    again = HEAD.replace("20:00:00", "21:00:00")
    rows = read(NAME, f'{HEAD}"epoch",\n"epoch"\n1689019201.5\n{again}"procs",\n"blk"\n7\n').rows
    assert rows.select("metric", "value").rows() == [("system.processes.count", 7.0)]
    assert rows["time"].dt.strftime("%H:%M:%S").to_list() == ["21:00:00"]


@pytest.mark.parametrize(
    ("group", "column", "metric", "labels"),
    [
        ("cpu0 usage", "wai", "system.cpu.utilization", {"cpu": "0", "state": "iowait"}),
        ("net/eth0", "send", "system.network.io", {"device": "eth0", "direction": "transmit"}),
        ("io/total", "read", "system.disk.operations", {"device": "all", "direction": "read"}),
        ("most expensive", "cpu process", "dstat.most_expensive.cpu_process", {}),
    ],
)
def test_groups_name_what_is_measured(read: Read, group: str, column: str, metric: str, labels: dict[str, str]) -> None:
    """Names of OpenTelemetry where one fits, else dstat's own."""
    (row,) = read(NAME, f'{HEAD}"epoch","{group}"\n"epoch","{column}"\n1689019201,2\n').rows.to_dicts()
    assert (row["metric"], row["labels"], row["host"]) == (metric, labels, "db-01")


def test_what_is_no_row_is_rejected(read: Read) -> None:
    """Too many values, or no number among them."""
    parsed = read(NAME, f'{HEAD}"load avg"\n"1m"\nx\n1,2\n3\n')
    assert parsed.rejects["line"].to_list() == [8, 9]
    assert parsed.rows["value"].to_list() == [3.0]


def test_a_damaged_value_costs_no_other(read: Read) -> None:
    """A carriage return inside a number, or a head without the host's name, is no reason to fail."""
    text = FORMATS[0].samples[0].text.replace("98.5", "98.\r5").replace('"Host:","db-01",,,,"User:","root"', '"Host:"')
    rows = read("dstat-csv", text).rows
    assert rows.filter(rows["line"] == 7)["value"].to_list()[:2] == [0.015, 0.0]
