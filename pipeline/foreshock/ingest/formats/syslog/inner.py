"""Messages that are records themselves: JSON (also behind ``@cee:``), pairs such as Docker's, and CEF."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.parts.tag_union import joined_tags
from foreshock.ingest.formats.parts.tags import TAGS, tags
from foreshock.ingest.formats.structured import cef
from foreshock.ingest.formats.structured.json_columns import Columns, columns_of
from foreshock.ingest.formats.structured.logfmt_columns import logfmt_columns
from foreshock.ingest.formats.structured.names import LOG_NAMES
from foreshock.ingest.formats.structured.rows import Family, Fields

_COOKIE = r"^@cee: ?"
_OBJECT = rf"(?s)(?:{_COOKIE}|^)\{{.*\}}\s*$"
# Of pairs, those that state what a program's logger states: firewalls write pairs of their own.
_PAIRS = r"^[A-Za-z_][\w.-]*=(?s:.*)\b(?:msg|level)="
# What all of them begin with: one look at each message that is none.
_BEGINNING = r"^(?:@cee:|\{|CEF:|[A-Za-z_][\w.-]*=)"
_HEADER = {"host", "service", "pid"}  # what syslog's own header states; a record's own stays an attribute
_LOGGERS = Family(names={column: names for column, names in LOG_NAMES.items() if column not in _HEADER})
_RECORDS_OWN = ("body", "severity_text", "severity_number")


def opened(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the logs table; of those whose body is a record, its fields are the row's."""
    perhaps = rows["body"].str.contains(_BEGINNING)
    if not perhaps.any():
        return rows
    for pattern, read, family in (
        (_OBJECT, _objects, _LOGGERS),
        (_PAIRS, _pairs, _LOGGERS),
        (cef.START, cef.cef_columns, cef.FAMILY),
    ):
        here = perhaps & rows["body"].str.contains(pattern)
        if here.any():
            found = rows.filter(here)
            rows = _merged(rows, here, _fields(read(found["body"]), found.height, family))
    return rows


def _objects(bodies: pl.Series) -> list[Columns]:
    return columns_of(bodies.str.replace(_COOKIE, ""))[0]


def _pairs(bodies: pl.Series) -> list[Columns]:
    return logfmt_columns(bodies)[0]


def _fields(columns: list[Columns], height: int, family: Family) -> pl.DataFrame:
    """What the family makes of the first record of each message, one row a message."""
    frames = [pl.DataFrame({"row": pl.Series(found.rows), **family.columns(Fields(found.fields))}) for found in columns]
    empty = pl.DataFrame(schema=pl.Schema([("row", pl.Int64()), ("attributes", TAGS)]))
    first = pl.concat([empty, *frames], how="diagonal").unique("row", keep="first")
    lines = pl.DataFrame({"row": range(height)}, schema={"row": pl.Int64})
    return lines.join(first, on="row", how="left", maintain_order="left")


def _merged(rows: pl.DataFrame, here: pl.Series, said: pl.DataFrame) -> pl.DataFrame:
    """The rows with what those ``here`` say: of severity and message the record's count, of the rest syslog's own.

    Where the message is another one then, the text as syslog had it is the attribute ``message``.
    """
    own = rows.filter(here)
    body = said["body"] if "body" in said.columns else pl.repeat(None, own.height, dtype=pl.String, eager=True)
    new: dict[str, pl.Series] = {}
    for name in said.columns:
        if name == "attributes":
            kept = tags({"message": pl.select(pl.when(own["body"] != body).then(own["body"])).to_series()})
            new[name] = joined_tags(joined_tags(own[name], said[name], "record"), kept, "syslog")
        elif name in _RECORDS_OWN and name in own.columns:
            new[name] = pl.select(pl.coalesce(said[name], own[name])).to_series()
        elif name != "row":
            before = (
                own[name] if name in own.columns else pl.repeat(None, own.height, dtype=said[name].dtype, eager=True)
            )
            new[name] = pl.select(pl.coalesce(before, said[name])).to_series()
    missing = [pl.lit(None, values.dtype).alias(name) for name, values in new.items() if name not in rows.columns]
    rows = rows.with_columns(missing)
    return rows.with_columns(patched(rows[name], here, values).alias(name) for name, values in new.items())
