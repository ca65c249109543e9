"""Why a file is taken for what it is: every format's claim on it, the decisions about its clock, its first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from foreshock.exceptions import UsageError
from foreshock.ingest.detect.claims import candidates_for
from foreshock.ingest.detect.sample import sample_file, sample_member
from foreshock.ingest.explain.rejects import SAMPLE_LINES, Rejected, explain_rejects
from foreshock.ingest.files.facts import FileFacts
from foreshock.ingest.formats import formats_with
from foreshock.ingest.formats.base import Format
from foreshock.ingest.planning.model import FilePlan, IngestOptions, Plan
from foreshock.ingest.planning.plan import plan
from foreshock.ingest.reading.read import read
from foreshock.ingest.unpack.archives import open_sources

_READ_BYTES = 32 << 20  # how far a file is read for its rejects
_NAMES = 5  # of the files of a container that the error tells


@dataclass(frozen=True, slots=True)
class Claim:
    """What one format says of the file: the share of the sampled lines that it explains, and why."""

    format: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decisions about a file, every claim on it (best first), the first rows of each table, and its rejects.

    Of a file of more than 32 MiB only the first part is read.
    """

    facts: FileFacts
    options: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    rows: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    rejected: Rejected | None = None


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
    first, rejected = _read(files[0], rows, formats_with(options.definitions))
    return Explanation(files[0].facts, dict(files[0].options), _claims(path, options), first, rejected)


def _why_none(planned: Plan) -> str:
    return planned.notes[0].reason if planned.notes else "no such file in this archive"


def _claims(path: Path, options: IngestOptions) -> tuple[Claim, ...]:
    for _, raw in open_sources([str(path.absolute())]):
        sample = sample_file(str(path)) if path.is_file() else sample_member(raw)
        claims = candidates_for(sample, str(path), formats_with(options.definitions))
        return tuple(Claim(claim.format.name, claim.recognition.score, claim.recognition.reason) for claim in claims)
    return ()


def _read(file: FilePlan, count: int, formats: Sequence[Format]) -> tuple[dict[str, pl.DataFrame], Rejected | None]:
    """The first rows of every table, without columns that hold nothing, and what is to be said of the rejects."""
    first: dict[str, pl.DataFrame] = {}
    rejects: list[pl.DataFrame] = []
    lines = 0
    for batch in read(file):
        if isinstance(batch, FileFacts):
            lines = batch.lines
            continue
        lines = max(lines, batch.rows["line"].tail(1).item())
        if batch.table == "rejects":
            rejects.append(batch.rows)
        elif batch.table not in first:
            rows = batch.rows.head(count)
            first[batch.table] = rows[[column.name for column in rows if column.null_count() < rows.height]]
        if batch.read_bytes > _READ_BYTES and file.format.table in first:
            break
    if not rejects:
        return first, None
    total = sum(part.height for part in rejects)
    sample = pl.concat(part.head(SAMPLE_LINES) for part in rejects).sort("line")
    return first, explain_rejects(file.source, sample, count=total, lines=lines, formats=formats)
