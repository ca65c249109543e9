"""Lines of separated values as columns: their cells, times in any usual form, numbers with a unit behind."""

from __future__ import annotations

import csv
from contextlib import suppress
from io import BytesIO

import polars as pl

from foreshock.ingest.formats.parts.stamps import iso_stamps
from foreshock.ingest.time.clock import Clock

_ISO = r"^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d"
_EPOCH = r"^\d{9,10}(?:\.\d+)?$|^\d{12,19}$"
_SPREADSHEET = (
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %H:%M:%S%.f",
    "%m/%d/%Y %H:%M",
    "%d.%m.%Y %H:%M:%S%.f",
    "%b %d, %Y %H:%M:%S",
    "%d/%m/%Y %I:%M:%S %p",
    "%d/%m/%Y %H:%M:%S%.f",
    "%d/%m/%Y %H:%M",
    "%d.%m.%Y %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y%m%dT%H%M%SZ",
)
# Excel counts days from 1899-12-30; a day without a time is any number.
_SERIAL = r"^[34]\d{4}\.\d+$"
_SERIAL_START, _DAY_MICROS = 25_569, 86_400_000_000
_DECIMAL_COMMA = r"^([+-]?\d+),(\d+)( ?%?)$"
# Seconds have 10 digits in this century, then come milli-, micro- and nanoseconds.
_MILLIS, _MICROS, _NANOS = 10**11, 10**14, 10**17
_UNITS = {
    "%": (0.01, "1"), "B": (1.0, "By"), "KiB": (2.0**10, "By"), "MiB": (2.0**20, "By"), "GiB": (2.0**30, "By"),
    "TiB": (2.0**40, "By"), "kB": (1e3, "By"), "KB": (1e3, "By"), "MB": (1e6, "By"), "GB": (1e9, "By"),
    "TB": (1e12, "By"), "ns": (1e-9, "s"), "µs": (1e-6, "s"), "ms": (1e-3, "s"), "s": (1.0, "s"), "min": (60.0, "s"),
}  # fmt: skip
NO_VALUE = frozenset({"", "null", "undefined", "-", "NULL", "N/A", "n/a", "None", "nan", "NaN"})


def fields_of(line: str, separator: str, *, padded: bool = False) -> list[str]:
    """The fields of one line; quotes may enclose separators, unless the line is no CSV (a lone CR, a huge field).

    ``padded``: blanks in front of a field are none of it.
    """
    try:
        return next(csv.reader([line], delimiter=separator, skipinitialspace=padded), [])
    except csv.Error:
        return line.split(separator)


def cells(lines: pl.Series, width: int, separator: str) -> tuple[pl.DataFrame, pl.Series]:
    """The fields (String) of the lines that have ``width`` of them, and which lines those are (Boolean)."""
    quoted = lines.str.contains('"', literal=True)
    fits = (lines.str.count_matches(separator, literal=True) == width - 1) & ~quoted
    if quoted.any():
        own = [len(fields_of(line, separator)) == width and line.count('"') % 2 == 0 for line in lines.filter(quoted)]
        places = quoted.cum_sum() - 1
        fits |= quoted & pl.Series(own).gather(pl.select(pl.when(quoted).then(places).otherwise(0)).to_series())
    names = [f"c{at}" for at in range(width)]
    kept = lines.filter(fits)
    schema = dict.fromkeys(names, pl.String)
    if kept.is_empty():
        return pl.DataFrame(schema=schema), fits
    data = BytesIO(("\n".join(kept) + "\n").encode())
    # Quotes stand in places where only Python's reader forgives them: the fast one raises, or joins lines.
    table = None
    with suppress(pl.exceptions.PolarsError):
        table = pl.read_csv(data, has_header=False, schema=schema, separator=separator)
    if table is None or table.height != len(kept):
        table = pl.DataFrame([fields_of(line, separator) for line in kept], schema=schema, orient="row")
    return table.fill_null(""), fits


def moments(texts: pl.Series, clock: Clock, order: str) -> pl.Series:
    """Instants for a column of times: ISO 8601, epoch seconds to nanoseconds, or as spreadsheets write them.

    ``order`` dmy reads 07/10/2023 as a day in October; else the month stands first where it can.
    """
    texts = texts.str.strip_chars()
    iso = texts.str.contains(_ISO)
    naive, offsets = iso_stamps(pl.select(pl.when(iso).then(_padded(texts))).to_series())
    epoch = texts.str.contains(_EPOCH)
    if epoch.any():
        micros = _epoch_micros(pl.select(pl.when(epoch).then(texts)).to_series())
        naive = pl.select(pl.coalesce(naive, micros)).to_series()
        offsets = pl.select(pl.coalesce(offsets, pl.when(epoch).then(pl.lit(0, pl.Int64)))).to_series()
    serial = texts.str.contains(_SERIAL)
    if serial.any():
        days = pl.select(pl.when(serial).then(texts)).to_series().cast(pl.Float64, strict=False) - _SERIAL_START
        # Written with ten places or so, which is a hundredth of a millisecond.
        millis = (days * (_DAY_MICROS / 1000)).round().cast(pl.Int64) * 1000
        naive = pl.select(pl.coalesce(naive, millis.cast(pl.Datetime("us")))).to_series()
    if not (iso | epoch | serial).all():
        forms = [form for form in _SPREADSHEET if order != "dmy" or not form.startswith("%m")]
        plain = [texts.str.to_datetime(form, time_unit="us", strict=False) for form in forms]
        naive = pl.select(pl.coalesce(naive, *plain)).to_series()
    return clock.instants(naive, offsets)


def with_points(table: pl.DataFrame, separator: str) -> pl.DataFrame:
    """The cells with decimal points for the commas of numbers, which a file has that is not separated by commas."""
    if separator == ",":
        return table
    return table.with_columns(pl.all().str.replace(_DECIMAL_COMMA, "${1}.${2}${3}"))


def _padded(texts: pl.Series) -> pl.Series:
    """Times without seconds get them; a zone by name is one by offset."""
    texts = texts.str.replace(r"^(.{10}[T ]\d\d:\d\d)($|[Z+ -])", "${1}:00${2}").str.replace(r" ?(?:UTC|GMT)$", "Z")
    return texts.str.replace(r" ?([+-]\d\d)$", "${1}00")


def _epoch_micros(texts: pl.Series) -> pl.Series:
    fraction = texts.str.contains(".", literal=True)
    whole = texts.cast(pl.Int64, strict=False)
    number = pl.DataFrame({"n": whole}).select(
        pl.when(pl.col("n") >= _NANOS).then(pl.col("n") // 1000)
        .when(pl.col("n") >= _MICROS).then(pl.col("n"))
        .when(pl.col("n") >= _MILLIS).then(pl.col("n") * 1000)
        .otherwise(pl.col("n") * 1_000_000)
    ).to_series()  # fmt: skip
    decimal = (texts.cast(pl.Float64, strict=False) * 1e6).round().cast(pl.Int64, strict=False)
    return pl.select(pl.when(fraction).then(decimal).otherwise(number).cast(pl.Datetime("us"))).to_series()


def numbers_with_units(texts: pl.Series) -> tuple[pl.Series, str | None]:
    """Floats, in the base unit where one stands behind them (with that unit); null where there is no number."""
    stripped = texts.str.strip_chars()
    values = stripped.str.strip_prefix("+").cast(pl.Float64, strict=False)
    missing = values.is_null() & ~stripped.is_in(list(NO_VALUE))
    if not missing.any():
        return values, None
    parts = stripped.str.extract_groups(r"^(?P<number>[+-]?\d+(?:\.\d+)?) ?(?P<unit>%|[A-Za-zµ]{1,3})$").struct.unnest()
    names = list(_UNITS)
    scales = parts["unit"].replace_strict(names, [scale for scale, _ in _UNITS.values()], default=None,
                                          return_dtype=pl.Float64)  # fmt: skip
    scaled = parts["number"].cast(pl.Float64, strict=False) * scales
    found = parts["unit"].filter(scaled.is_not_null()).drop_nulls()
    unit = _UNITS[found[0]][1] if len(found) else None
    return pl.select(pl.coalesce(values, scaled)).to_series(), unit
