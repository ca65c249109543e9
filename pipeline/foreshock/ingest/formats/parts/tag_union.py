"""Two maps of text a row made one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.lines.blocks import Integers


def with_tags(maps: pl.Series | None, columns: dict[str, pl.Series], apart: str) -> pl.Series:
    """The maps with the values of ``columns`` (String, not null) behind their own, as ``joined_tags`` does."""
    return joined_tags(maps, tags(columns), apart)


def joined_tags(maps: pl.Series | None, added: pl.Series, apart: str) -> pl.Series:
    """The maps with the entries of others behind their own; null where there is nothing.

    An entry whose name the row has already is named ``apart.name``: a map with a name twice cannot be queried.
    """
    if maps is None or maps.null_count() == len(maps):
        return added
    if added.null_count() == len(added):
        return maps
    before, behind = _entries(maps), _entries(added)
    keys = before[0], _distinct(before, behind, apart)
    items, sizes = zip(before[1:], behind[1:], strict=True)
    own = np.arange(len(keys[0])) + np.repeat(np.cumsum(sizes[1]) - sizes[1], sizes[0])
    new = np.arange(len(keys[1])) + np.repeat(np.cumsum(sizes[0]), sizes[1])
    order = np.empty(own.size + new.size, dtype=np.int64)
    order[own], order[new] = np.arange(own.size), own.size + np.arange(new.size)
    taken = pa.array(order)
    bounds = np.concatenate(([0], np.cumsum(sizes[0] + sizes[1]))).astype(np.int32)
    joined = pl.Series(
        pa.MapArray.from_arrays(
            pa.array(bounds), pa.concat_arrays(keys).take(taken), pa.concat_arrays(items).take(taken)
        )
    )
    full = pl.Series(np.diff(bounds) > 0)
    return (joined if full.all() else pl.select(pl.when(full).then(joined)).to_series()).alias(maps.name)


def _distinct(
    own: tuple[pa.Array, pa.Array, Integers], added: tuple[pa.Array, pa.Array, Integers], apart: str
) -> pa.Array:
    """The names of the added entries; those that a row has already stand apart."""
    if not set(pc.unique(own[0]).to_pylist()) & set(pc.unique(added[0]).to_pylist()):
        return added[0]
    before, behind = (
        pl.DataFrame({"row": np.repeat(np.arange(len(sizes)), sizes), "name": pl.Series(names)})
        for names, _, sizes in (own, added)
    )
    named = behind.join(before.with_columns(taken=True), on=["row", "name"], how="left", maintain_order="left")
    names = pl.select(
        pl.when(named["taken"].fill_null(value=False)).then(apart + "." + named["name"]).otherwise(named["name"])
    )
    return names.to_series().rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).cast(added[0].type)


def _entries(maps: pl.Series) -> tuple[pa.Array, pa.Array, Integers]:
    """The keys and values of all rows, one behind the other, and how many each row has."""
    sizes = np.zeros(len(maps), dtype=np.int64)
    array = maps.drop_nulls().rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    bounds = array.offsets.to_numpy()
    sizes[maps.is_not_null().to_numpy()] = np.diff(bounds)
    first, count = int(bounds[0]), int(bounds[-1] - bounds[0])
    return array.keys.slice(first, count), array.items.slice(first, count), sizes
