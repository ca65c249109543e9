"""Query results for other programs: CSV that a spreadsheet opens without running anything, JSON, Parquet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, "CSV injection"); what is a
# number through and through is none.
FORMULA = r"^[=+\-@\t\r]"
NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"


def csv(frame: pl.DataFrame) -> str:
    """The frame as CSV with a header: instants in UTC, nested values as JSON, formulas with a quote in front."""
    import polars as pl
    import polars.selectors as cs

    flat = frame.with_columns(
        cs.datetime(time_zone="*").dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ"),
        (cs.nested() | cs.map()).map_elements(_json, return_dtype=pl.String),
    )
    text = cs.string()
    runs = text.str.contains(FORMULA) & ~text.str.contains(NUMBER)
    safe = flat.with_columns(pl.when(runs).then(pl.lit("'") + text).otherwise(text).name.keep())
    names = pl.Series(safe.columns, dtype=pl.String)
    safe.columns = names.str.replace(FORMULA, "'$0").to_list()
    return safe.write_csv()


def to_json(frame: pl.DataFrame) -> str:
    """The frame as a JSON array of objects."""
    return frame.write_json()


def to_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write the frame to a Parquet file."""
    frame.write_parquet(path, compression="zstd")


def _json(value: object) -> str:
    import polars as pl

    plain = value.to_list() if isinstance(value, pl.Series) else value
    return json.dumps(plain, ensure_ascii=False, default=str)
