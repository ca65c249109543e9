"""Syslog lines of RFC 5424: version, stamp, host, program, process id, message id, structured data, message."""

from __future__ import annotations

import re

import polars as pl

from foreshock.ingest.formats.account import patched
from foreshock.ingest.formats.stamps import CLOCK_TIME, ISO_DATE, ISO_OFFSET, iso_stamps

ISO_STAMP = rf"{ISO_DATE}T{CLOCK_TIME}(?:\.\d+)?{ISO_OFFSET}"
# A version in front; without one (some collectors drop it) the tag must not look like RFC 3164's "program:".
HEADER = rf"(?:\d{{1,3}} (?:{ISO_STAMP}|-) \S+ \S+ \S+ \S+ |{ISO_STAMP} \S+ [^\s:\[\]]+ (?:-|\d+) \S+ )(?:- ?|-$|\[)"
_NIL = "-"
_PARAM = r'[^\s="\]]+= ?"(?:[^"\\]|\\.)*"'
_ELEMENT = rf"\[[^\s=\"\]]+(?: {_PARAM})*\s*\]"
_DATA = rf"^(?P<data>(?:{_ELEMENT})+)(?: (?P<body>(?s:.*)))?$"
_ELEMENTS = re.compile(rf"\[([^\s=\"\]]+)((?: {_PARAM})*)\s*\]")
_PARAMS = re.compile(r'([^\s="\]]+)= ?"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r'\\(["\\\]])')
_BYTE_ORDER_MARK = "\ufeff"
_MAX_PARAMS = 64  # distinct names in a block; beyond them the data is kept as it stands


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


def _without_data(rests: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Structured data (null where there is none) and the messages behind it."""
    given = rests.str.starts_with("[").fill_null(value=False)
    nothing = pl.repeat(None, len(rests), dtype=pl.String, eager=True)
    bodies = rests.str.strip_prefix(_NIL)
    if not given.any():
        return nothing, bodies
    texts = rests.filter(given)
    split = texts.str.extract_groups(_DATA).struct.unnest()
    behind = pl.select(pl.when(split["data"].is_null()).then(texts).otherwise(split["body"].fill_null(""))).to_series()
    return patched(nothing, given, split["data"]), patched(bodies, given, behind)


def data_columns(data: pl.Series) -> dict[str, pl.Series]:
    """Structured data as columns named ``sd-id.param`` (the bare ``sd-id`` for an element without parameters)."""
    distinct = data.drop_nulls().unique()
    parsed = [_parsed(text) for text in distinct]
    names = dict.fromkeys(name for params in parsed for name in params)
    if len(names) > _MAX_PARAMS:
        return {"structured_data": data}
    return {
        name: data.replace_strict(
            distinct,
            pl.Series([params.get(name) for params in parsed], dtype=pl.String),
            default=None,
            return_dtype=pl.String,
        )
        for name in names
    }


def _parsed(data: str) -> dict[str, str]:
    params: dict[str, str] = {}
    for element, text in _ELEMENTS.findall(data):
        pairs = _PARAMS.findall(text)
        if not pairs:
            params[element] = ""
        params.update({f"{element}.{name}": _ESCAPE.sub(r"\1", value) for name, value in pairs})
    return params
