"""The diagnosis as tables of foreshock.duckdb, for SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import polars as pl

from foreshock.lake.frames import write_table
from foreshock.lake.schemas import INSTANT

Columns = Mapping[str, Any]

INCIDENTS: Columns = {
    "id": pl.Int64,
    "start": INSTANT,
    "end": INSTANT,
    "explained_from": INSTANT,
    "explained_until": INSTANT,
    "doubted_clocks": pl.List(pl.String),
    "headline": pl.String,
    "requests_lost_pct": pl.Float64,
    "error_ratio_peak": pl.Float64,
    "p95_ratio_peak": pl.Float64,
}
CAUSES: Columns = {
    "incident": pl.Int64,
    "rank": pl.Int64,
    "cause": pl.String,
    "rule": pl.String,
    "entity": pl.String,
    "confidence": pl.Float64,
    "onset": INSTANT,
    "lead_seconds": pl.Int64,
    "sentence": pl.String,
}
EVIDENCE: Columns = {
    "incident": pl.Int64,
    "rank": pl.Int64,
    "source": pl.String,
    "line": pl.Int64,
    "time": INSTANT,
    "text": pl.String,
    "sql": pl.String,
}
RULED_OUT: Columns = {"incident": pl.Int64, "cause": pl.String, "reason": pl.String}


def write_tables(connection: duckdb.DuckDBPyConnection, incidents: Sequence[Mapping[str, Any]]) -> None:
    """Make the tables incidents, causes, evidence and ruled_out from the incidents of findings.json."""
    causes = [(incident["id"], cause) for incident in incidents for cause in incident["causes"]]
    _write(connection, "incidents", INCIDENTS, [{**incident, **incident["impact"]} for incident in incidents])
    _write(connection, "causes", CAUSES, [{**cause, "incident": number} for number, cause in causes])
    _write(
        connection,
        "evidence",
        EVIDENCE,
        [
            {**piece, "incident": number, "rank": cause["rank"]}
            for number, cause in causes
            for piece in cause["evidence"]
        ],
    )
    ruled_out = [{**each, "incident": incident["id"]} for incident in incidents for each in incident["ruled_out"]]
    _write(connection, "ruled_out", RULED_OUT, ruled_out)


def _write(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Columns, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Make one table from rows that may have more keys; times come as ISO 8601."""
    texts = {column: pl.String if kind == INSTANT else kind for column, kind in columns.items()}
    frame = pl.DataFrame([{column: row.get(column) for column in columns} for row in rows], schema=texts)
    times = [column for column, kind in columns.items() if kind == INSTANT]
    write_table(connection, name, frame.with_columns(pl.col(times).str.to_datetime(time_unit="us", time_zone="UTC")))
