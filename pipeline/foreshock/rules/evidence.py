"""The matches that ``match`` left in the database, as objects with their evidence lines."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import duckdb

from foreshock.lake.frames import query
from foreshock.rules.model import RuleSet


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record that shows something: its file, line, time, and text. A series has no file."""

    source: str | None
    line: int | None
    time: datetime
    text: str


@dataclass(frozen=True, slots=True)
class MatchedStep:
    """One interval over which a step of a rule matched on an entity; ``value`` is the extreme within it."""

    step: str
    role: str
    title: str
    entity: str
    host: str
    service: str | None
    start: datetime
    end: datetime
    count: int
    value: float | None
    threshold: float | None
    unit: str | None
    standing: bool
    evidence: tuple[Evidence, ...]


def read_matches(ruleset: RuleSet, connection: duckdb.DuckDBPyConnection) -> dict[str, list[MatchedStep]]:
    """All matches by rule id, in time order."""
    evidence: dict[tuple[Any, ...], list[Evidence]] = {}
    rows = query(connection, "FROM rule_evidence ORDER BY rule, step, entity, start, rank")
    for row in rows.iter_rows(named=True):
        key = (row["rule"], row["step"], row["entity"], row["start"])
        evidence.setdefault(key, []).append(Evidence(row["source"], row["line"], row["time"], row["text"]))
    titles = {(rule.id, step.id): step.title for rule, step in ruleset.steps()}
    matches: dict[str, list[MatchedStep]] = {}
    columns = [each.name for each in fields(MatchedStep) if each.name not in {"title", "evidence"}]
    for row in query(connection, "FROM rule_matches ORDER BY start, rule, step, entity").iter_rows(named=True):
        found = evidence.get((row["rule"], row["step"], row["entity"], row["start"]), [])
        title = titles[row["rule"], row["step"]]
        match = MatchedStep(**{name: row[name] for name in columns}, title=title, evidence=tuple(found))
        matches.setdefault(row["rule"], []).append(match)
    return matches
