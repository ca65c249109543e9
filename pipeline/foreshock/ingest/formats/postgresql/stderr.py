"""PostgreSQL's server log on stderr, with any log_line_prefix: multi-line records, details and statements attached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.postgresql.durations import DurationLinker
from foreshock.ingest.formats.postgresql.entries import entries_of, times_of, with_said
from foreshock.ingest.formats.postgresql.heads import HEAD_LENGTH, read_heads
from foreshock.ingest.formats.postgresql.log_line_prefix import STAMP, ZONE, LogLinePrefix
from foreshock.ingest.formats.postgresql.prefix_inference import BY_ESCAPES, KNOWN_PREFIXES, infer_log_line_prefixes
from foreshock.ingest.formats.postgresql.rows import rows_of
from foreshock.ingest.formats.postgresql.samples import SAMPLES
from foreshock.ingest.formats.postgresql.structured import PostgresqlCsv, PostgresqlJson
from foreshock.ingest.formats.postgresql.words import NUMBERS, SEVERITY_WORD
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.time.clock import Clock
from foreshock.ingest.time.zone_names import stated_zone

_RECORD_LINES = 10  # of a log without prefix have at least one severity
DEFAULT_PREFIX = "%m [%p] "  # PostgreSQL's own default since version 10


def prefixes_of(options: Options) -> tuple[LogLinePrefix, ...]:
    """The prefixes to try, in this order: those of the option, then all that are well known.

    The setting may have changed where the sample did not show it.
    """
    own = options.get("log_line_prefix", DEFAULT_PREFIX).split("\n")
    return tuple(LogLinePrefix(setting) for setting in dict.fromkeys([*own, *BY_ESCAPES]))


@dataclass(frozen=True, slots=True)
class PostgresqlStderr:
    """The stderr format, which is also what lies under /var/log/postgresql."""

    name: str = "postgresql-stderr"
    title: str = "PostgreSQL server log (stderr)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when a log_line_prefix is found; lines that PostgreSQL indents belong to the record above."""
        written = [line[:8192] for line in lines if line.strip()]
        if sum(line.startswith("{") for line in written) > len(written) / 2:
            return None  # objects in which a server's lines are wrapped
        settings = infer_log_line_prefixes(written)
        if not settings:
            return _without_prefix(written)
        if " pid %p: " in settings[0]:
            return None  # Pgpool-II writes PostgreSQL's severities behind a prefix of its own
        own = pl.Series([line for line in written if not line.startswith("\t")], dtype=pl.String)
        heads = read_heads(own, [LogLinePrefix(setting) for setting in settings])
        found = heads["severity"].is_not_null()
        # PostgreSQL puts two blanks after the severity; programs that print "ERROR: " or fill it up seldom do.
        begun = own.str.head(heads[HEAD_LENGTH]).filter(found)
        filled = own.str.slice(heads[HEAD_LENGTH], 1).filter(found) == " "
        two = begun.str.ends_with("  ").all() and int(filled.sum()) <= len(filled) / 2
        certain = two or "postgres" in path.lower()
        if not certain and settings[0] not in KNOWN_PREFIXES:
            return None
        doubt = 1.0 if certain else 0.6
        follows = (~found & found.cum_max()).sum()
        share = (int(found.sum()) + int(follows) / 2) / len(own) * doubt
        words = begun.str.extract(rf"{STAMP}(?:\.\d+)? ({ZONE})\b", 1).drop_nulls()
        zone, why_zone = stated_zone(words.filter(~words.is_in(list(NUMBERS))))
        shown = f"'{settings[0]}'" + (f" or {len(settings) - 1} others" if len(settings) > 1 else "")
        reason = f"{found.sum()} of {len(own)} sampled lines begin with log_line_prefix {shown} and a severity"
        zone = zone or ("UTC" if "%n" in settings[0] else None)
        return Recognition(share, reason, {"log_line_prefix": "\n".join(settings)}, zone=zone, why_zone=why_zone)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for option ``log_line_prefix`` (one or more, each on a line); PostgreSQL's default without one."""
        return StderrParser(prefixes_of(options), clock)


def _without_prefix(lines: Sequence[str]) -> Recognition | None:
    """A claim on the log of a server that sets no prefix, as all did by default before version 10."""
    texts = pl.Series(lines, dtype=pl.String)
    begun = int(texts.str.contains(f"^{SEVERITY_WORD}:  ").sum())
    if not texts.str.contains("^LOG:  ").any() or begun < len(lines) / _RECORD_LINES:
        return None
    indented = int(texts.str.starts_with("\t").sum())
    reason = f"{begun} of {len(lines)} sampled lines begin with a severity; log_line_prefix is empty, they have no time"
    return Recognition((begun + indented) / len(lines), reason, {"log_line_prefix": ""})


class StderrParser:
    """Reads one server log: heads by regular expression, everything else by column."""

    def __init__(self, prefixes: Sequence[LogLinePrefix], clock: Clock) -> None:
        """Start at the top of a file."""
        self._prefixes = prefixes
        self._clock = clock
        self._gatherer = Gatherer()
        self._linker = DurationLinker()
        self._heads: list[pl.DataFrame] = []  # of records that the gatherer still holds
        self._held: list[pl.DataFrame] = []  # records that may still get a DETAIL or STATEMENT

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a log message; its DETAIL, STATEMENT and the like and all indented lines count as attached."""
        possible = ~lines["text"].str.starts_with("\t")
        heads = read_heads(lines["text"].filter(possible), self._prefixes)
        begins = heads["severity"].is_not_null()
        starts = patched(pl.repeat(False, lines.height, dtype=pl.Boolean, eager=True), possible, begins)  # noqa: FBT003
        gathered = self._gatherer.feed(lines, starts, last=last)
        heads = pl.concat([*self._heads, heads if begins.all() else heads.filter(begins)], how="diagonal_relaxed")
        count = gathered.records.height
        self._heads = [heads.slice(count)]
        entries = entries_of(gathered.records.hstack(heads.head(count)))
        entries = pl.concat([*self._held, entries], how="diagonal_relaxed")
        cut = entries.height
        if not last and cut:
            primary = entries["primary"].reverse()
            cut -= (primary.arg_max() or 0) + 1 if primary.any() else 1
        self._held = [entries.slice(cut)]
        entries = entries.head(cut)
        spanned = int(entries["span"].sum())
        entries = with_said(entries)
        attached = spanned - entries.height
        entries = self._linker.feed(entries, last=last)
        rows = rows_of(entries.with_columns(times_of(entries, self._clock).alias("time")))
        return Parsed(rows, rows.height, attached, gathered.rejects)


FORMATS: tuple[Format, ...] = (PostgresqlStderr(), PostgresqlCsv(), PostgresqlJson())
