"""From the partial frame of a parser to the full row of its table."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.time.clock import FIRST_INSTANT, LAST_INSTANT
from foreshock.lake.exceptions import SchemaError
from foreshock.lake.schemas import INSTANT, TableSchema

_ENTRY = pl.Struct({"key": pl.String, "value": pl.String})


def conform(frame: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """All columns of ``schema`` in its order and types; the rows as they stood.

    Missing columns are null. A value that does not fit its column (a status of 99999) becomes null there and is
    kept as text in the table's map column under the column's name. SchemaError for a column that the table
    does not have.
    """
    wanted = schema.polars
    strangers = [name for name in frame.columns if name not in wanted]
    if strangers:
        raise SchemaError(
            f"Columns that table {schema.name} does not have",
            value=", ".join(strangers),
            valid=tuple(wanted),
        )
    if frame.is_empty():
        return pl.DataFrame(schema=wanted)
    given = frame.schema
    rows = frame.select(_column(name, given.get(name), dtype) for name, dtype in wanted.items())
    changed = [name for name in frame.columns if given[name] != wanted[name] or given[name] == INSTANT]
    misfits = [name for name in changed if rows[name].null_count() != frame[name].null_count()]
    if misfits and schema.tags:
        rows = _keep_misfits(frame, rows, misfits, schema.tags)
    return rows


def _column(name: str, given: pl.DataType | None, dtype: pl.DataType) -> pl.Expr:
    if given is None:
        return pl.lit(None, dtype).alias(name)
    column = pl.col(name)
    if given != dtype:
        column = column.cast(dtype, strict=False)
    if dtype == INSTANT:
        column = pl.when(column.is_between(FIRST_INSTANT, LAST_INSTANT)).then(column)
    return column


def _text(values: pl.Series) -> pl.Series:
    """Values as text; instants, which may lie beyond every calendar, as microseconds since 1970."""
    return (values.to_physical() if values.dtype.is_temporal() else values).cast(pl.String, strict=False)


def _keep_misfits(frame: pl.DataFrame, rows: pl.DataFrame, misfits: list[str], tags: str) -> pl.DataFrame:
    """The rows with the text of each value that was lost added to their map column."""
    lost = [
        pl.when(rows[name].is_null() & frame[name].is_not_null()).then(
            pl.struct(key=pl.lit(name), value=_text(frame[name]))
        )
        for name in misfits
    ]
    kept = rows.select(pl.col(tags).cast(pl.List(_ENTRY)).fill_null(pl.lit([], pl.List(_ENTRY)))).to_series()
    added = frame.select(pl.concat_list(lost).list.drop_nulls()).to_series()
    both = pl.select(pl.concat_list(kept, added)).to_series().cast(rows.schema[tags])
    touched = added.list.len() > 0
    return rows.with_columns(pl.when(touched).then(both).otherwise(pl.col(tags)).alias(tags))
