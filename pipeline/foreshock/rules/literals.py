"""One pass over the logs for the literals of all rules: the cost does not grow with the number of rules.

Polars' ``contains_any`` and ``extract_many`` are Aho-Corasick automata: they read the text once, whatever the
number of literals.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb
import polars as pl

from foreshock.rules.compile import glob_regex
from foreshock.rules.model import RuleSet
from foreshock.rules.predicates import SEVERITY_FROM, LogPredicate, TextColumn

# Rows of logs held at a time: some tens of MB of text.
BATCH_ROWS = 100_000

TEXT_COLUMNS: tuple[TextColumn, ...] = ("body", "detail", "statement")

_LOGS = """
SELECT time, host, service, severity_number, body, detail, statement, code, duration_s, source, line
FROM logs
WHERE time BETWEEN $since AND $until OR time IS NULL
"""

_LOG_HITS = """
CREATE OR REPLACE TABLE log_hits (
    time TIMESTAMPTZ, host VARCHAR, service VARCHAR, severity_number TINYINT, body VARCHAR, detail VARCHAR,
    statement VARCHAR, code VARCHAR, duration_s DOUBLE, source VARCHAR, line BIGINT,
    body_literals VARCHAR[], detail_literals VARCHAR[], statement_literals VARCHAR[]
)
"""


def find_literals(ruleset: RuleSet, connection: duckdb.DuckDBPyConnection, span: tuple[datetime, datetime]) -> None:
    """Fill the table log_hits: the log records that any log predicate could match, with the literals they hold.

    Those of ``span`` and those without a time are read. Columns: those of logs that predicates ask for, and
    body_literals, detail_literals, statement_literals.
    """
    predicates = [step.log for _, step in ruleset.steps() if step.log is not None]
    wanted = _wanted(predicates)
    literals = [_literals(predicates, column) for column in TEXT_COLUMNS]
    # A cursor of its own writes while the connection is being read: one connection has one open result.
    writer = connection.cursor()
    writer.execute(_LOG_HITS)
    for batch in connection.sql(_LOGS, params=dict(zip(("since", "until"), span, strict=True))).to_arrow_reader(
        BATCH_ROWS
    ):
        frame = pl.DataFrame(pl.from_arrow(batch))
        hits = frame.filter(wanted).with_columns(
            _found(column, found).alias(f"{column}_literals")
            for column, found in zip(TEXT_COLUMNS, literals, strict=True)
        )
        if hits.height:
            writer.register("found", hits.to_arrow())
            writer.execute("INSERT INTO log_hits SELECT * FROM found")
            writer.unregister("found")
    writer.close()


def _literals(predicates: Sequence[LogPredicate], column: TextColumn) -> list[str]:
    """The literals that some predicate asks of this column, those that must be absent among them."""
    return sorted(
        {literal for each in predicates for literal in each.literals if column in each.in_}
        | {literal for each in predicates for literal in each.none}
    )


def _found(column: str, literals: Sequence[str]) -> pl.Expr:
    """Which literals a text holds, each once."""
    found = pl.col(column).str.extract_many(pl.lit(pl.Series(literals, dtype=pl.String)).implode(), overlapping=True)
    return found.list.unique().fill_null([])


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
