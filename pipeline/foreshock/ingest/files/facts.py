"""What is known of a file: before it is read (from the ledger), and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One row of the lake's ``files`` table, but for ``batch``: how a file was read, and the account of its lines.

    lines = records + attached + rejected. A file that was not read has no ``format``, and an ``error``. One of
    which only a part was read, because it is sorted and a period was wanted, has ``from_byte`` and ``to_byte``.
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
    from_byte: int | None = None
    to_byte: int | None = None
    error: str | None = None

    @property
    def part(self) -> str:
        """What was read of the file when that was not all, for a person; empty when it was."""
        return "" if self.from_byte is None else f"only bytes {self.from_byte} to {self.to_byte}, by its stamps"

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of the ledger; columns that are no facts of the file are left out."""
        known = {name: row[name] for name in (field.name for field in fields(cls)) if row.get(name) is not None}
        return cls(**{**known, "gaps": tuple(known.get("gaps", ()))})
