"""The text that sysstat's ``sar`` prints: tables of one section after the other, dated by a banner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from foreshock.ingest.clock import Clock
from foreshock.ingest.formats.base import EMPTY_REJECTS, Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.measurements import NO_ROWS, Collected, numbers_of, rows_of
from foreshock.ingest.formats.sar_columns import ENTITIES, RESTART, WORDS, is_column, measure_of
from foreshock.ingest.formats.sar_dates import BANNER, Dating, date_order
from foreshock.ingest.formats.sar_samples import SAMPLES
from foreshock.ingest.formats.tags import Labels

_STAMP = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?:\s([AP])M)?\s", re.IGNORECASE)
_SUMMARY = re.compile(r"[^\W\d]+\.? ?:(?:\s|$)")  # Average:, Summary:, Durchschn.:, "Moyenne :"
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?$")
_RESTART = re.compile(r"LINUX RESTART(?:\s+\((\d+) CPU\))?")
_TOPOLOGY = ("CORE", "SOCK", "NODE")
_RECOGNISED = 0.5  # of the sampled lines, before a file is claimed


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the report: its columns, and where the name of what a row is about stands."""

    columns: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The same for the parts of one section, also when a CPU comes or goes."""
        return self.columns[:2]

    @property
    def entity(self) -> str:
        """CPU, DEV, IFACE, FILESYSTEM, ...; empty when a row is about the whole host."""
        if self.columns[0] in ENTITIES:
            return self.columns[0]
        return self.columns[-1] if self.columns[-1] in ENTITIES else ""

    @classmethod
    def of(cls, words: Sequence[str]) -> Section | None:
        """The section that a header line opens; None when the words are no header."""
        if not words or _NUMBER.match(words[-1]) or "PID" in words or any(map(_NUMBER.match, words)):
            return None  # with a process id it is pidstat's, which prints the same banner
        section = cls(tuple(words))
        entity = section.entity
        return section if entity == "INTR" or any(is_column(entity, word) for word in words) else None

    def fields(self, words: Sequence[str]) -> list[str] | None:
        """The values of a row, one a column; a mount point or product name may hold blanks. None: they do not fit."""
        width = len(self.columns)
        if self.columns[1:4] == _TOPOLOGY and len(words) == width - len(_TOPOLOGY):
            words = [words[0], *"---", *words[1:]]  # the row of all CPUs has no core (mpstat -T)
        if len(words) > width and (self.entity == self.columns[-1] or self.columns[-1] in WORDS):
            return [*words[: width - 1], " ".join(words[width - 1 :])]
        return list(words) if len(words) == width else None


@dataclass(slots=True)
class _Rows:
    """The rows of one section in a block, column by column of what they have in common."""

    section: Section
    clock: Clock
    stamps: list[int] = field(default_factory=list)  # seconds since 1970, local
    lines: list[int] = field(default_factory=list)
    hosts: list[str | None] = field(default_factory=list)
    values: list[list[str]] = field(default_factory=list)

    def frames(self) -> Iterator[pl.DataFrame]:
        times = self.clock.instants(_local(self.stamps))
        common = {"times": times, "lines": pl.Series(self.lines), "hosts": pl.Series(self.hosts, dtype=pl.String)}
        columns = list(zip(*self.values, strict=True))
        entity = self.section.entity
        at = self.section.columns.index(entity) if entity else -1
        names = columns[at] if entity else ("",) * len(self.lines)
        places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        common["of"] = pl.Series([places[name] for name in names], dtype=pl.UInt32)
        labels: list[Labels] = [entity_labels(entity, name) for name in places] if entity else [()]
        for index, column in enumerate(self.section.columns):
            if index != at and column not in WORDS:
                yield rows_of(measure_of(entity, column), numbers_of(columns[index], column), entities=labels, **common)


def _local(seconds: Sequence[int]) -> pl.Series:
    """Naive stamps (Datetime us) from seconds since 1970."""
    return (pl.Series(seconds, dtype=pl.Int64) * 1_000_000).cast(pl.Datetime("us"))


def entity_labels(entity: str, name: str) -> Labels:
    """The label that says what a row is about; FILESYSTEM names a device or a mount point."""
    if entity == "FILESYSTEM" and name.startswith("/") and not name.startswith("/dev/"):
        return (("mountpoint", name),)
    return ((ENTITIES[entity], name),)


class SarParser:
    """One file of sar's text, from its banner on."""

    def __init__(self, clock: Clock, order: str = "") -> None:
        """``order`` is how the banner writes its date: mdy, dmy or empty (decided by what the banner shows)."""
        self._zone = clock.zone
        self._dating = Dating(order)
        self._host: str | None = None
        self._section: Section | None = None
        self._clocks: dict[tuple[str, ...], Clock] = {}

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; nothing is ever kept back."""
        blocks: dict[Section, _Rows] = {}
        restarts: list[tuple[int, int, str | None, str]] = []
        rejects: list[tuple[int, int, str, str]] = []
        attached = 0
        for number, offset, text in lines.iter_rows():
            stamp = _STAMP.match(text)
            if stamp is None:
                if self._outside_tables(text):
                    attached += 1
                else:
                    rejects.append((number, offset, "not a line of sar", text))
                continue
            if not self._dating.dated:
                rejects.append((number, offset, "no date: no banner of sar above", text))
                continue
            rest = text[stamp.end() :].strip()
            if restart := _RESTART.match(rest):
                restarts.append((self._dating.restart(_of_day(*stamp.groups())), number, self._host, restart[1] or ""))
                continue
            words = rest.split()
            if words and words[0] == "COM":  # a comment that an operator put into the file
                attached += 1
            elif header := Section.of(words):
                self._section = header
                self._dating.header(header.key, _of_day(*stamp.groups()))
                attached += 1
            elif reason := self._row(words, stamp, number, blocks):
                rejects.append((number, offset, reason, text))
        frames = [frame for rows in blocks.values() for frame in rows.frames()]
        if restarts:
            frames.append(self._restarts(restarts))
        return Parsed(
            rows=pl.concat(frames).sort("line", maintain_order=True) if frames else NO_ROWS,
            records=lines.height - attached - len(rejects),
            attached=attached,
            rejects=pl.DataFrame(rejects, schema=EMPTY_REJECTS.schema, orient="row"),
        )

    def _outside_tables(self, text: str) -> bool:
        """Take in a banner; whether the line has its place between the tables."""
        banner = BANNER.match(text)
        if banner and self._dating.banner(banner["date"]):
            self._host = banner["host"] or None
            self._section = None
            self._clocks.clear()
            return True
        return not text.strip() or _SUMMARY.match(text) is not None

    def _row(self, words: list[str], stamp: re.Match[str], line: int, blocks: dict[Section, _Rows]) -> str:
        """Take in a row of the current section; the reason when it cannot be."""
        if self._section is None:
            return "no header of a sar table above"
        fields = self._section.fields(words)
        if fields is None:
            return f"{len(words)} values under {len(self._section.columns)} columns"
        rows = blocks.get(self._section)
        if rows is None:
            # A section tells the whole day again: each follows the hour that happens twice for itself.
            clock = self._clocks.setdefault(self._section.key, Clock(zone=self._zone))
            rows = blocks[self._section] = _Rows(self._section, clock)
        rows.stamps.append(self._dating.row(self._section.key, _of_day(*stamp.groups())))
        rows.lines.append(line)
        rows.hosts.append(self._host)
        rows.values.append(fields)
        return ""

    def _restarts(self, restarts: list[tuple[int, int, str | None, str]]) -> pl.DataFrame:
        values = Collected()
        for stamp, line, host, cpus in restarts:
            labels = (("cpus", cpus),) if cpus else ()
            values.add(RESTART, 1.0, labels, stamp=stamp * 1_000_000, offset=None, line=line, host=host)
        return values.frame(Clock(zone=self._zone))


@lru_cache(maxsize=1024)
def _of_day(hour: str, minute: str, second: str, half: str | None) -> int:
    """Seconds since midnight."""
    hours = int(hour) % 12 + 12 * (half in "Pp") if half else int(hour)
    return hours * 3600 + int(minute) * 60 + int(second)


class Sar:
    """Text of sar, sysstat 10 to 12, in any locale that prints digits."""

    name = "sar"
    title = "sysstat sar report (text)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when a banner or a header that sar prints is among the lines."""
        banners = [match for line in lines if (match := BANNER.match(line))]
        stamped = [line[match.end() :].split() for line in lines if (match := _STAMP.match(line))]
        headers = [section for words in stamped if (section := Section.of(words))]
        restarts = [words for words in stamped if _RESTART.match(" ".join(words))]
        if not headers and not (banners and restarts):
            return None
        others = sum(not line.strip() or _SUMMARY.match(line) is not None for line in lines)
        score = (len(banners) + len(stamped) + others) / len(lines)
        if score < _RECOGNISED:
            return None
        order = date_order([banner["date"] for banner in banners], path)
        tables = len({section.key for section in headers})
        return Recognition(
            score=score,
            reason=f"{len(banners)} banner(s) of sar, headers of {tables} table(s)",
            options={"date_order": order} if order else {},
            host=next((banner["host"] for banner in banners if banner["host"]), None),
        )

    def open(self, options: Options, clock: Clock) -> SarParser:
        """A parser; ``date_order`` (mdy or dmy) settles banners such as 07/10/2023."""
        return SarParser(clock, options.get("date_order", ""))


FORMATS: tuple[Format, ...] = (Sar(),)
