"""Stamps of defined formats: strptime's words, ISO 8601, epochs, and times of day, to instants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.stamps import iso_stamps
from foreshock.ingest.time.clock import Clock, offsets_of
from foreshock.ingest.time.zone_names import zone_named

ISO = "iso"
# Units of numbers since 1970, in microseconds.
EPOCHS: dict[str, int] = {"seconds": 1_000_000, "milliseconds": 1_000, "microseconds": 1}
ANY_EPOCH, TAI64, HEX = "epoch", "tai64n", "hexadecimal"
_NUMBERS = (*EPOCHS, ANY_EPOCH, TAI64, HEX)
_LAST_SECOND, _LAST_MILLI = 10**11, 10**14  # the year 5138 in each unit
_TAI_START = 2**62 + 10  # daemontools writes 1970 so, and counts no leap seconds
_WORD = re.compile(r"%(\.f|-?[a-zA-Z%])")
_WORDS = ("Y", "y", "m", "b", "B", "d", "e", "j", "a", "A", "H", "I", "p", "M", "S", ".f", "T", "D", "F", "Z", "%")
_YEARS, _DAYS, _CLOCKS = {"Y", "y", "D", "F"}, {"d", "e", "j", "D", "F"}, {"H", "I", "T"}
_WEEKDAY = "%a "
_COMMA_FRACTION = r",(\d{1,9})\b"
_DAY = 86_400_000_000
# A file's last line may be a little younger than its time of change (copied, rounded), not hours.
_AFTER_CHANGE = timedelta(minutes=5)
# A step back of more than the hour of a change to winter time is midnight.
_MIDNIGHT_STEP = 3_600_000_000


def _words(format_: str) -> set[str]:
    return {word.removeprefix("-") for word in _WORD.findall(format_)}


def check_stamp_format(text: str) -> str:
    """The same text; ValueError when it is no format of stamps."""
    if text == ISO or text in _NUMBERS:
        return text
    unknown = _words(text) - set(_WORDS)
    if unknown:
        raise ValueError(f"%{min(unknown)} is none of %{' %'.join(_WORDS)}")
    if not _words(text) & _CLOCKS:
        raise ValueError(f"it has no %H; write it with strptime's words, or {ISO}, {', '.join(_NUMBERS)}")
    return text


def has_year(format_: str) -> bool:
    """Whether stamps of this format state their year."""
    return format_ == ISO or format_ in _NUMBERS or bool(_words(format_) & _YEARS)


def has_date(format_: str) -> bool:
    """Whether stamps of this format state their day."""
    return has_year(format_) or bool(_words(format_) & _DAYS)


@dataclass(frozen=True, slots=True)
class Stamps:
    """Stamps as written: naive (Datetime us), their own offset (seconds), and what they do not state.

    ``yearless`` ones stand in the year 2000, ``dayless`` ones on its first day.
    """

    naive: pl.Series
    offsets: pl.Series
    yearless: pl.Series
    dayless: pl.Series


def read_stamps(texts: pl.Series, zones: pl.Series, formats: Sequence[str]) -> Stamps:
    """The stamps, each by the first of ``formats`` that fits; ``naive`` is null where none does.

    ``zones`` are abbreviations or offsets that stand beside the stamps.
    """
    nothing = pl.repeat(None, len(texts), dtype=pl.Int64, eager=True)
    naive, offsets, which = nothing, offsets_of(zones), nothing
    for number, format_ in enumerate(formats):
        if naive.null_count() == 0 and number:
            break
        stamps, own = _read(texts, format_)
        fresh = naive.is_null() & stamps.is_not_null()
        picked = pl.select(
            pl.when(fresh).then(stamps.to_physical()).otherwise(naive).alias("naive"),
            pl.when(fresh).then(pl.coalesce(own, offsets)).otherwise(offsets).alias("offsets"),
            pl.when(fresh).then(pl.lit(number, pl.Int64)).otherwise(which).alias("which"),
        )
        naive, offsets, which = picked["naive"], picked["offsets"], picked["which"]
    yearless = [number for number, format_ in enumerate(formats) if not has_year(format_)]
    dayless = [number for number, format_ in enumerate(formats) if not has_date(format_)]
    return Stamps(
        naive.cast(pl.Datetime("us")),
        offsets,
        which.is_in(yearless).fill_null(value=False),
        which.is_in(dayless).fill_null(value=False),
    )


def _read(texts: pl.Series, format_: str) -> tuple[pl.Series, pl.Series]:
    nothing = pl.repeat(None, len(texts), dtype=pl.Int64, eager=True)
    if format_ == ISO:
        return iso_stamps(texts)
    if format_ in _NUMBERS:
        micros = _LABELS[format_](texts) if format_ in _LABELS else _since_1970(texts, EPOCHS.get(format_))
        return micros.cast(pl.Datetime("us")), micros * 0
    if "%.f" in format_ and texts.str.contains(_COMMA_FRACTION).any():
        texts = texts.str.replace(_COMMA_FRACTION, ".$1")
    if not has_date(format_):
        texts, format_ = "2000-01-01 " + texts, f"%Y-%m-%d {format_}"
    elif not has_year(format_):
        if format_.startswith(_WEEKDAY):  # which is that of the year that the stamp does not state
            texts, format_ = texts.str.replace(r"^\S+ ", ""), format_.removeprefix(_WEEKDAY)
        texts, format_ = "2000 " + texts, f"%Y {format_}"  # 2000: a leap year keeps 29 February
    return texts.str.to_datetime(format_, time_unit="us", strict=False), nothing


def _since_1970(texts: pl.Series, unit: int | None) -> pl.Series:
    """Microseconds; whole and fraction apart, as a float would lose them. Without a unit the size tells it."""
    parts = texts.str.extract_groups(r"^([0-9]{1,17})(?:[.,]([0-9]{1,9}))?$").struct.rename_fields(["whole", "part"])
    whole = parts.struct.field("whole").cast(pl.Int64, strict=False)
    fraction = parts.struct.field("part").str.pad_end(9, "0").cast(pl.Int64).fill_null(0)
    units = pl.when(whole < _LAST_SECOND).then(1_000_000).when(whole < _LAST_MILLI).then(1_000).otherwise(1)
    each = pl.lit(unit) if unit else units
    return pl.select((whole * each + fraction * each // 1_000_000_000).alias("micros")).to_series()


def _tai(texts: pl.Series) -> pl.Series:
    """Microseconds since 1970 for TAI64 and TAI64N labels, @4000000043322583 with eight digits for nanoseconds.

    Source: cr.yp.to/libtai/tai64.html, and daemontools' tai64nlocal for what UTC is.
    """
    labels = texts.str.extract_groups(r"^@(4[0-9a-f]{15})([0-9a-f]{8})?").struct.rename_fields(["seconds", "nanos"])
    seconds = labels.struct.field("seconds").str.to_integer(base=16, strict=False, dtype=pl.Int64) - _TAI_START
    nanos = labels.struct.field("nanos").str.to_integer(base=16, strict=False, dtype=pl.Int64).fill_null(0)
    return seconds * 1_000_000 + nanos // 1_000


def _hexadecimal(texts: pl.Series) -> pl.Series:
    """Microseconds since 1970 for 64ac6241.1b2e0200: seconds, and eight digits of nanoseconds or five of microseconds.

    Source: slap_debug_print of OpenLDAP's servers/slapd/logging.c (2.6); 2.4 writes the seconds alone.
    """
    parts = texts.str.extract_groups(r"^([0-9a-f]{8})(?:\.(?:([0-9a-f]{8})|([0-9a-f]{5})))?$").struct
    names = ("1", "2", "3")
    seconds, nanos, micros = (parts.field(name).str.to_integer(base=16, strict=False, dtype=pl.Int64) for name in names)
    return seconds * 1_000_000 + nanos.fill_null(0) // 1_000 + micros.fill_null(0)


_LABELS = {TAI64: _tai, HEX: _hexadecimal}


class Calendar:
    """The instants of one file's stamps, in file order; what a stamp does not state is told by the file."""

    def __init__(self, clock: Clock, first_day: datetime | None) -> None:
        """``first_day`` (naive) is the day of the first stamp, for stamps of the time of day alone."""
        self._clock = clock
        self._day = None if first_day is None else int((first_day - datetime(1970, 1, 1)).days)  # noqa: DTZ001 - naive
        self._previous: int | None = None
        self._last: int | None = None  # the instant of the record above, in microseconds

    def instants(self, stamps: Stamps) -> pl.Series:
        """Instants (Datetime us, UTC); null for null, and where nothing tells the day."""
        naive = stamps.naive
        if stamps.dayless.any():
            naive = self._dated(naive, stamps.dayless)
        yearless = stamps.yearless & ~stamps.dayless
        if yearless.any():
            pending = pl.select(pl.when(yearless).then(naive)).to_series()
            naive = pl.select(
                pl.when(yearless).then(self._clock.with_years(pending)).otherwise(naive).alias("time")
            ).to_series()
        return self._clock.instants(naive, stamps.offsets)

    def counted_on(self, times: pl.Series, steps: pl.Series) -> pl.Series:
        """The instants, with those of records that count microseconds (``steps``) since the record above."""
        known = pl.concat([pl.Series([self._last], dtype=pl.Int64), times.to_physical()])
        walked = pl.concat([pl.Series([0]), steps.fill_null(0)]).cum_sum()
        start = known - walked  # where a record with an instant of its own would have been at the first step
        counted = start.fill_null(strategy="forward") + walked
        self._last = counted[-1]
        return counted.slice(1).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")

    def _dated(self, naive: pl.Series, dayless: pl.Series) -> pl.Series:
        """Times of day on their days: a step back of more than an hour is midnight."""
        chosen = dayless.to_numpy()
        of_day = naive.to_physical().filter(dayless).to_numpy() % _DAY
        back = np.diff(of_day, prepend=of_day[0] if self._previous is None else self._previous) < -_MIDNIGHT_STEP
        days = np.cumsum(back)
        self._previous = int(of_day[-1])
        out = np.zeros(len(naive), dtype=np.int64)
        first = self._day or 0
        out[chosen] = (first + days) * _DAY + of_day
        if self._day is not None:
            self._day += int(days[-1])
        known = dayless if self._day is not None else dayless & False
        return pl.select(
            pl.when(known).then(pl.Series(out).cast(pl.Datetime("us"))).when(~dayless).then(naive)
        ).to_series()


def midnights(stamps: Stamps) -> int:
    """How often a new day begins among stamps of the time of day alone."""
    of_day = stamps.naive.filter(stamps.dayless).to_physical().to_numpy() % _DAY
    return int((np.diff(of_day) < -_MIDNIGHT_STEP).sum())


def first_day(written: datetime, zone: str, last: datetime, days: int) -> datetime:
    """The day (naive, at midnight) of a file's first stamp, counted back from when the file was written.

    ``last`` is its last stamp, of which the time of day counts; ``days`` is how many midnights lie before it.
    """
    local = written.astimezone(zone_named(zone)).replace(tzinfo=None)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    of_day = last - last.replace(hour=0, minute=0, second=0, microsecond=0)
    late = day + of_day > local + _AFTER_CHANGE
    return day - timedelta(days=days + late)
