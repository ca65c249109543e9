"""Words put into sentences, many at a time."""

from __future__ import annotations

import polars as pl


def fill_in(texts: pl.Series, name: str, values: pl.Series) -> pl.Series:
    """Each text with ``{name}`` replaced by the value of its row.

    For the few rows in a hundred that failed: the many go through Polars' own concatenation.
    """
    blank = f"{{{name}}}"
    return pl.Series([text.replace(blank, value) for text, value in zip(texts, values, strict=True)], dtype=pl.String)
