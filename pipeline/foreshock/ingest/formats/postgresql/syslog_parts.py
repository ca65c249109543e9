"""The parts in which PostgreSQL hands a message to syslog, joined again.

The server cuts a message at its line ends and, between words, after 900 bytes (128 before release 9), and numbers
what it sends: ``[message-part]``. A part of another line begins with the tab that the server puts there; any other
part goes on where the one before it ended. A server that does not cut leaves the line ends to the syslog daemon,
which writes them as ``#012``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.postgresql.heads import HEAD_LENGTH, read_heads
from foreshock.ingest.formats.postgresql.log_line_prefix import LogLinePrefix
from foreshock.ingest.formats.syslog.message import unescaped

# How many lines of PostgreSQL may lie between two parts of a message: what has to be kept back.
REACH = 2_000
# Heroku puts the name of the database in front.
_NUMBER = r"^(?:\[[A-Z][A-Z0-9_]*\] )?\[(\d+)(?:-\d+)?\] ?"


@dataclass(frozen=True, slots=True)
class InnerTexts:
    """What PostgreSQL wrote (tabs and line ends as they were), and the number of the message, null without one."""

    texts: pl.Series
    sequence: pl.Series


def inner_texts(bodies: pl.Series) -> InnerTexts:
    """The parts in the bodies of syslog lines."""
    return InnerTexts(unescaped(bodies.str.replace(_NUMBER, "")), bodies.str.extract(_NUMBER))


def parts_of(messages: pl.DataFrame, prefixes: Sequence[LogLinePrefix]) -> pl.DataFrame:
    """One row a line of PostgreSQL's message, with the fields of its head where it begins a record.

    ``messages`` are syslog lines: line, number (in order), host, process, time, and PostgreSQL's text and sequence.
    ``span`` is 1 for the first row of each.
    """
    lines = messages.with_columns(pl.col("text").str.split("\n"), pl.lit(1, pl.Int64).alias("span"))
    lines = lines.explode("text")
    later = ~lines["number"].is_first_distinct()
    heads = read_heads(lines["text"].fill_null(""), prefixes)
    goes_on = later & heads["severity"].is_null() & ~lines["text"].str.starts_with("\t")
    lines = lines.with_columns(
        pl.when(goes_on).then("\t" + pl.col("text")).otherwise("text").alias("text"),
        pl.when(later).then(0).otherwise("span").alias("span"),
        pl.concat_str("process", "sequence", separator=" ", ignore_nulls=True).alias("message"),
    )
    return lines.hstack(heads)


def split_off_open(parts: pl.DataFrame, *, last: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Parts of whole messages, each with the ``start`` of its record, and those of messages that may go on."""
    parts = parts.with_row_index("row").cast({"row": pl.Int64})
    begins = pl.col("severity").is_not_null()
    number = pl.col("number")

    def above(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
        return pl.when(condition).then(value).forward_fill().over("message")

    near = number - above(begins, number) < REACH
    whole = above(begins & pl.col("primary"), number).fill_null(number)
    parts = parts.with_columns(
        pl.when(near).then(above(begins, pl.col("row"))).otherwise("row").alias("start"),
        pl.when(number - whole < REACH).then(whole).otherwise(number).alias("whole"),
    )
    if last or parts.is_empty():
        return parts.drop("row", "whole"), parts.clear().drop("row", "start", "whole")
    is_open = parts["whole"] > parts["number"][-1] - REACH
    return parts.filter(~is_open).drop("row", "whole"), parts.filter(is_open).drop("row", "start", "whole")


def joined(parts: pl.DataFrame) -> pl.DataFrame:
    """Entries from parts with the ``start`` of their record: its head, its body, all its lines in ``span``."""
    text = pl.col("text")
    first = pl.col("start").is_first_distinct()
    head = text.str.slice(pl.col(HEAD_LENGTH).fill_null(0))
    piece = pl.when(first).then(head).when(text.str.starts_with("\t")).then("\n" + text.str.slice(1)).otherwise(text)
    parts = parts.with_columns(piece.alias("body"), pl.col("primary").fill_null(value=True))
    kept = [name for name in parts.columns if name not in {"text", "body", "span", "start", "message", HEAD_LENGTH}]
    return parts.group_by("start", maintain_order=True).agg(
        pl.col(kept).first(), pl.col("body").str.join(""), pl.col("span").sum()
    )
