r"""From JSON objects in lines to columns of text, one a flattened field, many thousand objects at once.

The lines of one program have few shapes: the same keys in the same order, with other values. The layout of one
object says between which quotes its values stand; every other line with as many quotes whose text between the
values is the same, to the byte, has its values there too. So the quotes are found for all lines at once, and
each value is a slice of the bytes that were read. What has a rare shape is decoded one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.structured.json_exact import decoded, first_value, flattened, frames, sound
from foreshock.ingest.formats.structured.json_layout import SCALAR, Item, Layout, Scalar, Text, layout_of
from foreshock.ingest.lines.blocks import Integers, buffer_of, strings

_WORTH_A_SHAPE = 24  # lines; fewer are decoded one by one as fast
_MAX_MISSES = 100  # shapes in a block that turned out to be rare
Booleans = np.ndarray[tuple[int], np.dtype[np.bool_]]

_QUOTE, _BACKSLASH = ord('"'), ord("\\")
_ESCAPES = [r"\"", r"\\", r"\/", r"\n", r"\t", r"\r", r"\b", r"\f"]
_ESCAPED = ['"', "\\", "/", "\n", "\t", "\r", "\b", "\f"]


@dataclass(frozen=True, slots=True)
class Columns:
    """Objects with the rows that they stand in (a row that is an array has several), String columns by path."""

    rows: Integers
    fields: pl.DataFrame


def columns_of(texts: pl.Series) -> tuple[list[Columns], pl.Series]:
    """The objects of a column of JSON texts, in several frames, and which texts (Boolean) are no objects."""
    found, left = _Block(texts).shaped() if len(texts) >= _WORTH_A_SHAPE else ([], np.arange(len(texts)))
    rows, objects, bad = [], [], np.zeros(len(texts), dtype=bool)
    for row, text in zip(left.tolist(), texts.gather(left), strict=True):
        values = decoded(text)
        bad[row] = values is None
        for value in values or ():
            rows.append(row)
            objects.append(flattened(value))
    found += [Columns(np.array(of, dtype=np.int64), frame) for of, frame in frames(rows, objects)]
    return found, pl.Series(bad)


class _Block:
    """Texts as one run of bytes, with the places of their quotes."""

    def __init__(self, texts: pl.Series) -> None:
        self._texts = texts
        self.data, self.bounds = buffer_of(texts)
        # Behind the last byte, so that eight can be read anywhere.
        letters = np.concatenate((np.frombuffer(self.data, np.uint8), np.zeros(8, np.uint8)))
        self.words = np.ndarray(letters.size - 7, dtype="<u8", buffer=letters, strides=(1,))
        self.escapes = bool((letters == _BACKSLASH).any())
        quotes = np.flatnonzero(letters == _QUOTE)
        self.quotes = _unescaped(letters, quotes) if self.escapes else quotes
        self.first = np.searchsorted(self.quotes, self.bounds)

    def shaped(self) -> tuple[list[Columns], Integers]:
        """The objects of frequent shapes, and the rows of all others."""
        counts = np.diff(self.first)
        found: list[Columns] = []
        left: list[Integers] = []
        misses = 0
        for count in np.unique(counts):
            rows = np.flatnonzero(counts == count)
            while rows.size >= _WORTH_A_SHAPE and misses < _MAX_MISSES:
                shape = self._shape(rows, int(count))
                if shape is None or shape.rows.size < _WORTH_A_SHAPE:
                    # The next line may have a frequent shape all the same.
                    left.append(rows[:1] if shape is None else shape.rows)
                    misses += 1
                else:
                    found.append(Columns(shape.rows, shape.fields()))
                rows = np.setdiff1d(rows, rows[:1] if shape is None else shape.rows, assume_unique=True)
            left.append(rows)
        return found, np.sort(np.concatenate(left)) if left else np.empty(0, np.int64)

    def _shape(self, rows: Integers, count: int) -> _Shape | None:
        layout = layout_of(self._texts[int(rows[0])])
        return _Shape(self, layout, rows) if layout is not None and layout.strings * 2 == count else None


class _Shape:
    """The objects that have the shape of the first of some rows, all with the same number of quotes."""

    def __init__(self, block: _Block, layout: Layout, rows: Integers) -> None:
        """Find ``rows``; the marks of a row are its start, the places behind its quotes, and its end."""
        self._block = block
        self._layout = layout
        self._quotes = 2 * layout.strings
        self._rows(rows)
        for begin, end in _fixed_parts(layout):
            lengths = self._marks[end] - self._marks[begin]
            self._keep(lengths == lengths[0])
        for begin, end in _fixed_parts(layout):
            self._keep(self._same(self._marks[begin], int(self._marks[end][0] - self._marks[begin][0])))
        for scalar in layout.scalars.values():
            self._keep(self._has_around(scalar))
        scalars = {gap: self._slices(2 * gap, scalar) for gap, scalar in layout.scalars.items()}
        sound = [values.str.contains(SCALAR) for values in scalars.values()]
        fits = pl.select(pl.all_horizontal(sound) if sound else pl.lit(value=True)).to_series()
        self._scalars = scalars if fits.all() else {gap: values.filter(fits) for gap, values in scalars.items()}
        self._keep(fits.to_numpy())

    def _rows(self, rows: Integers) -> None:
        self.rows = rows
        block = self._block
        places = block.quotes[block.first[rows] + np.arange(self._quotes)[:, None]] + 1
        self._marks = np.concatenate((block.bounds[rows][None], places, block.bounds[rows + 1][None]))

    def _keep(self, fits: Booleans) -> None:
        if not fits.all():
            self.rows, self._marks = self.rows[fits], self._marks[:, fits]

    def _same(self, start: Integers, length: int) -> Booleans:
        """Which rows have the same bytes as the first row from ``start`` on."""
        same = np.ones(start.size, dtype=bool)
        for at in range(0, length, 8):
            words = self._block.words[start + at]
            same &= (words ^ words[0]) & np.uint64((1 << 8 * min(8, length - at)) - 1) == 0
        return same

    def _has_around(self, scalar: Scalar) -> Booleans:
        """Which rows have the texts before and after a scalar."""
        begin, end = self._marks[2 * scalar.gap], self._marks[2 * scalar.gap + 1]
        before, after = len(scalar.before.encode()), len(scalar.after.encode())
        longer = end - begin >= before + after
        after_at = np.where(longer, end - after, end[0] - after)
        fits: Booleans = longer & self._same(begin, before) & self._same(after_at, after)
        return fits

    def fields(self) -> pl.DataFrame:
        """The columns, one a field."""
        columns = {path: self._column(items) for path, items in self._layout.fields.items()}
        return pl.DataFrame(columns)

    def _slices(self, mark: int, within: Scalar | None = None) -> pl.Series:
        """The bytes from a mark to the next, without the closing quote or what is around a scalar; no copy."""
        skipped = (len(within.before.encode()), len(within.after.encode())) if within else (0, 1)
        bounds = np.empty(2 * self.rows.size, dtype=np.int64)
        bounds[0::2] = self._marks[mark] + skipped[0]
        bounds[1::2] = self._marks[mark + 1] - skipped[1]
        return strings(self._block.data, bounds).gather_every(2)

    def _column(self, items: list[Item]) -> pl.Series:
        """The text of one field."""
        constant = [item for item in items if isinstance(item, str)]
        if len(constant) == len(items):
            return pl.repeat("".join(constant), self.rows.size, dtype=pl.String, eager=True)
        if len(items) > 1:
            parts = [pl.lit(item) if isinstance(item, str) else self._item(item) for item in items]
            return pl.select(pl.concat_str(parts)).to_series()
        item = items[0]
        values = self._item(item) if not isinstance(item, str) else pl.Series([item])
        if isinstance(item, Text):
            return unescaped(values) if self._block.escapes else values
        return pl.select(pl.when(values != "null").then(values)).to_series()

    def _item(self, item: Text | Scalar) -> pl.Series:
        if isinstance(item, Text):
            return self._slices(2 * item.number + 1)
        values = self._scalars[item.gap]
        return values.str.replace_all(r"\s+", "") if values.str.starts_with("[").any() else values


def unescaped(values: pl.Series) -> pl.Series:
    r"""The contents of JSON strings with their escapes read; a backslash that begins no escape stands for itself."""
    escaped = values.str.contains("\\", literal=True)
    if not escaped.any():
        return values
    texts = values.filter(escaped)
    plain = texts.str.replace_many(_ESCAPES, _ESCAPED)
    unicode = texts.str.contains(r"\u", literal=True)
    if unicode.any():
        plain = patched(plain, unicode, pl.Series([_read(text) for text in texts.filter(unicode)], dtype=pl.String))
    return patched(values, escaped, plain)


def _read(text: str) -> str | None:
    found = first_value(f'"{text}"')
    return sound(found[0]) if found and isinstance(found[0], str) else text


def _fixed_parts(layout: Layout) -> list[tuple[int, int]]:
    """The marks between which the bytes are the same in all lines of a shape, the longest runs there are.

    Between mark 2n and 2n + 1 lies the gap before string n with the quote that ends it, then up to mark 2n + 2
    the string with its closing quote.
    """
    variable = {2 * number + 1 for number in layout.values} | {2 * gap for gap in layout.scalars}
    parts, begin = [], 0
    for piece in (*sorted(variable), 2 * layout.strings + 1):
        if piece > begin:
            parts.append((begin, piece))
        begin = piece + 1
    return parts


def _unescaped(data: np.ndarray[tuple[int], np.dtype[np.uint8]], quotes: Integers) -> Integers:
    """The quotes that do not stand behind an odd number of backslashes."""
    behind = np.flatnonzero(data[quotes - 1] == _BACKSLASH)
    if not behind.size:
        return quotes
    slashes = np.flatnonzero(data == _BACKSLASH)
    starts = np.concatenate(([True], np.diff(slashes) > 1))
    run_start = slashes[np.flatnonzero(starts)[np.cumsum(starts) - 1]]
    last = quotes[behind] - 1
    odd = (last - run_start[np.searchsorted(slashes, last)]) % 2 == 0
    return np.delete(quotes, behind[odd])
