"""The same line at other moments: every format whose stamps can be rewritten reads them to the instant.

A sample's line is written again with the stamps of moments around the changes to and from summer time, midsummer and
New Year, as a program in a zone would write them, with the digits that the sample has. What the stamps say of a zone
or a year stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Format, Sample
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.time.clock import Clock

# {f} is where the fraction of the second stands.
FORMS = (
    "%a %b %e %H:%M:%S EST %Y", "%a %b %e %H:%M:%S UTC %Y",
    "%Y-%m-%dT%H:%M:%S{f}", "%Y-%m-%d %H:%M:%S{f}", "%Y/%m/%d %H:%M:%S{f}", "%d/%b/%Y:%H:%M:%S{f}",
    "%Y.%m.%d %H:%M:%S{f}", "%d/%m/%Y:%H:%M:%S{f}",
    "%d/%b/%Y %H:%M:%S{f}", "%a %b %d %H:%M:%S{f} %Y", "%a %b %e %H:%M:%S{f} %Y",
    "%b %d %H:%M:%S %Y", "%b %e %H:%M:%S{f}",
    "%b %d %H:%M:%S{f}", "%b %d, %Y %H:%M:%S{f}", "%d %b %Y %H:%M:%S{f}", "%d %b %H:%M:%S{f}", "%d-%b-%Y %H:%M:%S{f}",
    "%d.%m.%Y %H:%M:%S{f}", "%y%m%d %H:%M:%S{f}", "%Y%m%d %H:%M:%S{f}", "%Y%m%d:%H%M%S{f}", "%m-%d %H:%M:%S{f}",
    "%m%d %H:%M:%S{f}", "%Y-%m-%d\t%H:%M:%S{f}", "%Y-%m-%d-%H.%M.%S{f}", "%d-%b-%Y::%H:%M:%S{f}",
    "%-m/%-d/%y %H:%M:%S{f}", "%Y%m%d-%H:%M:%S{f}", "%m.%d %H:%M:%S{f}", "%Y-%m-%d  %H:%M:%S{f}", "%y%m%d %H%M%S{f}",
    "%m/%d/%y, %-H:%M:%S{f}", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y, %-I:%M:%S %p",
    "%-m/%-d/%Y %-I:%M:%S %p",
    "%Y/%m/%d - %H:%M:%S{f}", "%m/%d-%H:%M:%S{f}", "%d-%m %H:%M:%S{f}", "%d-%b %H:%M", "%m/%d/%y %H:%M:%S{f}",
    "%Y%m%d.%H%M%S{f}", "%m-%d-%Y %H:%M:%S{f}",
)  # fmt: skip
# What a header says of the day, and a row below it of the time.
DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d/%m/%Y")
TIMES = ("%H:%M:%S", "%I:%M:%S %p")
EPOCHS = (9, 6, 3, 0)  # digits that count nano-, micro-, milli- and whole seconds
ZONES = ("America/New_York", "Australia/Lord_Howe")  # an hour's change, and half an hour's in the other half-year
STEP = timedelta(minutes=7, seconds=1, microseconds=123_456)
# Which need more than a stamp written again, and the tests that turn their clocks.
ELSEWHERE = {
    "sar": "test_sar: its rows follow the time in their heading, and its header's date",
    "time-of-day": "defined/test_parser: it has no date",
    "kmsg": "defined/test_parser: it counts from the boot",
    "journald-monotonic": "test_registry: it counts from the boot, and its clock is given",
    "dmesg-json": "test_dmesg_json: it counts from the boot, and its clock is given",
    "kubectl-events": "test_kubectl_events: it says how long ago",
    "dstat-csv": "test_dstat: its head has the year that its rows lack",
    "multilog": "defined/test_parser: its labels are hexadecimal",
    "openldap": "defined/test_parser: its seconds are hexadecimal",
    "oracle-listener": "defined/test_parser: its months are in capitals",
    "loki-json": "test_loki: it counts nanoseconds since 1970 in one long line",
    "configmgr": "test_configmgr: date and time stand apart, and say their offset in minutes",
    "php-fpm-status": "test_status: it says when it was started, and the seconds since",
    "varnishlog": "test_varnishlog: a transaction has many stamps, all of them seconds since 1970",
}


@dataclass(frozen=True)
class Stamp:
    """How a line writes its time, and the text that it does so with."""

    form: str  # of FORMS, or empty for a number since 1970
    digits: int  # of the fraction; of a number, how many digits count parts of a second
    mark: str
    shift: timedelta  # what the line's own offset adds to UTC
    own: bool  # the line says its zone itself
    text: str

    def write(self, moment: datetime, zone: str) -> str:
        """The stamp of a moment (UTC), by the program's zone."""
        if not self.form:
            whole = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
            number = f"{whole:d}000"[: len(f"{whole:d}000") - 9 + self.digits]
            return f"{number[: -self.digits]}{self.mark}{number[-self.digits :]}" if self.mark else number
        local = moment + self.shift if self.own else moment.astimezone(ZoneInfo(zone))
        fraction = f"{self.mark}{f'{local.microsecond:06d}000'[: self.digits]}" if self.digits else ""
        return local.strftime(self.form.format(f=fraction))

    def keeps(self, moment: datetime) -> datetime:
        """The moment as far as the digits tell it."""
        unit = 10 ** (6 - min(self.digits, 6))
        if self.form and "%S" not in self.form:
            moment = moment.replace(second=0)
        return moment.replace(microsecond=moment.microsecond // unit * unit)


@dataclass(frozen=True)
class Line:
    """Line ``at`` of a format's sample, and how it writes its time."""

    format: Format
    sample: Sample
    at: int
    stamp: Stamp

    @property
    def text(self) -> str:
        """The line as the sample has it."""
        return self.sample.text.splitlines()[self.at - 1]

    def below(self, texts: Sequence[str], zone: str, year: int) -> list[datetime | None]:
        """The times that the format reads in lines that stand in its place, below what stands above it."""
        above = self.sample.text.splitlines()[: self.at - 1]
        times = dict(times_of(self.format, self.sample, [*above, *texts], zone, year))
        return [times.get(self.at + row) for row in range(len(texts))]

    def misread(self, moments: Sequence[datetime], zone: str) -> list[tuple[datetime, datetime | None]]:
        """The moments that are not read as they were written, each with what they were read as."""
        texts = [self.text.replace(self.stamp.text, self.stamp.write(moment, zone)) for moment in moments]
        year = (moments[0] + self.stamp.shift).astimezone(UTC if self.stamp.own else ZoneInfo(zone)).year
        pairs = zip(map(self.stamp.keeps, moments), self.below(texts, zone, year), strict=True)
        return [(moment, time) for moment, time in pairs if moment != time]


def stamp_of(text: str, time: datetime, *, own: bool) -> Stamp | None:
    """How the line writes ``time``; None when it does not, or not in a form of the list.

    A line that says its zone itself may write the time of any zone.
    """
    micros = (time - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    for digits in EPOCHS:
        number = f"{micros:d}000"[: len(f"{micros:d}") - 6 + digits]
        if match := re.search(rf"(?<![\d.]){number}(?:([.])(\d{{1,9}}))?(?!\d)", text):
            return Stamp("", len(match[2] or "") or digits, match[1] or "", timedelta(0), own=True, text=match[0])
    for quarter in sorted(range(-48, 57), key=abs) if own else (0,):
        shift = timedelta(minutes=15 * quarter)
        for form in FORMS:
            pattern = re.escape((time + shift).strftime(form.replace("{f}", "§")))
            pattern = pattern.replace("§", r"(?:([.,:])(\d{1,9}))?") if "{f}" in form else f"{pattern}()()"
            if match := re.search(rf"(?<!\d){pattern}(?!\d)", text):
                return Stamp(form, len(match[2] or ""), match[1] or "", shift, own=own, text=match[0])
    return None


def times_of(format_: Format, sample: Sample, texts: Sequence[str], zone: str, year: int) -> list[tuple[int, datetime]]:
    """Line and time of the rows of these lines, read under what the format knows of its sample."""
    known = format_.recognise(sample.text.splitlines(), "x.log")
    options = {**(known.options if known else {}), **sample.options}
    numbers = range(1, len(texts) + 1)
    lines = pl.DataFrame({"line": numbers, "offset": numbers, "text": texts}, schema=LINES_SCHEMA)
    rows = format_.open(options, Clock(zone, year)).feed(lines, last=True).rows
    return rows.select("line", "time").unique("line").drop_nulls().sort("line").rows() if rows.height else []


@cache
def stamped_line(name: str) -> Line | None:
    """A line of the format's samples that can be written again at any moment."""
    format_ = next(each for each in formats() if each.name == name)
    plain = [datetime(2023, 7, 10, 20, tzinfo=UTC) + STEP * step for step in range(5)]
    for sample in format_.samples:
        texts = sample.text.splitlines()
        elsewhere = dict(times_of(format_, sample, texts, "Asia/Kathmandu", sample.year))
        for at, time in times_of(format_, sample, texts, "UTC", sample.year)[:5]:
            stamp = stamp_of(texts[at - 1], time, own=elsewhere.get(at) == time)
            line = Line(format_, sample, at, stamp) if stamp else None
            if line and not line.misread(plain, "UTC"):
                return line
    return None


@cache
def moments_of(zone: str) -> tuple[datetime, ...]:
    """In order: around each change of the zone's offset in 2023, midsummer, New Year and 29 February."""
    hours = [datetime(2023, 2, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(24 * 330)]
    offsets = [moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in hours]
    centres = [hours[at] for at in range(1, len(hours)) if offsets[at] != offsets[at - 1]]
    centres += [datetime(2023, 7, 10, 12, tzinfo=UTC), *(datetime(2024, *day, tzinfo=UTC) for day in ((1, 1), (2, 29)))]
    return tuple(centre + STEP * step for centre in sorted(centres) for step in range(-20, 21))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("format_", formats(), ids=lambda format_: format_.name)
def test_stamps_are_instants_through_changes_of_offset_and_year(format_: Format, zone: str) -> None:
    """Both passes of the doubled hour, the skipped one, New Year and 29 February, to the last digit that is written."""
    line = stamped_line(format_.name)
    assert line is None or line.misread(moments_of(zone), zone) == []


@dataclass(frozen=True)
class Page:
    """A sample whose first row is dated by something else than its own line: a header, a field of a document."""

    format: Format
    sample: Sample
    column: str  # time, or started_at of requests that state when they began
    stamps: tuple[Stamp, ...]  # all that must be written again

    def read(self, text: str, zone: str, year: int) -> datetime | None:
        """The moment of the first row that states one."""
        texts = text.splitlines()
        known = self.format.recognise(texts, "x.log")
        options = {**(known.options if known else {}), **self.sample.options}
        numbers = range(1, len(texts) + 1)
        lines = pl.DataFrame({"line": numbers, "offset": numbers, "text": texts}, schema=LINES_SCHEMA)
        rows = self.format.open(options, Clock(zone, year)).feed(lines, last=True).rows
        stated = rows[self.column].drop_nulls().to_list() if self.column in rows.columns else []
        return stated[0] if stated else None

    def misread(self, moment: datetime, zone: str) -> tuple[datetime, datetime | None] | None:
        """The moment and what it is read as, where that differs."""
        text = self.sample.text
        for stamp in self.stamps:
            text = text.replace(stamp.text, stamp.write(moment, zone))
        local = moment + self.stamps[0].shift if self.stamps[0].own else moment.astimezone(ZoneInfo(zone))
        found, meant = self.read(text, zone, local.year), self.stamps[-1].keeps(moment)
        return None if found == meant else (meant, found)


@cache
def dated_page(name: str) -> Page | None:
    """A sample of the format that can be written again as of any moment."""
    format_ = next(each for each in formats() if each.name == name)
    plain = datetime(2023, 7, 10, 10, tzinfo=UTC) + STEP
    for sample in format_.samples:
        for column in ("time", "started_at"):
            page = Page(format_, sample, column, ())
            time, elsewhere = (page.read(sample.text, zone, sample.year) for zone in ("UTC", "Asia/Kathmandu"))
            for stamps in _writings(sample.text, time, own=time == elsewhere) if time else ():
                page = replace(page, stamps=stamps)
                if page.misread(plain, "UTC") is None:
                    return page
    return None


def _writings(text: str, time: datetime, *, own: bool) -> list[tuple[Stamp, ...]]:
    """How the text may write ``time``: at once, or its day and its time of day apart."""
    whole = stamp_of(text, time, own=own)
    apart = [
        (
            Stamp(date, 0, "", timedelta(0), own, time.strftime(date)),
            Stamp(of, 0, "", timedelta(0), own, time.strftime(of)),
        )
        for date in DATES
        for of in TIMES
        if time.strftime(date) in text and time.strftime(of) in text
    ]
    return [*([(whole,)] if whole else []), *apart]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("format_", formats(), ids=lambda format_: format_.name)
def test_pages_are_of_their_instant(format_: Format, zone: str) -> None:
    """The same for what is dated as a whole; of the doubled hour, where nothing tells which, the first pass."""
    page = None if stamped_line(format_.name) else dated_page(format_.name)
    if page is None:
        return
    walls = [moment.astimezone(ZoneInfo(zone)) for moment in moments_of(zone)[::7]]
    certain = [wall for wall in walls if not wall.fold]
    assert [wrong for wall in certain if (wrong := page.misread(wall.astimezone(UTC), zone))] == []


def test_every_format_that_writes_dates_is_asked() -> None:
    """The properties above are no empty promise."""
    unasked = {each.name for each in formats() if stamped_line(each.name) is None and dated_page(each.name) is None}
    assert unasked <= set(ELSEWHERE)


@pytest.mark.parametrize("format_", formats(), ids=lambda format_: format_.name)
def test_offsets_may_differ_from_line_to_line(format_: Format) -> None:
    """Where a stamp carries an offset in digits, it is honoured in each line on its own, whatever the file's zone."""
    line = stamped_line(format_.name)
    if line is None or not line.stamp.own:
        return
    written = re.search(rf"{re.escape(line.stamp.text)} ?(?P<offset>[+-]\d\d:?\d\d)", line.text)
    if written is None:
        return
    moments = [datetime(2023, 7, 10, 20, tzinfo=UTC) + STEP * step for step in range(6)]
    texts = []
    for moment, hours in zip(moments, (-5, 2, 5.75, -3.5, 0, 13), strict=True):
        offset = (moment.astimezone(timezone(timedelta(hours=hours)))).strftime("%z")
        offset = f"{offset[:3]}:{offset[3:]}" if ":" in written["offset"] else offset
        stamp = replace(line.stamp, shift=timedelta(hours=hours)).write(moment, "UTC")
        both = written[0].replace(line.stamp.text, stamp).replace(written["offset"], offset)
        texts.append(line.text.replace(written[0], both))
    assert line.below(texts, "Asia/Kathmandu", 2023) == [line.stamp.keeps(moment) for moment in moments]
