"""Error logs of MySQL and MariaDB: forms of stamps, what continues a message, and when a crash was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.formats.conftest import Read, read_text

from foreshock.ingest.formats.mysql.error import FORMATS

(ERROR,) = FORMATS


@pytest.mark.parametrize(
    ("line", "time", "thread", "severity"),
    [
        ("071218 11:48:27 [Note] hello", datetime(2007, 12, 18, 16, 48, 27, tzinfo=UTC), None, "Note"),
        ("081127  8:51:20 [ERROR] hello", datetime(2008, 11, 27, 13, 51, 20, tzinfo=UTC), None, "ERROR"),
        ("2013-06-01 12:00:00 1234 [ERROR] hello", datetime(2013, 6, 1, 16, tzinfo=UTC), "1234", "ERROR"),
        ("2026-11-22  8:18:21 0 [Note] hello", datetime(2026, 11, 22, 13, 18, 21, tzinfo=UTC), "0", "Note"),
        ("2018-02-05T13:44:56.657000Z 7 [Warning] hello", datetime(2018, 2, 5, 13, 44, 56, 657000, tzinfo=UTC), "7",
         "Warning"),
        ("2018-02-05T13:44:56.657000+05:45 7 [System] [MY-010931] [Server] hello",
         datetime(2018, 2, 5, 7, 59, 56, 657000, tzinfo=UTC), "7", "System"),
        ("140714 14:16:52  hello", datetime(2014, 7, 14, 18, 16, 52, tzinfo=UTC), None, None),
    ],
)  # fmt: skip
def test_every_form_of_stamp(read: Read, line: str, time: datetime, thread: str | None, severity: str | None) -> None:
    """Stamps with a zone are read by it, the others in the zone of the file, through summer and winter."""
    (row,) = read("mysql-error", line + "\n", zone="America/New_York").rows.to_dicts()
    assert (row["time"], row["severity_text"], row["body"]) == (time, severity, "hello")
    assert (row["attributes"] or {}).get("thread_id") == thread


def test_local_time_beside_utc_gives_the_zone_away() -> None:
    """mysqld_safe writes in local time just before mysqld writes in UTC: the difference is the zone."""
    lines = [
        "161209 13:08:33 mysqld_safe Starting mysqld daemon with databases from /var/lib/mysql",
        "2016-12-09T12:08:33.335060Z 0 [Warning] hello",
        "2016-12-09T12:09:33.335060Z 0 [Note] hello",
    ]
    claim = ERROR.recognise(lines, "error.log")
    assert claim is not None
    assert claim.zone == "+01:00"


@pytest.mark.parametrize("block", [1, 2, 100])
def test_a_crash_states_only_the_time_of_day(read: Read, block: int) -> None:
    """The day of a crash is that nearest to the record above, also over midnight."""
    text = (
        "2018-02-05T23:59:59.000000Z 0 [Note] hello\n00:00:03 UTC - mysqld got signal 11 ;\nThread pointer: 0x0\n"
        "2018-02-06T00:00:09.000000Z 0 [Note] hello\n00:00:08 UTC - mysqld got signal 6 ;\n"
    )
    rows = read("mysql-error", text, block=block).rows
    assert rows["time"][1] == datetime(2018, 2, 6, 0, 0, 3, tzinfo=UTC)
    assert rows["time"][3] == datetime(2018, 2, 6, 0, 0, 8, tzinfo=UTC)
    assert rows["severity_number"].to_list() == [9, 21, 9, 21]
    assert rows["body"][1].endswith("Thread pointer: 0x0")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Slave SQL: Error 'x' on query, Error_code: 1062", "1062"),
        ("InnoDB: preallocating 65536 bytes for file ./t.ibd failed with error 28; OS errno 28", "28"),
        ('mariadbd: Disk full (/tmp/x); waiting (errno: 28 "No space left on device")', "28"),
        ("mysqld: Can't create/write to file '/tmp/x' (Errcode: 24 - Too many open files)", "24"),
        ("a message without number, errno unknown", None),
    ],
)
def test_error_numbers(read: Read, body: str, code: str | None) -> None:
    """The number of the error, MySQL's or the operating system's, is the record's code."""
    assert read("mysql-error", f"2026-11-22  8:18:21 0 [ERROR] {body}\n").rows["code"].to_list() == [code]


def test_an_application_s_log_is_not_claimed() -> None:
    """A date, a number and a level in brackets are MySQL's only with the levels that MySQL has."""
    lines = [
        f"2013-06-01 12:00:0{n} 1234 [{level}] hello" for n, level in enumerate(("INFO", "DEBUG", "INFO", "ERROR"))
    ]
    assert ERROR.recognise(lines, "app.log") is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([
            "071218 11:48:27 [Note] hello", "2018-02-05T13:44:56.657000Z 7 [Warning] hello",
            "12:00:00 UTC - mysqld got", "2021-06-01 11:58:20 7f4ae8a0e700",
            "2021-06-01 12:00:00 7f4ae8a0e700 INNODB MONITOR OUTPUT",
            "", "\t", "---", "2021-13-01 11:58:20 7 [Note] no month", "24:00:00 UTC - x", "071218 11:48:27",
            "2021-06-01 12:00:01 1 [",
        ]),
        min_size=1, max_size=20,
    ),
    st.integers(1, 5),
)  # fmt: skip
def test_any_order_of_lines_adds_up(lines: list[str], block: int) -> None:
    """Whatever the order of the lines, every line is counted once, and where the blocks are cut does not matter."""
    text = "\n".join(lines) + "\n"
    whole, parts = read_text("mysql-error", text), read_text("mysql-error", text, block=block)
    columns = ["line", "body", "severity_text"]
    assert parts.rows.select(columns).to_dicts() == whole.rows.select(columns).to_dicts()
    assert parts.rejects.sort("line").to_dicts() == whole.rejects.sort("line").to_dicts()


def test_a_crash_and_a_restart_are_the_servers_own_words() -> None:
    """A log that holds little beside a crash is known by it, and by mysqld_safe's restart, with short stamps too."""
    lines = [
        "091205  4:49:04 - mysqld got signal 11;",
        "This could be because you hit a bug.",
        "",
        "091205 04:49:10  mysqld restarted",
    ]
    claim = ERROR.recognise(lines, "db-01.err")
    assert claim is not None
    assert claim.score == 1.0
