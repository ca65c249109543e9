"""Suspects from the data: kinds of log records that are new, few of a kind beside an explanation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import polars as pl
import pytest

from foreshock.diagnose.suspects import strongest
from foreshock.lake.frames import read_sql_file, write_table
from foreshock.lake.schemas import LOGS

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
