r"""ArcSight's Common Event Format: a head of fields between bars, then key=value pairs whose values hold blanks.

``CEF:0|vendor|product|version|signature|name|severity|src=10.0.0.1 msg=a \= b``; alone in a file, or as the message
of syslog's lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from foreshock.ingest.clock import Clock
from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.account import as_rejects
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
            events.append({**dict(zip(_HEAD, map(_plain, parts), strict=False)), **_extension(parts[-1])})
    return [Columns(np.array(of, dtype=np.int64), _stamped(frame)) for of, frame in frames(rows, events)]


def _extension(text: str) -> dict[str, str | None]:
    """The pairs: a value ends where the next key begins."""
    keys = list(_KEY.finditer(text))
    ends = [*(key.start() for key in keys), len(text)][1:]  # none where there is no key
    return {key[1]: _plain(text[key.end() : end].strip()) for key, end in zip(keys, ends, strict=True)}


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


@dataclass(frozen=True, slots=True)
class Cef:
    """Events without syslog's header, one a line."""

    name: str = "cef"
    title: str = "Common Event Format (CEF)"
    table: Table = "logs"

    @property
    def samples(self) -> tuple[Sample, ...]:
        """What a firewall exports."""
        return (_SAMPLE,)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines that begin as events do."""
        written = pl.Series([line for line in lines if line.strip()], dtype=pl.String)
        events = int(written.str.contains(START).sum())
        if not events:
            return None
        return Recognition(events / len(written), f"{events} of {len(written)} sampled lines begin with CEF's head")

    def open(self, options: Options, clock: Clock) -> CefParser:
        """A parser; there are no options."""
        return CefParser(clock)


@dataclass(frozen=True, slots=True)
class CefParser:
    """Reads events; one that states no time has none."""

    clock: Clock

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row an event; the body is the whole line."""
        blank = lines["text"].str.strip_chars() == ""
        events = lines.filter(~blank & lines["text"].str.contains(START))
        parts = [pl.DataFrame(schema={"line": pl.Int64})]
        for found in cef_columns(events["text"]):
            stamps, offsets, fields = FAMILY.stamped(found.fields)
            parts.append(
                pl.DataFrame(
                    {
                        **FAMILY.columns(fields),
                        "body": events["text"].gather(found.rows),
                        "line": events["line"].gather(found.rows),
                        "time": self.clock.instants(stamps, offsets),
                    }
                )
            )
        rows = pl.concat(parts, how="diagonal").sort("line")
        refused = lines.filter(~blank & ~lines["line"].is_in(rows["line"].implode()))
        return Parsed(rows, rows.height, int(blank.sum()), as_rejects(refused, "no event of CEF"))


_SAMPLE = Sample(
    program="Check Point R80 (CEF of its log exporter)",
    text=(
        "CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|domain-udp|Low|act=Drop rt=1689019201123 spt=53113 "
        "dpt=53 src=10.0.0.21 dst=10.0.0.31 msg=a \\= b with blanks proto=17\n"
        "CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|Log In \\| admin|10|rt=Jul 10 2023 20:00:02 suser=ann\n"
        "CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|http|Low|date=2023-07-10 time=20:00:03 src=10.0.0.22\n"
        "CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|http|Low|src=10.0.0.23\n"
    ),
    rows=(
        {
            "line": 1, "time": "2023-07-10T20:00:01.123Z", "client": "10.0.0.21", "severity_text": "Low",
            "severity_number": 9,
            "attributes": {
                "version": "0", "vendor": "Check Point", "product": "VPN-1 & FireWall-1",
                "product_version": "Check Point", "signature": "Log", "name": "domain-udp", "act": "Drop",
                "dst": "10.0.0.31", "msg": "a = b with blanks", "proto": "17", "client_port": "53113", "dst_port": "53",
            },
        },
        {"line": 2, "time": "2023-07-10T20:00:02Z", "user": "ann", "severity_text": "Very-High", "severity_number": 21},
        {"line": 3, "time": "2023-07-10T20:00:03Z", "client": "10.0.0.22"},
        {"line": 4, "time": None, "client": "10.0.0.23"},
    ),
)  # fmt: skip
FORMATS: tuple[Format, ...] = (Cef(),)
