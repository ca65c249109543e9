"""The files of an archive: lines go to the file of their local day, in order of time, and compressed where asked."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import polars as pl
import zstandard

from foreshock.simulate.clock import DAY, Zone

NameOfDay = Callable[[int], str]


@dataclass(slots=True)
class LogFile:
    """A log that is rotated at local midnight: ``name_of`` gives each day's path from the days it lies back.

    Lines may be handed in out of order within a window; they are kept until ``flush`` says up to when no
    earlier line can come. Names that end in .gz and .zst are compressed, with nothing in them of the machine
    or the moment.
    """

    root: Path
    zone: Zone
    last_day: int
    name_of: NameOfDay
    columns: tuple[str, ...] = ("text",)
    written: int = 0
    _waiting: list[pl.DataFrame] = field(default_factory=list)
    _day: int | None = None
    _out: BinaryIO | None = None
    _layers: list[BinaryIO] = field(default_factory=list)

    def add(self, frame: pl.DataFrame) -> None:
        """Take lines: a column ``at`` (microseconds UTC), then the columns that a blank joins to a line."""
        if len(frame):
            self._waiting.append(frame.select("at", *self.columns))

    def flush(self, until: int) -> None:
        """Write all lines before an instant."""
        if not self._waiting:
            return
        frame = pl.concat(self._waiting).sort("at", maintain_order=True)
        cut = int(frame["at"].search_sorted(until, side="left"))
        self._waiting = [frame.slice(cut)] if cut < len(frame) else []
        ready = frame.head(cut)
        # On a clock that runs ahead the last day is over before the recording is.
        day = ((ready["at"] + self.zone.shift) // DAY).clip(upper_bound=self.last_day)
        for number in day.unique().sort():
            self._write(int(number), ready.filter(day == number).select(self.columns))

    def close(self, until: int) -> None:
        """Write what is left before an instant, drop what comes after it, and end the file."""
        self.flush(until)
        self._close()

    def _write(self, day: int, lines: pl.DataFrame) -> None:
        if day != self._day:
            self._close()
            self._day = day
            self._open(self.root / self.name_of(self.last_day - day))
        out = cast("BinaryIO", self._out)
        before = out.tell()
        lines.write_csv(out, include_header=False, separator=" ", quote_style="never", float_precision=3)
        self.written += out.tell() - before

    def _open(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = path.open("wb")
        self._layers = [raw]
        if path.suffix == ".gz":
            self._layers.append(cast("BinaryIO", gzip.GzipFile("", "wb", 6, raw, mtime=0)))
        elif path.suffix == ".zst":
            self._layers.append(cast("BinaryIO", zstandard.ZstdCompressor(level=9).stream_writer(raw, closefd=False)))
        self._out = self._layers[-1]

    def _close(self) -> None:
        for layer in reversed(self._layers):
            layer.close()
        self._layers, self._out = [], None
