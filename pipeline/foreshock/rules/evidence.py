"""The matches that ``match`` left in the database, as objects with their evidence lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Self

import duckdb

from foreshock.lake.frames import query
from foreshock.rules.model import RuleSet, Step

# Who was asked: "session store 10.20.0.31:6379: [Errno 111] Connection refused", a URL.
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|https?://")
# sar's interval as distributions set it.
LONGEST_INTERVAL = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record that shows something: its table, file, first line, time, and text. A series has no file.

    ``telling`` is the line of the text that says it (of a traceback the error, not the head; of several errors that
    say it the one with the server's address), ``below`` how many lines under the first it stands.
    """

    table: str
    source: str | None
    line: int | None
    time: datetime
    text: str
    telling: str = ""
    below: int = 0

    @classmethod
    def of(cls, row: Mapping[str, Any], step: Step) -> Self:
        """From a row of rule_evidence, for the step that it is of."""
        literals = step.log.literals if step.log else ()
        lines = row["text"].splitlines() or [""]
        saying = [place for place, line in enumerate(lines) if any(each in line for each in literals)]
        below = next((place for place in saying if ADDRESS.search(lines[place])), next(iter(saying), 0))
        return cls(step.table, row["source"], row["line"], row["time"], row["text"], lines[below].strip(), below)


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

    @property
    def measured(self) -> bool:
        """Whether it is about measurements, not about lines of a log."""
        return self.unit != "{line}"

    @property
    def sampled(self) -> timedelta:
        """The time between two of its samples, of a measurement."""
        return min((self.end - self.start) / max(self.count, 1), LONGEST_INTERVAL)


def read_matches(ruleset: RuleSet, connection: duckdb.DuckDBPyConnection) -> dict[str, list[MatchedStep]]:
    """All matches by rule id, in time order."""
    steps = {(rule.id, step.id): step for rule, step in ruleset.steps()}
    evidence: dict[tuple[Any, ...], list[Evidence]] = {}
    rows = query(connection, "FROM rule_evidence ORDER BY rule, step, entity, start, rank, source, line, text")
    for row in rows.iter_rows(named=True):
        key = (row["rule"], row["step"], row["entity"], row["start"])
        evidence.setdefault(key, []).append(Evidence.of(row, steps[row["rule"], row["step"]]))
    matches: dict[str, list[MatchedStep]] = {}
    columns = [each.name for each in fields(MatchedStep) if each.name not in {"title", "evidence"}]
    rows = query(connection, 'FROM rule_matches ORDER BY start, rule, step, entity, "end", source, line, text')
    for row in rows.iter_rows(named=True):
        found = evidence.get((row["rule"], row["step"], row["entity"], row["start"]), [])
        title = steps[row["rule"], row["step"]].title
        match = MatchedStep(**{name: row[name] for name in columns}, title=title, evidence=tuple(found))
        matches.setdefault(row["rule"], []).append(match)
    return matches
