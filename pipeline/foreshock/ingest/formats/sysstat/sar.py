"""The text that sysstat's ``sar`` prints: tables of one section after the other, dated by a banner."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.measurements import NO_ROWS, Collected
from foreshock.ingest.formats.sysstat.sar_columns import RESTART
from foreshock.ingest.formats.sysstat.sar_dates import BANNER, Dating, date_order
from foreshock.ingest.formats.sysstat.sar_lines import OPEN, STAMP, Lines, of_day
from foreshock.ingest.formats.sysstat.sar_samples import SAMPLES
from foreshock.ingest.formats.sysstat.sar_tables import Rows, Section, section_of
from foreshock.ingest.lines.blocks import Integers
from foreshock.ingest.lines.rejects import EMPTY_REJECTS
from foreshock.ingest.time.clock import Clock

_SUMMARY = re.compile(r"[^\W\d]+\.? ?:(?:\s|$)")  # Average:, Summary:, Durchschn.:, "Moyenne :"
_RESTART = re.compile(r"LINUX RESTART(?:\s+\((\d+) CPU\))?")
_RECOGNISED = 0.5  # of the sampled lines, before a file is claimed
_FEW = 16  # lines that are read one by one sooner than all at once


@dataclass(slots=True)
class _Block:
    """What has been found in a block."""

    rows: dict[Section, Rows] = field(default_factory=dict)
    restarts: list[tuple[int, int, str | None, str]] = field(default_factory=list)
    rejects: list[tuple[int, int, str, str]] = field(default_factory=list)
    attached: int = 0


class SarParser:
    """One file of sar's text, from its banner on."""

    def __init__(self, clock: Clock, order: str = "") -> None:
        """``order`` is how the banner writes its date: mdy, dmy or empty (decided by what the banner shows)."""
        self._zone = clock.zone
        self._dating = Dating(order)
        self._host: str | None = None
        self._section: Section | None = None
        self._clocks: dict[tuple[str, ...], Clock] = {}
        self._block = _Block()

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; nothing is ever kept back."""
        looked = Lines.of(lines["text"])
        others = np.flatnonzero(~(looked.rows | looked.blank | (looked.opens != OPEN)))
        done = 0
        for place, line in zip(others.tolist(), lines[others].iter_rows(), strict=True):
            self._stretch(looked, lines, done, place)
            self._line(*line)
            done = place + 1
        self._stretch(looked, lines, done, lines.height)
        block, self._block = self._block, _Block()
        frames = [rows.frame(looked.words, looked.begins, lines["line"]) for rows in block.rows.values()]
        if block.restarts:
            frames.append(self._restarts(block.restarts))
        return Parsed(
            rows=_in_order(frames),
            records=lines.height - block.attached - len(block.rejects),
            attached=block.attached,
            rejects=pl.DataFrame(sorted(block.rejects), schema=EMPTY_REJECTS.schema, orient="row"),
        )

    def _line(self, number: int, offset: int, text: str) -> None:
        """Take in one line of any kind."""
        block = self._block
        stamp = STAMP.match(text)
        if stamp is None:
            if self._outside_tables(text):
                block.attached += 1
            else:
                block.rejects.append((number, offset, "not a line of sar", text))
            return
        if not self._dating.dated:
            block.rejects.append((number, offset, "no date: no banner of sar above", text))
            return
        seconds = of_day(*stamp.groups())
        rest = text[stamp.end() :].strip()
        if restart := _RESTART.match(rest):
            block.restarts.append((self._dating.restart(seconds), number, self._host, restart[1] or ""))
        elif rest.split(None, 1)[:1] == ["COM"]:  # a comment that an operator put into the file
            block.attached += 1
        elif header := section_of(rest):
            self._section = header
            self._dating.header(header.key, seconds)
            block.attached += 1
        elif reason := self._row(rest.split(), seconds, number):
            block.rejects.append((number, offset, reason, text))

    def _stretch(self, looked: Lines, lines: pl.DataFrame, begin: int, end: int) -> None:
        """Take in lines that follow each other and are rows, headings or blank."""
        rows, tables = looked.rows_of(begin, end)
        width = len(self._section.columns) if self._section else 0
        widths = np.where(tables == OPEN, width, looked.widths[tables])
        for place in rows[looked.counts[rows] != widths].tolist():
            self._tables(looked, lines, begin, place)
            self._line(*lines.row(place))
            begin = place + 1
        self._tables(looked, lines, begin, end)

    def _tables(self, looked: Lines, lines: pl.DataFrame, begin: int, end: int) -> None:
        """The same, where every row has as many words as its table has columns."""
        if end - begin < _FEW or not self._dating.dated:
            for line in lines.slice(begin, end - begin).iter_rows():
                self._line(*line)
            return
        rows, tables = looked.rows_of(begin, end)
        self._block.attached += end - begin - len(rows)
        if self._section and OPEN in tables:
            self._take({OPEN: self._section}, looked, rows, tables)
        alike: dict[tuple[str, ...], dict[int, Section]] = {}  # a report tells them as one: a CPU came or went
        headings = begin + np.flatnonzero(looked.opens[begin:end] != OPEN)
        for place in looked.firsts(headings):
            number = int(looked.opens[place])
            section = looked.sections[number]
            self._dating.header(section.key, int(looked.of_days[place]))
            alike.setdefault(section.key, {})[number] = section
        for sections in alike.values():
            self._take(sections, looked, rows, tables)
        if len(headings):
            self._section = looked.sections[looked.opens[headings[-1]]]

    def _take(self, sections: Mapping[int, Section], looked: Lines, rows: Integers, tables: Integers) -> None:
        """Date and keep the rows of some tables, which have one key."""
        chosen = np.isin(tables, list(sections))
        if not chosen.any():
            return
        rows, tables = rows[chosen], tables[chosen]
        stamps = self._dating.rows(next(iter(sections.values())).key, looked.of_days[rows])
        for number, section in sections.items():
            own = tables == number
            self._rows(section).plain.append((rows[own], stamps[own], self._host))

    def _outside_tables(self, text: str) -> bool:
        """Take in a banner; whether the line has its place between the tables."""
        banner = BANNER.match(text)
        if banner and self._dating.banner(banner["date"]):
            self._host = banner["host"] or None
            self._section = None
            self._clocks.clear()
            return True
        return not text.strip() or _SUMMARY.match(text) is not None

    def _row(self, words: list[str], of_day: int, line: int) -> str:
        """Take in a row of the current section; the reason when it cannot be."""
        if self._section is None:
            return "no header of a sar table above"
        fields = self._section.fields(words)
        if fields is None:
            return f"{len(words)} values under {len(self._section.columns)} columns"
        rows = self._rows(self._section)
        rows.stamps.append(self._dating.row(self._section.key, of_day))
        rows.lines.append(line)
        rows.hosts.append(self._host)
        rows.values.append(fields)
        return ""

    def _rows(self, section: Section) -> Rows:
        rows = self._block.rows.get(section)
        if rows is None:
            # A section tells the whole day again: each follows the hour that happens twice for itself.
            clock = self._clocks.setdefault(section.key, Clock(zone=self._zone))
            rows = self._block.rows[section] = Rows(section, clock)
        return rows

    def _restarts(self, restarts: list[tuple[int, int, str | None, str]]) -> pl.DataFrame:
        values = Collected()
        for stamp, line, host, cpus in restarts:
            labels = (("cpus", cpus),) if cpus else ()
            values.add(RESTART, 1.0, labels, stamp=stamp * 1_000_000, offset=None, line=line, host=host)
        return values.frame(Clock(zone=self._zone))


def _in_order(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """All rows by line; a report whose sections follow each other has them in that order."""
    rows = pl.concat(sorted(frames, key=lambda frame: frame["line"].min() or 0)) if frames else NO_ROWS
    return rows if rows["line"].is_sorted() else rows.sort("line", maintain_order=True)


class Sar:
    """Text of sar, sysstat 10 to 12, in any locale that prints digits."""

    name = "sar"
    title = "sysstat sar report (text)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when a banner or a header that sar prints is among the lines."""
        banners = [match for line in lines if (match := BANNER.match(line))]
        stamped = [line[match.end() :].split() for line in lines if (match := STAMP.match(line))]
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
