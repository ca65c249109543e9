"""A look into every input before any is read: containers are opened, formats recognised, stamps found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from foreshock.ingest.detect.claims import Detection, ForcedFormat, detect
from foreshock.ingest.detect.configs import Setting, configured, is_named_as_configuration, said, settings_in
from foreshock.ingest.detect.sample import FileSample, sample_file, sample_member, sample_stream
from foreshock.ingest.exceptions import IngestError
from foreshock.ingest.files.bundles import names_a_host
from foreshock.ingest.files.discover import STDIN, Input, Skipped
from foreshock.ingest.files.facts import FileFacts
from foreshock.ingest.files.families import log_of
from foreshock.ingest.formats.base import FAULTS, Format
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.time.clock import FIRST_INSTANT, LAST_INSTANT, Clock
from foreshock.ingest.time.stamps import PLACEHOLDER_YEAR, FileStamps
from foreshock.ingest.unpack.archives import Archive, inside, is_archive
from foreshock.ingest.unpack.containers import Member
from foreshock.ingest.unpack.packed import Digest, Prefixed
from foreshock.ingest.unpack.streams import open_at, open_stdin, reading_errors

_END_LINES = 40
_MAX_HOST_NAME = 253  # of DNS


@dataclass(frozen=True, slots=True)
class Look:
    """What a look into one input told. ``codec``: its compression; ``stamps`` know no host yet."""

    input: Input
    detection: Detection
    codec: str
    stamps: FileStamps
    stream: Prefixed | None = None

    @property
    def source(self) -> str:
        """Its name in every table."""
        return self.input.source

    @property
    def table(self) -> str:
        """The table that its rows go to."""
        return self.detection.format.table if self.detection.format else ""


Looked = Look | FileFacts | Skipped
"""A file to read, one that cannot be read (``error`` says why), or one that is no input."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file and, when it lies in a container, the look into it, which cannot be had again cheaply."""

    input: Input
    looked: Looked | None = None


class Looker:
    """Looks into inputs; remembers the containers, and what files such as ``hostname`` say."""

    def __init__(self, formats: Sequence[Format], forced: Sequence[ForcedFormat]) -> None:
        """The formats to choose from, and the user's own choices."""
        self._formats = formats
        self._forced = forced
        self._format_of: dict[str, Format] = {}
        self._settings: dict[Setting, None] = {}
        self.archives: dict[str, Archive] = {}
        self.host_names: dict[str, str] = {}

    def learn(self, inputs: Sequence[Input]) -> None:
        """Read the servers' configuration among the files on disk, before their logs are looked at."""
        for item in inputs:
            if is_named_as_configuration(item.source) and not item.is_pipe:
                self.look(item)

    def expand(self, item: Input, *, digests: bool) -> Iterator[Found | Skipped]:
        """The input itself, or the files in it when it is a container, with ``digests`` of their content."""
        if item.is_pipe or not is_archive(item.path):
            yield Found(item)
            return
        self.archives[item.path] = Archive(item.path)
        empty = True
        try:
            with closing(inside(item.path)) as members:
                for member in members:
                    empty = False
                    if isinstance(member, Skipped):
                        source = f"{item.source}/{member.source}" if member.source else item.source
                        yield Skipped(source, member.reason, member.is_error)
                    else:
                        yield self._member(item, member, digests=digests)
        except IngestError as error:
            yield Skipped(item.source, error.problem)
            return
        if empty:
            yield Skipped(item.source, "this archive holds no files")

    def look(self, item: Input) -> Looked:
        """What a file on disk or a pipe is, or why it cannot be read."""
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
        looked = self._judge(item, sample, stream)
        if stream is not None and not isinstance(looked, Look):
            stream.close()
        return looked

    def _member(self, outer: Input, member: Member, *, digests: bool) -> Found:
        digest = Digest(member.stream)
        sample = sample_member(digest)
        sha256 = None
        if digests:
            try:
                digest.drain()
                sha256 = digest.sha256
            except IngestError:
                sha256 = None  # damaged: the sample or the reading tells
        item = Input(
            outer.path,
            f"{outer.source}/{member.inner}",
            f"{outer.hint}/{member.inner}",
            member.size,
            member.mtime,
            member.inner,
            member.number,
            sha256,
        )
        return Found(item, self._judge(item, sample, None))

    def _judge(self, item: Input, sample: FileSample, stream: Prefixed | None) -> Looked:
        if names_a_host(item.source) and sample.lines and len(sample.lines[0]) <= _MAX_HOST_NAME:
            self.host_names[item.source] = sample.lines[0].strip()
        if _is_ground_truth(item.source, sample):
            return Skipped(item.source, "ground truth of an evaluation, not an input", is_error=False)
        settings = settings_in(item.source, sample.lines)
        if settings is not None:
            self._settings |= dict.fromkeys(settings)
            return Skipped(item.source, said(settings), is_error=False)
        log = log_of(item.source)
        detection = detect(sample, item.source, self._formats, self._forced, self._format_of.get(log))
        if self._settings:
            detection = configured(detection, sample.lines, item.source, list(self._settings), self._formats)
        if detection.format is None:
            error = f"{detection.why} ({sample.damage})" if sample.damage and sample.lines else detection.why
            return FileFacts(item.source, bytes=item.size or 0, why_format=detection.why, error=error)
        self._format_of.setdefault(log, detection.format)
        return Look(item, detection, sample.codec, _stamps_of(item, sample, detection), stream)


def renamed(looked: Looked, item: Input) -> Looked:
    """The same look under the input's new source."""
    if isinstance(looked, Look):
        return replace(looked, input=item, stamps=replace(looked.stamps, source=item.source))
    if isinstance(looked, FileFacts):
        return replace(looked, path=item.source)
    return replace(looked, source=item.source)


def _is_ground_truth(source: str, sample: FileSample) -> bool:
    """Whether this is the file by which ``evaluate`` judges findings."""
    if not source.endswith(".json") or not any('"cause_entity"' in line for line in sample.lines):
        return False
    try:
        content = json.loads("\n".join(sample.lines))
    except ValueError:
        return False
    return isinstance(content, dict) and {"cause", "cause_entity"} <= content.keys()


def _stamps_of(item: Input, sample: FileSample, detection: Detection) -> FileStamps:
    """The stamps of the sample, read by the format itself with a UTC clock."""
    recognition = detection.recognition
    times = _times_in(sample, detection)
    first = last = None
    if not times.is_empty():
        first, last = (times[0], times.max()) if not recognition.has_year else (times.min(), times.max())
    return FileStamps(
        item.source,
        item.hint,
        "",
        recognition.zone,
        recognition.has_year,
        first if isinstance(first, datetime) else None,
        last if isinstance(last, datetime) else None,
        bool(((times.dt.month() == 2) & (times.dt.day() == 29)).any()),  # noqa: PLR2004
        item.mtime,
        reaches_end=sample.reaches_end,
        why_zone=recognition.why_zone,
        year=recognition.year,
    )


def _times_in(sample: FileSample, detection: Detection) -> pl.Series:
    """The times of the sample's first and last lines; of all of it where some of those belong to no record."""
    texts = sample.lines
    assert detection.format is not None  # noqa: S101 - asked only for files that have one
    if len(texts) > 2 * _END_LINES and detection.format.table != "metrics":  # whose last lines need their header
        ends = _rows_of(texts[:_END_LINES] + texts[-_END_LINES:], detection)
        late = ends.filter(pl.col("line") > _END_LINES)
        if not late.is_empty() and late.height < ends.height:
            return ends["time"]
    return _rows_of(texts, detection)["time"]


def _rows_of(texts: Sequence[str], detection: Detection) -> pl.DataFrame:
    """Time and line of the rows in these lines; none where the parser fails."""
    nothing = pl.DataFrame(schema={"time": pl.Datetime("us", "UTC"), "line": pl.Int64})
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts}, schema=LINES_SCHEMA
    )
    assert detection.format is not None  # noqa: S101 - asked only for files that have one
    try:
        parser = detection.format.open(detection.recognition.options, Clock("UTC", PLACEHOLDER_YEAR))
        rows = parser.feed(lines, last=True).rows
        known = pl.col("time").is_between(FIRST_INSTANT, LAST_INSTANT)
        return rows.select("time", "line").filter(known) if "time" in rows.columns else nothing
    except FAULTS:  # reading the file will show what the parser cannot do; here it only tells nothing
        return nothing
