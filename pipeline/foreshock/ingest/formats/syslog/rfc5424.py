"""Syslog lines of RFC 5424: version, stamp, host, program, process id, message id, structured data, message."""

from __future__ import annotations

import re

import polars as pl

from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.parts.repeating import coded
from foreshock.ingest.formats.parts.stamps import CLOCK_TIME, ISO_DATE, ISO_OFFSET, iso_stamps

ISO_STAMP = rf"{ISO_DATE}T{CLOCK_TIME}(?:\.\d+)?{ISO_OFFSET}"
# A version in front; without one (some collectors drop it) the tag must not look like RFC 3164's "program:".
_VERSIONED = rf"\d{{1,3}} (?:{ISO_STAMP}|-) \S+ \S+ \S+ \S+ "
_BARE = rf"{ISO_STAMP} \S+ [^\s:\[\]]+ (?:-|\d+) \S+ "
# Version 1 and a stamp tell the header where a sender leaves the structured data out, and where the line was cut off
# behind the program; a name that a cut may have shortened is none.
HEADER = rf"(?:(?:{_VERSIONED}|{_BARE})(?:- ?|-$|\[)|1 {ISO_STAMP} (?:(?:\S+ ){{4}}|(?:\S+ ){{2,3}}\S*$))"
_NIL = "-"
_PARAM = r'[^\s="\]]+= ?"(?:[^"\\]|\\.)*"'
_ELEMENT = rf"\[[^\s=\"\]]+(?: {_PARAM})*\s*\]"
_DATA = rf"^(?:{_ELEMENT})+"
_ELEMENTS = re.compile(rf"\[([^\s=\"\]]+)((?: {_PARAM})*)\s*\]")
_PARAMS = re.compile(r'([^\s="\]]+)= ?"((?:[^"\\]|\\.)*)"')
_VALUE = r'"(?:[^"\\]|\\.)*"'
_ESCAPE = r'\\(["\\\]])'
_BYTE_ORDER_MARK = "\ufeff"
_MAX_PARAMS = 64  # distinct names in a block; beyond them the data is kept as it stands
_MAX_SHAPES = 256


def fields(texts: pl.Series) -> pl.DataFrame:
    """Columns version, stamp, offset, host, program, pid, procid, msgid, data, body of lines without PRI.

    NILVALUE is null. ``procid`` is a process id that is no number. ``data`` is the structured data as it stands;
    data that does not follow the grammar stays in the body.
    """
    names = ["version", "time", "host", "program", "process", "msgid", "rest"]
    if texts.str.contains(r"^\d{1,3} ").all():
        parts = texts.str.splitn(" ", len(names)).struct.rename_fields(names).struct.unnest()
    else:
        headless = texts.str.replace(r"^\d{1,3} ", "")
        parts = headless.str.splitn(" ", len(names) - 1).struct.rename_fields(names[1:]).struct.unnest()
        parts = parts.with_columns(texts.str.extract(r"^(\d{1,3}) ").alias("version"))
    if parts["rest"].null_count():
        parts = _cut_off(parts)
    parts = parts.with_columns(pl.when(pl.col(name) != _NIL).then(name) for name in names[1:-1])
    data, bodies = _without_data(parts["rest"])
    stamps, offsets = iso_stamps(parts["time"])
    return parts.select(
        "version",
        stamps.alias("stamp"),
        offsets.alias("offset"),
        "host",
        "program",
        pl.col("process").str.to_integer(strict=False, dtype=pl.Int64).alias("pid"),
        pl.when(~pl.col("process").str.contains(r"^\d+$")).then("process").alias("procid"),
        "msgid",
        data.alias("data"),
        bodies.str.strip_chars_start(" ").str.strip_prefix(_BYTE_ORDER_MARK).alias("body"),
    )


def _cut_off(parts: pl.DataFrame) -> pl.DataFrame:
    """The same where lines end before their data: the number that is last may have had more digits."""
    whole = pl.col("rest").is_not_null()
    ended = whole | pl.col("msgid").is_not_null()
    return parts.with_columns(
        pl.when(ended).then("process").alias("process"),
        pl.when(whole | (pl.col("msgid") != "")).then("msgid").alias("msgid"),
        pl.col("rest").fill_null(""),
    )


def _without_data(rests: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Structured data (null where there is none) and the messages behind it."""
    given = rests.str.starts_with("[").fill_null(value=False)
    nothing = pl.repeat(None, len(rests), dtype=pl.String, eager=True)
    bodies = rests.str.strip_prefix(_NIL)
    if not given.any():
        return nothing, bodies
    texts = rests.filter(given)
    behind = texts.str.replace(_DATA, "")
    cut = (behind.str.len_bytes() < texts.str.len_bytes()) & ((behind == "") | behind.str.starts_with(" "))
    whole = texts.str.head(texts.str.len_chars() - behind.str.len_chars())
    data = pl.select(pl.when(cut).then(whole)).to_series()
    said = pl.select(pl.when(cut).then(behind.str.slice(1)).otherwise(texts)).to_series()
    return patched(nothing, given, data), patched(bodies, given, said)


def data_columns(data: pl.Series) -> dict[str, pl.Series]:
    """Structured data as columns named ``sd-id.param`` (the bare ``sd-id`` for an element without parameters)."""
    # The data of one program has few shapes: the same names in the same order, with other values between the quotes.
    shapes, codes = coded(data.str.replace_all(_VALUE, '""'))
    named = [_named(shape) for shape in shapes]
    if len({name for names in named for name in names}) > _MAX_PARAMS or len(shapes) > _MAX_SHAPES:
        return {"structured_data": data}
    nothing = pl.repeat(None, len(data), dtype=pl.String, eager=True)
    columns: dict[str, pl.Series] = {}
    for code, names in enumerate(named):
        here = (codes == code).fill_null(value=False)
        for name, values in _values(data.filter(here), names).items():
            columns[name] = patched(columns.get(name, nothing), here, values)
    return columns


def _named(shape: str) -> dict[str, int]:
    """The names of a shape, with the number of the value that each has (the last counts); -1 where it has none."""
    names: dict[str, int] = {}
    number = 0
    for element, text in _ELEMENTS.findall(shape):
        params = _PARAMS.findall(text)
        if not params:
            names[element] = -1
        for name, _ in params:
            names[f"{element}.{name}"] = number
            number += 1
    return names


def _values(data: pl.Series, names: dict[str, int]) -> dict[str, pl.Series]:
    """The values of some data of one shape, by name."""
    count = max(names.values(), default=-1) + 1
    empty = pl.repeat("", len(data), dtype=pl.String, eager=True)
    if not data.str.contains("\\", literal=True).any():
        pieces = data.str.split_exact('"', 2 * count).struct
        values = [pieces.field(f"field_{2 * number + 1}") for number in range(count)]
    else:
        pattern = '[^"]*'.join('"((?:[^"\\\\]|\\\\.)*)"' for _ in range(count))
        groups = data.str.extract_groups(pattern).struct
        values = [groups.field(str(number + 1)).str.replace_all(_ESCAPE, "$1") for number in range(count)]
    return {name: values[number] if number >= 0 else empty for name, number in names.items()}
