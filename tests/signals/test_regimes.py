"""The stretch in which measures differ: found in any unit, and not in what is only noise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from foreshock.lake.frames import write_table
from foreshock.lake.schemas import INSTANT
from foreshock.signals.regimes import find_regime, find_regime_symptoms
from foreshock.signals.symptoms import Symptom

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
BUCKET_S, LENGTH, FIRST, LAST = 10, 60, 30, 42


def noise(measures: int) -> NDArray[np.float64]:
    """Measures that go up and down around 100."""
    return 100 + np.random.default_rng(7).normal(0, 3, (LENGTH, measures))


def symptoms_of(measures: dict[str, NDArray[np.float64]], *, alone: bool = True) -> list[Symptom]:
    """The symptoms of a host with these measures."""
    rows = [
        (START + timedelta(seconds=BUCKET_S * at), "db-01", metric, float(value), "By")
        for metric, values in measures.items()
        for at, value in enumerate(values)
    ]
    schema = {"bucket": INSTANT, "host": pl.String(), "metric": pl.String(), "value": pl.Float64(), "unit": pl.String()}
    with duckdb.connect() as connection:
        write_table(connection, "series", pl.DataFrame(rows, schema=pl.Schema(schema), orient="row"))
        return find_regime_symptoms(connection, BUCKET_S, alone=alone)


@pytest.mark.parametrize("unit", [1.0, 1e-6, 1e9])
def test_the_stretch_is_found_in_any_unit(unit: float) -> None:
    """Two of five measures that move mark the stretch, one of them by falling."""
    values = noise(5)
    values[FIRST:LAST, 0] += 40
    values[FIRST:LAST, 1] -= 40
    regime = find_regime(values * unit)
    assert regime is not None
    assert (regime.first, regime.last) == (FIRST, LAST)


def test_a_change_to_the_end_is_a_stretch() -> None:
    """What lasts to the end of the data is found, too."""
    values = noise(3)
    values[FIRST:] += 40
    regime = find_regime(values)
    assert regime is not None
    assert (regime.first, regime.last) == (FIRST, LENGTH)


def test_noise_is_no_stretch() -> None:
    """Where nothing moves there is nothing to find; a single bucket is no stretch."""
    values = noise(20)
    values[FIRST, :2] = 10_000
    assert find_regime(values) is None


def test_latency_that_rises_is_a_symptom() -> None:
    """The symptom has the start and the end of the stretch, and tells both levels."""
    values = noise(2)
    values[FIRST:LAST] *= 3
    (symptom,) = symptoms_of({"transaction_latency_ms": values[:, 0], "busy": values[:, 1]}, alone=False)
    assert (symptom.kind, symptom.host) == ("latency", "db-01")
    assert symptom.start == START + timedelta(seconds=BUCKET_S * FIRST)
    assert symptom.end == START + timedelta(seconds=BUCKET_S * LAST)


def test_what_no_user_felt_counts_only_where_nothing_else_tells() -> None:
    """A processor that is busy for a while is no symptom beside a log; with nothing but measures it is a change."""
    values = noise(1)
    values[FIRST:LAST] *= 9
    assert symptoms_of({"cpu": values[:, 0]}, alone=False) == []
    (symptom,) = symptoms_of({"cpu": values[:, 0]})
    assert (symptom.kind, "no measure here" in symptom.sentence) == ("change", True)


def test_latency_that_falls_is_none() -> None:
    """An improvement is no incident."""
    values = noise(1)
    values[FIRST:LAST] *= 0.8
    assert symptoms_of({"transaction_latency_ms": values[:, 0]}) == []
