"""Between DuckDB and Polars: a query's result as a frame, a frame as a table."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

import duckdb
import polars as pl


def sql_text(package: str, name: str) -> str:
    """The text of ``<package>/sql/<name>.sql``, without the semicolon at its end."""
    return resources.files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8").rstrip("\n;")


def read_sql_file(
    connection: duckdb.DuckDBPyConnection, package: str, name: str, parameters: Mapping[str, object] | None = None
) -> pl.DataFrame:
    """The rows that the one statement of ``<package>/sql/<name>.sql`` selects."""
    return query(connection, sql_text(package, name), parameters)


def query(
    connection: duckdb.DuckDBPyConnection, text: str, parameters: Mapping[str, object] | None = None
) -> pl.DataFrame:
    """The rows that a statement selects (none where it selects nothing); ``$name`` is bound to that parameter."""
    relation: duckdb.DuckDBPyRelation | None = connection.sql(text, params=dict(parameters or {}))
    return pl.DataFrame(relation.to_arrow_table()) if relation is not None else pl.DataFrame()


def write_table(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Make or replace a table with a frame's rows; ``name`` is one of the house's own, never input."""
    connection.register("new_rows", frame)
    try:
        connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM new_rows')  # noqa: S608
    finally:
        connection.unregister("new_rows")
