"""The stamp of RFC 3164, ``Jul 10 20:00:01``, and what senders make of it: a year, a month of another language.

Cisco's devices put the year behind the day (``Jul 10 2023 20:00:01.123 UTC:``), older syslog daemons in front;
a daemon under another locale, or a script that calls date(1), abbreviates the month as that locale does.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.stamps import CLOCK_TIME, MONTHS
from foreshock.ingest.time.clock import Clock, offsets_of

# The abbreviations of glibc's locales: German, French, Spanish, Italian, Dutch, Portuguese, Polish, Swedish, Danish.
_FOREIGN = {
    "jan": 1, "janv.": 1, "ene": 1, "gen": 1, "sty": 1, "févr.": 2, "fev": 2, "fév": 2, "lut": 2,
    "mär": 3, "mrz": 3, "mars": 3, "mar": 3, "mrt": 3, "avril": 4, "avr.": 4, "abr": 4, "kwi": 4,
    "mai": 5, "maj": 5, "may": 5, "mag": 5, "mei": 5, "juin": 6, "giu": 6, "cze": 6, "juil.": 7, "lug": 7, "lip": 7,
    "août": 8, "ago": 8, "sie": 8, "sept.": 9, "set": 9, "wrz": 9, "okt": 10, "oct.": 10, "ott": 10, "out": 10,
    "paź": 10, "nov.": 11, "lis": 11, "dez": 12, "déc.": 12, "dic": 12, "des": 12, "gru": 12,
    "feb": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_NUMBERS = {
    **{name: month for month, name in enumerate(MONTHS, 1)},
    **_FOREIGN,
    **{name.capitalize(): month for name, month in _FOREIGN.items()},
}
_ANY_MONTH = "|".join(name.replace(".", r"\.") for name in sorted(_NUMBERS, key=lambda name: (-len(name), name)))
_YEAR = r"(?:(?:19|20)\d\d )?"
_ZONE = "UTC|[A-Z]{1,3}T"
BSD_STAMP = rf"{_YEAR}(?:{_ANY_MONTH}) (?: ?[1-9]|0[1-9]|[12]\d|3[01]) {_YEAR}{CLOCK_TIME}"
# The same without a year: a file of these has to be told one.
YEARLESS_STAMP = BSD_STAMP.replace(_YEAR, "")
# What nearly every line looks like: a stamp of 15 characters, a blank.
USUAL = rf"^(?:{'|'.join(MONTHS)}) [ 0-3]\d {CLOCK_TIME} "
STAMP_WIDTH = 15
_SPLIT = (
    rf"^(?P<stamp>{BSD_STAMP})(?:\.(?P<fraction>[0-9]{{1,6}})\d*)?"
    rf"(?: (?P<zone>{_ZONE})(?P<end>:)?)?:? (?P<rest>(?s:.*))$"
)
_PARTS = r"^(?P<year>\d{4} )?(?P<month>\S+) +(?P<day>\d+) (?P<later>\d{4} )?(?P<clock>.*)$"


def split_stamps(texts: pl.Series, clock: Clock) -> pl.DataFrame:
    """Columns stamp (naive, without a year of its own in the clock's), offset (seconds, null without) and rest.

    Capitals behind a stamp are its zone where a year or a colon tells that they are none's name.
    """
    parts = texts.str.extract_groups(_SPLIT).struct.unnest()
    micros = parts["fraction"].str.pad_end(6, "0").cast(pl.Int64).fill_null(0)
    stamps = dated(parts["stamp"], clock).to_physical() + micros
    zoned = parts["end"].is_not_null() | parts["stamp"].str.contains(r"\d{4} ")
    name = pl.col("zone")
    return parts.select(
        stamps.cast(pl.Datetime("us")).alias("stamp"),
        offsets_of(pl.select(pl.when(zoned).then(parts["zone"])).to_series()).alias("offset"),
        pl.when(zoned | name.is_null()).then("rest").otherwise(pl.concat_str(name, "rest", separator=" ")),
    )


def dated(stamps: pl.Series, clock: Clock) -> pl.Series:
    """Stamps in their own year or the file's; read once for each run of lines that share one."""
    runs = stamps.rle().struct.unnest()
    text, years = runs["value"].str.replace("  ", " 0", literal=True), None
    if not text.str.contains(rf"^(?:{'|'.join(MONTHS)}) \d+ \d\d:").all():
        text, years = _plain(text)
    leap = text.str.ends_with(":60")
    text = "2000 " + text.str.replace(":60$", ":59")  # 2000: a leap year keeps 29 February
    parsed = text.str.to_datetime("%Y %b %d %H:%M:%S", time_unit="us", strict=False)
    moments = _with_years(parsed, years, clock).to_physical() + leap.cast(pl.Int64) * 1_000_000
    spread = np.repeat(np.arange(runs.height), runs["len"].to_numpy())
    return moments.cast(pl.Datetime("us")).gather(spread).alias("stamp")


def _plain(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Stamps with English months and without their years; the years (Int64, null without)."""
    parts = texts.str.extract_groups(_PARTS).struct.unnest()
    number = parts["month"].replace_strict(_NUMBERS, default=None, return_dtype=pl.Int64)
    english = pl.Series(MONTHS).gather(number - 1)
    year = pl.select(pl.coalesce(parts["year"], parts["later"])).to_series().str.strip_chars().cast(pl.Int64)
    return english + " " + parts["day"] + " " + parts["clock"], year


def _with_years(stamps: pl.Series, years: pl.Series | None, clock: Clock) -> pl.Series:
    """Stamps of the year 2000 in the years that they state, the others in the file's."""
    if years is None or years.null_count() == len(years):
        return clock.with_years(stamps)
    yearless = clock.with_years(pl.select(pl.when(years.is_null()).then(stamps)).to_series())
    shifted = stamps.dt.replace(year=years.fill_null(2000).cast(pl.Int32))
    return pl.select(pl.coalesce(yearless, shifted)).to_series()
