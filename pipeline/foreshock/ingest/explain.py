"""Why a file is taken for what it is: every format's claim on it, the decisions about its clock, its first rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from foreshock.exceptions import UsageError
from foreshock.ingest.archives import open_sources
from foreshock.ingest.detect import candidates_for
from foreshock.ingest.facts import FileFacts
from foreshock.ingest.formats import formats_with
from foreshock.ingest.planning import FilePlan, IngestOptions, Plan, plan
from foreshock.ingest.reading import Batch, read
from foreshock.ingest.sample import sample_file, sample_member

_NAMES = 5  # of the files of a container that the error tells


@dataclass(frozen=True, slots=True)
class Claim:
    """What one format says of the file: the share of the sampled lines that it explains, and why."""

    format: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decisions about a file, every claim on it (best first), and the first rows of each table."""

    facts: FileFacts
    options: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    rows: Mapping[str, pl.DataFrame] = field(default_factory=dict)


def explain(path: Path, options: IngestOptions | None = None, *, rows: int = 5) -> Explanation:
    """The explanation of one file; ``facts.error`` says why it cannot be read, if so.

    A file in a container is named as if that were a folder: ``logs.tar.gz/db-01/syslog``. UsageError for a folder,
    and for a container of several files.
    """
    options = options or IngestOptions()
    if path.is_dir():
        raise UsageError("One file can be explained at a time", value=str(path), try_next=f"foreshock ingest {path}")
    inside = next((above for above in path.parents if above.is_file()), None)
    planned = plan([inside or path], options)
    files = [file for file in planned.files if inside is None or file.facts.location == str(path.absolute())]
    if len(files) > 1:
        names = [file.source for file in files[:_NAMES]]
        raise UsageError(
            f"It holds {len(files)} files that can be read; one can be explained at a time",
            value=str(path),
            valid=names,
            try_next=f"foreshock formats explain {names[0]}",
        )
    if not files:
        unread = [facts for facts in planned.unread if inside is None or facts.path == str(path)]
        refused = unread[0] if unread else FileFacts(str(path), error=_why_none(planned))
        return Explanation(refused, claims=_claims(path, options))
    return Explanation(files[0].facts, dict(files[0].options), _claims(path, options), _first_rows(files[0], rows))


def _why_none(planned: Plan) -> str:
    return planned.notes[0].reason if planned.notes else "no such file in this archive"


def _claims(path: Path, options: IngestOptions) -> tuple[Claim, ...]:
    for _, raw in open_sources([str(path.absolute())]):
        sample = sample_file(str(path)) if path.is_file() else sample_member(raw)
        claims = candidates_for(sample, str(path), formats_with(options.definitions))
        return tuple(Claim(claim.format.name, claim.recognition.score, claim.recognition.reason) for claim in claims)
    return ()


def _first_rows(file: FilePlan, count: int) -> dict[str, pl.DataFrame]:
    """The first rows of every table that the file's first block goes to, without columns that hold nothing."""
    first: dict[str, pl.DataFrame] = {}
    for batch in read(file):
        if isinstance(batch, Batch) and batch.table not in first:
            rows = batch.rows.head(count)
            first[batch.table] = rows[[column.name for column in rows if column.null_count() < rows.height]]
        if file.format.table in first:
            break
    return first
