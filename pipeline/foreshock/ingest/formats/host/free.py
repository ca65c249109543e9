"""``free``: memory and swap, one snapshot or many, with or without a time above each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.host.free_samples import SAMPLES
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim, number, steps_of
from foreshock.ingest.time.clock import Clock

_HEADER = re.compile(r"\s+total\s+used\s+free(?:\s|$)")
_ROW = re.compile(r"(Mem|Swap|Low|High|Total|Comm|Mém|Speicher|Échange|Auslager|-/\+ buffers/cache):(.*)")
_SIZE = re.compile(r"(\d+(?:[.,]\d+)?)([BKMGTP]?)i?B?$", re.IGNORECASE)
_SUFFIXES = " KMGTP"
_ROWS = {"Mém": "Mem", "Speicher": "Mem", "Échange": "Swap", "Auslager": "Swap"}
_UNITS = {"b": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_PAGE = 4096


def _usage(state: str) -> Measure:
    return Measure("system.memory.usage", "By", 1.0, (("state", state),))


def _swap(state: str) -> Measure:
    return Measure("system.paging.usage", "By", 1.0, (("state", state),))


_MEASURES: Mapping[str, Mapping[str, Measure]] = {
    "Mem": {
        "total": Measure("system.memory.limit", "By"), "used": _usage("used"), "free": _usage("free"),
        "shared": _usage("shared"), "buffers": _usage("buffers"), "cache": _usage("cached"),
        "cached": _usage("cached"), "buff/cache": _usage("buff_cache"), "available": _usage("available"),
    },
    "Swap": {"total": Measure("system.paging.limit", "By"), "used": _swap("used"), "free": _swap("free")},
}  # fmt: skip


def unit_of(totals: Sequence[float], frees: Sequence[float]) -> int:
    """The bytes that a number of ``free`` counts (-b, -k, -m, -g), judged by the memory that a machine can have.

    Counts of bytes are whole pages, counts of KiB multiples of 4; both do not hold for the larger units.
    """
    total = max(totals, default=0.0)
    if total >= 2**28 and all(value % _PAGE == 0 for value in (*totals, *frees)):
        return 1
    if total >= 2**19 or (total >= 2**16 and all(value % 4 == 0 for value in (*totals, *frees))):
        return 1024
    return 1024**2 if total >= 2**10 or total % 1 else 1024**3 if total else 1024


class FreeParser(ReportParser):
    """One file of snapshots."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``unit`` is b, k, m, g or t; ``interval`` the seconds between snapshots without times."""
        super().__init__(clock, options)
        self._unit = _UNITS.get(options.get("unit", "k"), 1024)
        self._step = steps_of(options)
        self._columns: tuple[str, ...] = ()
        self._snapshots = 0

    def take(self, text: str, line: int) -> str:
        """Take in a header or a row."""
        if not text.strip():
            return ATTACHED
        if _HEADER.match(text):
            self._columns = tuple(text.split())
            if self._snapshots and self.stamp is not None and not self.dated:
                self.stamp += self._step
            self._snapshots += 1
            return ATTACHED
        row = _ROW.match(text)
        if row is None:
            return ATTACHED if self.dated_by(text) else "not a row of free"
        sizes = [self._size(word) for word in row[2].split()]
        if not self._columns or None in sizes or len(sizes) > len(self._columns):
            return "values that no header of free is above"
        name = _ROWS.get(row[1], row[1])
        columns = ("used", "free") if name.startswith("-/+") else self._columns
        known = _MEASURES.get(name, {})
        prefix = "free.buffers_cache" if name.startswith("-/+") else f"free.{name.lower()}"
        measures = (known.get(column) or Measure(f"{prefix}.{column}", "By") for column in columns)
        self.put(line, (), zip(measures, sizes, strict=False))
        return RECORD

    def _size(self, word: str) -> float | None:
        match = _SIZE.match(word)
        value = number(match[1]) if match else None
        if match is None or value is None:
            return None
        suffix = match[2].upper()
        if not suffix:
            return value * self._unit
        return value if suffix == "B" else value * 1024 ** _SUFFIXES.index(suffix)


class Free:
    """free of procps, with any of -b -k -m -g -h -w -l -t -s."""

    name = "free"
    title = "free"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the header of free is among the lines."""
        headers = [line for line in lines if _HEADER.match(line)]
        rows = [match[2].split() for line in lines if (match := _ROW.match(line))]
        if not headers or not rows:
            return None
        blank = sum(not line.strip() for line in lines)
        plain = [[number(word) or 0.0 for word in row] for row in rows if row and row[0].isdecimal()]
        unit = unit_of([row[0] for row in plain], [row[2] for row in plain if len(row) > 2])  # noqa: PLR2004 - free
        options = {"unit": next(name for name, size in _UNITS.items() if size == unit)}
        return claim(lines, len(headers) + len(rows) + blank, f"{len(headers)} header(s) of free", options)

    def open(self, options: Options, clock: Clock) -> FreeParser:
        """A parser; options are ``unit`` (b, k, m, g, t), ``interval`` (seconds) and ``time``."""
        return FreeParser(clock, options)


FORMATS: tuple[Format, ...] = (Free(),)
