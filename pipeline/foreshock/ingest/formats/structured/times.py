"""Stamps and durations of structured logs, in whatever form a field states them."""

from __future__ import annotations

import re
from datetime import datetime

import polars as pl

from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.parts.stamps import iso_stamps
from foreshock.ingest.time.clock import offsets_of
from foreshock.ingest.time.zone_names import offset_of

# A stamp before 1970 or after 9990 is damaged.
_FIRST, _LAST = datetime(1970, 1, 1), datetime(9990, 1, 1)  # noqa: DTZ001 - stamps are naive here
_EPOCH = r"^-?\d{8,20}(?:\.\d+)?$"
_FLOAT = r"^\d+(?:\.\d+)?[eE]\+?\d+$"
# Up to which epoch a whole number counts seconds, milliseconds, microseconds: the year 5138 in each unit.
_UNITS = ((10**11, 10**6), (10**14, 10**3), (10**17, 1))
_ZONE_WORD = r" ?(?:UTC|GMT)$"
_CLF = (r"^\[?\d{1,2}/[A-Z][a-z]{2}/\d{4}:", r"^\[?(\d{1,2}/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d)", "%d/%b/%Y:%H:%M:%S")
_HTTP = (r"^[A-Z][a-z]{2}, ", r"^[A-Z][a-z]{2}, (\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d)", "%d %b %Y %H:%M:%S")
_CTIME = (
    r"^[A-Z][a-z]{2} [A-Z][a-z]{2} ",
    r"^[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})",
    "%b %e %H:%M:%S %Y",
)
_WORDED = (  # July 10, 2023 20:00:01, the example of Nextcloud's logdateformat
    r"^[A-Z][a-z]{2,8} \d{1,2}, \d{4} \d",
    r"^([A-Z][a-z]{2,8} \d{1,2}, \d{4} \d\d:\d\d:\d\d)",
    "%B %d, %Y %H:%M:%S",
)
_ABBREVIATION = r" ([A-Z]{3,5})$"
_NAMED_ZONE = r" ([A-Z]{2,5}|[+-]\d\d:?\d\d)\]?$"
_UNIT_SECONDS = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,
    "μs": 1e-6,
    "micros": 1e-6,
    "nanos": 1e-9,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
}
_DURATION = r"^(?:\d+(?:\.\d+)?(?:nanos|micros|ns|us|µs|μs|ms|h|m|s))+$"
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(nanos|micros|ns|us|µs|μs|ms|h|m|s)")
_BEGINS_WITH_DIGIT = r"^\d"
_ONE_UNIT = r"^(\d+(?:\.\d+)?)(nanos|micros|ns|us|µs|μs|ms|s)$"


def stamps_of(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Naive stamps (Datetime us) and offsets (Int64 seconds east of UTC, null where a stamp carries none).

    Takes ISO 8601 in its usual forms, seconds, milli-, micro- and nanoseconds since 1970, the stamp of access
    logs, of HTTP headers, of ctime, and a month's name before day and year. Null where a text is none of them.
    """
    epoch = texts.str.contains(_EPOCH).fill_null(value=False)
    if len(texts) and epoch.all():
        return _epochs(texts), pl.repeat(0, len(texts), dtype=pl.Int64, eager=True)
    if texts.str.contains(_ZONE_WORD).any():
        texts = texts.str.replace(_ZONE_WORD, "Z")
    stamps, offsets = iso_stamps(texts)
    if epoch.any():
        stamps = patched(stamps, epoch, _epochs(texts.filter(epoch)))
        offsets = pl.select(pl.when(epoch).then(0).otherwise(offsets)).to_series()
    if stamps.null_count() > texts.null_count():
        stamps, offsets = _others(texts, stamps, offsets)
    named = (offsets.is_null() & texts.str.contains(_ABBREVIATION)).fill_null(value=False)
    if named.any():
        offsets = patched(offsets, named, offsets_of(texts.filter(named).str.extract(_ABBREVIATION)))
    return pl.select(pl.when(stamps.is_between(_FIRST, _LAST)).then(stamps)).to_series(), offsets


def _others(texts: pl.Series, stamps: pl.Series, offsets: pl.Series) -> tuple[pl.Series, pl.Series]:
    for sign, pattern, form in (_CLF, _HTTP, _CTIME, _WORDED):
        chosen = (stamps.is_null() & texts.str.contains(sign)).fill_null(value=False)
        if chosen.any():
            found = texts.filter(chosen)
            read = found.str.extract(pattern).str.to_datetime(form, time_unit="us", strict=False)
            stamps = patched(stamps, chosen, read)
            zones = found.str.extract(_NAMED_ZONE).fill_null("Z" if sign == _HTTP[0] else "")
            offsets = patched(offsets, chosen, offsets_of(pl.select(pl.when(zones != "").then(zones)).to_series()))
    floats = (stamps.is_null() & texts.str.contains(_FLOAT)).fill_null(value=False)
    if floats.any():
        seconds = texts.filter(floats).cast(pl.Float64, strict=False)
        stamps = patched(stamps, floats, (seconds * 1e6).round().cast(pl.Int64, strict=False).cast(pl.Datetime("us")))
        offsets = patched(offsets, floats, pl.repeat(0, len(seconds), dtype=pl.Int64, eager=True))
    return stamps, offsets


def _epochs(texts: pl.Series) -> pl.Series:
    """Instants of numbers since 1970; the unit is told by the size, a fraction counts in that unit."""
    fraction: pl.Expr | pl.Series = pl.lit(0)
    if texts.str.contains(".", literal=True).any():
        parts = texts.str.splitn(".", 2).struct
        texts, behind = parts.field("field_0"), parts.field("field_1")
        fraction = behind.str.head(6).str.pad_end(6, "0").cast(pl.Int64, strict=False).fill_null(0)
    whole = texts.str.to_integer(strict=False, dtype=pl.Int64)
    size = whole.abs()
    micros = pl.lit(whole) // 1000
    for limit, factor in reversed(_UNITS):
        micros = pl.when(size < limit).then(pl.lit(whole) * factor + fraction * factor // 10**6).otherwise(micros)
    return pl.select(micros.cast(pl.Datetime("us"))).to_series()


def zone_of(texts: list[str]) -> str | None:
    """The zone that most of these stamps carry; UTC for numbers since 1970."""
    found: dict[str, int] = {}
    for text in texts:
        match = re.search(r"(?:\d|\d ?)(Z|UTC|GMT|[+-]\d\d:?\d\d)\]?$| ([A-Z]{3,5})$", text)
        zone = (match[1] or match[2]) if match else "UTC" if re.fullmatch(r"[\d.eE+]{8,}", text) else ""
        zone = "UTC" if zone in {"Z", "GMT"} else zone
        if zone and offset_of(zone) is not None:
            found[zone] = found.get(zone, 0) + 1
    return max(found, key=lambda zone: found[zone]) if found else None


def spelled_durations(texts: pl.Series) -> pl.Series:
    """Seconds of durations that say their unit as Go prints them: 1.5ms, 2m3.5s; null for anything else."""
    if not texts.str.contains(_BEGINS_WITH_DIGIT).any():
        return pl.repeat(None, len(texts), dtype=pl.Float64, eager=True)
    single = texts.str.extract_groups(_ONE_UNIT).struct.unnest()
    seconds = single["1"].cast(pl.Float64, strict=False) * single["2"].replace_strict(
        _UNIT_SECONDS, default=None, return_dtype=pl.Float64
    )
    several = texts.str.contains(_DURATION).fill_null(value=False) & seconds.is_null()
    if not several.any():
        return seconds
    sums = [
        sum(float(number) * _UNIT_SECONDS[unit] for number, unit in _DURATION_PART.findall(text))
        for text in texts.filter(several)
    ]
    return patched(seconds, several, pl.Series(sums, dtype=pl.Float64))
