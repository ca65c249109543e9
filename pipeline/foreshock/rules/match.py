"""Every step of every rule against the tables: the intervals over which it matches, with their evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

import duckdb

from foreshock.ingest.time.clock import FIRST_INSTANT, LAST_INSTANT
from foreshock.lake.large import LARGE_ROWS
from foreshock.lake.side_by_side import side_by_side
from foreshock.rules.compile import bound, compile_step, sql
from foreshock.rules.literals import find_literals
from foreshock.rules.model import Rule, RuleSet, Step
from foreshock.rules.presence import Presence

# Of a large lake only the watched periods are looked through, and so many days before the first: what is usual has been
# seen by then.
USUAL = timedelta(days=3)

# Inputs that a case need not have: a step that asks for one of them then matches nothing.
_OPTIONAL = {
    "logs": (
        "time TIMESTAMPTZ, host VARCHAR, service VARCHAR, severity_number TINYINT, body VARCHAR, detail VARCHAR, "
        "statement VARCHAR, code VARCHAR, duration_s DOUBLE, attributes MAP(VARCHAR, VARCHAR), "
        "source VARCHAR, line BIGINT"
    ),
    "metrics": (
        "time TIMESTAMPTZ, host VARCHAR, metric VARCHAR, labels MAP(VARCHAR, VARCHAR), value DOUBLE, unit VARCHAR, "
        "source VARCHAR, line BIGINT"
    ),
    "series": (
        "bucket TIMESTAMPTZ, bucket_s INTEGER, host VARCHAR, service VARCHAR, metric VARCHAR, entity VARCHAR, "
        "value DOUBLE, baseline DOUBLE, unit VARCHAR"
    ),
    "measure_shifts": (
        "measure VARCHAR, since TIMESTAMPTZ, until TIMESTAMPTZ, host VARCHAR, metric VARCHAR, unit VARCHAR, "
        "normal DOUBLE, value DOUBLE, shift DOUBLE, score DOUBLE, onset TIMESTAMPTZ, source VARCHAR, line BIGINT"
    ),
    "requests": (
        "time TIMESTAMPTZ, host VARCHAR, service VARCHAR, client_address VARCHAR, user_agent VARCHAR, path VARCHAR, "
        "upstream_address VARCHAR, status SMALLINT, duration_s DOUBLE, attributes MAP(VARCHAR, VARCHAR), "
        "source VARCHAR, line BIGINT"
    ),
}


def match(
    ruleset: RuleSet, connection: duckdb.DuckDBPyConnection, windows: Sequence[tuple[datetime, datetime]] | None = None
) -> int:
    """Create rule_matches and rule_evidence from logs, metrics and series; returns the number of matches.

    Also leaves what the queries that ``rules show --sql`` prints and ``outcomes.judge`` read: log_hits (records
    with a literal of any rule), rule_samples (of the metrics that any rule asks for), rule_requests, lock_waits (of
    slow statements) and rule_coverage (which sources speak when). ``windows``: where requests are told apart by client
    and the like, which over months of them would be dear, and around which very large archives are looked through;
    everywhere when left out.
    """
    for table, columns in _OPTIONAL.items():
        if not _exists(connection, table):
            connection.execute(f"CREATE TABLE {table} ({columns})")
    connection.execute(sql("tables"))
    span = _span(connection, windows)
    # Looking for literals alone would leave half a core idle.
    reads: Sequence[Callable[[duckdb.DuckDBPyConnection], None]] = (
        lambda beside: find_literals(ruleset, beside, span),
        lambda beside: _read_sources(beside, span, _metrics(ruleset), windows),
    )
    side_by_side(connection, lambda beside, read: read(beside), reads)
    presence = Presence.read(connection)
    possible = [(rule, step) for rule, step in ruleset.steps() if presence.possible(step)]
    side_by_side(connection, _find_rows, possible)
    connection.execute(sql("matches"))
    connection.execute(sql("evidence"))
    connection.execute("DROP TABLE step_rows")
    return int(connection.execute("SELECT count(*) FROM rule_matches").fetchall()[0][0])


def _read_sources(
    connection: duckdb.DuckDBPyConnection,
    span: tuple[datetime, datetime],
    metrics: Collection[str],
    windows: Sequence[tuple[datetime, datetime]] | None,
) -> None:
    """Make rule_coverage, rule_samples and lock_waits, and fill rule_requests."""
    looked_through = dict(zip(("since", "until"), span, strict=True))
    connection.execute(sql("coverage"), looked_through)
    connection.execute(sql("rule_samples"), {"metrics": sorted(metrics), **looked_through})
    connection.execute(sql("lock_waits"), looked_through)
    for period in [(FIRST_INSTANT, LAST_INSTANT)] if windows is None else _apart(windows):
        watched = dict(zip(("since", "until"), period, strict=True))
        connection.execute(sql("rule_requests"), watched)
        connection.execute(sql("watched_coverage"), watched)


def _find_rows(connection: duckdb.DuckDBPyConnection, of: tuple[Rule, Step]) -> None:
    """Add the records and samples by which a step matches to step_rows."""
    rule, step = of
    compiled = compile_step(rule, step)
    names = {"rule": rule.id, "cause": rule.cause, "step": step.id, "role": step.role}
    text = sql("step_rows").replace("step_runs", f"(\n{compiled.runs}\n) AS step_runs")
    connection.execute(text, names | bound(compiled.runs, compiled.parameters))


def _metrics(ruleset: RuleSet) -> set[str]:
    """The metrics that steps and alerts ask for, those that they divide by among them."""
    alerts = [each.alert for rule in ruleset.rules for each in rule.words.prevent if each.alert is not None]
    predicates = [step.metric for _, step in ruleset.steps()] + [alert.metric for alert in alerts]
    return {name for each in predicates if each is not None for name in (each.name, each.of) if name}


def _span(
    connection: duckdb.DuckDBPyConnection, windows: Sequence[tuple[datetime, datetime]] | None
) -> tuple[datetime, datetime]:
    """From when to when logs and samples are looked through: all of them, where that is not too much to read."""
    counts = "SELECT (SELECT count(*) FROM logs) + (SELECT count(*) FROM metrics)"
    records = int(connection.execute(counts).fetchall()[0][0])
    if not windows or records <= LARGE_ROWS:
        return FIRST_INSTANT, LAST_INSTANT
    return min(since for since, _ in windows) - USUAL, max(until for _, until in windows)


def _apart(windows: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The same time in windows that do not overlap, in order."""
    apart: list[tuple[datetime, datetime]] = []
    for since, until in sorted(windows):
        if apart and since <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(until, apart[-1][1]))
        else:
            apart.append((since, until))
    return apart


def _exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    query = "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views()"
    return (table,) in connection.execute(query).fetchall()
