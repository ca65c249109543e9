"""A format that is defined by data: recognised, opened and read by what its definition says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, UTC, datetime, timedelta

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from foreshock.ingest.exceptions import FormatOptionError
from foreshock.ingest.formats.base import Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.defined.definition import PARTS, SINCE_LAST, TIME, UPTIME, ZONE, Definition
from foreshock.ingest.formats.defined.fields import extract, matching, parts_of_second, rows, since_last, uptimes
from foreshock.ingest.formats.defined.stamps import Calendar, Stamps, first_day, midnights, read_stamps
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.lines.rejects import as_rejects, rejected_lines
from foreshock.ingest.time.clock import EPOCH, Clock
from foreshock.ingest.time.zone_names import stated_zone

_FEWEST_RECORDS = 0.02  # of all lines: a log is not one long traceback
_LOOSE_LINE = 0.5  # how much a line explains that is not indented and only may belong to the record above
_FIRST_YEAR = 1970


class DefinedParser:
    """One file of a defined format."""

    def __init__(self, definition: Definition, clock: Clock, options: Options) -> None:
        """``options``: see ``DefinedFormat.open``."""
        self._definition = definition
        self._calendar = Calendar(clock, _first_day(options, clock))
        boot = options.get("boot")
        self._boot = _instant(boot) if boot else None
        self._gatherer = Gatherer()
        self._starts = (definition.starts,) if definition.starts else definition.lines

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; the last record stays back while it may go on."""
        texts = lines["text"]
        empty = texts.str.strip_chars() == ""
        if self._definition.headers:
            empty |= matching(texts, self._definition.headers)
        attached = int(empty.sum())
        if attached:
            lines = lines.filter(~empty)
        if self._definition.continued is None:
            records, rejects = lines.with_columns(span=pl.lit(1, pl.Int64)), list[pl.DataFrame]()
        else:
            records, rejects = self._gathered(lines, self._definition.continued, last=last)
        fields, fits = extract(records["text"], self._definition)
        times, stamped = self._times(fields)
        good = fits & stamped
        rejects += [
            rejected_lines(records.filter(~fits), f"no line of {self._definition.title}"),
            rejected_lines(records.filter(fits & ~stamped), "the stamp is no time"),
        ]
        parsed = rows(fields.filter(good), times.filter(good), records["line"].filter(good), self._definition)
        attached += int(records["span"].filter(good).sum()) - parsed.height
        return Parsed(parsed, records=parsed.height, attached=attached, rejects=pl.concat(rejects).sort("line"))

    def _gathered(self, lines: pl.DataFrame, continued: str, *, last: bool) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        """Whole records, and the lines that neither begin nor continue one."""
        starts = matching(lines["text"], self._starts)
        foreign = ~starts & ~lines["text"].str.contains(continued)
        rejects = [as_rejects(lines.filter(foreign), f"no line of {self._definition.title}")]
        gathered = self._gatherer.feed(lines.filter(~foreign), starts.filter(~foreign), last=last)
        return gathered.records, [*rejects, gathered.rejects]

    def _times(self, fields: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Instants, and which records have a stamp that is one, whatever else is needed to know its instant."""
        stamps = _stamps(fields, self._definition)
        times = self._calendar.instants(stamps)
        since_boot = uptimes(fields)
        if self._boot is not None:
            booted = (self._boot - EPOCH) // timedelta(microseconds=1)
            by_boot = (since_boot + booted).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
            times = pl.select(pl.coalesce(times, by_boot)).to_series()
        stamped = stamps.naive.is_not_null() | since_boot.is_not_null()
        if self._definition.untimed:
            stamped |= fields[TIME].is_null()
        if SINCE_LAST in fields.columns:
            steps = since_last(fields)
            times, stamped = self._calendar.counted_on(times, steps), stamped | steps.is_not_null()
        return times, stamped


@dataclass(frozen=True, slots=True)
class DefinedFormat:
    """The format of one definition."""

    definition: Definition

    @property
    def name(self) -> str:
        """The name that ``--format`` takes."""
        return self.definition.name

    @property
    def title(self) -> str:
        """What a person calls it."""
        return self.definition.title

    @property
    def table(self) -> Table:
        """The table that its rows go to."""
        return self.definition.table

    @property
    def samples(self) -> tuple[Sample, ...]:
        """What real programs print."""
        return tuple(sample.typed(self.definition.table) for sample in self.definition.samples)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines that the patterns fit, and on those that belong to them."""
        texts = pa.array(lines, pa.string())
        own = _found(texts, self.definition.lines)
        count = sum(own)
        if count < max(1, _FEWEST_RECORDS * len(lines)):
            return None
        attached = _found(texts, (*self.definition.headers, r"^\s*$"))
        explained = float(count + sum(also and not fits for also, fits in zip(attached, own, strict=True)))
        if self.definition.continued:
            may_belong = _found(texts, (self.definition.continued,))
            first = own.index(True)
            for line, fits, also, belongs in list(zip(lines, own, attached, may_belong, strict=True))[first:]:
                if belongs and not fits and not also:
                    explained += 1 if line[0].isspace() else _LOOSE_LINE
        heads = pl.Series([line for line, fits in zip(lines, own, strict=True) if fits], dtype=pl.String)
        fields, _ = extract(heads, self.definition)
        stamps = _stamps(fields, self.definition)
        zone, why_zone = self._zone(lines, fields)
        return Recognition(
            score=self.definition.confidence * explained / len(lines),
            reason=f"{count} of {len(lines)} sampled lines are those of {self.title}",
            options={**self._boot(lines), **_days(stamps)},
            zone=zone,
            why_zone=why_zone,
            has_year=not stamps.yearless.any(),
            dated=not stamps.dayless.any(),
            year=self._year(lines),
        )

    def open(self, options: Options, clock: Clock) -> DefinedParser:
        """A parser; ``boot`` is the instant of the boot for stamps that count from it, ``date`` the first day."""
        return DefinedParser(self.definition, clock, options)

    def _boot(self, lines: Sequence[str]) -> dict[str, str]:
        """When the machine was booted, by the first line that tells the clock and the time since then."""
        texts = pl.Series(lines, dtype=pl.String)
        for pattern in self.definition.boot:
            told = texts.str.extract_groups(pattern).struct.unnest().drop_nulls()
            if told.height:
                scale = self.definition.scale.get(UPTIME, 1)
                epoch, uptime = (told[name].cast(pl.Float64, strict=False)[0] for name in ("epoch", UPTIME))
                if epoch is not None and uptime is not None and uptime * scale < epoch:
                    return {"boot": (EPOCH + timedelta(seconds=epoch - uptime * scale)).isoformat()}
        return {}

    def _year(self, lines: Sequence[str]) -> int | None:
        """The year that a line tells."""
        if self.definition.year_line is None:
            return None
        told = pl.Series(lines, dtype=pl.String).str.extract_groups(self.definition.year_line).struct.field("year")
        return next(
            (int(year) for year in told.drop_nulls() if year.isdecimal() and _FIRST_YEAR <= int(year) <= MAXYEAR), None
        )

    def _zone(self, lines: Sequence[str], fields: pl.DataFrame) -> tuple[str | None, str]:
        """The zone that most stamps carry, or the one that a line tells; and what stands there that is none."""
        written = fields[ZONE] if ZONE in fields.columns else pl.Series([], dtype=pl.String)
        if self.definition.zone_line:
            texts = pl.Series(lines, dtype=pl.String)
            written = written.append(texts.str.extract_groups(self.definition.zone_line).struct.field("zone"))
        padded = written.drop_nulls().str.replace(r"^([+-]?)(\d):", "${1}0$2:").str.replace(r"^(\d)", "+$1")
        return stated_zone(padded)


def _stamps(fields: pl.DataFrame, definition: Definition) -> Stamps:
    nothing = pl.repeat(None, fields.height, dtype=pl.String, eager=True)
    texts = fields[TIME] if TIME in fields.columns else nothing
    stamps = read_stamps(texts, fields[ZONE] if ZONE in fields.columns else nothing, definition.time)
    if not PARTS.keys() & set(fields.columns):
        return stamps
    return replace(stamps, naive=(stamps.naive.to_physical() + parts_of_second(fields)).cast(pl.Datetime("us")))


def _found(texts: pa.Array, patterns: Sequence[str]) -> list[bool]:
    """Which texts one of the patterns is found in; RE2 compiles ten times as fast as Rust's regex."""
    found = [pc.match_substring_regex(texts, pattern).to_pylist() for pattern in patterns]
    return [any(each) for each in zip(*found, strict=True)]


def _days(stamps: Stamps) -> dict[str, str]:
    """What the sample tells of the days of a file whose stamps are times of day: how many, and when it ended."""
    if not stamps.dayless.any():
        return {}
    last = stamps.naive.filter(stamps.dayless)[-1]
    return {"midnights": str(midnights(stamps)), "ended": f"{last:%H:%M:%S}"}


def _first_day(options: Options, clock: Clock) -> datetime | None:
    """The day of the first stamp: ``date`` where it is given, else counted back from when the file was written."""
    if "date" in options:
        return _instant(options["date"]).replace(tzinfo=None)
    if clock.written is None or "ended" not in options:
        return None
    ended = datetime.fromisoformat(f"2000-01-01T{options['ended']}")
    return first_day(clock.written, clock.zone, ended, int(options["midnights"]))


def _instant(text: str) -> datetime:
    """An ISO 8601 instant or day, in UTC where it has no offset; FormatOptionError for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise FormatOptionError(
            "An option of the format is no time", value=text, valid=("2023-07-10T20:00:01Z", "2023-07-10")
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
