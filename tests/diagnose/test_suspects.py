"""Suspects from the data: kinds of log records that are new, few of a kind beside an explanation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

from foreshock.diagnose.suspects import strongest
from foreshock.lake.frames import read_sql_file, write_table
from foreshock.lake.schemas import LOGS, METRICS

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("before", [timedelta(minutes=2), timedelta(hours=3)])
def test_a_new_kind_of_error_stands_out(before: timedelta) -> None:
    """However short the time before, what comes with the incident is told, and what came all along is not."""
    length = before + timedelta(minutes=3)
    steps = int(length.total_seconds() // 5)
    common = [(START - before + timedelta(seconds=5 * at), f"retry {at} of job 7") for at in range(steps)]
    new = [(START + timedelta(seconds=at), f"payment {at} timed out") for at in range(60)]
    rows = [
        {"time": time, "host": "app-01", "severity_number": 17, "body": body, "source": "app.log", "line": line}
        for line, (time, body) in enumerate([*common, *new], 1)
    ]
    window = {"start": START, "until": START + timedelta(minutes=3)}
    with duckdb.connect() as connection:
        write_table(connection, "logs", pl.DataFrame(rows, schema=LOGS.polars))
        (found,) = read_sql_file(connection, "foreshock.diagnose", "template_suspects", window).to_dicts()
    assert (found["template"], found["inside"], found["before"]) == ("payment <*> timed out", 60, 0)
    assert found["onset"] == START


def test_few_of_each_kind_are_kept() -> None:
    """The first of each kind stay, in their order."""
    kinds = ["metric", "metric", "template", "metric", "template"]
    suspects = [{"kind": kind, "place": place} for place, kind in enumerate(kinds)]
    assert [each["place"] for each in strongest(suspects, 1)] == [0, 2]


def test_the_program_that_takes_the_processors_is_named() -> None:
    """Its processes are one program, and it took nothing before it was listed; threads are no more processes."""
    rows: list[dict[str, Any]] = []

    def took(minute: int, command: str, value: float, **more: str) -> None:
        labels = {"command": command, "state": "total", "pid": "1", **more}
        rows.append(
            {
                "time": START + timedelta(minutes=minute),
                "host": "db-01",
                "metric": "process.cpu.utilization",
                "labels": labels,
                "value": value,
                "source": "pidstat.txt",
                "line": len(rows) + 1,
            }
        )

    for minute in range(-10, 5):
        took(minute, "postgres", 0.3)
        took(minute, "postgres", 0.3, tid="7")
        for pid in ("20", "21", "22") if minute >= 1 else ():
            took(minute, "scanner", 0.5, pid=pid)
    window = {"start": START, "until": START + timedelta(minutes=4)}
    with duckdb.connect() as connection:
        write_table(connection, "metrics", pl.DataFrame(rows, schema=METRICS.polars))
        (found,) = read_sql_file(connection, "foreshock.diagnose", "program_suspects", window).to_dicts()

    assert (found["program"], found["processes"], found["before"]) == ("scanner", 3, 0)
    assert found["inside"] == pytest.approx(1.5 * 4 / 5)
    assert (found["onset"], rows[found["line"] - 1]["labels"]["command"]) == (START + timedelta(minutes=1), "scanner")


def test_a_measure_is_suspected_by_what_it_did() -> None:
    """Far out of its range and yet the same to the eye is no suspect; a large change is, with where it was measured."""
    columns = ["metric", "unit", "normal", "value", "score"]
    shifts = [
        ("system.disk.io", "By/s", 2048.0, 2048.4, 40.0),
        ("system.cpu.utilization", "1", 0.131, 0.14, 9.0),
        ("postgresql.backends", "{connection}", 4.0, 30.0, 5.0),
    ]
    shifted = pl.DataFrame(shifts, columns, orient="row").with_columns(
        host=pl.lit("db-01"), source=pl.lit("db-01/pg.csv"), line=7, since=pl.lit(START), onset=pl.lit(START)
    )
    with duckdb.connect() as connection:
        connection.register("metric_shifts", shifted)
        connection.execute("CREATE TABLE metric_families (metric VARCHAR, family VARCHAR)")
        (found,) = read_sql_file(connection, "foreshock.diagnose", "metric_suspects", {"start": START}).to_dicts()

    assert (found["metric"], found["source"], found["line"]) == ("postgresql.backends", "db-01/pg.csv", 7)
