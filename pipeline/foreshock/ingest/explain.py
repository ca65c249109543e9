"""Why a file is taken for what it is: every format's claim on it, the decisions about its clock, its first rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from foreshock.exceptions import UsageError
from foreshock.ingest.detect import candidates_for
from foreshock.ingest.facts import FileFacts
from foreshock.ingest.formats import formats
from foreshock.ingest.planning import FilePlan, IngestOptions, plan
from foreshock.ingest.reading import Batch, read
from foreshock.ingest.sample import sample_file


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
    """The explanation of one file; ``facts.error`` says why it cannot be read, if so. UsageError for a folder."""
    if path.is_dir():
        raise UsageError("One file can be explained at a time", value=str(path), try_next=f"foreshock ingest {path}")
    planned = plan([path], options)
    if not planned.files:
        refused = planned.unread[0] if planned.unread else FileFacts(str(path), error=planned.notes[0].reason)
        return Explanation(refused, claims=_claims(path))
    file = planned.files[0]
    return Explanation(file.facts, dict(file.options), _claims(path), _first_rows(file, rows))


def _claims(path: Path) -> tuple[Claim, ...]:
    if not path.is_file():
        return ()
    claims = candidates_for(sample_file(str(path)), str(path), formats())
    return tuple(Claim(claim.format.name, claim.recognition.score, claim.recognition.reason) for claim in claims)


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
