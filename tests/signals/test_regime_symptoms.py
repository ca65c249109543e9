"""Symptoms of archives that hold measures alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray
from tests.signals.conftest import noise

from foreshock.lake.frames import write_table
from foreshock.lake.schemas import INSTANT
from foreshock.signals.regime_symptoms import find_regime_symptoms
from foreshock.signals.symptoms import Symptom

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
BUCKET_S, FIRST, LAST = 10, 30, 42


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
