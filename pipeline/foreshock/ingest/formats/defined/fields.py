"""The fields of defined records: what the patterns find, what it means, and the rows of the table that come of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from foreshock.ingest.formats.conventions import SEVERITY_NUMBERS
from foreshock.ingest.formats.defined.definition import (
    COLUMNS,
    DURATIONS,
    ONLY_INSIDE,
    PARTS,
    PRIORITY,
    SINCE_LAST,
    TIME,
    UPTIME,
    ZONE,
    Definition,
    group_names,
)
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.syslog.message import priority_columns

_INDEX, _TEXT, _FITS = "_index", "_text", "_fits"
_CLASS = re.compile(r"(?<!\\)((?:\\\\)*)\\([dw])")
_ASCII = {"d": "[0-9]", "w": "[0-9A-Za-z_]"}
_HEX = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+")
_USUAL_WORDS = {**SEVERITY_NUMBERS, "information": 9, "informational": 9, "verbose": 1, "severe": 17}


def matching(texts: pl.Series, patterns: Sequence[str]) -> pl.Series:
    """Which texts one of the patterns is found in."""
    found = pl.repeat(value=False, n=len(texts), dtype=pl.Boolean, eager=True)
    for pattern in patterns:
        found |= texts.str.contains(pattern)
    return found


def extract(records: pl.Series, definition: Definition) -> tuple[pl.DataFrame, pl.Series]:
    """Every field as text (null where it has no value), and which records one of the patterns fits.

    A pattern reads the first line of a record; its other lines are added to the field that takes them.
    """
    if definition.continued is None:
        heads, rest = records, None
    else:
        parts = records.str.splitn("\n", 2).struct.unnest()
        heads, rest = parts["field_0"], parts["field_1"]
    fields, fits = _by_first_pattern(heads, definition.lines)
    if rest is not None and rest.null_count() < len(rest):
        target = definition.continued_as
        before = fields[target] if target in fields.columns else pl.repeat(None, len(rest), dtype=pl.String, eager=True)
        joined = pl.concat_str([before, rest], separator="\n", ignore_nulls=True)
        fields = fields.with_columns(pl.select(joined.alias(target)).to_series())
    for field, patterns in definition.inside.items():
        if field in fields.columns:
            for pattern in patterns:
                fields = _filled(fields, field, pattern)
    return _meaning(fields, definition), fits


def _by_first_pattern(heads: pl.Series, patterns: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
    names = list(dict.fromkeys(name for pattern in patterns for name in group_names(pattern)))
    left = pl.DataFrame([pl.int_range(len(heads), eager=True).alias(_INDEX), heads.alias(_TEXT)])
    parsed = []
    for pattern in patterns:
        groups = left[_TEXT].str.extract_groups(_telling(pattern)).struct.unnest().with_columns(left[_INDEX])
        fits = groups[_FITS].is_not_null()
        parsed.append(groups if fits.all() else groups.filter(fits))
        left = left.filter(~fits)
        if left.is_empty():
            break
    fields = pl.concat([*parsed, left.select(_INDEX)], how="diagonal")
    if len(parsed) > 1 or left.height:
        fields = fields.sort(_INDEX)
    missing = [pl.lit(None, pl.String).alias(name) for name in names if name not in fields.columns]
    return fields.select(*(name for name in names if name in fields.columns), *missing), fields[_FITS].is_not_null()


@lru_cache(maxsize=1_024)
def _telling(pattern: str) -> str:
    r"""The pattern with a group that is null where it does not fit, and with \\d and \\w of ASCII, which are faster."""
    plain = _CLASS.sub(lambda match: match[1] + _ASCII[match[2]], pattern)
    return f"(?P<{_FITS}>)(?:{plain})"


def _filled(fields: pl.DataFrame, searched: str, pattern: str) -> pl.DataFrame:
    """The fields with the groups of a pattern that is searched in one of them, where they have no value yet.

    A group named as the searched field is what remains of it.
    """
    groups = fields[searched].str.extract_groups(pattern).struct.unnest()
    columns = []
    for name in group_names(pattern):
        known = [fields[name]] if name in fields.columns else []
        values = [groups[name], *known] if name == searched else [*known, groups[name]]
        columns.append(pl.coalesce(values).alias(name))
    return fields.with_columns(columns)


def _meaning(fields: pl.DataFrame, definition: Definition) -> pl.DataFrame:
    """Texts as they are meant: escapes read, no value as null, values in words, numbers in base units."""
    changed = []
    for name in fields.columns:
        text = pl.col(name)
        if name in definition.values:
            text = text.replace(dict(definition.values[name]))
        if name == "body":
            text = text.str.strip_chars_end()
        elif definition.nothing:
            text = pl.when(~text.is_in(list(definition.nothing))).then(text)
        if name in definition.scale:
            number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
            text = (number * definition.scale[name]).cast(pl.String)
        changed.append(text.alias(name))
    fields = fields.with_columns(changed)
    return fields.with_columns(_unescaped(fields[name]) for name in definition.escaped if name in fields.columns)


def _unescaped(texts: pl.Series) -> pl.Series:
    r"""Texts with the bytes that \xNN stands for; what is no UTF-8 stays escaped."""
    escaped = texts.filter(texts.str.contains(r"\x", literal=True)).unique()
    if escaped.is_empty():
        return texts
    plain = [_HEX.sub(_bytes, text) for text in escaped]
    return texts.replace(escaped, pl.Series(plain, dtype=pl.String))


def _bytes(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("\\x", "")).decode("utf-8", errors="backslashreplace")


def rows(fields: pl.DataFrame, times: pl.Series, lines: pl.Series, definition: Definition) -> pl.DataFrame:
    """Rows of the definition's table; ``times`` are the instants of the stamps."""
    fields = fields.with_columns(
        (pl.col(name).fill_null(value) if name in fields.columns else pl.lit(value, pl.String)).alias(name)
        for name, value in definition.constants.items()
    )
    if PRIORITY in fields.columns:
        fields = _with_priority(fields)
    if DURATIONS.keys() & set(fields.columns):
        fields = _with_duration(fields)
    if "client_port" in fields.columns and "client" in fields.columns:
        fields = _with_port(fields)
    columns = COLUMNS[definition.table]
    typed = pl.DataFrame([times.alias("time"), lines.alias("line")]).with_columns(
        fields[name].cast(dtype, strict=False) for name, dtype in columns.items() if name in fields.columns
    )
    kept = (name for name in fields.columns if not name.startswith(ONLY_INSIDE))
    extra = [name for name in kept if name not in {*columns, TIME, ZONE, PRIORITY, *PARTS}]
    attributes = tags({name: fields[name] for name in extra}) if extra else None
    if attributes is not None:
        typed = typed.with_columns(attributes.alias("labels" if definition.table == "metrics" else "attributes"))
    if definition.table == "logs" and "severity_text" in typed.columns:
        typed = typed.with_columns(_severity_numbers(typed["severity_text"], definition))
    if definition.table == "requests" and definition.time_is == "start":
        took = pl.col("duration_s") if "duration_s" in typed.columns else pl.lit(0.0)
        typed = typed.with_columns(
            started_at="time", time=pl.col("time") + pl.duration(microseconds=(took.fill_null(0) * 1e6).round())
        )
    return typed


def _severity_numbers(texts: pl.Series, definition: Definition) -> pl.Series:
    words = {**_USUAL_WORDS, **{word.lower(): _USUAL_WORDS[usual] for word, usual in definition.severity.items()}}
    numbers = texts.str.strip_chars().str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Int8)
    return numbers.alias("severity_number")


def _with_priority(fields: pl.DataFrame) -> pl.DataFrame:
    """Facility and severity as the numbers that syslog's PRI holds, and the severity in words."""
    priority = fields[PRIORITY].str.to_integer(strict=False, dtype=pl.Int64)
    _, words, _ = priority_columns(priority)
    numbers = {
        "facility": (priority // 8).cast(pl.String),
        "severity": (priority % 8).cast(pl.String),
        "severity_text": words,
    }
    return fields.with_columns(
        pl.select(pl.coalesce(*([fields[name]] if name in fields.columns else []), values).alias(name)).to_series()
        for name, values in numbers.items()
    )


def _with_duration(fields: pl.DataFrame) -> pl.DataFrame:
    """The duration in seconds, whatever unit the record states it in."""
    found = [name for name in ("duration_s", *DURATIONS) if name in fields.columns]
    seconds = [
        (fields[name].cast(pl.Float64, strict=False) * DURATIONS.get(name, 1)).round(9).cast(pl.String)
        for name in found
    ]
    return fields.drop(found).with_columns(pl.select(pl.coalesce(seconds)).to_series().alias("duration_s"))


def _with_port(fields: pl.DataFrame) -> pl.DataFrame:
    """The client as address:port, in brackets where the address has colons itself."""
    address = (
        pl.when(pl.col("client").str.contains(":", literal=True)).then("[" + pl.col("client") + "]").otherwise("client")
    )
    return fields.with_columns(
        pl.when(pl.col("client_port").is_null())
        .then("client")
        .otherwise(address + ":" + pl.col("client_port"))
        .alias("client")
    ).drop("client_port")


def uptimes(fields: pl.DataFrame) -> pl.Series:
    """Seconds since boot, in microseconds, where a record states them."""
    return _micros(fields, UPTIME, 1_000_000)


def since_last(fields: pl.DataFrame) -> pl.Series:
    """Seconds since the record above, in microseconds, where a record states them."""
    return _micros(fields, SINCE_LAST, 1_000_000)


def parts_of_second(fields: pl.DataFrame) -> pl.Series:
    """What stands apart from the stamps, in microseconds; 0 where nothing does."""
    found = [_micros(fields, name, unit).fill_null(0) for name, unit in PARTS.items()]
    return sum(found[1:], start=found[0])


def _micros(fields: pl.DataFrame, name: str, unit: int) -> pl.Series:
    if name not in fields.columns:
        return pl.repeat(None, fields.height, dtype=pl.Int64, eager=True)
    return (fields[name].cast(pl.Float64, strict=False) * unit).round().cast(pl.Int64, strict=False)
