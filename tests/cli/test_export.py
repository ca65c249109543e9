"""Query results for other programs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from foreshock.cli import export


def cells(frame: pl.DataFrame) -> list[list[str]]:
    """The frame's CSV, read back."""
    return list(csv.reader(io.StringIO(export.csv(frame))))


@pytest.mark.parametrize("text", ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "-", "+49 30 123"])
def test_formulas_are_disarmed(text: str) -> None:
    """Text that a spreadsheet would take for a formula gets a quote in front."""
    assert cells(pl.DataFrame({"body": [text]})) == [["body"], ["'" + text]]


@pytest.mark.parametrize("text", ["-5", "+1.5", "-1e-9", "-.5", "plain", "a=b", "", "10.0.0.1"])
def test_numbers_and_plain_text_stay(text: str) -> None:
    """A negative number is no formula, and other text is left as it stood."""
    assert cells(pl.DataFrame({"body": [text, "x"]}))[1] == [text]


def test_columns_that_are_no_text() -> None:
    """Times are ISO 8601 UTC, nested values JSON, numbers untouched."""
    frame = pl.DataFrame(
        {"time": [datetime(2023, 7, 11, 1, tzinfo=UTC)], "value": [-1.5], "gaps": [["a", "b"]]}
    ).with_columns(pl.Series("labels", [[{"key": "=x", "value": "1"}]]).cast(pl.Map(pl.String, pl.String)))
    assert cells(frame)[1] == ["2023-07-11T01:00:00Z", "-1.5", '["a", "b"]', '{"=x": "1"}']


def test_column_names_are_disarmed_too() -> None:
    """The header is text that a query chose."""
    assert cells(pl.DataFrame({"=1+1": [1]}))[0] == ["'=1+1"]


def test_json_is_an_array_of_objects() -> None:
    """One object a row, times in ISO 8601."""
    frame = pl.DataFrame({"time": [datetime(2023, 7, 11, 1, tzinfo=UTC)], "n": [1]})
    (row,) = json.loads(export.to_json(frame))
    assert row["n"] == 1
    assert datetime.fromisoformat(row["time"]) == frame["time"][0]


def test_parquet_round_trip(tmp_path: Path) -> None:
    """What is written is what is read."""
    frame = pl.DataFrame({"n": [1, 2], "t": ["a", None]})
    export.to_parquet(frame, tmp_path / "out.parquet")
    assert pl.read_parquet(tmp_path / "out.parquet").equals(frame)
