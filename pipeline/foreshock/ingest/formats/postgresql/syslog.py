"""PostgreSQL's log inside syslog: the numbered parts of a message joined, read as on stderr; other lines as syslog."""

from __future__ import annotations

import re
from calendar import isleap
from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.postgresql.durations import DurationLinker
from foreshock.ingest.formats.postgresql.entries import times_of, with_said
from foreshock.ingest.formats.postgresql.heads import read_heads
from foreshock.ingest.formats.postgresql.log_line_prefix import LogLinePrefix
from foreshock.ingest.formats.postgresql.prefix_inference import infer_log_line_prefixes
from foreshock.ingest.formats.postgresql.rows import rows_of
from foreshock.ingest.formats.postgresql.stderr import prefixes_of
from foreshock.ingest.formats.postgresql.syslog_parts import inner_texts, joined, parts_of, split_off_open
from foreshock.ingest.formats.postgresql.syslog_samples import SAMPLES
from foreshock.ingest.formats.postgresql.words import SEVERITY_PATTERN
from foreshock.ingest.formats.syslog.bsd_stamps import BSD_STAMP
from foreshock.ingest.formats.syslog.files import ENVELOPE, SyslogParser, header_fields, without_priority
from foreshock.ingest.formats.syslog.files import FORMATS as SYSLOGS
from foreshock.ingest.formats.syslog.rfc3164 import ISO_STAMP
from foreshock.ingest.time.clock import Clock

_PRI = r"(?:(?:\d{1,5} )?<\d{1,3}>)?(?:\d{1,3} )?"
_SEVERITY = SEVERITY_PATTERN.replace("{0,2}", "{2}")
_BARE = r"^" + _SEVERITY
_HEROKU = rf"^{ISO_STAMP} \w+\[[\w.-]+\]: "
_QUARTER = 900
_NO_YEAR = 2000


@dataclass(frozen=True, slots=True)
class PostgresqlSyslog:
    """Syslog files in which PostgreSQL writes, alone or among others; also ``heroku logs``."""

    name: str = "postgresql-syslog"
    title: str = "PostgreSQL server log (syslog)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """Syslog's own claim, when messages of a program in it have a log_line_prefix and a severity."""
        claims = [claim for syslog in SYSLOGS if (claim := syslog.recognise(lines, path))] or _heroku(lines)
        if not claims:
            return None
        text = pl.Series([line for line in lines if re.match(_PRI + ENVELOPE[1:], line)], dtype=pl.String)
        if not text.str.contains(_SEVERITY).any():
            return None
        fields = header_fields(without_priority(text)[1], Clock(year=_NO_YEAR))
        parts = inner_texts(fields["body"])
        told = parts.sequence.is_not_null() | fields["program"].str.starts_with("postgres").fill_null(value=False)
        told &= parts.texts.str.contains(_SEVERITY)
        idents = sorted(fields["program"].filter(told).drop_nulls().unique().to_list())
        ours = fields["program"].is_in(idents).fill_null(value=False)
        texts = parts.texts.filter(ours)
        settings = [setting for setting in infer_log_line_prefixes(texts.to_list()) if setting]
        if texts.str.contains(_BARE).any():
            settings.append("")
        if not settings or not idents:
            return None
        heads = read_heads(texts, [LogLinePrefix(setting) for setting in settings])
        best = max(claims, key=lambda claim: claim.score)
        options = {"log_line_prefix": "\n".join(settings), "syslog_ident": " ".join(idents)}
        reason = f"{best.reason}; {heads['severity'].count()} of {', '.join(idents)} begin with log_line_prefix "
        best = replace(best, reason=f"{reason}'{settings[0]}' and a severity", options=options)
        return _dated(best, fields, ours, heads)

    def open(self, options: Options, clock: Clock) -> PostgresqlSyslogParser:
        """A parser for options ``log_line_prefix`` and ``syslog_ident`` (programs, with blanks between them)."""
        if int(options.get("year", 0)) > clock.year:
            clock.year = int(options["year"])
        idents = options.get("syslog_ident", "postgres").split()
        return PostgresqlSyslogParser(prefixes_of(options), idents, clock)


def _heroku(lines: Sequence[str]) -> list[Recognition]:
    """The claim on what ``heroku logs`` prints: the stamp, then the process by its name, without a host."""
    heroku = int(pl.Series(lines, dtype=pl.String).str.contains(_HEROKU).sum())
    reason = f"{heroku} of {len(lines)} sampled lines have the head of Heroku's log"
    return [Recognition(heroku / len(lines), reason, zone="+00:00")] if heroku else []


def _dated(claim: Recognition, fields: pl.DataFrame, ours: pl.Series, heads: pl.DataFrame) -> Recognition:
    """The claim with year and zone of syslog's stamps, where PostgreSQL's own stamps beside them tell."""
    pairs = fields.filter(ours).select("stamp", "offset").with_columns(
        heads["stamp"].alias("inner"), heads["zone_offset"].alias("zone")
    ).drop_nulls(["stamp", "inner"])  # fmt: skip
    if pairs.is_empty() or pairs["offset"].count():
        return claim
    first, outer = pairs["inner"][0], pairs["stamp"][0]
    if not claim.has_year:
        # Years that have gone by between the first line and this one.
        before = outer.year - fields["stamp"].drop_nulls()[0].year
        claim = replace(claim, has_year=True, options={**claim.options, "year": str(first.year - before)})
    shifts = Counter(
        round((_in_year(outer, inner) - inner).total_seconds() / _QUARTER) * _QUARTER + zone
        for outer, inner, zone in pairs.select("stamp", "inner", "zone").drop_nulls().iter_rows()
    )
    if not shifts:
        return claim
    (shift, _), *_ = shifts.most_common(1)
    sign, minutes = "-" if shift < 0 else "+", abs(shift) // 60
    return replace(claim, zone=f"{sign}{minutes // 60:02}:{minutes % 60:02}")


class PostgresqlSyslogParser:
    """Reads one syslog file. Messages of PostgreSQL may be cut in parts, between which other processes write."""

    def __init__(self, prefixes: Sequence[LogLinePrefix], idents: Sequence[str], clock: Clock) -> None:
        """Start at the top of a file."""
        self._prefixes = prefixes
        programs = "|".join(map(re.escape, idents))
        self._own = (
            rf"^{_PRI}(?:{BSD_STAMP}(?:\.\d+)?:?|{ISO_STAMP}) (?:\S+ )?(?:{programs})(?:\[([^\]\s]*)\]:| \S+ \S+ )"
        )
        self._clock, self._inner_clock = clock, copy(clock)
        self._others = SyslogParser(copy(clock), loose=True)
        self._linker = DurationLinker()
        self._held: list[pl.DataFrame] = []
        self._count = 0

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a message of PostgreSQL, its parts and its DETAIL and STATEMENT attached; other lines as syslog."""
        own = lines["text"].str.contains(self._own)
        others = self._others.feed(lines.filter(~own), last=last)
        rows, attached = self._messages(lines.filter(own), last=last)
        together = pl.concat([rows, others.rows], how="diagonal_relaxed").sort("line")
        return Parsed(together, rows.height + others.records, attached + others.attached, others.rejects)

    def _messages(self, lines: pl.DataFrame, *, last: bool) -> tuple[pl.DataFrame, int]:
        """Rows of the messages that are whole, and how many lines belong to them beside their first ones."""
        parts = pl.concat([*self._held, parts_of(self._headed(lines), self._prefixes)], how="diagonal_relaxed")
        whole, open_parts = split_off_open(parts, last=last)
        self._held = [open_parts]
        entries = joined(whole)
        spanned = int(entries["span"].sum())
        entries = entries.with_columns(_pid(entries))
        entries = with_said(entries)
        attached = spanned - entries.height
        entries = entries.with_columns(pl.coalesce(times_of(entries, self._inner_clock), "time").alias("time"))
        entries = self._linker.feed(entries, last=last)
        return rows_of(entries).with_columns(entries["host"]), attached

    def _headed(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Syslog lines with their number among those of PostgreSQL, host, process, time, text and sequence."""
        fields = header_fields(without_priority(lines["text"])[1], self._clock)
        inner = inner_texts(fields["body"])
        process = pl.coalesce(fields["pid"].cast(pl.String), fields["procid"], lines["text"].str.extract(self._own))
        self._count += lines.height
        return pl.DataFrame(
            {
                "line": lines["line"],
                "number": pl.int_range(self._count - lines.height, self._count, dtype=pl.Int64, eager=True),
                "host": fields["host"],
                "process": pl.select(process).to_series(),
                "time": self._clock.instants(fields["stamp"], fields["offset"]),
                "text": inner.texts,
                "sequence": inner.sequence,
            }
        )


def _pid(entries: pl.DataFrame) -> pl.Expr:
    """The process id: syslog's own number is sure, one in a prefix may be a guess; Heroku's names end in a number."""
    process = pl.col("process")
    inner = [pl.col("pid")] if "pid" in entries.columns else []
    return pl.coalesce(process.str.extract(r"^(\d+)$"), *inner, process.str.extract(r"(\d+)$")).alias("pid")


def _in_year(outer: datetime, inner: datetime) -> datetime:
    """A stamp without a year, in the year in which it lies next to another."""
    years = [inner.year + step for step in (-1, 0, 1)]
    return min((_moved(outer, year) for year in years), key=lambda stamp: abs(stamp - inner))


def _moved(stamp: datetime, year: int) -> datetime:
    leap_day = (stamp.month, stamp.day) == (2, 29) and not isleap(year)
    return stamp.replace(year=year, day=28) if leap_day else stamp.replace(year=year)


FORMATS: tuple[Format, ...] = (PostgresqlSyslog(),)
