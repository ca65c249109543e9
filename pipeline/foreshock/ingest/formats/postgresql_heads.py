"""The heads of PostgreSQL's log records: prefix and severity of every line that begins one."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.log_line_prefix import LogLinePrefix

HEAD_LENGTH = "head_length"
_COLON = ":  "


def read_heads(texts: pl.Series, prefix: LogLinePrefix) -> pl.DataFrame:
    """One row a text: a String column a key of the prefix, severity, stamp, and the head's length in characters.

    ``stamp`` is null unless the prefix begins with one; severity is null where the text does not begin a record.
    What stands between the stamp and the message repeats from line to line, so that the regular expression reads
    each of its values once.
    """
    width = prefix.stamp_width
    before = pl.col("text").str.splitn(_COLON, 2).struct.field("field_0")
    cut = pl.DataFrame({"text": texts}).lazy().select(
        before.str.head(width).alias("stamp") if width else pl.lit(None, pl.String).alias("stamp"),
        before.str.slice(width).alias("rest"),
        (before.str.len_chars() + len(_COLON)).alias(HEAD_LENGTH),
        pl.col("text").str.contains(_COLON, literal=True).alias("cut"),
    ).collect()  # fmt: skip
    distinct = cut.select("rest").unique()
    fields = distinct.with_columns(pl.col("rest").str.extract_groups(prefix.after_stamp).alias("~")).unnest("~")
    heads = cut.join(fields, on="rest", how="left", maintain_order="left")
    found = heads["severity"].is_not_null() & heads["cut"]
    if width:
        found &= heads["stamp"].str.contains(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
    heads = heads.drop("rest", "cut")
    if found.all():
        return heads
    slow = _read_whole(texts.filter(~found), prefix, heads.columns)
    order = pl.concat([found.arg_true(), (~found).arg_true()]).arg_sort()
    return pl.concat([heads.filter(found), slow])[order]


def _read_whole(texts: pl.Series, prefix: LogLinePrefix, columns: list[str]) -> pl.DataFrame:
    """The same by the prefix's whole pattern: a colon in the prefix, one blank after the severity, or no head."""
    read = pl.DataFrame({"text": texts}).select(pl.col("text").str.extract_groups(prefix.pattern)).unnest("text")
    stamp = "millis" if "millis" in read.columns else "seconds"
    extra = [pl.col("head").str.len_chars().alias(HEAD_LENGTH)]
    if prefix.stamp_width:
        extra.append(pl.col(stamp).alias("stamp"))
    else:
        extra.append(pl.lit(None, pl.String).alias("stamp"))
    return read.with_columns(extra).select(columns)
