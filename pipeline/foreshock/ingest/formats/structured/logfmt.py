"""Logs of key=value pairs: logrus, go-kit, slog and Grafana's programs, firewalls, Heroku; and Authelia's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.structured.json_requests import RequestFamily
from foreshock.ingest.formats.structured.json_sample import json_sample
from foreshock.ingest.formats.structured.logfmt_columns import is_logfmt, logfmt_columns
from foreshock.ingest.formats.structured.logfmt_samples import AUTHELIA_SAMPLES, SAMPLES
from foreshock.ingest.formats.structured.names import TIME, normal
from foreshock.ingest.formats.structured.parser import StructuredParser
from foreshock.ingest.formats.structured.rows import GENERIC, Family, Fields
from foreshock.ingest.formats.structured.times import zone_of
from foreshock.ingest.time.clock import Clock

_AUTHELIA = re.compile(r"authelia|(?:1FA|Duo|TOTP|WebAuthn|U2F) authentication attempt|username input '", re.IGNORECASE)
_LOGIN = (
    r"(?:(?P<auth_status>Successful|Unsuccessful) \w+ authentication attempt(?: made)? by user"
    r"|user with username input) '(?P<user>[^']*)'"
)


@dataclass(frozen=True, slots=True)
class Logfmt:
    """Any log whose lines are key=value pairs."""

    name: str = "logfmt"
    title: str = "logfmt (key=value pairs)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines that are nothing but pairs; one of them should state a time."""
        written = [line for line in lines if line.strip()]
        pairs = [line for line in written if is_logfmt(line)]
        if not pairs:
            return None
        times = _times(pairs)
        return Recognition(
            len(pairs) / len(written),
            f"{len(pairs)} of {len(written)} sampled lines are key=value pairs",
            zone=zone_of(times) or (None if times else "UTC"),
            dated=bool(times),
        )

    def recognise_inside(self, lines: Sequence[str], path: str) -> Recognition | None:
        """The same where an envelope has a time, so that the lines need not."""
        claim = self.recognise(lines, path)
        return replace(claim, dated=True) if claim else None

    def open(self, options: Options, clock: Clock) -> StructuredParser:
        """A parser for one file; with option ``untimed`` a line that states no time has none."""
        return StructuredParser(clock, GENERIC, keep_untimed="untimed" in options, asked=RequestFamily())


@dataclass(frozen=True, slots=True)
class _AutheliaFamily(Family):
    """Authelia says in its messages who tried to log in, and whether it went well."""

    def columns(self, fields: Fields) -> dict[str, pl.Series]:
        """The columns, with the user; attribute ``auth_status`` is Successful or Unsuccessful."""
        columns = super(_AutheliaFamily, self).columns(fields)
        if "body" in columns:
            login = columns["body"].str.extract_groups(_LOGIN).struct.unnest()
            columns["user"] = login["user"]
            fields.put("auth_status", login["auth_status"])
            columns["attributes"] = fields.attributes()
        return columns


@dataclass(frozen=True, slots=True)
class Authelia:
    """Authelia's log; it changes from pairs to JSON where its configuration does."""

    name: str = "authelia"
    title: str = "Authelia log (pairs or JSON)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = AUTHELIA_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on pairs or JSON with Authelia's words."""
        if not any(_AUTHELIA.search(line) for line in lines):
            return None
        sample = json_sample(lines)
        pairs = [line for line in sample.others if is_logfmt(line)]
        objects_zone = sample.times()[1] if sample.objects else None
        reason = f"{sample.explained + len(pairs)} of {sample.written} sampled lines are pairs or JSON of Authelia"
        return Recognition(
            (sample.explained + len(pairs)) / sample.written, reason, zone=objects_zone or zone_of(_times(pairs))
        )

    def open(self, options: Options, clock: Clock) -> StructuredParser:
        """A parser for one file."""
        family = _AutheliaFamily(defaults={"service": "authelia"})
        return StructuredParser(clock, family, keep_untimed="untimed" in options)


def _times(lines: Sequence[str]) -> list[str]:
    """The times that lines of pairs state."""
    columns, _ = logfmt_columns(pl.Series(lines, dtype=pl.String))
    times: list[str] = []
    for found in columns:
        for name in found.fields.columns:
            if normal(name) in TIME:
                times += found.fields[name].drop_nulls().to_list()
    return times


FORMATS: tuple[Format, ...] = (Authelia(), Logfmt())
