"""The ledger: which files are in the lake, as the ingest stage knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import polars as pl

from foreshock.ingest.facts import FileFacts, KnownFile
from foreshock.lake.conform import conform
from foreshock.lake.schemas import FILES
from foreshock.lake.tables import Snapshot

_GIVEN = {name: dtype for name, dtype in FILES.polars.items() if name != "batch"}


def known_files(snapshot: Snapshot) -> dict[str, KnownFile]:
    """Every file in the lake, by its path."""
    return {row["path"]: KnownFile.of(row) for row in snapshot.ledger().iter_rows(named=True)}


def ledger_rows(facts: Sequence[FileFacts]) -> pl.DataFrame:
    r"""Rows of ``files`` for these facts; ``batch`` is filled in by the batch that they come with.

    File names that are not UTF-8 are kept in a readable form, with ``\xNN``.
    """
    rows = [{name: _storable(value) for name, value in asdict(fact).items()} for fact in facts]
    return conform(pl.DataFrame(rows, schema_overrides=_GIVEN), FILES)


def _storable(value: object) -> object:
    """The value as Polars takes it; Python smuggles odd bytes of file names through as lone surrogates."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return list(value) if isinstance(value, tuple) else value
