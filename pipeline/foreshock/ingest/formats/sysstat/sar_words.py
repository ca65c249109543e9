"""The words of many lines, found all at once in their bytes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from foreshock.ingest.lines.blocks import Integers, buffer_of, strings

_BLANK, _LAST = 0x20, 0x7E  # what a plain line consists of: printable ASCII


@dataclass(frozen=True, slots=True)
class Words:
    """The words of all lines, one behind the other; only of ``plain`` lines are they what ``str.split`` gives.

    The words of line ``n`` are those from ``bounds[n]`` to before ``bounds[n + 1]``; ``numbers`` (Float64) is null
    where a word is none.
    """

    texts: pl.Series
    numbers: pl.Series
    bounds: Integers
    plain: np.ndarray[tuple[int], np.dtype[np.bool_]]

    @classmethod
    def of(cls, lines: pl.Series) -> Words:
        """Cut lines at their blanks: a word begins or ends wherever a byte is a blank and the one before is not."""
        data, begins = buffer_of(lines.rechunk() + "\n")
        raw = np.frombuffer(data, np.uint8)[: begins[-1]]
        solid = raw > _BLANK
        edges = np.flatnonzero(np.diff(solid, prepend=False))
        starts, ends = edges[::2], edges[1::2]
        texts = strings(pa.py_buffer(raw[solid]), np.concatenate(([0], np.cumsum(ends - starts))))
        plain = np.ones(len(lines), dtype=bool)
        odd = np.flatnonzero((raw - np.uint8(_BLANK) > _LAST - _BLANK) & (raw != ord("\n")))
        plain[np.searchsorted(begins, odd, side="right") - 1] = False
        return cls(texts, texts.cast(pl.Float64, strict=False), np.searchsorted(starts, begins), plain)
