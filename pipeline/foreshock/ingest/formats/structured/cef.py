r"""ArcSight's Common Event Format: a head of fields between bars, then key=value pairs whose values hold blanks.

``CEF:0|vendor|product|version|signature|name|severity|src=10.0.0.1 msg=a \= b``; how an event is read. Files of
events, alone or among syslog's lines, are read in ``syslog/events.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.stamps import MONTHS
from foreshock.ingest.formats.structured.json_columns import Columns
from foreshock.ingest.formats.structured.json_exact import frames
from foreshock.ingest.formats.structured.rows import Family

_HEAD = ("version", "vendor", "product", "product_version", "signature", "name", "severity")
_BAR = re.compile(r"(?<!\\)\|")
_KEY = re.compile(r"(?:^|\s)([\w.\[\]-]{1,64})=")
_ESCAPED = re.compile(r"\\([\\|=rn])")
_MEANINGS = {"n": "\n", "r": "\r"}
_MONTH_FIRST = r"^([A-Z][a-z]{2}) (\d{1,2}),? (\d{4}) (\d\d:\d\d:\d\d(?:\.\d+)?)( [A-Z]{3,4}|[+-]\d\d:\d\d)?$"
_NUMBERS = {month: f"{number:02d}" for number, month in enumerate(MONTHS, start=1)}
_LEVELS = {str(number): word for word, numbers in {
    "Low": range(4), "Medium": range(4, 7), "High": (7, 8), "Very-High": (9, 10),
}.items() for number in numbers}  # fmt: skip

START: Final = r"^CEF: ?\d+(?:\.\d+)?\|"
FAMILY: Final = Family(
    time=("rt", "end", "start", "art", "time"),
    names={
        "severity_text": ("severity",), "client": ("src", "c6a2"), "user": ("suser", "duser"), "client_port": ("spt",),
        "dst_port": ("dpt",), "database": ("databasename",),
    },
    levels=_LEVELS,
)  # fmt: skip


def cef_columns(texts: pl.Series) -> list[Columns]:
    """The fields of events (``START``) in columns; an event without a whole head is in none."""
    rows, events = [], []
    for row, text in enumerate(texts):
        parts = _BAR.split(text.partition(":")[2].strip(), len(_HEAD))
        if len(parts) > len(_HEAD):
            rows.append(row)
            head = dict(zip(_HEAD, map(_plain, parts), strict=False))
            taken = head | {"level": head["severity"]}  # the attribute of a severity that is a number
            events.append(head | {_apart(key, value, taken): value for key, value in _extension(parts[-1]).items()})
    return [Columns(np.array(of, dtype=np.int64), _stamped(frame)) for of, frame in frames(rows, events)]


def _extension(text: str) -> dict[str, str]:
    """The pairs: a value ends where the next key begins."""
    keys = list(_KEY.finditer(text))
    ends = [*(key.start() for key in keys), len(text)][1:]  # none where there is no key
    return {key[1]: _plain(text[key.end() : end].strip()) for key, end in zip(keys, ends, strict=True)}


def _apart(key: str, value: str, head: Mapping[str, str]) -> str:
    """The name of a pair that is named as a field of the head is, but says something else."""
    return key if head.get(key, value) == value else f"extension.{key}"


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda match: _MEANINGS.get(match[1], match[1]), text) if "\\" in text else text


def _stamped(frame: pl.DataFrame) -> pl.DataFrame:
    """Times as ``Jul 10 2023 20:00:01`` in ISO 8601; milliseconds since 1970 stay."""
    names = [name for name in FAMILY.time if name in frame.columns]
    return frame.with_columns(_iso(frame[name]).alias(name) for name in names)


def _iso(texts: pl.Series) -> pl.Series:
    parts = texts.str.extract_groups(_MONTH_FIRST).struct.unnest()
    month = parts["1"].replace_strict(_NUMBERS, default=None, return_dtype=pl.String)
    day = parts["3"] + "-" + month + "-" + parts["2"].str.zfill(2)
    return pl.select(pl.coalesce(day + "T" + parts["4"] + parts["5"].fill_null(""), texts)).to_series()
