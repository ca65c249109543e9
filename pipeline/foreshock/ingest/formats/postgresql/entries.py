"""Between the lines of PostgreSQL's log and the rows: records with the fields of their heads, put together."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.postgresql.heads import HEAD_LENGTH
from foreshock.ingest.formats.postgresql.words import LABELS
from foreshock.ingest.time.clock import Clock

# With log_error_verbosity = verbose each message has its SQLSTATE in front and the place in the source behind.
_VERBOSE = r"^(?:LOCATION: |(?s:.*)\nLOCATION: )"
_SQLSTATE = r"^(?P<sqlstate>[0-9A-Z]{5}): (?P<body>(?s:.*))$"


def entries_of(records: pl.DataFrame) -> pl.DataFrame:
    """Records (text and the columns of their heads) with the body, without the tabs that PostgreSQL puts in."""
    body = records["text"].str.slice(records[HEAD_LENGTH])
    several = records["span"] > 1
    if several.any():
        body = patched(
            body, several, body.filter(several).str.strip_chars_end("\n").str.replace_all("\n\t", "\n", literal=True)
        )
    return records.drop("text", "offset", HEAD_LENGTH).with_columns(body.alias("body"))


def with_said(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries that stand for themselves, with ``detail`` and ``statement`` (null where none) of those that do not.

    A DETAIL belongs to the record above it of the same process; one without such a record stands for itself.
    Of verbose messages the SQLSTATE is taken off and put into ``sqlstate``.
    """
    if entries["primary"].all():
        return entries.with_columns(pl.lit(None, pl.String).alias("detail"), pl.lit(None, pl.String).alias("statement"))
    indexed = entries.with_row_index("~entry")
    owner = pl.when("primary").then("~entry").forward_fill()
    indexed = indexed.with_columns(owner.alias("~owner"))
    if "pid" in entries.columns and (indexed["pid"] != indexed["pid"].gather(indexed["~owner"])).any():
        indexed = indexed.with_columns(owner.over("pid").alias("~owner"))  # processes wrote into each other's records
    others = indexed.filter(~pl.col("primary") & pl.col("~owner").is_not_null())
    label = others["severity"].replace_strict(LABELS, default=None, return_dtype=pl.String)
    spoken = label == "STATEMENT"
    statements = others.filter(spoken).select("~owner", pl.col("body").alias("statement"))
    labelled = pl.when(label.filter(~spoken) != "DETAIL").then(label.filter(~spoken) + ": " + pl.col("body"))
    details = others.filter(~spoken).select("~owner", labelled.otherwise("body").alias("detail"))
    own = indexed.filter(pl.col("primary") | pl.col("~owner").is_null()).drop("~owner").rename({"~entry": "~owner"})
    for said in (details.rechunk(), statements.unique("~owner", keep="last")):
        if said["~owner"].is_duplicated().any():
            said = said.group_by("~owner", maintain_order=True).agg(pl.col("detail").str.join("\n"))  # noqa: PLW2901
        own = own.join(said, on="~owner", how="left", maintain_order="left")
    return _without_sqlstates(own.drop("~owner"))


def _without_sqlstates(entries: pl.DataFrame) -> pl.DataFrame:
    verbose = entries["detail"].str.contains(_VERBOSE).fill_null(value=False)
    if not verbose.any():
        return entries
    read = entries["body"].filter(verbose).str.extract_groups(_SQLSTATE).struct.unnest()
    body = read.select(pl.coalesce("body", entries["body"].filter(verbose))).to_series()
    states = (
        entries["sqlstate"] if "sqlstate" in entries.columns else pl.Series([None] * entries.height, dtype=pl.String)
    )
    states = patched(states, verbose, pl.select(pl.coalesce(states.filter(verbose), read["sqlstate"])).to_series())
    return entries.with_columns(patched(entries["body"], verbose, body).alias("body"), states.alias("sqlstate"))


def times_of(entries: pl.DataFrame, clock: Clock) -> pl.Series:
    """The instants of entries by their stamps or epochs; null where the prefix has neither."""
    times = clock.instants(entries["stamp"], entries["zone_offset"])
    if "epoch" not in entries.columns:
        return times
    millis = (entries["epoch"].cast(pl.Float64, strict=False) * 1000).round().cast(pl.Int64, strict=False)
    epochs = (millis * 1000).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return pl.select(pl.coalesce(times, epochs)).to_series()
