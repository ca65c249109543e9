"""The text that sysstat's ``sar`` prints: tables of one section after the other, dated by a banner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import polars as pl

from foreshock.ingest.clock import Clock
from foreshock.ingest.formats.base import EMPTY_REJECTS, Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.measurements import NO_ROWS, Collected
from foreshock.ingest.formats.sysstat.sar_columns import RESTART
from foreshock.ingest.formats.sysstat.sar_dates import BANNER, Dating, date_order
from foreshock.ingest.formats.sysstat.sar_samples import SAMPLES
from foreshock.ingest.formats.sysstat.sar_tables import Integers, Rows, Section, section_of
from foreshock.ingest.repeating import coded

_STAMP = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?:\s([AP])M)?\s", re.IGNORECASE)
_SUMMARY = re.compile(r"[^\W\d]+\.? ?:(?:\s|$)")  # Average:, Summary:, Durchschn.:, "Moyenne :"
_STAMP_WIDTH = len("08:00:01 PM ")
_PLAIN = r"^(?:[ -~]* )?[+-]?[0-9]+(?:[.,][0-9]+)?$"
_SPECIAL = "^(?:COM|LINUX RESTART)"
_RESTART = re.compile(r"LINUX RESTART(?:\s+\((\d+) CPU\))?")
_RECOGNISED = 0.5  # of the sampled lines, before a file is claimed


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a block, and which of them are plain: rows of single words, the last of which is a number.

    ``of_days`` are seconds since midnight, ``texts`` what follows the stamp, with one blank between words, and
    ``counts`` how many words that are: of plain lines only. ``changes`` counts how often the second has changed.
    """

    lines: pl.DataFrame
    plain: np.ndarray[tuple[int], np.dtype[np.bool_]]
    numbers: Integers
    of_days: Integers
    changes: Integers
    texts: pl.Series
    counts: Integers

    @classmethod
    def of(cls, lines: pl.DataFrame) -> _Lines:
        """Look at all lines at once."""
        heads, codes = coded(lines["text"].str.head(_STAMP_WIDTH))
        stamps = [_STAMP.match(head) for head in heads]
        ends = pl.Series([stamp.end() if stamp else None for stamp in stamps], dtype=pl.Int64)
        seconds = pl.Series([_of_day(*stamp.groups()) if stamp else None for stamp in stamps], dtype=pl.Int64)
        rest = lines["text"].str.slice(ends.gather(codes)).str.strip_chars(" ")
        plain = (rest.str.contains(_PLAIN) & ~rest.str.contains(_SPECIAL)).fill_null(value=False)
        texts = rest.filter(plain).str.replace_all(" {2,}", " ")
        of_days = seconds.gather(codes).filter(plain).to_numpy()
        return cls(
            lines,
            plain.to_numpy(),
            lines["line"].filter(plain).to_numpy(),
            of_days,
            np.cumsum(np.diff(of_days, prepend=0) != 0),
            texts,
            texts.str.count_matches(" ", literal=True).to_numpy().astype(np.int64) + 1,
        )


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
        self._block = _Block()
        looked = _Lines.of(lines)
        others = np.flatnonzero(~looked.plain)
        done = at = 0  # lines, and plain ones among them
        for place, line in zip(others.tolist(), lines[others].iter_rows(), strict=True):
            if place > done:
                self._run(looked, done, at, at + place - done)
                at += place - done
            self._line(*line)
            done = place + 1
        if done < lines.height:
            self._run(looked, done, at, at + lines.height - done)
        block = self._block
        frames = [rows.frame(looked.texts, looked.numbers) for rows in block.rows.values()]
        if block.restarts:
            frames.append(self._restarts(block.restarts))
        return Parsed(
            rows=_in_order(frames),
            records=lines.height - block.attached - len(block.rejects),
            attached=block.attached,
            rejects=pl.DataFrame(block.rejects, schema=EMPTY_REJECTS.schema, orient="row"),
        )

    def _line(self, number: int, offset: int, text: str) -> None:
        """Take in one line of any kind."""
        block = self._block
        stamp = _STAMP.match(text)
        if stamp is None:
            if self._outside_tables(text):
                block.attached += 1
            else:
                block.rejects.append((number, offset, "not a line of sar", text))
            return
        if not self._dating.dated:
            block.rejects.append((number, offset, "no date: no banner of sar above", text))
            return
        of_day = _of_day(*stamp.groups())
        rest = text[stamp.end() :].strip()
        if restart := _RESTART.match(rest):
            block.restarts.append((self._dating.restart(of_day), number, self._host, restart[1] or ""))
        elif rest.split(None, 1)[:1] == ["COM"]:  # a comment that an operator put into the file
            block.attached += 1
        elif header := section_of(rest):
            self._section = header
            self._dating.header(header.key, of_day)
            block.attached += 1
        elif reason := self._row(rest.split(), of_day, number):
            block.rejects.append((number, offset, reason, text))

    def _run(self, looked: _Lines, place: int, begin: int, end: int) -> None:
        """Take in plain lines that follow each other: those from ``place`` on, which are ``begin`` to ``end``."""
        section = self._section
        width = len(section.columns) if section else 0
        if not section or not self._dating.dated or (looked.counts[begin:end] != width).any():
            for line in looked.lines.slice(place, end - begin).iter_rows():
                self._line(*line)
            return
        if looked.changes[begin] == looked.changes[end - 1]:
            stamps: int | Integers = self._dating.row(section.key, int(looked.of_days[begin]))
        else:
            stamps = self._dating.rows(section.key, looked.of_days[begin:end])
        self._rows(section).runs.append((begin, end, self._host, stamps))

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
