"""Literals before regular expressions: texts of one form cut at them, and expressions tried where one stands."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def cut_at(texts: pl.Series, literals: Sequence[str]) -> tuple[list[pl.Series], pl.Series]:
    """The values behind each of the literals (the last reaches to the end), and which texts (Boolean) have them all.

    The first literal begins the text, each other is the first of its kind behind the one before; what cannot be cut
    is null from there on. Bytes are cut, which takes two thirds of the time of characters.
    """
    begun = pl.select(pl.when(texts.str.starts_with(literals[0])).then(texts)).to_series()
    left = begun.cast(pl.Binary).bin.slice(len(literals[0].encode()))
    values: list[pl.Series] = []
    for literal in literals[1:]:
        places = left.cast(pl.String).str.find(literal, literal=True)
        value, left = pl.select(
            pl.lit(left).bin.head(places).cast(pl.String).alias("value"),
            pl.lit(left).bin.slice(places + len(literal.encode())).alias("left"),
        ).get_columns()
        values.append(value)
    return [*values, left.cast(pl.String)], left.is_not_null()


def matching(texts: pl.Series, likely: pl.Series, pattern: str) -> pl.Series:
    """Which of the ``likely`` texts (Boolean, no nulls) match ``pattern``, which is not tried on the others."""
    found = likely.to_numpy(writable=True)
    found[found] = texts.filter(likely).str.contains(pattern).to_numpy()
    return pl.Series(texts.name, found)
