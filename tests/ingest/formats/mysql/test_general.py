"""General query logs: commands, the time of those without one, statements over many lines."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.mysql.general import FORMATS

(GENERAL,) = FORMATS


@pytest.mark.parametrize("block", [1, 3, 100])
def test_a_command_without_time_has_that_of_the_one_above(read: Read, block: int) -> None:
    """The server writes the time when the second changes; lines without a command go on with the statement above."""
    text = (
        "051007 21:55:24\t42 Connect     root@localhost on db1\n"
        "                42 Query       SELECT foo\n\n  FROM tbl -- 42 Query\n"
        "                42 Quit        \n"
        "051007 21:55:25\t     7 Query\tcommit\n"
    )
    rows = read("mysql-general", text, block=block).rows
    assert rows["line"].to_list() == [1, 2, 5, 6]
    assert rows["time"].dt.second().to_list() == [24, 24, 24, 25]
    assert rows["statement"].to_list() == [None, "SELECT foo\n\n  FROM tbl -- 42 Query", None, "commit"]


def test_who_connected_and_who_was_refused(read: Read) -> None:
    """A Connect states account, host and database, or that access was denied to whom."""
    text = (
        "2024-02-05T13:44:56.657000Z\t    8 Connect\tshop@10.0.0.7 on stock using SSL/TLS\n"
        "2024-02-05T13:44:56.657000Z\t    9 Connect\tAccess denied for user 'x'@'10.0.0.8' (using password: YES)\n"
        "2024-02-05T13:44:56.657000Z\t    8 Query\tselect 'a@b on c'\n"
    )
    rows = read("mysql-general", text).rows
    assert rows.select("user", "client", "database").rows() == [
        ("shop", "10.0.0.7", "stock"),
        ("x", "10.0.0.8", None),
        (None, None, None),
    ]


def test_a_cutting_between_two_stamps_is_read_without_time(read: Read) -> None:
    """Old servers write the time only when the second has changed; what connects as nobody has said so."""
    text = "\t\t12345 Connect\tnobody@localhost as  on \n\t\t31519 Query\tBEGIN\n\t\t98765 Quit\t\n"
    rows = read("mysql-general", text).rows
    assert rows.select("user", "statement", "time").rows() == [
        ("nobody", None, None),
        (None, "BEGIN", None),
        (None, None, None),
    ]
    assert GENERAL.recognise(text.splitlines(), "mysql.log") is not None


def test_lists_of_numbers_are_no_general_log() -> None:
    """Indented numbers and words are this log's only with the protocol's commands and a stamp or its tabs."""
    assert GENERAL.recognise(["   1 Query", "   2 Query"], "x.log") is None
    assert GENERAL.recognise(["051007 21:55:24  12 things"], "x.log") is None
