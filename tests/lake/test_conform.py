"""Rules for turning a parser's frame into rows of a table."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from foreshock.lake.conform import conform
from foreshock.lake.exceptions import SchemaError
from foreshock.lake.schemas import LOGS, REJECTS, REQUESTS, TABLES, TableSchema


def _at(hour: int) -> datetime:
    return datetime(2023, 7, 10, hour, tzinfo=UTC)


@pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)
def test_an_empty_frame_gets_every_column(schema: TableSchema) -> None:
    """A frame without rows, or without columns, has all columns of its table, in order and type, and no row."""
    first = schema.columns[0]
    for empty in (pl.DataFrame(), pl.DataFrame(schema={first.name: first.dtype})):
        assert conform(empty, schema).equals(pl.DataFrame(schema=schema.polars))


def test_missing_columns_are_null_and_types_are_widened() -> None:
    """What a parser does not know is null, and its narrower types become the table's."""
    frame = pl.DataFrame({"time": [_at(1)], "pid": pl.Series([7], dtype=pl.Int32), "line": [3]})
    row = conform(frame, LOGS).row(0, named=True)
    assert (row["pid"], row["line"], row["host"], row["attributes"]) == (7, 3, None, None)


def test_a_value_that_does_not_fit_is_kept_as_an_attribute() -> None:
    """A status beyond its type is null in its column and stands in the attributes, beside those that were there."""
    frame = pl.DataFrame(
        {
            "time": [_at(1), _at(2), _at(3)],
            "status": [200, 99999, 70000],
            "attributes": [None, [{"key": "vhost", "value": "shop"}], None],
            "line": [1, 2, 3],
        },
        schema_overrides={"attributes": pl.List(pl.Struct({"key": pl.String, "value": pl.String}))},
    )
    rows = conform(frame, REQUESTS)
    assert rows["status"].to_list() == [200, None, None]
    assert rows["attributes"].map.get("status").to_list() == [None, "99999", "70000"]
    assert rows["attributes"].map.get("vhost").to_list() == [None, "shop", None]
    assert rows.item(0, "attributes") is None


def test_a_time_beyond_the_calendar_is_kept_as_an_attribute() -> None:
    """An instant after the year 9999, which readers cannot show, becomes microseconds since 1970; no row is lost."""
    time = pl.Series("time", [2**60, 2**63 - 1], dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
    rows = conform(pl.DataFrame({"time": time, "line": [1, 2]}), LOGS)
    assert rows["time"].to_list() == [None, None]
    assert rows["attributes"].map.get("time").to_list() == [str(2**60), str(2**63 - 1)]


def test_a_column_that_the_table_lacks_is_an_error() -> None:
    """A parser cannot drop a column by naming it wrongly: the error shows the name and the valid ones."""
    with pytest.raises(SchemaError, match=r"'when'.*Valid: source, line"):
        conform(pl.DataFrame({"line": [1], "when": ["now"]}), REJECTS)
