"""What is to be read, and how: the options of a run, the plan of each file, and of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from foreshock.ingest.files.discover import Skipped
from foreshock.ingest.files.facts import FileFacts
from foreshock.ingest.files.hosts import HostNames
from foreshock.ingest.formats.base import Format
from foreshock.ingest.lines.blocks import BLOCK_BYTES, ByteStream
from foreshock.ingest.time.clock import Clock
from foreshock.ingest.unpack.archives import Archive
from foreshock.ingest.unpack.packed import Prefixed
from foreshock.ingest.unpack.streams import open_at

_ROWS_IN_LINE = 4  # of metrics; some have two, some a dozen


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What the user may decide about reading.

    ``tz``: ``[GLOB=]ZONE``. ``format``: ``[GLOB=]NAME[:key=value]``. ``year``: of the first stamp in files that
    write none. ``since``, ``until``: rows outside are read and counted, but not delivered. ``case``: the folder
    that results go to, never an input. ``definitions``: folders and files that define formats.
    """

    tz: Sequence[str] = ()
    format: Sequence[str] = ()
    definitions: Sequence[Path] = ()
    year: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    case: Path | None = None
    block_bytes: int = BLOCK_BYTES


@dataclass(frozen=True, slots=True)
class FilePlan:
    """One file to read: with which format, clock and host, from where on, and why.

    ``facts`` holds every decision, and for a file that has grown the account of its first part. ``replaces``:
    the rows that the lake has of this source are of other content and must go. A file inside the container at
    ``path`` has an ``archive`` and its ``number`` there. ``silent_since``: the end of what comes before it, in the
    file that was rotated or in the part that was read.
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
    archive: Archive | None = field(default=None, repr=False)
    number: int = 0
    silent_since: datetime | None = None

    @property
    def source(self) -> str:
        """Its name in every table."""
        return self.facts.path

    @property
    def size(self) -> int:
        """Bytes that are still to be read, as far as known."""
        return max(self.facts.bytes - self.start, 0)

    @property
    def block_bytes(self) -> int:
        """How much of it is parsed at a time: less of metrics, whose lines become a row for each of their values."""
        wanted = self.settings.block_bytes
        return max(wanted // _ROWS_IN_LINE, 1) if self.format.table == "metrics" else wanted

    @contextmanager
    def opened(self) -> Iterator[ByteStream]:
        """Its bytes as they lie on disk, in the container, or come from the pipe."""
        if self.archive is not None:
            with self.archive.member(self.number) as member:
                yield member
        else:
            with closing(self.stream or open_at(self.path)) as stream:
                yield stream

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
