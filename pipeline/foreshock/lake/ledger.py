"""The ledger: which files are in the lake, as the ingest stage knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import polars as pl

from foreshock.ingest.facts import FileFacts, KnownFile
from foreshock.lake.conform import conform
from foreshock.lake.schemas import FILES
from foreshock.lake.tables import Snapshot


def known_files(snapshot: Snapshot) -> dict[str, KnownFile]:
    """Every file in the lake, by its path."""
    return {row["path"]: KnownFile.of(row) for row in snapshot.ledger().iter_rows(named=True)}


def ledger_rows(facts: Sequence[FileFacts]) -> pl.DataFrame:
    """Rows of ``files`` for these facts; ``batch`` is filled in by the batch that they come with."""
    rows = [{**asdict(fact), "gaps": list(fact.gaps)} for fact in facts]
    return conform(pl.DataFrame(rows, schema_overrides=_given()), FILES)


def _given() -> dict[str, pl.DataType]:
    return {name: dtype for name, dtype in FILES.polars.items() if name != "batch"}
