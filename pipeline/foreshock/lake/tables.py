"""The committed state of a lake, and the one way to change it: a batch that is there as a whole or not at all.

The ledger (table ``files``) is committed last. Its commit names the version of every other table that belongs to
it, and readers open just those versions; what another table holds beyond is an unfinished batch, which the next
writer takes back. See docs/decisions/delta-and-ledger.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from foreshock.ingest.files.facts import FileFacts
from foreshock.lake import delta
from foreshock.lake.casefolder import CaseFolder, writing_errors
from foreshock.lake.exceptions import LakeError
from foreshock.lake.ledger import ledger_rows, storable
from foreshock.lake.parquet import DataFile, write_rows
from foreshock.lake.schemas import DATA_TABLES, FILES, TABLES, TableSchema

FLUSH_BYTES = 64 << 20  # of rows in memory; two workers and the blocks in flight then stay far below 1.5 GB
_LEDGER_FILES = 32  # more Parquet files than this, and the ledger is written anew as one


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of every table as of one ledger commit."""

    case: CaseFolder
    versions: Mapping[str, int]
    _ledger: DeltaTable | None = field(default=None, compare=False, repr=False)

    @classmethod
    def read(cls, case: CaseFolder) -> Snapshot:
        """The newest committed state; a case without tables is an empty one."""
        if not (case.table(FILES.name) / "_delta_log").is_dir():
            return cls(case, {})
        ledger = delta.open_table(case.table(FILES.name))
        versions = {schema.name: delta.mark(ledger, _version_mark(schema.name)) or 0 for schema in DATA_TABLES}
        return cls(case, {**versions, FILES.name: ledger.version()}, ledger)

    def has(self, batch: str) -> bool:
        """Whether a batch of this name was committed."""
        return self._ledger is not None and delta.mark(self._ledger, batch) is not None

    def files(self, schema: TableSchema) -> list[DataFile]:
        """The Parquet files of a table, in order of time; their paths are relative to its folder."""
        if schema.name not in self.versions:
            return []
        return delta.data_files(delta.open_table(self.case.table(schema.name), self.versions[schema.name]))

    def scan(self, schema: TableSchema) -> pl.LazyFrame:
        """The rows of a table, lazily."""
        paths = [self.case.table(schema.name) / file.path for file in self.files(schema)]
        if not paths:
            return pl.LazyFrame(schema=schema.polars)
        return pl.scan_parquet(paths, schema=schema.polars, hive_partitioning=False)

    def ledger(self) -> pl.DataFrame:
        """The rows of ``files``, in order of path."""
        return self.scan(FILES).sort("path").collect()


class Batch:
    """Rows of some input files on their way into the lake; nobody sees them before ``Writer.commit``."""

    def __init__(self, case: CaseFolder, name: str | None = None) -> None:
        """A batch by its ``name`` is committed once, however often it is tried."""
        self.name = name or uuid.uuid4().hex
        self.added: dict[str, list[DataFile]] = {schema.name: [] for schema in DATA_TABLES}
        self.entries: list[FileFacts] = []
        self.replaced: list[str] = []
        self.bytes = 0
        self._case = case
        self._pending: dict[str, list[pl.DataFrame]] = {schema.name: [] for schema in DATA_TABLES}
        self._pending_bytes = 0
        self._parts = 0

    def add(self, schema: TableSchema, rows: pl.DataFrame) -> None:
        """Take conformed rows; they go to disk when enough have come together."""
        if rows.is_empty():
            return
        size = int(rows.estimated_size())
        self._pending[schema.name].append(rows)
        self._pending_bytes += size
        self.bytes += size
        if self._pending_bytes >= FLUSH_BYTES:
            self.flush()

    def enter(self, facts: FileFacts, *, replaces: bool) -> None:
        """Take the facts of a file whose rows are all in; ``replaces``: the rows it had before shall go."""
        self.entries.append(facts)
        if replaces:
            self.replaced.append(storable(facts.path))

    def absorb(self, other: Batch) -> bool:
        """Take over another batch that has written nothing yet; False when it has, and nothing was taken."""
        if any(other.added.values()):
            return False
        for table, frames in other._pending.items():
            self._pending[table] += frames
        self._pending_bytes += other._pending_bytes
        self.bytes += other.bytes
        self.entries += other.entries
        self.replaced += other.replaced
        return True

    def flush(self) -> None:
        """Write what is pending."""
        for schema in DATA_TABLES:
            frames = self._pending[schema.name]
            if frames:
                self.added[schema.name] += self.write(schema, pl.concat(frames))
                frames.clear()
        self._pending_bytes = 0

    def write(self, schema: TableSchema, rows: pl.DataFrame) -> list[DataFile]:
        """Files of this batch with these rows, not yet committed."""
        self._parts += 1
        folder = self._case.table(schema.name)
        with writing_errors(folder):
            return write_rows(folder, schema, rows, f"{self.name}-{self._parts}")


class Writer:
    """The one process that may change the lake, as long as it holds the lock of the case."""

    def __init__(self, case: CaseFolder) -> None:
        """Call through ``writing``."""
        self.case = case
        self.snapshot = Snapshot.read(case)

    def commit(self, batch: Batch) -> None:
        """Make the batch visible as a whole; a batch that is in already changes nothing.

        LakeError when it cannot be written: the lake is then as it was before.
        """
        if not batch.entries or self.snapshot.has(batch.name):
            return
        try:
            with writing_errors(self.case.root):
                batch.flush()
                self._commit(batch)
        except DeltaError as error:
            raise LakeError(
                f"The case cannot be written ({str(error).splitlines()[0]})",
                value=str(self.case.root),
                try_next="the same command again",
            ) from error
        finally:
            self.snapshot = Snapshot.read(self.case)
            self.discard(batch)

    def discard(self, batch: Batch) -> None:
        """Take back whatever the batch has written so far; nothing when it is in."""
        if self.snapshot.has(batch.name):
            return
        self._step_back()
        for schema in TABLES:
            _unlink(_data_paths(self.case.table(schema.name), f"{batch.name}-*.parquet"))

    def recover(self) -> None:
        """Take back what writers that died left unfinished."""
        self._step_back()
        _unlink(path for path in self._unreferenced() if not self.snapshot.has(path.name.partition("-")[0]))

    def sweep(self) -> None:
        """Remove files that no committed state refers to any more (rows of files that were replaced)."""
        _unlink(self._unreferenced())

    def _commit(self, batch: Batch) -> None:
        versions = {schema.name: self.snapshot.versions[schema.name] for schema in DATA_TABLES}
        for schema in DATA_TABLES:
            removed = self._holding(schema, batch.replaced)
            added = batch.added[schema.name] + [file for old in removed for file in self._without(schema, old, batch)]
            if added or removed:
                versions[schema.name] = delta.commit(
                    self.case.table(schema.name), schema, added=added, removed=removed, batch=batch.name
                )
        self._commit_ledger(batch, versions)

    def _commit_ledger(self, batch: Batch, versions: Mapping[str, int]) -> None:
        entries = ledger_rows(batch.entries, batch.name)
        old = self.snapshot.files(FILES)
        ledger = self.snapshot.ledger()
        others = ledger.join(entries, on="path", how="anti")
        rewrite = others.height < ledger.height or len(old) >= _LEDGER_FILES
        delta.commit(
            self.case.table(FILES.name),
            FILES,
            added=batch.write(FILES, pl.concat([others, entries]) if rewrite else entries),
            removed=old if rewrite else (),
            batch=batch.name,
            marks={batch.name: 1, **{_version_mark(name): version for name, version in versions.items()}},
        )

    def _holding(self, schema: TableSchema, sources: list[str]) -> list[DataFile]:
        """The committed files with rows of any of these sources."""
        files = self.snapshot.files(schema) if sources else []
        if not files:
            return []
        folder = self.case.table(schema.name)
        by_path = {str(folder / file.path): file for file in files}
        found = (
            pl.scan_parquet(list(by_path), hive_partitioning=False, include_file_paths="held_in")
            .filter(pl.col("source").is_in(sources))
            .select(pl.col("held_in").unique())
            .collect()
        )
        return [by_path[path] for path in found.to_series()]

    def _without(self, schema: TableSchema, file: DataFile, batch: Batch) -> list[DataFile]:
        """The rows of ``file`` that are not of a replaced source, as files of the batch."""
        rows = pl.read_parquet(self.case.table(schema.name) / file.path, hive_partitioning=False)
        return batch.write(schema, rows.filter(~pl.col("source").is_in(batch.replaced)))

    def _step_back(self) -> None:
        for schema in DATA_TABLES:
            delta.step_back(self.case.table(schema.name), self.snapshot.versions[schema.name])

    def _unreferenced(self) -> Iterator[Path]:
        for schema in TABLES:
            folder = self.case.table(schema.name)
            known = {folder / file.path for file in self.snapshot.files(schema)}
            yield from (
                path for path in folder.rglob("*.parquet") if path not in known and "_delta_log" not in path.parts
            )


@contextmanager
def writing(case: CaseFolder) -> Iterator[Writer]:
    """The case locked for writing, with unfinished batches of dead writers taken back first."""
    with case.locked():
        with writing_errors(case.root):
            for schema in TABLES:
                delta.ensure_table(case.table(schema.name), schema)
        writer = Writer(case)
        writer.recover()
        yield writer


def _data_paths(folder: Path, pattern: str) -> Iterator[Path]:
    """A table's Parquet files on disk, its log's checkpoints left out."""
    return (path for path in folder.rglob(pattern) if path.parent.name != "_delta_log")


def _unlink(paths: Iterator[Path]) -> None:
    for path in list(paths):
        path.unlink(missing_ok=True)


def _version_mark(table: str) -> str:
    return f"foreshock/{table}"
