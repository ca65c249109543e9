"""What will be read and how, decided for the whole archive before the first file is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from foreshock.ingest.blocks import BLOCK_BYTES
from foreshock.ingest.clock import Clock
from foreshock.ingest.detect import Detection, ForcedFormat, detect
from foreshock.ingest.discover import STDIN, Input, Skipped, discover
from foreshock.ingest.exceptions import IngestError
from foreshock.ingest.facts import FileFacts, KnownFile
from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Format
from foreshock.ingest.hosts import FileHints, HostNames, hosts_of
from foreshock.ingest.known import Standing, standings_of
from foreshock.ingest.records import LINES_SCHEMA
from foreshock.ingest.sample import FileSample, sample_file, sample_stream
from foreshock.ingest.streams import open_at, open_stdin, reading_errors
from foreshock.ingest.unpack import Prefixed
from foreshock.ingest.written import written_of
from foreshock.ingest.years import years_of
from foreshock.ingest.zones import FileStamps, ZoneRule, zones_of

_PLACEHOLDER_YEAR = 2000  # a leap year: every day of a stamp without a year exists in it
_FALLBACK_YEAR = 1970  # never used: its stamps carry years, or the file is not read


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What the user may decide about reading.

    ``tz``: ``[GLOB=]ZONE``. ``format``: ``[GLOB=]NAME[:key=value]``. ``year``: of the first stamp in files that
    write none. ``since``, ``until``: rows outside are read and counted, but not delivered. ``case``: the folder
    that results go to, never an input.
    """

    tz: Sequence[str] = ()
    format: Sequence[str] = ()
    year: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    case: Path | None = None
    block_bytes: int = BLOCK_BYTES


@dataclass(frozen=True, slots=True)
class FilePlan:
    """One file to read: with which format, clock and host, from where on, and why.

    ``facts`` holds every decision, and for a file that has grown the account of its first part. ``replaces``:
    the rows that the lake has of this source are of other content and must go.
    """

    path: str
    facts: FileFacts
    format: Format
    options: Mapping[str, str]
    zone: str
    year: int
    names: HostNames
    settings: IngestOptions
    start: int = 0
    replaces: bool = False
    stream: Prefixed | None = field(default=None, repr=False)
    written: datetime | None = None

    @property
    def source(self) -> str:
        """Its name in every table."""
        return self.facts.path

    @property
    def size(self) -> int:
        """Bytes that are still to be read, as far as known."""
        return max(self.facts.bytes - self.start, 0)

    def clock(self) -> Clock:
        """A clock at the place where reading begins."""
        clock = Clock(self.zone, self.year, self.written)
        if self.start and self.facts.last_time is not None:
            clock.resume(self.facts.last_time)
        return clock


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of every path.

    ``files`` are to be read, ``unread`` cannot be (``error`` says why), ``unchanged`` are in the lake already,
    ``notes`` are links and case folders that were passed over.
    """

    files: tuple[FilePlan, ...]
    unread: tuple[FileFacts, ...]
    unchanged: tuple[Skipped, ...]
    notes: tuple[Skipped, ...]

    @property
    def bytes(self) -> int:
        """Bytes that are still to be read, before unpacking."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class _Look:
    """One input after the look into it."""

    input: Input
    sample: FileSample
    detection: Detection
    standing: Standing
    stream: Prefixed | None = None

    @property
    def source(self) -> str:
        return self.input.source


def plan(
    paths: Sequence[str | Path],
    options: IngestOptions | None = None,
    known: Mapping[str, KnownFile] | None = None,
) -> Plan:
    """The plan for ``paths`` (files, folders, globs, ``-``); ``known`` are the files that the lake has, by source.

    Bad options raise UsageError; a bad input never raises, it is in ``unread`` with one sentence.
    """
    options = options or IngestOptions()
    known = known or {}
    all_formats = formats()
    forced = [ForcedFormat.parse(text, all_formats) for text in options.format]
    rules = [ZoneRule.parse(text) for text in options.tz]
    found = discover(paths, case=options.case)
    unread = [FileFacts(item.source, error=item.reason) for item in found.skipped if item.is_error]
    unchanged: list[Skipped] = []
    looks: list[_Look] = []
    standings = standings_of(found.inputs, known)
    for item in found.inputs:
        standing = standings[item.source]
        if isinstance(standing, IngestError):
            unread.append(FileFacts(item.source, bytes=item.size or 0, error=standing.problem))
            continue
        if standing.unchanged:
            unchanged.append(Skipped(item.source, standing.why, is_error=False))
            continue
        looked = _look(item, standing, all_formats, forced)
        if isinstance(looked, _Look):
            looks.append(looked)
        else:
            unread.append(looked)
    files = []
    for decided in _decide(looks, options, rules, known):
        if isinstance(decided, FilePlan):
            files.append(decided)
        else:
            unread.append(decided)
    notes = tuple(item for item in found.skipped if not item.is_error)
    return Plan(tuple(files), tuple(unread), tuple(unchanged), notes)


def _look(
    item: Input, standing: Standing, all_formats: Sequence[Format], forced: Sequence[ForcedFormat]
) -> _Look | FileFacts:
    """Look into one input: what it is, or why it cannot be read."""
    stream: Prefixed | None = None
    try:
        with reading_errors(item.source):
            if item.is_pipe:
                raw = open_stdin() if item.path == STDIN else open_at(item.path)
                sample, stream = sample_stream(raw)
            else:
                sample = sample_file(item.path)
    except IngestError as error:
        return FileFacts(item.source, bytes=item.size or 0, error=error.problem)
    detection = detect(sample, item.source, all_formats, forced)
    if detection.format is None:
        _close(stream)
        error_text = f"{detection.why} ({sample.damage})" if sample.damage and sample.lines else detection.why
        return FileFacts(item.source, bytes=item.size or 0, why_format=detection.why, error=error_text)
    if standing.start and (detection.format.table == "metrics" or sample.codec != "plain"):
        # What a table's header said would be missing in the middle of the file.
        standing = Standing(replaces=True, why="the file has grown; it is read anew, for its headers")
    return _Look(item, sample, detection, standing, stream)


def _close(stream: Prefixed | None) -> None:
    if stream is not None:
        stream.close()


def _decide(
    looks: Sequence[_Look], options: IngestOptions, rules: Sequence[ZoneRule], known: Mapping[str, KnownFile]
) -> list[FilePlan | FileFacts]:
    """Hosts, zones and years of all files together, since each may tell of the others."""
    hints = [FileHints(look.source, look.input.hint, look.detection.recognition.host) for look in looks]
    names, hosts = hosts_of(hints, [file.host for file in known.values() if file.host])
    stamps = [_stamps_of(look, hosts[look.source][0]) for look in looks]
    zones = zones_of(stamps, rules)
    years = years_of(stamps, options.year)
    return [
        _file_plan(
            look,
            names=names,
            host=hosts[look.source],
            zone=zones[look.source],
            year=years[look.source],
            options=options,
            known=known,
        )
        for look in looks
    ]


def _file_plan(
    look: _Look,
    *,
    names: HostNames,
    host: tuple[str, str],
    zone: tuple[str, str],
    year: tuple[int | None, str],
    options: IngestOptions,
    known: Mapping[str, KnownFile],
) -> FilePlan | FileFacts:
    detection, standing = look.detection, look.standing
    written = None
    if not detection.recognition.dated:
        written, why = written_of(look.source, look.input.hint, look.input.mtime, zone[0])
        year = (written.year if written else None), why
    assert detection.format is not None  # noqa: S101 - _look returns no _Look without a format
    before = known.get(look.source) if standing.start else None
    facts = replace(
        before or FileFacts(look.source),
        location=None if look.input.is_pipe else str(Path(look.input.path).absolute()),
        bytes=look.input.size or 0,
        format=detection.format.name,
        why_format=detection.why,
        host=host[0],
        why_host=host[1],
        timezone=zone[0],
        why_timezone=zone[1],
        year=before.year if before else year[0],
        why_year=before.why_year if before else year[1],
        error=None,
    )
    if facts.year is None and not detection.recognition.has_year:
        _close(look.stream)
        return replace(facts, error=f"its stamps have no year: {facts.why_year}")
    return FilePlan(
        look.input.path,
        facts,
        detection.format,
        detection.recognition.options,
        zone[0],
        facts.year or _FALLBACK_YEAR,
        names,
        options,
        standing.start,
        standing.replaces,
        look.stream,
        written,
    )


def _stamps_of(look: _Look, host: str) -> FileStamps:
    """The stamps of the sample, read by the format itself with a UTC clock."""
    recognition = look.detection.recognition
    times = _times_in_sample(look)
    first = last = None
    if not times.is_empty():
        first, last = (times[0], times.max()) if not recognition.has_year else (times.min(), times.max())
    return FileStamps(
        look.source,
        look.input.hint,
        host,
        recognition.zone,
        recognition.has_year,
        first if isinstance(first, datetime) else None,
        last if isinstance(last, datetime) else None,
        bool(((times.dt.month() == 2) & (times.dt.day() == 29)).any()),  # noqa: PLR2004
        look.input.mtime,
    )


def _times_in_sample(look: _Look) -> pl.Series:
    nothing = pl.Series("time", [], pl.Datetime("us", "UTC"))
    texts = look.sample.lines
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts}, schema=LINES_SCHEMA
    )
    format_: Any = look.detection.format
    try:
        rows = (
            format_.open(look.detection.recognition.options, Clock("UTC", _PLACEHOLDER_YEAR))
            .feed(lines, last=True)
            .rows
        )
        return rows["time"].drop_nulls() if "time" in rows.columns else nothing
    except Exception:  # noqa: BLE001 - reading the file will show what the parser cannot do; here it only tells nothing
        return nothing
