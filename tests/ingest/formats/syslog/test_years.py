"""Stamps without a year among stamps with one, and what VMware's hosts write behind the stamp."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.syslog.files import FORMATS
from foreshock.ingest.formats.syslog.years import year_told

OLD = ["Dec 30 20:00:01 db-01 cron[7]: a", "Dec 31 20:00:02 db-01 cron[7]: b"]
NEW = ["2020-01-02T20:00:03.123456+01:00 db-01 cron[7]: c", "2020-01-03T20:00:03.123456+01:00 db-01 cron[7]: d"]


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        pytest.param([*OLD, *NEW], 2019, id="the host was upgraded, and its rsyslog writes another template"),
        pytest.param([*NEW, *OLD], 2020, id="the template was changed back"),
        pytest.param(["<30>" + OLD[0], "<30>1 2020-01-02T20:00:03Z db-01 cron 7 - - c"], 2019, id="RFC 5424"),
        pytest.param(["Jan  2 21:00:01 db-01 cron[7]: a", NEW[0]], 2020, id="the same day in another zone"),
        pytest.param(["Feb 29 21:00:01 db-01 cron[7]: a", "2021-01-02T20:00:03Z h cron[7]: c"], 2020, id="a leap day"),
        pytest.param(OLD, None, id="no line writes a year"),
        pytest.param(NEW, None, id="every line writes its year"),
        pytest.param(["Jan  2 21:00:01 db-01 cron[7]: a", "2021-02-31T20:00:03Z h cron[7]: c"], None, id="no day"),
    ],
)
def test_lines_with_a_year_tell_that_of_those_without(lines: list[str], year: int | None) -> None:
    """A file is written in order: the year is the one in which the stamps keep theirs with the nearest dated line."""
    assert year_told(lines) == year


def test_the_recognition_says_the_year() -> None:
    """Then nothing else has to be asked for it: names of files and times of change know it less well."""
    claim = FORMATS[0].recognise([*OLD, *NEW], "x")
    assert claim is not None
    assert (claim.has_year, claim.year) == (False, 2019)


def test_esxi_writes_the_priority_behind_the_stamp(read: Read) -> None:
    """From ESXi 8 on: a letter or two for the severity, and PRI in parentheses, which are no host."""
    text = (
        "2023-07-10T20:00:01.079Z In(182) vmkernel: cpu21:2099003)attach failed\n"
        "2023-07-10T20:00:02.079Z shell[71435]: [root]: ls -la\n"
        "2023-07-10T20:00:03.079Z Er(163) Hostd[2099587]: Disk full\n"
    )
    rows = read("syslog-rfc3164", text).rows
    assert rows["host"].to_list() == [None, None, None]
    assert rows["service"].to_list() == ["vmkernel", "shell", "Hostd"]
    assert rows["severity_text"].to_list() == ["info", None, "err"]
    assert rows["attributes"].map.get("facility").to_list() == ["local6", None, "local4"]
