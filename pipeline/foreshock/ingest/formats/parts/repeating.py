"""Texts that come again and again (heads, accounts, zones), read once for each distinct one."""

from __future__ import annotations

import polars as pl


def coded(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The distinct texts in order of appearance, and the place of each text among them (UInt32; null for null)."""
    encoded = texts.rechunk().to_arrow(compat_level=pl.CompatLevel.newest()).dictionary_encode()
    return pl.Series(encoded.dictionary, dtype=pl.String), pl.Series(encoded.indices).cast(pl.UInt32)


def groups_of(texts: pl.Series, pattern: str) -> pl.DataFrame:
    """One String column a named group of ``pattern``, one row a text, as ``extract_groups`` gives them."""
    distinct, codes = coded(texts)
    return distinct.str.extract_groups(pattern).struct.unnest().select(pl.all().gather(codes))
