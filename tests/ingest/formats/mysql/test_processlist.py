"""Lists of MySQL's threads, and reports of InnoDB."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

ROW = """*************************** {}. row ***************************
     Id: {}
Command: Query
   Time: {}
  State: updating
   Info: update orders set a = 1
 where placed < '2022-01-01 00:00:00'
"""


@pytest.mark.parametrize("block", [1, 2, 5, 100])
def test_each_list_is_counted_at_its_own_time(read: Read, block: int) -> None:
    """A time in a statement is none of the list; lists end where the next one begins, wherever blocks are cut."""
    lists = [ROW.format(1, 8, 61) + ROW.format(2, 9, 31), ROW.format(1, 8, 62)]
    text = "".join(f"TS 168901920{n}.0 2023-07-10 20:00:0{n}\n{each}" for n, each in zip((1, 2), lists, strict=True))
    rows = read("mysql-processlist", text, block=block).rows
    assert rows["value"].to_list() == [2.0, 61.0, 1.0, 62.0]
    assert rows["time"].dt.second().to_list() == [1, 1, 2, 2]
    assert rows["time"].dt.year().unique().to_list() == [2023]


def test_a_bar_in_a_statement_ends_no_cell(read: Read) -> None:
    """The statement is the last of the columns that every server has."""
    text = (
        "+----+------+------+----+---------+------+-------+------+\n"
        "| Id | User | Host | db | Command | Time | State | Info |\n"
        "+----+------+------+----+---------+------+-------+------+\n"
        "|  8 | app  | web  | s  | Query   |    7 | init  | select 1 | 2 | 4 |\n"
        "+----+------+------+----+---------+------+-------+------+\n"
    )
    rows = read("mysql-processlist", text).rows
    assert rows["value"].to_list() == [1.0, 7.0]


def test_transactions_are_counted_for_each_report_of_innodb(read: Read) -> None:
    """The next report begins at none."""
    head, end = "2023-07-10 20:00:0{} 0x7f INNODB MONITOR OUTPUT", "END OF INNODB MONITOR OUTPUT"
    active = "---TRANSACTION 7, ACTIVE {} sec\nHistory list length 12"
    text = "\n".join([head.format(1), active.format(61), active.format(9), end, head.format(2), active.format(3), end])
    rows = read("mysql-innodb-status", text + "\n").rows.filter(metric="mysql.innodb.oldest_transaction")
    assert rows["value"].to_list() == [61.0, 3.0]
