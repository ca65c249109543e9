"""sadf's exports: zones of the stamps, restarts, the same measures as sar's text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.sysstat.sadf import FORMATS
from foreshock.ingest.formats.sysstat.sadf_names import json_values

CSV, JSON = FORMATS
HEADER = "# hostname;interval;timestamp;CPU;%user;%idle"


@pytest.mark.parametrize(
    ("stamp", "hour"),
    [("2023-07-10 20:00:01 UTC", 20), ("1689019201", 20), ("2023-07-10 20:00:01", 0), ("2023-07-10 20:00:01 EST", 0)],
)
def test_stamps_of_csv(read: Read, stamp: str, hour: int) -> None:
    """UTC and epoch seconds are instants; others are in the zone of the file, whatever abbreviation is printed.

    sadf prints the standard abbreviation in summer too: EST in July is a clock at UTC-4.
    """
    rows = read("sadf-csv", f"{HEADER}\ndb-01;600;{stamp};-1;1.00;99.00\n", zone="America/New_York").rows
    assert {time.hour for time in rows["time"]} == {hour}
    assert rows["labels"].to_list()[0] == {"cpu": "all", "state": "user"}


def test_the_abbreviation_names_the_zone() -> None:
    """Its rules, not its offset."""
    claim = CSV.recognise([HEADER, "db-01;600;2023-07-10 20:00:01 EST;-1;1.00;99.00"], "x")
    assert claim is not None
    assert (claim.zone, claim.host) == ("America/New_York", "db-01")


def test_restarts_comments_and_nonsense_of_csv(read: Read) -> None:
    """A restart is a value, a comment is attached, the rest is rejected with the reason."""
    text = (
        f"db-01;600;2023-07-10 20:00:01 UTC;-1;1.00;99.00\n{HEADER}\n"
        "db-01;-1;2023-07-10 21:00:01 UTC;LINUX-RESTART\t(8 CPU)\ndb-01;-1;2023-07-10 21:00:02 UTC;COM hello\n"
        "db-01;600;2023-07-10 20:00:01 UTC;-1;1.00\nnonsense\ndb-01;600;2023-13-10 20:00:01 UTC;-1;1.00;2\n"
    )
    parsed = read("sadf-csv", text)
    assert parsed.rows.select("metric", "labels", "line").rows() == [("sar.restart", {"cpus": "8"}, 3)]
    assert parsed.rejects["reason"].to_list() == [
        "no header of sadf above",
        "2 values under 3 columns",
        "not a row of sadf",
        "not a row of sadf",
    ]


DOCUMENT = """{"sysstat": {"hosts": [{"nodename": "db-01", "statistics": [
{"timestamp": {"date": "2023-07-10", "time": "20:00:01", "utc": 1, "interval": 600},
 "cpu-load": [{"cpu": "all", "user": 1.50, "idle": 98.50}],
 "io": {"tps": 2.0, "io-reads": {"rtps": 1.0, "bread": 8.0}},
 "filesystems": [{"filesystem": "/dev/vdb1", "MBfsfree": 5, "%ufsused": 97.50}]}
]}, {"nodename": "web-01", "statistics": [
{"timestamp": {"date": "2023-07-10", "time": "20:00:01", "utc": 0}, "queue": {"ldavg-1": 0.5}}
]}]}}
"""


@pytest.mark.parametrize("block", [1, 3, 100])
def test_json_has_sar_measures(read: Read, block: int) -> None:
    """Names, units and labels are those of sar's columns; nested sections are read; each host has its own."""
    rows = read("sadf-json", DOCUMENT, block=block, zone="America/New_York").rows
    assert rows.select("host", "metric", "value").rows() == [
        ("db-01", "system.cpu.utilization", pytest.approx(0.015)),
        ("db-01", "system.cpu.utilization", pytest.approx(0.985)),
        ("db-01", "system.disk.operations", 2.0),
        ("db-01", "system.disk.operations", 1.0),
        ("db-01", "system.disk.io", 4096.0),
        ("db-01", "system.filesystem.usage", 5 * 1024.0**2),
        ("db-01", "system.filesystem.utilization", pytest.approx(0.975)),
        ("web-01", "system.cpu.load_average.1m", 0.5),
    ]
    assert rows["time"].to_list()[0] == datetime(2023, 7, 10, 20, 0, 1, tzinfo=UTC)
    assert rows["time"].to_list()[-1] == datetime(2023, 7, 11, 0, 0, 1, tzinfo=UTC)


def test_an_integer_beyond_any_float_is_no_value(read: Read) -> None:
    """One damaged number costs itself, not the document around it."""
    parsed = read("sadf-json", DOCUMENT.replace('"tps": 2.0', f'"tps": 1{"0" * 400}'), zone="America/New_York")
    assert parsed.rejects.is_empty()
    assert parsed.rows["value"].to_list().count(None) == 1
    assert parsed.rows.height == 8


def test_only_sysstat_json_is_claimed() -> None:
    """Other JSON is not."""
    assert JSON.recognise(['{"hosts": [{"timestamp": {}}]}'], "x") is None
    assert JSON.recognise(DOCUMENT.splitlines(), "x") is not None


def test_numbers_of_fans_and_buses_are_no_cpus() -> None:
    """What a number counts depends on the section; devices on one bus are told apart by their codes."""
    usb = [
        {"bus_number": 3, "idvendor": "5e3", "idprod": "608", "maxpower": 200, "manufact": "", "product": "USB2.0 Hub"},
        {"bus_number": 3, "idvendor": "4f2", "idprod": "b62a", "maxpower": 1000, "manufact": "C", "product": "Webcam"},
    ]
    battery = [{"number": 1, "percent-capacity": 83, "variation": -3.85, "status": "Unknown"}]
    power = {"fan-speed": [{"number": 1, "rpm": 2300}], "battery": battery, "usb-devices": usb}
    found = json_values({"power-management": power})
    assert [(measure.metric, value, dict(labels)) for measure, value, labels in found] == [
        ("sar.rpm", 2300.0, {"fan": "1"}),
        ("sar.%cap", 83.0, {"battery": "1"}),
        ("sar.cap/min", -3.85, {"battery": "1"}),
        ("sar.maxpower", 200.0, {"bus": "3", "idvendor": "5e3", "idprod": "608"}),
        ("sar.maxpower", 1000.0, {"bus": "3", "idvendor": "4f2", "idprod": "b62a"}),
    ]
