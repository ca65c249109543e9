"""Snapshots of pg_stat_activity."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

TABLE = """Mon Jul 10 20:00:0{} 2023 (every 2s)

 pid  | state  | query
------+--------+----------
{}(2 rows)

"""


@pytest.mark.parametrize("block", [1, 3, 100])
def test_each_snapshot_is_counted_at_its_own_time(read: Read, block: int) -> None:
    """Wherever the blocks are cut; a time or a state in a statement counts for nothing."""
    one = " 4711 | active | select 1\n 4712 | active | select   +\n      |        | '2022-01-01 00:00:00', 'idle'\n"
    two = " 4711 | idle   | select 1\n 4712 | active | Set x = '2022-01-01 00:00:00'\n"
    rows = read("postgresql-activity", TABLE.format(1, one) + TABLE.format(3, two), block=block).rows
    found = [(row["time"].second, dict(row["labels"])["state"], row["value"]) for row in rows.to_dicts()]
    assert found == [(1, "active", 2.0), (3, "idle", 1.0), (3, "active", 1.0)]


def test_a_statement_of_many_lines_is_one_session_in_csv(read: Read) -> None:
    """Its lines have commas of their own."""
    text = 'pid,state,query\n4711,active,"select 1,\n  2, 3\nfrom t"\n4712,idle,commit\n'
    rows = read("postgresql-activity", text).rows
    assert rows["value"].to_list() == [1.0, 1.0]
