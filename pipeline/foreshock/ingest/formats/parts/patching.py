"""Values for some places of a column."""

from __future__ import annotations

import numpy as np
import polars as pl


def patched(series: pl.Series, where: pl.Series, values: pl.Series) -> pl.Series:
    """``series`` with ``values`` (as many as ``where`` has true) in the places where ``where`` is true."""
    if values.is_empty():
        return series
    count = len(series)
    source = np.arange(count, dtype=np.uint32)
    places = np.flatnonzero(where.fill_null(value=False).to_numpy())
    source[places] = np.arange(count, count + len(places), dtype=np.uint32)
    return pl.concat([series, values.rename(series.name)], rechunk=True).gather(pl.Series(source))
