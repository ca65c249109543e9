"""The ledger: which files are in the lake, as the ingest stage knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import polars as pl

from foreshock.ingest.files.facts import FileFacts
from foreshock.lake.conform import conform
from foreshock.lake.schemas import FILES

_GIVEN = {name: dtype for name, dtype in FILES.polars.items() if name != "batch"}


def known_files(ledger: pl.DataFrame) -> dict[str, FileFacts]:
    """Every file in the lake, by its path."""
    return {row["path"]: FileFacts.of(row) for row in ledger.iter_rows(named=True)}


def ledger_rows(facts: Sequence[FileFacts], batch: str) -> pl.DataFrame:
    """Rows of ``files`` for these facts, in order of path; of two of the same path the last one's.

    ``batch`` is the name of the batch that they come with.
    """
    rows = [{name: _storable(value) for name, value in asdict(fact).items()} for fact in facts]
    frame = pl.DataFrame(rows, schema_overrides=_GIVEN).with_columns(batch=pl.lit(batch))
    return conform(frame.unique("path", keep="last").sort("path"), FILES)


def storable(text: str) -> str:
    r"""A file's name as tables hold it: what is not UTF-8 in it, lone surrogates to Python, as ``\xNN``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _storable(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    return list(value) if isinstance(value, tuple) else value
