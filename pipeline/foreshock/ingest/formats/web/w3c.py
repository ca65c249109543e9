"""Logs in the W3C extended format: IIS, HTTP.sys errors (HTTPERR) and CloudFront; directives name the fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.parts.csv_fields import fields_of
from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.web.w3c_fields import ALIASES
from foreshock.ingest.formats.web.w3c_layouts import Layouts, cloudfront_layouts, fitting, httperr_layouts, iis_layouts
from foreshock.ingest.formats.web.w3c_rows import (
    Agents,
    Days,
    errors,
    instants,
    percent_decoded,
    plus_as_blank,
    requests,
)
from foreshock.ingest.formats.web.w3c_samples import CLOUDFRONT_SAMPLES, HTTPERR_SAMPLES, IIS_SAMPLES
from foreshock.ingest.lines.rejects import EMPTY_REJECTS, as_rejects
from foreshock.ingest.time.clock import Clock

_FIELDS = "#Fields:"
_OF_FIREWALLS = {"src-ip", "dst-ip"}
_MORE = "~more"  # what stands behind the last field
# Servers have 30 fields and some of their users' own, and change them with a release; a hostile file could name
# a million, or others above each line.
MAX_FIELDS, MAX_LAYOUTS = 256, 64
_ENTRY = re.compile(r"\d{4}-\d\d-\d\d([ \t])\d\d:\d\d:\d\d\1")
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class W3cLog:
    """Logs of one server.

    ``mark`` is a field that tells it from the others, ``layouts`` are the fields of files whose directives are
    missing, ``agents`` makes user agents readable.
    """

    name: str
    title: str
    service: str
    mark: str
    layouts: Layouts
    samples: tuple[Sample, ...]
    agents: Agents = plus_as_blank
    table: Table = "requests"

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on files whose directives, or whose entries themselves, have this server's fields."""
        named = [line for line in lines if line.startswith(_FIELDS)]
        fields = named[0].removeprefix(_FIELDS).strip() if named else None
        if fields is not None and _OF_FIREWALLS & set(fields.lower().split()):
            return None
        if fields is None or not self._own(fields.lower().split()):
            # Directives may name fewer fields than the entries have.
            fields = self.usual([line for line in lines if not line.startswith("#")])
        if fields is None or not self._own(fields.lower().split()):
            return None
        frame = pl.DataFrame(
            {"line": range(1, len(lines) + 1), "offset": [0] * len(lines), "text": lines},
            schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
        )
        parsed = W3cParser(self, fields, Clock()).feed(frame, last=True)
        if not parsed.records and not named:
            return None
        score = (parsed.records + parsed.attached) / len(lines)
        how = "#Fields names its" if named else "its entries have the usual"
        hosts = parsed.rows["host"].drop_nulls() if "host" in parsed.rows.columns else pl.Series([], dtype=pl.String)
        return Recognition(
            score,
            f"{how} {len(fields.split())} fields",
            {"fields": named[-1].removeprefix(_FIELDS).strip() if named else fields},
            zone="UTC",
            host=hosts[0] if len(hosts) and hosts.n_unique() == 1 else None,
        )

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser; option ``fields`` names the columns of entries that stand before the first ``#Fields``."""
        return W3cParser(self, options.get("fields", ""), clock)

    def _own(self, names: Sequence[str]) -> bool:
        """Whether these are the fields of this server."""
        others = {log.mark for log in FORMATS if isinstance(log, W3cLog)} - {self.mark}
        return self.mark in names and (self.mark != "sc-status" or not others & set(names))

    def usual(self, entries: Sequence[str]) -> str | None:
        """The fields of entries that no directive names, as this server writes them; null where none fit."""
        written = [entry.rstrip() for entry in entries if entry.strip()][:_LOOKED_AT]
        if not written or not (match := _ENTRY.match(written[0])):
            return None
        return fitting([entry.split(match[1]) for entry in written], self.layouts(match[1]))


class W3cParser:
    """Reads one file; the directives say what the lines after them hold, and may change inside the file."""

    def __init__(self, log: W3cLog, fields: str, clock: Clock) -> None:
        """Start at the top of a file with the fields that its directives are going to name."""
        self._log = log
        self._fields = fields
        self._layouts = set[str]()  # of all directives so far
        self._date = ""
        self._days = Days()
        self._clock = clock

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row an entry; directives and blank lines count as attached."""
        text = pl.col("text")
        directive = text.str.starts_with("#")
        marked = lines.with_columns(
            pl.when(text.str.starts_with(_FIELDS)).then(text.str.slice(len(_FIELDS)).str.strip_chars()).alias("fields"),
            text.str.extract(r"^#Date:\s*(\d{4}-\d\d-\d\d)").alias("date"),
        ).with_columns(
            pl.col("fields").forward_fill().fill_null(self._fields), pl.col("date").forward_fill().fill_null(self._date)
        )
        if lines.height:
            self._fields, self._date = marked["fields"][-1], marked["date"][-1]
        entries = marked.filter(~(directive | (text.str.strip_chars() == "")))
        attached = lines.height - entries.height
        for fields in entries["fields"].unique(maintain_order=True)[:MAX_LAYOUTS]:
            if len(self._layouts) < MAX_LAYOUTS:
                self._layouts.add(fields)
        known = pl.col("fields").is_in(list(self._layouts))
        rows, rejects = [], [as_rejects(entries.filter(~known), f"below more than {MAX_LAYOUTS} #Fields directives")]
        for part in entries.filter(known).partition_by("fields", maintain_order=True):
            read, refused = self._read(part, part["fields"][0])
            if refused.height and (usual := self._log.usual(refused["text"].head(_LOOKED_AT).to_list())):
                other, left = self._read(part.filter(pl.col("line").is_in(refused["line"].implode())), usual)
                rows.append(other)
                refused = refused.filter(pl.col("line").is_in(left["line"].implode()))
            rows.append(read)
            rejects.append(refused)
        found = pl.concat(rows, how="diagonal").sort("line", maintain_order=True) if rows else pl.DataFrame()
        refused = pl.concat(rejects).sort("line") if rejects else EMPTY_REJECTS
        return Parsed(found, found.height, attached, refused)

    def _read(self, entries: pl.DataFrame, fields: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Rows of the entries that have these fields, and the other entries as rejects."""
        written = fields.lower().split()
        if len(written) > MAX_FIELDS:
            return pl.DataFrame(schema={"line": pl.Int64}), as_rejects(entries, f"more than {MAX_FIELDS} #Fields")
        names = _distinct([ALIASES.get(name, name) for name in written])
        if "time" not in names:
            return pl.DataFrame(schema={"line": pl.Int64}), as_rejects(entries, "no #Fields directive with a time")
        values, fits = _cut(entries["text"], names)
        values = values.select(
            pl.when((pl.col(name) != "-") & (pl.col(name) != "")).then(name).alias(name) for name in names
        )
        local = "time-local" in written
        times = instants(values, entries["date"], self._clock, self._days, local=local)
        fits &= times.is_not_null()
        log = self._log
        rows = errors(values, names) if log.table == "logs" else requests(values, names, log.service, log.agents)
        rows = rows.with_columns(times.alias("time"), entries["line"])
        if "duration_s" in rows.columns:
            taken = pl.duration(microseconds=(pl.col("duration_s") * 1e6).round())
            rows = rows.with_columns((pl.col("time") - taken).alias("started_at"))
        if fits.all():
            return rows, EMPTY_REJECTS
        return rows.filter(fits), as_rejects(entries.filter(~fits), f"not the {len(names)} fields that #Fields names")


def _cut(texts: pl.Series, names: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
    """The values of entries by field, and which entries have as many; quotes may enclose values with blanks."""
    separator = "\t" if "\t" in texts[0] else " "
    texts = texts.str.strip_chars_end("\r" if separator == "\t" else " \r")
    values = texts.str.split_exact(separator, len(names)).struct.rename_fields([*names, _MORE]).struct.unnest()
    fits = values[names[-1]].is_not_null() & values[_MORE].is_null()
    # Exchange puts two blanks in front of a user.
    padded = ~fits & texts.str.contains("  ", literal=True) & ~texts.str.contains('"', literal=True)
    if separator == " " and padded.any():
        return _cut(patched(texts, padded, texts.filter(padded).str.replace_all(" {2,}", " ")), names)
    # IIS' Advanced Logging, and others, put quotes around what a client sent.
    quoted = texts.str.contains(r'(?:^|[ \t])"(?:[^"]|"")*"(?:[ \t]|$)')
    if not quoted.any():
        return values, fits
    parts = [_quoted(text, separator, len(names)) if own else None for text, own in zip(texts, quoted, strict=True)]
    whole = [part is not None and len(part) == len(names) for part in parts]
    rows = [part if part and good else [None] * len(names) for part, good in zip(parts, whole, strict=True)]
    read = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    own = pl.Series(whole, dtype=pl.Boolean)
    chosen = [pl.select(pl.when(own).then(read[name]).otherwise(values[name]).alias(name)) for name in names]
    return pl.concat(chosen, how="horizontal"), fits | own


def _quoted(text: str, separator: str, count: int) -> list[str]:
    """The values of an entry with quotes; Oracle's Web Cache lines its values up with any number of blanks."""
    values = fields_of(text, separator)
    if len(values) == count or separator != " ":
        return values
    return fields_of(text, separator, padded=True)


def _distinct(names: Sequence[str]) -> list[str]:
    """Names that occur again, or mean other columns than their own here, get their place behind them."""
    found: list[str] = []
    for place, name in enumerate(names):
        own = name not in found and name not in {"*", _MORE} and not name.startswith("^")
        distinct = name if own else f"{name}-{place}"
        while distinct in found:
            distinct += "-"
        found.append(distinct)
    return found


FORMATS: tuple[Format, ...] = (
    W3cLog(
        "cloudfront-access",
        "CloudFront standard log",
        "cloudfront",
        "x-edge-location",
        cloudfront_layouts,
        CLOUDFRONT_SAMPLES,
        agents=percent_decoded,
    ),
    W3cLog(
        "iis-httperr",
        "HTTP.sys error log (HTTPERR)",
        "http.sys",
        "s-reason",
        httperr_layouts,
        HTTPERR_SAMPLES,
        table="logs",
    ),
    W3cLog("iis-access", "IIS log (W3C extended)", "iis", "sc-status", iis_layouts, IIS_SAMPLES),
)
