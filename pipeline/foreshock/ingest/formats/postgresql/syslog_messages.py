"""PostgreSQL's messages among those of other programs that write to syslog: found, joined and read as on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.postgresql.durations import DurationLinker
from foreshock.ingest.formats.postgresql.entries import times_of, with_said
from foreshock.ingest.formats.postgresql.heads import read_heads
from foreshock.ingest.formats.postgresql.log_line_prefix import LogLinePrefix
from foreshock.ingest.formats.postgresql.prefix_inference import infer_log_line_prefixes
from foreshock.ingest.formats.postgresql.rows import rows_of
from foreshock.ingest.formats.postgresql.syslog_parts import inner_texts, joined, parts_of, split_off_open
from foreshock.ingest.formats.postgresql.words import SEVERITY_PATTERN
from foreshock.ingest.time.clock import Clock

SEVERITY = SEVERITY_PATTERN.replace("{0,2}", "{2}")
_BARE = r"^" + SEVERITY


@dataclass(frozen=True, slots=True)
class Told:
    """Which programs write as PostgreSQL does, behind which prefixes; ``ours`` marks their messages, with ``heads``."""

    idents: list[str]
    settings: list[str]
    ours: pl.Series
    heads: pl.DataFrame

    @property
    def options(self) -> dict[str, str]:
        """What a parser needs."""
        return {"log_line_prefix": "\n".join(self.settings), "syslog_ident": " ".join(self.idents)}

    @property
    def reason(self) -> str:
        """How it was recognised."""
        count = self.heads["severity"].count()
        return f"{count} of {', '.join(self.idents)} begin with log_line_prefix '{self.settings[0]}' and a severity"


def told_by_postgresql(programs: pl.Series, bodies: pl.Series) -> Told | None:
    """The PostgreSQL servers among the programs of a log, None when there is none."""
    parts = inner_texts(bodies)
    told = parts.sequence.is_not_null() | programs.str.starts_with("postgres").fill_null(value=False)
    told &= parts.texts.str.contains(SEVERITY)
    idents = sorted(programs.filter(told).drop_nulls().unique().to_list())
    ours = programs.is_in(idents).fill_null(value=False)
    texts = parts.texts.filter(ours)
    settings = [setting for setting in infer_log_line_prefixes(texts.to_list()) if setting]
    if texts.str.contains(_BARE).any():
        settings.append("")
    if not settings or not idents:
        return None
    return Told(idents, settings, ours, read_heads(texts, [LogLinePrefix(setting) for setting in settings]))


class Messages:
    """Joins the parts of messages, between which other processes write, and reads them.

    With a ``clock`` PostgreSQL's own stamps count where there are some; without one those of who received them.
    """

    def __init__(self, prefixes: Sequence[LogLinePrefix], clock: Clock | None = None) -> None:
        """Start at the top of a file."""
        self._prefixes = prefixes
        self._clock = clock
        self._linker = DurationLinker()
        self._held: list[pl.DataFrame] = []
        self._count = 0

    def feed(self, received: pl.DataFrame, *, last: bool) -> tuple[pl.DataFrame, int]:
        """Rows of the messages that are whole, and how many lines belong to them beside their first ones.

        ``received`` has line, host, process, time, body (as it was received).
        """
        inner = inner_texts(received["body"])
        numbered = received.drop("body").with_columns(
            pl.int_range(self._count, self._count + received.height, dtype=pl.Int64).alias("number"),
            inner.texts.alias("text"),
            inner.sequence.alias("sequence"),
        )
        self._count += received.height
        parts = pl.concat([*self._held, parts_of(numbered, self._prefixes)], how="diagonal_relaxed")
        whole, open_parts = split_off_open(parts, last=last)
        self._held = [open_parts]
        entries = joined(whole)
        spanned = int(entries["span"].sum())
        entries = entries.with_columns(_pid(entries))
        entries = with_said(entries)
        attached = spanned - entries.height
        if self._clock is not None:
            entries = entries.with_columns(pl.coalesce(times_of(entries, self._clock), "time").alias("time"))
        entries = self._linker.feed(entries, last=last)
        return rows_of(entries).with_columns(entries["host"]), attached


def _pid(entries: pl.DataFrame) -> pl.Expr:
    """The process id: syslog's own number is sure, one in a prefix may be a guess; Heroku's names end in a number."""
    process = pl.col("process")
    inner = [pl.col("pid")] if "pid" in entries.columns else []
    return pl.coalesce(process.str.extract(r"^(\d+)$"), *inner, process.str.extract(r"(\d+)$")).alias("pid")
