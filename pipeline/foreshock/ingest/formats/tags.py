"""Maps of text to text (``attributes`` of logs, ``labels`` of metrics), made from columns or from few distinct sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
import pyarrow as pa

TAGS = pl.Map(pl.String, pl.String)
Labels = tuple[tuple[str, str], ...]


def tags(columns: Mapping[str, pl.Series]) -> pl.Series:
    """One map a row (null where it would be empty) with the values of ``columns`` (String) that are not null.

    The columns have one length. Built over Arrow buffers: rows of Python dicts cost 20 microseconds each.
    """
    present = {name: values for name, values in columns.items() if values.null_count() < len(values)}
    rows = len(next(iter(columns.values()))) if columns else 0
    if not present:
        return pl.repeat(None, rows, dtype=TAGS, eager=True)
    names = list(present)
    given = np.stack([present[name].is_not_null().to_numpy() for name in names], axis=1)
    used = given.any(axis=1)
    row, column = np.nonzero(given)
    keys = pl.Series(names, dtype=pl.String).gather(column)
    stacked = pl.concat([present[name].cast(pl.String).rename("") for name in names])
    values = stacked.gather(column * rows + row)
    bounds = np.concatenate(([0], np.cumsum(given[used].sum(axis=1)))).astype(np.int32)
    maps = pl.Series(pa.MapArray.from_arrays(pa.array(bounds), _text(keys), _text(values)))
    where = np.cumsum(used) - 1
    return maps.gather(pl.select(pl.when(pl.Series(used)).then(pl.Series(where))).to_series())


def _text(values: pl.Series) -> pa.Array:
    return values.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).cast(pa.string())


def maps_of(rows: Sequence[Mapping[str, str]]) -> pl.Series:
    """One map a row, empty where the mapping is; over Arrow, as Polars takes dicts one by one."""
    bounds = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)
    keys = [key for row in rows for key in row]
    values = [value for row in rows for value in row.values()]
    maps = pa.MapArray.from_arrays(pa.array(bounds), pa.array(keys, pa.string()), pa.array(values, pa.string()))
    return pl.Series(maps).cast(TAGS)


class LabelSets:
    """Distinct label sets and the number of each: many rows share few sets."""

    def __init__(self) -> None:
        self._numbers: dict[Labels, int] = {}

    def number(self, labels: Labels) -> int:
        """The number of a set, the same for the same pairs."""
        return self._numbers.setdefault(labels, len(self._numbers))

    def series(self, numbers: pl.Series) -> pl.Series:
        """The maps for a column of numbers."""
        if not self._numbers:
            return pl.repeat(None, len(numbers), dtype=TAGS, eager=True)
        return maps_of([dict(labels) for labels in self._numbers]).gather(numbers)
