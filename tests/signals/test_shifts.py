"""How far measures are from their normal: any unit, both directions, a run rather than a spike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import duckdb
import polars as pl
import pytest

from foreshock.lake.frames import query, write_table
from foreshock.lake.schemas import INSTANT
from foreshock.signals.shifts import find_shifts

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
BUCKET_S = 10
NORMAL, INCIDENT = 30, 12


def shifts_of(measures: dict[str, Sequence[float]], unit: str = "By") -> dict[str, dict[str, object]]:
    """The rows of metric_shifts by metric, for buckets of which the last ``INCIDENT`` are the incident."""
    rows = [
        (START + timedelta(seconds=BUCKET_S * (at - NORMAL)), BUCKET_S, "db-01", metric, value, unit)
        for metric, values in measures.items()
        for at, value in enumerate(values)
    ]
    columns = [("bucket", INSTANT), ("bucket_s", pl.Int32()), ("host", pl.String()), ("metric", pl.String())]
    schema = pl.Schema([*columns, ("value", pl.Float64()), ("unit", pl.String())])
    with duckdb.connect() as connection:
        write_table(connection, "series", pl.DataFrame(rows, schema=schema, orient="row"))
        connection.execute(
            "CREATE TABLE metrics (time TIMESTAMPTZ, host VARCHAR, metric VARCHAR, labels MAP(VARCHAR, VARCHAR), "
            "source VARCHAR, line BIGINT)"
        )
        find_shifts(connection, [(START, START + timedelta(seconds=BUCKET_S * INCIDENT))])
        return {row["metric"]: row for row in query(connection, "FROM metric_shifts").iter_rows(named=True)}


def wave(level: float, size: float) -> list[float]:
    """Normal time: a level that goes up and down."""
    return [level + size * (at % 3 - 1) for at in range(NORMAL)]


@pytest.mark.parametrize("unit", [1.0, 1e6, 1e-6])
def test_no_unit_changes_a_score(unit: float) -> None:
    """A flat and a wavy measure that rise have the same scores in bytes and in megabytes."""
    flat, wavy = [5.0] * NORMAL + [9.0] * INCIDENT, wave(100.0, 4.0) + [160.0] * INCIDENT
    plain, scaled = (
        shifts_of({"flat": [by * each for each in flat], "wavy": [by * each for each in wavy]}) for by in (1.0, unit)
    )
    for metric in ("flat", "wavy"):
        assert scaled[metric]["score"] == pytest.approx(plain[metric]["score"])
        assert scaled[metric]["shift"] == pytest.approx(plain[metric]["shift"])


def test_a_fall_counts_as_a_rise_does() -> None:
    """What collapses is as far from its normal as what doubles, and its shift is negative."""
    found = shifts_of({"falls": wave(100.0, 4.0) + [20.0] * INCIDENT, "rises": wave(100.0, 4.0) + [180.0] * INCIDENT})
    assert found["falls"]["score"] == pytest.approx(found["rises"]["score"])
    assert found["falls"]["shift"] < -2  # type: ignore[operator]
    assert found["rises"]["shift"] > 0.8  # type: ignore[operator]


def test_a_spike_is_no_run() -> None:
    """One bucket a thousand times as high scores less than three buckets that are twice as high."""
    spike = wave(100.0, 4.0) + [100.0] * INCIDENT
    spike[NORMAL + 4] = 100_000.0
    steady = wave(100.0, 4.0) + [100.0] * INCIDENT
    steady[NORMAL + 4 : NORMAL + 7] = [200.0] * 3
    found = shifts_of({"spike": spike, "steady": steady})
    assert found["spike"]["score"] < found["steady"]["score"]  # type: ignore[operator]


def test_the_onset_is_where_the_run_begins() -> None:
    """The onset is the first bucket of the run, though the incident began before it."""
    late = wave(100.0, 4.0) + [100.0] * 5 + [300.0] * (INCIDENT - 5)
    onset = shifts_of({"late": late})["late"]["onset"]
    assert onset == START + timedelta(seconds=5 * BUCKET_S)


def test_what_never_moved_has_no_shift() -> None:
    """A constant is at its normal: shift and score are zero."""
    row = shifts_of({"constant": [16384.0] * (NORMAL + INCIDENT)})["constant"]
    assert (row["shift"], row["score"]) == (0, 0)


def test_a_measure_that_is_mostly_nothing_has_no_shift() -> None:
    """Now and then a value, and nothing in the middle of either time: no shift, rather than no number."""
    rare = [3.0 if at % 3 == 0 else 0.0 for at in range(NORMAL + INCIDENT)]
    assert shifts_of({"rare": rare})["rare"]["shift"] == 0
