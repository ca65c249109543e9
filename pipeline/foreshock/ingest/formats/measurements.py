"""What a column of a metrics report measures, and the rows of the metrics table that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.tags import TAGS, Labels, LabelSets

ROWS_SCHEMA = pl.Schema(
    [
        ("time", pl.Datetime("us", "UTC")),
        ("host", pl.String),
        ("metric", pl.String),
        ("labels", TAGS),
        ("value", pl.Float64),
        ("unit", pl.String),
        ("line", pl.Int64),
    ]
)
NO_ROWS = pl.DataFrame(schema=ROWS_SCHEMA)
PERCENT = 0.01
KIBIBYTE = 1024.0
MEBIBYTE = 1024.0**2
SECTOR = 512.0
MILLISECOND = 0.001


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: the metric that it is, the labels that it adds, and what turns its numbers into ``unit``."""

    metric: str
    unit: str | None
    scale: float = 1.0
    labels: Labels = ()


def rows_of(
    measure: Measure,
    values: pl.Series,
    *,
    times: pl.Series,
    lines: pl.Series,
    hosts: pl.Series,
    entities: Sequence[Labels],
) -> pl.DataFrame:
    """Rows of the metrics table for one column of a report; values that are null (not a number there) give none.

    ``times`` are instants; ``entities`` are the labels that each row states itself (its device, its CPU).
    """
    sets = LabelSets()
    numbers = pl.Series([sets.number((*labels, *measure.labels)) for labels in entities], dtype=pl.UInt32)
    frame = pl.DataFrame({
        "time": times,
        "host": hosts,
        "metric": pl.repeat(measure.metric, len(values), dtype=pl.String, eager=True),
        "labels": sets.series(numbers),
        "value": values.cast(pl.Float64) * measure.scale,
        "unit": pl.repeat(measure.unit, len(values), dtype=pl.String, eager=True),
        "line": lines,
    })  # fmt: skip
    return frame.cast({"host": pl.String, "line": pl.Int64}).filter(pl.col("value").is_not_null())


def numbers_of(texts: Sequence[str]) -> pl.Series:
    """Floats from printed numbers, with a decimal comma too; null where the text is no number."""
    return pl.Series("value", texts, dtype=pl.String).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
