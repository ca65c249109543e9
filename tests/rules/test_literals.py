"""The records that hold what rules look for, found in one pass."""

from __future__ import annotations

import duckdb
import pytest

from foreshock.ingest.time.clock import FIRST_INSTANT, LAST_INSTANT
from foreshock.rules.literals import find_literals
from foreshock.rules.model import RuleSet
from foreshock.rules.scenes import read_scene


@pytest.mark.parametrize("rows", [1, 3, 100_000])
def test_records_are_found_however_many_are_held_at_a_time(
    ruleset: RuleSet, connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """Each record with a literal has a number of its own, in the order of reading, and by it its literals."""
    monkeypatch.setattr("foreshock.rules.literals.BATCH_ROWS", rows)
    logs = """
        -9m..-1m/2m db-01 postgresql ERROR: could not extend file: No space left on device
        -8m..-2m/2m db-01 postgresql LOG: checkpoint starting: time
        -30s db-01 postgresql PANIC: PANIC: could not write: No space left on device
    """
    read_scene(logs, "", "", ("latency",), 60).fill(connection)

    find_literals(ruleset, connection, (FIRST_INSTANT, LAST_INSTANT))

    told = connection.execute(
        "SELECT hit, list(literal ORDER BY literal) FROM log_hits JOIN log_literals USING (hit) GROUP BY hit ORDER BY 1"
    ).fetchall()
    once = ["No space left on device"]
    assert told == [(0, once), (1, once), (2, once), (3, once), (4, once), (5, [*once, "PANIC: "])]
    assert connection.execute("SELECT count(*) FROM log_hits").fetchall() == [(6,)]
