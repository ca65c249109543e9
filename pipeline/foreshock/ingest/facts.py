"""What is known of a file: before it is read (from the ledger), and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One row of the lake's ``files`` table, but for ``batch``: how a file was read, and the account of its lines.

    lines = records + attached + rejected. A file that was not read has no ``format``, and an ``error``.
    """

    path: str
    location: str | None = None
    sha256: str | None = None
    bytes: int = 0
    format: str | None = None
    why_format: str | None = None
    host: str | None = None
    why_host: str | None = None
    timezone: str | None = None
    why_timezone: str | None = None
    year: int | None = None
    why_year: str | None = None
    lines: int = 0
    records: int = 0
    attached: int = 0
    rejected: int = 0
    first_time: datetime | None = None
    last_time: datetime | None = None
    gaps: tuple[str, ...] = ()
    error: str | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of the ledger; columns that are no facts of the file are left out."""
        known = {name: row[name] for name in (field.name for field in fields(cls)) if row.get(name) is not None}
        return cls(**{**known, "gaps": tuple(known.get("gaps", ()))})


KnownFile = FileFacts
"""A file that is in the lake already."""
