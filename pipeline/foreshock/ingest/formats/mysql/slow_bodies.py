"""What stands below the head of a slow query log entry: the database, the instant, the statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from foreshock.ingest.formats.mysql.slow_heads import Indices, Spread
from foreshock.ingest.lines.records import gather

_USE = r"^use (?:`(.*)`|(.*));$"
SET_TIMESTAMP = r"^SET (?:(?:last_insert_id|insert_id)=\d+,)*timestamp=(\d+)(?:\.(\d+))?;$"
_COMMAND = "# administrator command: "


@dataclass(frozen=True, slots=True)
class Bodies:
    """What stands below the heads of entries: ``use``, ``SET timestamp`` and the statement; one value a record."""

    databases: pl.Series
    instants: pl.Series
    statements: pl.Series
    commands: pl.Series  # true where the statement is an administrator command

    @classmethod
    def of(cls, texts: pl.Series, record: Indices, below: Indices, spread: Spread) -> Bodies:
        """``below`` is the first line below each record's head (or the first of the next record)."""
        ends = np.append(np.flatnonzero(np.diff(record, prepend=-1))[1:], len(texts))
        databases, below = _line_of_its_own(texts, _USE, below, ends, spread, more_below=True)
        seconds, below = _line_of_its_own(texts, SET_TIMESTAMP, below, ends, spread, more_below=False)
        lines = np.arange(len(texts))
        chosen = lines >= below[record]
        starts = lines == below[record]
        kept = pl.DataFrame({"line": lines, "offset": lines, "text": texts}).filter(pl.Series(chosen))
        joined = gather(kept, pl.Series(starts[chosen]))
        statements = spread(joined["text"].str.strip_chars_end(), record[joined["line"].to_numpy()])
        commands = statements.str.starts_with(_COMMAND)
        # The server adds the semicolon; a statement has none of its own.
        plain = pl.when(commands).then(statements.str.strip_prefix("# ")).otherwise(statements)
        return cls(
            databases[0] if len(databases) == 1 else pl.select(pl.coalesce(databases)).to_series(),
            _set_instants(seconds),
            pl.select(plain.str.strip_suffix(";").str.strip_chars_end()).to_series(),
            commands,
        )


def _line_of_its_own(
    texts: pl.Series, pattern: str, at: Indices, ends: Indices, spread: Spread, *, more_below: bool
) -> tuple[list[pl.Series], Indices]:
    """The groups of ``pattern`` where the record's line ``at`` matches it, and the lines below those that do.

    With ``more_below`` the line counts only if it is not the record's last: ``use shop;`` alone is a statement.
    """
    inside = np.flatnonzero(at + more_below < ends)
    groups = texts.gather(at[inside]).str.extract_groups(pattern).struct.unnest()
    matching = pl.select(pl.any_horizontal(group.is_not_null() for group in groups)).to_series()
    owners = inside[matching.to_numpy()]
    moved = at.copy()
    moved[owners] += 1
    return [spread(group.filter(matching), owners) for group in groups], moved


def _set_instants(parts: Sequence[pl.Series]) -> pl.Series:
    seconds, fraction = (part.cast(pl.String) for part in parts)
    micros = fraction.str.head(6).str.pad_end(6, "0").cast(pl.Int64, strict=False).fill_null(0)
    return (seconds.cast(pl.Int64, strict=False) * 1_000_000 + micros).cast(pl.Datetime("us", "UTC"))
