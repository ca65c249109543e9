"""Logs whose first line names their columns: Zeek's tab-separated files, flow logs of Amazon VPC in any layout."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.structured.declared_samples import VPC_SAMPLES, ZEEK_SAMPLES
from foreshock.ingest.formats.structured.rows import Family
from foreshock.ingest.lines.rejects import EMPTY_REJECTS, as_rejects
from foreshock.ingest.time.clock import Clock

_MORE = "~more"  # what stands behind the last column
# A hostile file could name a million columns, or others above each line.
_MAX_COLUMNS, _MAX_LAYOUTS = 256, 64
_VPC_DEFAULT = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "ipv6-icmp"}


@dataclass(frozen=True, slots=True)
class DeclaredLog:
    """The logs of one product.

    ``header`` is a line that names the columns (its group), ``directive`` any line that is no entry. ``usual`` are
    the first columns of a file without a header, whose entries all fit ``usual_entry``; further ones are numbered.
    ``nothing`` are texts of a column without a value, ``values`` what the texts of a column mean.
    """

    name: str
    title: str
    separator: str
    header: str
    directive: str
    family: Family
    samples: tuple[Sample, ...]
    usual: str = ""
    usual_entry: str = ""
    nothing: tuple[str, ...] = ("-", "")
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    table: Table = "logs"

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on a file with a header, or with entries in the usual columns."""
        written = [line for line in lines if line.strip()]
        headers = [match[1] for line in written if (match := re.match(self.header, line))]
        entries = [line for line in written if not re.match(self.directive, line)]
        if not headers and not (self.usual and entries and all(re.match(self.usual_entry, line) for line in entries)):
            return None
        columns = headers[0] if headers else self._numbered(entries[0])
        widths = {len(header.split(self.separator)) for header in headers} or {len(columns.split(self.separator))}
        fitting = sum(len(line.split(self.separator)) in widths for line in entries)
        if not self._stamped(columns):
            return None
        how = "a header names its" if headers else "its entries have the usual"
        return Recognition(
            (len(written) - len(entries) + fitting) / len(written),
            f"{how} {len(columns.split(self.separator))} columns",
            {"columns": columns},
            zone="UTC",
        )

    def _numbered(self, entry: str) -> str:
        """The usual columns, and numbers for the rest of an entry."""
        names, count = self.usual.split(self.separator), len(entry.rstrip().split(self.separator))
        return self.separator.join([*names, *(f"column-{number}" for number in range(len(names) + 1, count + 1))])

    def _stamped(self, columns: str) -> bool:
        return bool(set(self.family.time) & set(columns.split(self.separator)))

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser; option ``columns`` names the columns of entries above the first header."""
        return DeclaredParser(self, options.get("columns", self.usual), clock)


class DeclaredParser:
    """Reads one file; headers say what the lines after them hold, and may change inside the file."""

    def __init__(self, log: DeclaredLog, columns: str, clock: Clock) -> None:
        """Start at the top of a file with the columns that its header is going to name."""
        self._log = log
        self._columns = columns
        self._clock = clock
        self._layouts: set[str] = set()  # of all headers so far

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row an entry; headers, other directives and blank lines count as attached."""
        text = pl.col("text")
        marked = lines.with_columns(
            text.str.extract(self._log.header).forward_fill().fill_null(self._columns).alias("columns")
        )
        if lines.height:
            self._columns = marked["columns"][-1]
        entries = marked.filter(~(text.str.contains(self._log.directive) | (text.str.strip_chars() == "")))
        rows, rejects = [pl.DataFrame(schema={"line": pl.Int64})], [EMPTY_REJECTS]
        for part in entries.partition_by("columns", maintain_order=True):
            columns = part["columns"][0]
            if len(self._layouts) < _MAX_LAYOUTS:
                self._layouts.add(columns)
            if columns not in self._layouts:
                rejects.append(as_rejects(part, f"below more than {_MAX_LAYOUTS} headers"))
                continue
            read, refused = self._read(part, columns.split(self._log.separator))
            rows.append(read)
            rejects.append(refused)
        found = pl.concat(rows, how="diagonal").sort("line")
        return Parsed(found, found.height, lines.height - entries.height, pl.concat(rejects).sort("line"))

    def _read(self, entries: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Rows of the entries that have these columns, and the other entries as rejects."""
        log = self._log
        if len(names) > _MAX_COLUMNS or len({*names, _MORE}) <= len(names):
            return pl.DataFrame(schema={"line": pl.Int64}), as_rejects(entries, "its header does not name columns")
        values = entries["text"].str.strip_chars_end("\r").str.split_exact(log.separator, len(names))
        cells = values.struct.rename_fields([*names, _MORE]).struct.unnest()
        fits = cells[names[-1]].is_not_null() & cells[_MORE].is_null()
        cells = cells.select(pl.when(~pl.col(name).is_in(log.nothing)).then(name).alias(name) for name in names)
        known = {name: meanings for name, meanings in log.values.items() if name in names}
        cells = cells.with_columns(pl.col(name).replace(meanings) for name, meanings in known.items())
        stamps, offsets, fields = log.family.stamped(cells)
        times = self._clock.instants(stamps, offsets)
        rows = pl.DataFrame(
            {"body": entries["text"], **log.family.columns(fields), "line": entries["line"], "time": times}
        )
        fits &= times.is_not_null()
        if fits.all():
            return rows, EMPTY_REJECTS
        return rows.filter(fits), as_rejects(entries.filter(~fits), f"not the {len(names)} columns of its header")


FORMATS: tuple[Format, ...] = (
    DeclaredLog(
        name="zeek",
        title="Zeek log (tab-separated)",
        separator="\t",
        header=r"^#fields\t(.*\S)\s*$",
        directive=r"^#",
        family=Family(
            time=("ts",),
            names={"client": ("id.orig_h",), "client_port": ("id.orig_p",), "user": ("user", "username")},
            defaults={"service": "zeek"},
        ),
        samples=ZEEK_SAMPLES,
        usual="ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p",
        usual_entry=r"^\d{9,10}\.\d{6}\t[A-Za-z0-9]{9,24}\t[\da-f.:]+\t\d{1,5}\t[\da-f.:]+\t\d{1,5}\t",
        nothing=("-", "", "(empty)"),
    ),
    DeclaredLog(
        name="aws-vpc-flow",
        title="Amazon VPC flow log",
        separator=" ",
        header=r"^([a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*){3,})\s*$",
        directive=r"^[a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*){3,}\s*$",
        family=Family(
            time=("end", "start"),
            names={
                "client": ("srcaddr",), "client_port": ("srcport",), "dst": ("dstaddr",), "dst_port": ("dstport",),
                "proto": ("protocol",),
            },
            defaults={"service": "vpc"},
        ),
        samples=VPC_SAMPLES,
        usual=_VPC_DEFAULT,
        usual_entry=r"^2 (?:\d{12}|unknown) eni-[0-9a-f]+ (?:\S+ ){9}\S+ (?:OK|NODATA|SKIPDATA)\s*$",
        values={"protocol": _PROTOCOLS},
    ),
)  # fmt: skip
