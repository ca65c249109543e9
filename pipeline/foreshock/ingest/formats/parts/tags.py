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

    The columns have one length. Built over Arrow buffers: rows of Python dicts cost 20 microseconds each, and the
    views that both libraries keep of strings are handed over as they are.
    """
    present = {name: values for name, values in columns.items() if values.null_count() < len(values)}
    rows = len(next(iter(columns.values()))) if columns else 0
    if not present:
        return pl.repeat(None, rows, dtype=TAGS, eager=True)
    names = list(present)
    given = np.ones((rows, len(names)), dtype=bool)
    for place, values in enumerate(present.values()):
        if values.null_count():
            given[:, place] = values.is_not_null().to_numpy()
    # The places of the values in the columns put one under the other, row by row; 32 bits, as Polars counts.
    cells = np.arange(rows * len(names), dtype=np.uint32).reshape(len(names), rows).T[given]
    keys = pl.Series(names, dtype=pl.String).gather(pl.Series(cells // np.uint32(rows)))
    stacked = pl.concat([values.cast(pl.String).rename("") for values in present.values()], rechunk=True)
    values = stacked.gather(pl.Series(cells))
    sizes = given.sum(axis=1)
    bounds = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(sizes, out=bounds[1:])
    empty = None if sizes.all() else pa.array(sizes == 0)
    return pl.Series(pa.MapArray.from_arrays(pa.array(bounds), _text(keys), _text(values), mask=empty))


def _text(values: pl.Series) -> pa.Array:
    """The same strings, not copied."""
    return values.rechunk().to_arrow(compat_level=pl.CompatLevel.newest())


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
