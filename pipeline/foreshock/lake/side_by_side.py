"""Many small queries at a time: planning one keeps a single core busy, so several are planned side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

import duckdb

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST_LANES = 16
_TEMPORARY_VIEWS = "SELECT sql FROM duckdb_views() WHERE temporary AND NOT internal ORDER BY view_oid"


def side_by_side(
    connection: duckdb.DuckDBPyConnection,
    work: Callable[[duckdb.DuckDBPyConnection, Item], Result],
    items: Sequence[Item],
) -> list[Result]:
    """What ``work`` returns for each of the items, in their order.

    Each call has a connection that sees the tables and the temporary views of the given one, but no temporary
    tables. The first fault is raised when the calls under way have ended.
    """
    cursors: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    lanes = min(_MOST_LANES, os.cpu_count() or 1, max(len(items), 1))
    opened = [_beside(connection) for _ in range(lanes)]
    for cursor in opened:
        cursors.put(cursor)

    def run(item: Item) -> Result:
        cursor = cursors.get()
        try:
            return work(cursor, item)
        finally:
            cursors.put(cursor)

    threads = connection.execute("SELECT current_setting('threads')").fetchall()[0][0]
    try:
        # Each lane has a thread of its own; DuckDB's would only wait for one another.
        connection.execute("SET threads = 1")
        with ThreadPoolExecutor(lanes, "foreshock-query") as pool:
            return list(pool.map(run, items))
    finally:
        connection.execute("SET threads = $threads", {"threads": threads})
        for cursor in opened:
            cursor.close()


def _beside(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A cursor with the temporary views of the connection, which a cursor does not inherit."""
    cursor = connection.cursor()
    cursor.execute("SET TimeZone = 'UTC'")
    for (view,) in connection.execute(_TEMPORARY_VIEWS).fetchall():
        cursor.execute(view)
    return cursor
