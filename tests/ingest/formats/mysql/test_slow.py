"""Slow query logs: which line is an entry's first, whose second it has, and what is a head and what is SQL."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.formats.conftest import Read, read_text

from foreshock.ingest.formats.mysql.slow import FORMATS

(SLOW,) = FORMATS
USER = "# User@Host: shop[shop] @ web-01 [10.0.0.7]  Id: 42"
COST = "# Query_time: 1.500000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 7"


def entry(statement: str, *above: str) -> str:
    """An entry with these lines above its statement."""
    return "\n".join([*above, USER, COST, statement]) + "\n"


def test_an_entry_begins_at_its_time_line(read: Read) -> None:
    """The entry's first line is # Time where it has one, and # User@Host where it has none."""
    parsed = read("mysql-slow", entry("select 1;", "# Time: 071218 11:48:27") + entry("select 2;"))
    assert parsed.rows["line"].to_list() == [1, 5]
    assert parsed.rows["time"].n_unique() == 1  # servers before 5.7 write # Time once a second


def test_time_and_account_on_one_line(read: Read) -> None:
    """Old servers wrote # Time and # User@Host on one line; the account of a replica's thread stands in brackets."""
    text = "# Time: 071218 11:48:27 # User@Host: [SQL_SLAVE] @  []\n" + COST + "\nBEGIN;\n"
    (row,) = read("mysql-slow", text).rows.to_dicts()
    assert (row["user"], row["client"], row["statement"]) == ("[SQL_SLAVE]", None, "BEGIN")


def test_the_account_may_have_the_older_name(read: Read) -> None:
    """Patched servers before 5.1 wrote # User, without the blank after @, and a value right behind its key."""
    text = (
        "# User: shop[shop] @ [10.0.0.7]\n# Thread_id: 1 Schema: db\n"
        "# Query_time: 0.000899 Lock_time: 0.000000 Rows_sent: 0 Rows_examined:40 \nSELECT 1;\n"
    )
    (row,) = read("mysql-slow", text).rows.to_dicts()
    assert (row["user"], row["client"], row["database"], row["duration_s"]) == ("shop", "10.0.0.7", "db", 0.000899)
    assert row["attributes"]["rows_examined"] == "40"


def test_a_duration_that_is_no_number_is_kept_as_it_was_written(read: Read) -> None:
    """Old servers subtracted clocks that had been set in between."""
    broken = COST.replace("1.500000", "18446744073708.796870.000036")
    rows = read("mysql-slow", f"{USER}\n{broken}\nselect 1;\n{USER}\n{COST}\nselect 2;\n").rows
    assert rows["duration_s"].to_list() == [None, 1.5]
    assert [row.get("query_time") for row in rows["attributes"]] == ["18446744073708.796870.000036", None]


def test_set_timestamp_is_the_instant_of_local_time(read: Read) -> None:
    """SET timestamp is in UTC whatever the zone of the file; # Time with a zone of its own is finer and goes first."""
    local = entry("SET timestamp=1197996507;\nselect 1;", "# Time: 071218 11:48:27")
    zoned = entry("SET timestamp=1197996500;\nselect 1;", "# Time: 2007-12-18T16:48:27.250000Z")
    times = read("mysql-slow", local + zoned, zone="Asia/Tokyo").rows["time"]
    assert [time.isoformat() for time in times] == ["2007-12-18T16:48:27+00:00", "2007-12-18T16:48:27.250000+00:00"]


def test_the_zone_is_given_away_by_set_timestamp() -> None:
    """Local time beside the same moment in UTC tells the zone of the entries that have no SET timestamp."""
    lines = (entry("SET timestamp=1197996507;\nselect 1;", "# Time: 071218 11:48:27") * 3).splitlines()
    claim = SLOW.recognise(lines, "slow.log")
    assert claim is not None
    assert claim.zone == "-05:00"


@pytest.mark.parametrize("block", [4, 100])
def test_the_doubled_hour_is_followed(read: Read, block: int) -> None:
    """Local times of the hour that a change from summer time repeats are read as its first pass, then its second."""
    stamps = ("231105  0:59:00", "231105  1:30:00", "231105  1:59:00", "231105  1:05:00", "231105  2:00:00")
    text = "".join(entry("select 1;", f"# Time: {stamp}") for stamp in stamps)
    times = read("mysql-slow", text, zone="America/New_York", block=block).rows["time"]
    assert times.dt.strftime("%H:%M").to_list() == ["04:59", "05:30", "05:59", "06:05", "07:00"]


def test_an_entry_without_any_time_has_none(read: Read) -> None:
    """No time is made up for entries above the first stamp of a file."""
    assert read("mysql-slow", entry("select 1;")).rows["time"].to_list() == [None]


@pytest.mark.parametrize(
    ("below", "database", "statement"),
    [
        ("use shop;\nSET timestamp=1;\nselect 1;", "shop", "select 1"),
        ("use `my shop`;\nSET last_insert_id=7,insert_id=8,timestamp=1;\nselect 1;", "my shop", "select 1"),
        ("SET timestamp=1.250000;\nuse shop;", None, "use shop"),
        ("SET timestamp=1;\n# Time flies: a comment\n\n-- User@Host\nselect ';'\n;", None,
         "# Time flies: a comment\n\n-- User@Host\nselect ';'"),
        ("# administrator command: Quit;", None, "administrator command: Quit"),
    ],
)  # fmt: skip
def test_head_and_statement_are_told_apart(read: Read, below: str, database: str | None, statement: str) -> None:
    """What the server adds around a statement is no part of it; comments and blank lines of its own are."""
    (row,) = read("mysql-slow", entry(below)).rows.to_dicts()
    assert (row["database"], row["statement"]) == (database, statement)


def test_what_the_server_prints_at_its_start_belongs_to_no_statement(read: Read) -> None:
    """The version, the port and the column titles may stand between two entries, whenever the log is opened anew."""
    banner = (
        "/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:\n"
        "Tcp port: 3306  Unix socket: /tmp/s\nTime                 Id Command    Argument\n"
    )
    parsed = read("mysql-slow", banner + entry("select 1;") + banner + entry("select 2;"))
    assert parsed.rows["statement"].to_list() == ["select 1", "select 2"]
    assert parsed.rejects.is_empty()
    claim = SLOW.recognise(banner.splitlines(), "slow.log")
    assert claim is not None
    assert claim.score == 1


def test_any_keys_become_attributes(read: Read) -> None:
    """Keys that this program has never seen are kept by their names, also where values are empty or hold blanks."""
    lines = "# Schema: my db  Brand_new: 7 Empty:   Last_errno: 1205\n"
    (row,) = read("mysql-slow", USER + "\n" + lines + COST + "\nselect 1;\n").rows.to_dicts()
    assert (row["database"], row["code"]) == ("my db", "1205")
    assert row["attributes"]["brand_new"] == "7"
    assert "empty" not in row["attributes"]


def test_a_head_without_statement_is_rejected(read: Read) -> None:
    """An entry that was cut off before its cost and statement is no record, and not lost."""
    parsed = read("mysql-slow", "# Time: 071218 11:48:27\n" + USER + "\n" + entry("select 1;"))
    assert parsed.rows.height == 1
    assert parsed.rejects["line"].to_list() == [1, 2]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([
            "# Time: 071218 11:48:27", "# Time: 2024-03-31T03:00:02.123456+02:00", USER, COST, "use shop;",
            "SET timestamp=1197996507;", "select 1;", "", "#", "# explain: id", "# Schema: ", "\ud7ff;", "# Time: x",
            "# User@Host: a[b", "# Rows: 1 Rows: 2", "Tcp port: 1", "# administrator command: Quit;",
        ]),
        min_size=1, max_size=30,
    ),
    st.integers(1, 5),
)  # fmt: skip
def test_any_order_of_lines_adds_up(lines: list[str], block: int) -> None:
    """Whatever the order of the lines, every line is counted once, and where the blocks are cut does not matter."""
    text = "\n".join(lines) + "\n"
    whole, parts = read_text("mysql-slow", text), read_text("mysql-slow", text, block=block)
    assert parts.rows.to_dicts() == whole.rows.to_dicts()
    assert parts.rejects.sort("line").to_dicts() == whole.rejects.sort("line").to_dicts()


def test_an_entry_may_begin_with_what_measures_it(read: Read) -> None:
    """Percona's first servers leave the account out where it is that of the entry above."""
    text = (
        "# Time: 090805 11:00:27\n# Thread_id: 1  Schema: db1\n# Query_time: 0.7  Lock_time: 0.1  Rows_sent: 9\n"
        "SELECT 1;\n# Query_time: 1.7  Lock_time: 0.01  Rows_sent: 1\n# QC_Hit: No  Full_scan: No\n"
        "# administrator command: Ping;\n# Query_time: 0.5  Lock_time: 0.03  Rows_sent: 7\nSELECT 2;\n"
    )
    for block in (1, 4, 100):
        rows = read("mysql-slow", text, block=block).rows
        assert rows.select("line", "duration_s", "body").rows() == [
            (1, 0.7, "SELECT 1"),
            (5, 1.7, "administrator command: Ping"),
            (8, 0.5, "SELECT 2"),
        ]
        assert rows["time"].n_unique() == 1


def test_a_log_without_accounts_and_times_is_one() -> None:
    """Nothing but measurements and statements, as a rewritten log holds."""
    claim = SLOW.recognise(["# Query_time: 0.7  Lock_time: 0.1  Rows_sent: 9  Rows_examined: 2", "SELECT 1;"], "x")
    assert claim is not None


def test_an_entry_of_captured_packets_begins_at_its_client(read: Read) -> None:
    """What pt-query-digest writes of a capture knows the client's address and port, and no account."""
    head = "# Client: 10.0.0.7:51022\n# Query_time: 1.000000  Lock_time: 0.000000  Rows_sent: 0  Rows_examined: 0\n"
    parsed = read("mysql-slow", f"{head}select 1;\n{head}select 2;\n")
    assert parsed.rows["line"].to_list() == [1, 4]
    assert parsed.rows["client"].to_list() == ["10.0.0.7:51022"] * 2


def test_mariadb_is_told_by_its_own_heads(read: Read) -> None:
    """Its stamps are the beginning of a statement, those of the others its end: the service tells which."""
    head = (
        "# Time: 230710 20:00:0{}\n# User@Host: app[app] @ localhost []\n{}\n# Query_time: 2.0  Lock_time: 0\nSELECT 1;"
    )
    mariadb = head.format(1, "# Thread_id: 4  Schema: shop  QC_hit: No")
    percona = head.format(2, "# QC_Hit: No  Full_scan: Yes  Full_join: No")
    assert read("mysql-slow", f"{mariadb}\n{percona}").rows["service"].to_list() == ["mariadb", None]
