"""Find every symptom in the series and say what would have been normal."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import polars as pl

from foreshock.lake.catalog import run_sql_file
from foreshock.lake.frames import query, write_table
from foreshock.lake.schemas import INSTANT
from foreshock.signals.log_errors import find_error_bursts
from foreshock.signals.measures import Measures, read_measures
from foreshock.signals.regime_symptoms import find_regime_symptoms
from foreshock.signals.routes import find_route_symptoms
from foreshock.signals.symptoms import Symptom, find_symptoms

SYMPTOM_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "kind": pl.String,
    "entity": pl.String,
    "host": pl.String,
    "service": pl.String,
    "start": INSTANT,
    "peak": INSTANT,
    "end": INSTANT,
    "value": pl.Float64,
    "baseline": pl.Float64,
    "sentence": pl.String,
}


@dataclass(frozen=True, slots=True)
class Found:
    """What the stage found: the measures of each service, the busiest first, and all symptoms by start."""

    measures: list[Measures]
    symptoms: list[Symptom]


def find_signals(connection: duckdb.DuckDBPyConnection, bucket_s: int) -> Found:
    """Make the table ``symptoms`` and fill ``series.baseline``; needs the tables of the timeline stage."""
    measures = read_measures(connection, bucket_s)
    symptoms = [symptom for each in measures for symptom in find_symptoms(each)]
    symptoms += find_route_symptoms(connection, measures, symptoms, bucket_s)
    if not measures:
        symptoms = find_error_bursts(connection, bucket_s)
    if not measures and not symptoms:
        alone = not query(connection, "SELECT 1 FROM logs LIMIT 1").height
        symptoms = find_regime_symptoms(connection, bucket_s, alone=alone)
    symptoms.sort(key=lambda symptom: (symptom.start, symptom.kind, symptom.entity))
    _write_symptoms(connection, symptoms)
    _write_baselines(connection, measures)
    return Found(measures, symptoms)


def _write_symptoms(connection: duckdb.DuckDBPyConnection, symptoms: list[Symptom]) -> None:
    """One row a symptom; ids count from 1 in order of start."""
    rows = [
        (number, s.kind, s.entity, s.host, s.service, s.start, s.peak, s.end, s.value, s.baseline, s.sentence)
        for number, s in enumerate(symptoms, start=1)
    ]
    frame = pl.DataFrame(rows, schema=SYMPTOM_COLUMNS, orient="row")
    write_table(connection, "symptoms", frame)


def _write_baselines(connection: duckdb.DuckDBPyConnection, measures: list[Measures]) -> None:
    """What each measure would have been on a normal day."""
    frames = [
        pl.DataFrame(
            {
                "host": each.host,
                "service": each.service,
                "bucket": pl.Series([each.at(i) for i in range(len(each.expected))], dtype=INSTANT),
                "baseline": np.round(each.expected / each.bucket_s, 6),
            },
            schema_overrides={"service": pl.String, "host": pl.String},
        )
        for each in measures
    ]
    if frames:
        connection.register("expected_rates", pl.concat(frames))
        run_sql_file(connection, "foreshock.signals", "set_request_baselines")
        connection.unregister("expected_rates")
    run_sql_file(connection, "foreshock.signals", "set_median_baselines")
