"""From lines of key=value pairs to columns of text, one a key, all lines with the same keys at once."""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from foreshock.ingest.formats.structured.json_columns import Columns, unescaped
from foreshock.ingest.formats.structured.json_exact import encoded, frames
from foreshock.ingest.lines.blocks import Integers

_KEY = r"[A-Za-z_@][\w.@/-]*"
_VALUE = r'"(?:[^"\\]|\\.)*"|[^\s"][^\s]*|'
LOGFMT_LINE = rf"^{_KEY}=(?:{_VALUE})(?: +{_KEY}(?:=(?:{_VALUE}))?)* *$"
_PAIR = re.compile(rf"({_KEY})(?:=({_VALUE}))?(?: +|$)")
_FEWEST_PAIRS = 2
_WORTH_A_SHAPE = 24
_MAX_SHAPES = 60
_MAX_KEYS = 60
_BARE = "true"  # what a key without value says


def logfmt_columns(texts: pl.Series) -> tuple[list[Columns], pl.Series]:
    """The records of a column of logfmt lines, in several frames, and which lines (Boolean) are no logfmt."""
    found: list[Columns] = []
    rows: Integers = np.arange(len(texts))
    rare: list[Integers] = []
    for _ in range(_MAX_SHAPES):
        if rows.size < _WORTH_A_SHAPE:
            break
        shaped = _like(texts, rows)
        if shaped is None or shaped.rows.size < _WORTH_A_SHAPE:
            taken = rows[:1] if shaped is None else shaped.rows
            rare.append(taken)
        else:
            taken = shaped.rows
            found.append(shaped)
        rows = np.setdiff1d(rows, taken, assume_unique=True)
    left = np.sort(np.concatenate([*rare, rows]))
    pairs = [_pairs(text) for text in texts.gather(left)]
    good = [index for index, item in enumerate(pairs) if item is not None]
    objects = [_merged(pairs[index] or []) for index in good]
    found += [
        Columns(np.array(of, dtype=np.int64), _typed(frame))
        for of, frame in frames([int(left[index]) for index in good], objects)
    ]
    bad = np.zeros(len(texts), dtype=bool)
    bad[[int(row) for row, item in zip(left, pairs, strict=True) if item is None]] = True
    return found, pl.Series(bad)


def is_logfmt(line: str) -> bool:
    """Whether a line is nothing but key=value pairs."""
    return _pairs(line) is not None


def _pairs(text: str) -> list[tuple[str, str | None]] | None:
    """Keys and raw values (None: a key alone); None when the line holds anything else."""
    position, found, valued = 0, [], 0
    text = text.strip()
    while position < len(text):
        match = _PAIR.match(text, position)
        if match is None:
            return None
        found.append((match[1], match[2]))
        valued += match[2] is not None
        position = match.end()
    return found if valued >= _FEWEST_PAIRS and found[0][1] is not None else None


def _merged(pairs: list[tuple[str, str | None]]) -> dict[str, str | None]:
    """One value a key; those of a key that is given several times as a JSON array."""
    values: dict[str, list[str]] = {}
    for key, raw in pairs:
        values.setdefault(key, []).append(_BARE if raw is None else raw)
    return {
        key: given[0] if len(given) == 1 else encoded([item.strip('"') for item in given])
        for key, given in values.items()
    }


def _like(texts: pl.Series, rows: Integers) -> Columns | None:
    """The lines with the keys of the first of these rows, in that order."""
    pairs = _pairs(texts[int(rows[0])])
    keys = [key for key, _ in pairs or ()]
    if not pairs or len(set(keys)) < len(keys) or len(keys) > _MAX_KEYS:
        return None
    parts = [re.escape(key) + ("" if raw is None else f"=({_VALUE})") for key, raw in pairs]
    valued = [key for key, raw in pairs if raw is not None]
    groups = texts.gather(rows).str.extract_groups(rf"^{' +'.join(parts)}\s*$").struct.unnest()
    fits = groups[groups.columns[0]].is_not_null()
    frame = groups.filter(fits).rename(dict(zip(groups.columns, valued, strict=True)))
    bare = [pl.lit(_BARE).alias(key) for key, raw in pairs if raw is None]
    return Columns(rows[fits.to_numpy()], _typed(frame.with_columns(bare)))


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Values without their quotes and escapes; an empty one is null."""
    columns = {}
    for name in frame.columns:
        values = frame[name]
        quoted = (values.str.starts_with('"') & values.str.ends_with('"')).fill_null(value=False)
        if quoted.any():
            inner = unescaped(values.str.head(-1).str.slice(1))
            values = pl.select(pl.when(quoted).then(inner).otherwise(values)).to_series()
        columns[name] = pl.select(pl.when(values != "").then(values)).to_series()
    return pl.DataFrame(columns)
