"""How each input file was read, and why lines of it could not be."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import duckdb
import polars as pl

from foreshock.ingest.explain.rejects import explain_rejects
from foreshock.ingest.formats import formats
from foreshock.lake.frames import read_sql_file


def input_files(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of the ledger in the form of findings.json; the 20 files with most rejects say why in ``rejects``."""
    files = read_sql_file(connection, "foreshock.diagnose", "file_facts").to_dicts()
    reasons = _reasons(connection) if any(file["rejected"] for file in files) else {}
    return [{**file, "rejects": reasons.get(file["path"])} for file in files]


def _reasons(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    """The likely reason and up to three examples for each file."""
    found = {}
    for row in read_sql_file(connection, "foreshock.diagnose", "reject_samples").iter_rows(named=True):
        sample = pl.DataFrame(row["sample"]).sort("line")
        told = explain_rejects(row["source"], sample, count=row["rejected"], lines=row["lines"], formats=formats())
        found[row["source"]] = {"likely": told.likely, "examples": [asdict(example) for example in told.examples]}
    return found
