"""One pass over the logs for the literals of all rules: the cost does not grow with the number of rules.

Polars' ``contains_any`` and ``extract_many`` are Aho-Corasick automata: they read the text once, whatever the
number of literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import duckdb
import polars as pl

from foreshock.ahead import ahead
from foreshock.lake.catalog import run_sql_file
from foreshock.rules.compile import glob_regex, sql
from foreshock.rules.model import RuleSet
from foreshock.rules.predicates import SEVERITY_FROM, LogPredicate, TextColumn

# Rows of logs held at a time: some tens of MB of text.
BATCH_ROWS = 100_000
# Frames that wait for the next thread; more of hits, which are few, though all records may be some.
RECORDS_WAITING, HITS_WAITING = 1, 8

TEXT_COLUMNS: tuple[TextColumn, ...] = ("body", "detail", "statement")


def find_literals(ruleset: RuleSet, connection: duckdb.DuckDBPyConnection, span: tuple[datetime, datetime]) -> None:
    """Fill log_hits, the log records that any log predicate could match, and log_literals, which tell what they hold.

    Those of ``span`` and those without a time are read. log_hits has the columns of logs that predicates ask for and
    its own number, ``hit``; log_literals has one row for each literal of each text of a record: hit, place (body,
    detail, statement), literal.
    """
    predicates = [step.log for _, step in ruleset.steps() if step.log is not None]
    literals = [_literals(predicates, column) for column in TEXT_COLUMNS]
    # A cursor of its own writes while the connection is being read: one connection has one open result.
    writer = connection.cursor()
    run_sql_file(writer, "foreshock.rules", "log_hits")
    written = 0
    # Three threads: one reads, one looks for the literals, this one writes what was found.
    records = ahead(_records(connection, span), RECORDS_WAITING)
    for found in _gathered(ahead(_hits(records, _wanted(predicates)), HITS_WAITING)):
        hits = found.with_row_index("hit", written)
        _append(writer, "log_hits", hits)
        for column, sought in zip(TEXT_COLUMNS, literals, strict=True):
            _append(writer, "log_literals", _found(hits, column, sought))
        written += hits.height
    writer.close()


def _records(connection: duckdb.DuckDBPyConnection, span: tuple[datetime, datetime]) -> Iterator[pl.DataFrame]:
    """The log records of a span, and those without a time."""
    records = connection.sql(sql("searched_logs"), params=dict(zip(("since", "until"), span, strict=True)))
    for batch in records.to_arrow_reader(BATCH_ROWS):
        yield pl.DataFrame(pl.from_arrow(batch))


def _hits(records: Iterable[pl.DataFrame], wanted: pl.Expr) -> Iterator[pl.DataFrame]:
    for frame in records:
        # Copied: filtered texts are views into the whole frame, and would keep it in memory for the few that count.
        yield pl.DataFrame(frame.filter(wanted).to_arrow(compat_level=pl.CompatLevel.oldest()))


def _gathered(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same rows in frames of about BATCH_ROWS: an automaton is built, and a table written, for each of them."""
    waiting: list[pl.DataFrame] = []
    for frame in frames:
        waiting.append(frame)
        if sum(each.height for each in waiting) >= BATCH_ROWS:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)


def _literals(predicates: Sequence[LogPredicate], column: TextColumn) -> list[str]:
    """The literals that some predicate asks of this column, those that must be absent among them."""
    return sorted(
        {literal for each in predicates for literal in each.literals if column in each.in_}
        | {literal for each in predicates for literal in each.none}
    )


def _found(hits: pl.DataFrame, column: TextColumn, literals: Sequence[str]) -> pl.DataFrame:
    """Which literals the texts of a column hold, each once a text: hit, place, literal."""
    found = pl.col(column).str.extract_many(pl.lit(pl.Series(literals, dtype=pl.String)).implode(), overlapping=True)
    told = hits.select("hit", place=pl.lit(column), literal=found.list.unique())
    return told.explode("literal").drop_nulls("literal")


def _append(writer: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Add rows to a table that has their columns in their order."""
    writer.register("found", rows.to_arrow())
    writer.execute(f"INSERT INTO {table} SELECT * FROM found")  # noqa: S608 - the name is one of this module
    writer.unregister("found")


def _wanted(predicates: Sequence[LogPredicate]) -> pl.Expr:
    """Whether a record holds a literal that a predicate is found by, or the fields of one that has no literal."""
    conditions = [pl.lit(value=False)]
    for column in TEXT_COLUMNS:
        sought = sorted({literal for each in predicates for literal in each.literals if column in each.in_})
        if sought:
            conditions.append(pl.col(column).str.contains_any(sought))
    conditions.extend(_fields(predicate) for predicate in predicates if not predicate.literals)
    return pl.any_horizontal(condition.fill_null(value=False) for condition in conditions)


def _fields(predicate: LogPredicate) -> pl.Expr:
    """Whether a record carries the fields of a predicate without literals."""
    conditions = []
    if predicate.code:
        conditions.append(pl.col("code").is_in(list(predicate.code)))
    if predicate.severity:
        conditions.append(pl.col("severity_number") >= SEVERITY_FROM[predicate.severity])
    if predicate.lasting:
        conditions.append(pl.col("duration_s") >= predicate.lasting)
    if predicate.service:
        conditions.append(pl.col("service").str.contains(f"^(?:{glob_regex(predicate.service)})$"))
    return pl.all_horizontal(conditions)
