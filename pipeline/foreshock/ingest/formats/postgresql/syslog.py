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
from foreshock.ingest.formats.postgresql.log_line_prefix import LogLinePrefix
from foreshock.ingest.formats.postgresql.stderr import prefixes_of
from foreshock.ingest.formats.postgresql.syslog_messages import SEVERITY, Messages, told_by_postgresql
from foreshock.ingest.formats.postgresql.syslog_samples import SAMPLES
from foreshock.ingest.formats.syslog.bsd_stamps import BSD_STAMP
from foreshock.ingest.formats.syslog.files import ENVELOPE, SyslogParser, header_fields, without_priority
from foreshock.ingest.formats.syslog.files import FORMATS as SYSLOGS
from foreshock.ingest.formats.syslog.rfc3164 import ISO_STAMP
from foreshock.ingest.time.clock import Clock

_PRI = r"(?:(?:\d{1,5} )?<\d{1,3}>)?(?:\d{1,3} )?"
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
        if not text.str.contains(SEVERITY).any():
            return None
        fields = header_fields(without_priority(text)[1], Clock(year=_NO_YEAR))
        told = told_by_postgresql(fields["program"], fields["body"])
        if told is None:
            return None
        best = max(claims, key=lambda claim: claim.score)
        best = replace(best, reason=f"{best.reason}; {told.reason}", options=told.options)
        return _dated(best, fields, told.ours, told.heads)

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
        programs = "|".join(map(re.escape, idents))
        self._own = (
            rf"^{_PRI}(?:{BSD_STAMP}(?:\.\d+)?:?|{ISO_STAMP}) (?:\S+ )?(?:{programs})(?:\[([^\]\s]*)\]:| \S+ \S+ )"
        )
        self._clock = clock
        self._messages = Messages(prefixes, copy(clock))
        self._others = SyslogParser(copy(clock), loose=True)

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a message of PostgreSQL, its parts and its DETAIL and STATEMENT attached; other lines as syslog."""
        own = lines["text"].str.contains(self._own)
        others = self._others.feed(lines.filter(~own), last=last)
        rows, attached = self._messages.feed(self._headed(lines.filter(own)), last=last)
        together = pl.concat([rows, others.rows], how="diagonal_relaxed").sort("line")
        return Parsed(together, rows.height + others.records, attached + others.attached, others.rejects)

    def _headed(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Syslog lines as what was received: line, host, process, time, body."""
        fields = header_fields(without_priority(lines["text"])[1], self._clock)
        process = pl.coalesce(fields["pid"].cast(pl.String), fields["procid"], lines["text"].str.extract(self._own))
        return pl.DataFrame(
            {
                "line": lines["line"],
                "host": fields["host"],
                "process": pl.select(process).to_series(),
                "time": self._clock.instants(fields["stamp"], fields["offset"]),
                "body": fields["body"],
            }
        )


def _in_year(outer: datetime, inner: datetime) -> datetime:
    """A stamp without a year, in the year in which it lies next to another."""
    years = [inner.year + step for step in (-1, 0, 1)]
    return min((_moved(outer, year) for year in years), key=lambda stamp: abs(stamp - inner))


def _moved(stamp: datetime, year: int) -> datetime:
    leap_day = (stamp.month, stamp.day) == (2, 29) and not isleap(year)
    return stamp.replace(year=year, day=28) if leap_day else stamp.replace(year=year)


FORMATS: tuple[Format, ...] = (PostgresqlSyslog(),)
