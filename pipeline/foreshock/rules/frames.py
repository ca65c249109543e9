"""Query results as Polars frames, with instants in UTC whatever the session's zone is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl
import polars.selectors as cs


def frame(connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """All rows of the query."""
    result = connection.sql(query, params=dict(parameters) if parameters else None)
    return result.pl().with_columns(cs.datetime(time_zone="*").dt.convert_time_zone("UTC"))
