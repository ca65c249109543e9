"""Which bytes of a sorted file hold a period: found by bisection on the stamps of its records, not by reading it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from foreshock.ingest.formats.base import FAULTS
from foreshock.ingest.lines.blocks import ByteStream, blocks
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.planning.model import FilePlan
from foreshock.ingest.time.clock import FIRST_INSTANT, LAST_INSTANT
from foreshock.ingest.time.zone_names import offset_of, zone_named
from foreshock.ingest.unpack.packed import unpack
from foreshock.ingest.unpack.streams import open_at, reading_errors

LATE = timedelta(minutes=15)  # how far behind later records one may stand in a file that counts as sorted
_LEAST_BLOCKS = 2  # in a smaller file there is nothing to save
_PROBES_IN_BLOCK = 64
_GRID = 32  # probes all over the file, whose stamps must rise
_MAX_REJECTED = 0.5  # of the lines of a probe
_ATTEMPTS = 8  # records at which reading may begin
_SEEN = pl.Schema([("offset", pl.Int64()), ("time", pl.Datetime("us", "UTC"))])
_COUNTED_BYTES = 256 << 10  # at a time, so that they stay in the cache of the processor


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes ``start`` to ``end`` of a file: whole records, the first of them at line ``line`` and ``time``.

    ``first`` and ``last`` are the times of the first and the last records of the whole file, as looks at its ends
    tell them: in an hour that local time has twice they are those of its first pass.
    """

    start: int
    end: int
    line: int
    time: datetime
    first: datetime
    last: datetime

    @contextmanager
    def opened(self, path: str) -> Iterator[ByteStream]:
        """Its bytes."""
        with closing(open_at(path)) as raw:
            raw.seek(self.start)
            yield _Window(raw, self.end - self.start)


class _Window:
    """The next ``left`` bytes of a stream."""

    def __init__(self, raw: ByteStream, left: int) -> None:
        self._raw = raw
        self._left = left

    def read(self, size: int, /) -> bytes:
        data = self._raw.read(min(size, self._left))
        self._left -= len(data)
        return data


def part_of(file: FilePlan) -> Part | None:
    """What of a file has to be read for the rows of the wanted period; None: all of it.

    A part is read only of a large plain file whose stamps rise wherever they are looked at (one may be ``LATE``)
    and whose records read the same from the middle of the file as from further above. A record that is logged
    longer than ``LATE`` after the time that it states may be missed.
    """
    since, until = file.settings.since, file.settings.until
    if (since is None and until is None) or not _is_seekable(file):
        return None
    with reading_errors(file.source), closing(open_at(file.path)) as raw:
        size = os.fstat(raw.fileno()).st_size
        if size < _LEAST_BLOCKS * file.settings.block_bytes or unpack(raw)[0] != "plain":
            return None
        try:
            return _Bisection(file, raw, size).part(since, until)
        except FAULTS:  # the whole is read then, and shows what is wrong with it
            return None


def _is_seekable(file: FilePlan) -> bool:
    """Whether records in the middle may mean what they mean without the headers and dates above them."""
    lies_plainly = file.archive is None and file.stream is None and not file.start
    return lies_plainly and file.format.table != "metrics" and file.written is None


class _UnsortedError(Exception):
    """The file's stamps do not rise, or do not tell enough."""


@dataclass(frozen=True, slots=True)
class _Record:
    """Where a record begins, and when it was."""

    offset: int
    time: datetime


class _Bisection:
    """Looks into one file at single places; remembers the stamps that it saw there."""

    def __init__(self, file: FilePlan, raw: io.FileIO, size: int) -> None:
        self._file = file
        self._raw = raw
        self._size = size
        self._probe = max(file.settings.block_bytes // _PROBES_IN_BLOCK, 1)
        self._seen: list[pl.DataFrame] = []
        self._first: datetime | None = None

    def part(self, since: datetime | None, until: datetime | None) -> Part | None:
        """The part with the records from ``since`` to ``until``; None when that is the whole file."""
        head = self._records(0)
        self._first = head["time"][0]
        grid = [_Record(0, head["time"][0])]
        grid += [self._record_after(self._size * at // _GRID) for at in range(1, _GRID)]
        tail = self._records(self._size - 4 * self._probe, 4 * self._probe)
        zone = self._file.zone
        begin, end = grid[0], None
        if since is not None:
            begin = self._around(grid, _before_doubled(since - LATE, zone))[0] or begin
        if until is not None:
            end = self._around(grid, _after_doubled(until + LATE, zone))[1]
        self._demand_order()
        begin = self._standing_alone(begin) if begin.offset else begin
        to = end.offset if end else self._size
        if begin.offset >= to or to - begin.offset == self._size:
            return None
        lines_above = newlines_in(self._raw, begin.offset)
        times = pl.concat([head["time"], tail["time"]])
        low, high = times.min(), times.max()
        assert isinstance(low, datetime) and isinstance(high, datetime)  # noqa: S101, PT018 - there is a record
        return Part(begin.offset, to, lines_above + 1, begin.time, low, high)

    def _around(self, grid: list[_Record], target: datetime) -> tuple[_Record | None, _Record | None]:
        """The last record before ``target`` and the first one not before it, as near as probes tell; None: no such."""
        reached = next((at for at, record in enumerate(grid) if record.time >= target), len(grid))
        if not reached:
            return None, grid[1]  # no record is before it; but what is read must have some
        below, above = grid[reached - 1], grid[reached] if reached < len(grid) else None
        while (limit := above.offset if above else self._size) - below.offset > 4 * self._probe:
            record = self._record_after((below.offset + limit) // 2)
            if record.offset >= limit:
                break
            if record.time < target:
                below = record
            else:
                above = record
        return below, above

    def _standing_alone(self, begin: _Record) -> _Record:
        """The first record from ``begin`` on from which the file reads as it does from further above."""
        end = begin.offset + 4 * self._probe
        above = self._rows(max(begin.offset - 4 * self._probe, 0), end)
        following = self._rows(begin.offset, end).filter(pl.col("time") <= begin.time + LATE)
        for offset, time in following.select("offset", "time").unique("offset", maintain_order=True).rows()[:_ATTEMPTS]:
            if _same(above.filter(pl.col("offset") >= offset), self._rows(offset, end)):
                return _Record(offset, time)
        raise _UnsortedError

    def _record_after(self, offset: int) -> _Record:
        """The first record that surely begins behind ``offset``."""
        records = self._records(offset)
        return _Record(records["offset"][0], records["time"][0])

    def _records(self, offset: int, length: int = 0) -> pl.DataFrame:
        """Offset and time of the records that surely begin behind ``offset`` (at 0: of all), one at least."""
        length = length or self._probe
        while True:
            rows = self._rows(offset, offset + length).select("offset", "time")
            records = rows.filter(pl.col("offset") > pl.col("offset").min()) if offset else rows
            if not records.is_empty():
                self._seen.append(records)
                return records
            if length >= self._file.settings.block_bytes or offset + length >= self._size:
                raise _UnsortedError
            length *= 8

    def _rows(self, start: int, end: int) -> pl.DataFrame:
        """The rows of the whole lines between two places, with their offset; none when most are rejects."""
        self._raw.seek(start)
        data = self._raw.read(end - start)
        skipped = data.find(b"\n") + 1 if start and self._byte_before(start) != b"\n" else 0
        data = data[skipped:] if end >= self._size else data[skipped : data.rfind(b"\n") + 1]
        block = next(blocks(io.BytesIO(data), size=len(data) + 1, first_offset=start + skipped), None)
        if block is None:
            return pl.DataFrame(schema=_SEEN)
        clock = self._file.clock()
        if self._first is not None:
            clock.resume(self._first)
        lines = block.lines.select(LINES_SCHEMA.names())
        parsed = self._file.format.open(self._file.options, clock).feed(lines, last=True)
        found = [rows for rows in (parsed.rows, *parsed.asides.values()) if not rows.is_empty()]
        if not found or parsed.rejects.height > _MAX_REJECTED * lines.height:
            return pl.DataFrame(schema=_SEEN)
        rows = pl.concat(found, how="diagonal").filter(pl.col("time").is_between(FIRST_INSTANT, LAST_INSTANT))
        return rows.join(lines.select("line", "offset"), on="line", maintain_order="left").drop("line").sort("offset")

    def _byte_before(self, offset: int) -> bytes:
        self._raw.seek(offset - 1)
        return self._raw.read(1)

    def _demand_order(self) -> None:
        """_UnsortedError when a stamp lies further behind an earlier one than a doubled hour explains."""
        seen = pl.concat(self._seen).unique("offset").sort("offset")
        late = seen.filter(pl.col("time").cum_max() - pl.col("time") > LATE)
        reached = seen["time"].cum_max().filter(seen["offset"].is_in(late["offset"].implode()))
        for time, top in zip(late["time"], reached, strict=True):
            if top - time > LATE + _doubled(time, self._file.zone):
                raise _UnsortedError


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether rows are the same; columns without a value do not matter."""
    both = pl.concat([one, other], how="diagonal_relaxed")
    return both.head(one.height).equals(both.slice(one.height))


def _doubled(moment: datetime, zone: str) -> timedelta:
    """By how much the clocks of a zone are set back if they show the time of ``moment`` twice, else zero."""
    if offset_of(zone) is not None:
        return timedelta()
    local = moment.astimezone(zone_named(zone))
    first, second = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    return max(first - second, timedelta()) if first is not None and second is not None else timedelta()


def _before_doubled(moment: datetime, zone: str) -> datetime:
    """The latest of the moments up to this one that can be told from their local time; within one such hour."""
    while step := _doubled(moment, zone):
        moment -= step
    return moment


def _after_doubled(moment: datetime, zone: str) -> datetime:
    """The same in the other direction."""
    while step := _doubled(moment, zone):
        moment += step
    return moment


def newlines_in(raw: io.FileIO, length: int) -> int:
    """How many lines end in the first ``length`` bytes of a file."""
    raw.seek(0)
    room = bytearray(_COUNTED_BYTES)
    read = np.frombuffer(room, np.uint8)
    count = 0
    while length > 0 and (got := raw.readinto(memoryview(room)[:length])):
        count += int(np.count_nonzero(read[:got] == ord("\n")))
        length -= got
    return count
