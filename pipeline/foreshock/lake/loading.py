"""From paths to a lake: plan, read, conform, commit."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from foreshock.ahead import ahead
from foreshock.ingest.files.discover import Skipped
from foreshock.ingest.files.facts import FileFacts
from foreshock.ingest.formats.base import FAULTS
from foreshock.ingest.planning.model import FilePlan, IngestOptions, Plan
from foreshock.ingest.planning.plan import plan
from foreshock.ingest.reading.read import Batch as Rows
from foreshock.ingest.reading.read import read
from foreshock.lake.casefolder import CaseFolder
from foreshock.lake.conform import conform
from foreshock.lake.ledger import known_files
from foreshock.lake.schemas import DATA_TABLES
from foreshock.lake.tables import Batch, Writer, writing
from foreshock.progress import Progress

WORKERS = 2  # Polars runs each step of each on all cores; more readers only hold more memory
_PARSED_AHEAD = 1  # batches of rows, of a block each
COMMIT_BYTES = 512 << 20  # of rows: what an interrupted run may have to read again
_SCHEMAS = {schema.name: schema for schema in DATA_TABLES}


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of every path.

    ``read`` are in the lake now (with an ``error``: not to their end), ``unchanged`` were before, ``failed`` could
    not be read and their ``error`` says why, ``notes`` were passed over and nothing is lost by it.
    """

    read: tuple[FileFacts, ...]
    unchanged: tuple[Skipped, ...]
    failed: tuple[FileFacts, ...]
    notes: tuple[Skipped, ...]

    @property
    def usable(self) -> bool:
        """Whether any of the paths gave records to the lake, now or before."""
        return bool(self.unchanged) or any(facts.records for facts in self.read)


def load(
    paths: Sequence[str | Path],
    case: str | Path,
    options: IngestOptions | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """The case at ``case`` (made when missing) holds the rows of all files below ``paths``; a file is read once.

    A grown file is read from where it ended, a changed one takes the place of its old rows, one of which only a
    period was kept is read anew. ``progress`` is called with "reading", bytes done and bytes in all. Bad options
    raise UsageError, a case that cannot be written LakeError; a bad input raises nothing. Interrupted at any
    moment, the lake holds whole files only.
    """
    folder = CaseFolder.create(case)
    options = replace(options or IngestOptions(), case=folder.root)
    with writing(folder) as writer:
        known = known_files(writer.snapshot.ledger())
        planned = plan(paths, options, known)
        whole = options.since is None and options.until is None
        facts = _Loading(writer, planned, known, progress, whole=whole).run()
    return LoadReport(facts, planned.unchanged, planned.unread, planned.notes)


class _Loading:
    """One run of ``load``: the files that are still to be read, shared by the workers."""

    def __init__(
        self,
        writer: Writer,
        planned: Plan,
        known: Mapping[str, FileFacts],
        progress: Progress | None,
        *,
        whole: bool,
    ) -> None:
        self._writer = writer
        self._known = known
        self._unread = planned.unread
        self._total = planned.bytes
        self._read_bytes: dict[str, int] = {}
        self._progress = progress
        self._whole = whole
        self._one_large = sum(map(_is_large, planned.files)) == 1  # several keep all cores busy as they are
        self._files = deque(_in_reading_order(planned.files))
        self._facts: list[FileFacts] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def run(self) -> tuple[FileFacts, ...]:
        """Read everything; the facts of the files in order of path."""
        last = Batch(self._writer.case)
        with ThreadPoolExecutor(WORKERS, "foreshock-ingest") as pool:
            workers = [pool.submit(self._work) for _ in range(min(WORKERS, len(self._files)))]
            try:
                rest = [worker.result() for worker in workers]
            except BaseException:
                self._stop.set()
                raise
        # What small inputs left in memory becomes one commit.
        for batch in rest:
            if not last.absorb(batch):
                self._writer.commit(batch)
        for facts in self._unread:
            if facts.path not in self._known:
                last.enter(facts, replaces=False)
        self._writer.commit(last)
        return tuple(sorted(self._facts, key=lambda facts: facts.path))

    def _work(self) -> Batch:
        """Read files until none is left; the batch that is not committed yet."""
        batch = Batch(self._writer.case)
        try:
            while not self._stop.is_set() and (file := self._next()):
                self._load(file, batch)
                if batch.bytes >= COMMIT_BYTES:
                    with self._lock:
                        self._writer.commit(batch)
                    batch = Batch(self._writer.case)
        except BaseException:
            self._stop.set()
            with self._lock:
                self._writer.discard(batch)
            raise
        return batch

    def _next(self) -> FilePlan | None:
        try:
            return self._files.popleft()
        except IndexError:
            return None

    def _load(self, file: FilePlan, batch: Batch) -> None:
        """All rows of one file, then its ledger row, into the batch."""
        with closing(_items(file, alone=self._one_large and _is_large(file))) as items:
            for item in items:
                if self._stop.is_set():
                    raise _StoppedError
                if isinstance(item, FileFacts):
                    anew = file.replaces or (file.start == 0 and file.source in self._known)
                    # Without a digest a file counts as unread: a later run may ask for more than this period.
                    facts = item if self._whole else replace(item, sha256=None)
                    batch.enter(facts, replaces=anew)
                    self._facts.append(facts)
                    self._tell(file, file.size)
                else:
                    schema = _SCHEMAS[item.table]
                    batch.add(schema, conform(item.rows, schema))
                    self._tell(file, item.read_bytes - file.start)

    def _tell(self, file: FilePlan, read_bytes: int) -> None:
        """Report how much has been read; ``read_bytes`` of this file."""
        if self._progress is None:
            return
        with self._lock:
            self._read_bytes[file.source] = min(max(read_bytes, 0), file.size)
            self._progress("reading", sum(self._read_bytes.values()), self._total)


def _in_reading_order(files: Sequence[FilePlan]) -> list[FilePlan]:
    """The largest first, so that the workers end together; what one container holds in its own order."""
    sizes = Counter[str]()
    for file in files:
        sizes[file.path] += file.size
    return sorted(files, key=lambda file: (-sizes[file.path], file.path, file.number))


class _StoppedError(Exception):
    """Another worker failed, or the user interrupted."""


def _is_large(file: FilePlan) -> bool:
    return file.size - file.start > file.settings.block_bytes


def _items(file: FilePlan, *, alone: bool) -> Generator[Rows | FileFacts]:
    """What the file holds; a fault of the ingest stage ends it with an error in its facts, and no digest.

    A file that is read ``alone`` is parsed while what came of its blocks before is written.
    Without a digest the file counts as unread, and the next run puts its rows in the place of these.
    """
    try:
        yield from ahead(read(file), _PARSED_AHEAD) if alone else read(file)
    except FAULTS as error:  # one file must not cost the others
        yield replace(file.facts, sha256=None, error=f"a fault of Foreshock: {type(error).__name__}: {error}")
