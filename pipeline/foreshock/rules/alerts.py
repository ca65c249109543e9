"""The alerts that would have warned: when each would have fired, and as a Prometheus alerting rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb

from foreshock.lake.frames import query
from foreshock.rules.compile import bound, compile_metric, compile_series, sql
from foreshock.rules.durations import prometheus_duration
from foreshock.rules.model import Alert, Prevention, Rule
from foreshock.rules.outcomes import Outcome

# A condition that stopped to hold longer ago than this is not part of the run-up to the incident.
STILL_FIRING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Warned:
    """When an alert would have fired; earlier still when ``standing``, for it held from the first sample on."""

    at: datetime
    entity: str
    standing: bool

    def minutes_before(self, moment: datetime) -> float:
        """How long before the moment it would have fired; negative when after."""
        return (moment - self.at).total_seconds() / 60


@dataclass(frozen=True, slots=True)
class PreventionReplay:
    """A prevention of the rule, with its alert replayed over the archive; ``warned`` is None where it would be mute."""

    prevention: Prevention
    prometheus: dict[str, Any] | None
    warned: Warned | None


def preventions(
    connection: duckdb.DuckDBPyConnection, outcome: Outcome, incident_start: datetime
) -> list[PreventionReplay]:
    """The preventions of an outcome's rule, each with its alert replayed for the outcome's entity."""
    replays = []
    for prevention in outcome.rule.words.prevent:
        alert = prevention.alert
        warned = would_have_fired(connection, outcome.rule, alert, outcome.entity, incident_start) if alert else None
        replays.append(PreventionReplay(prevention, prometheus_rule(outcome.rule, alert) if alert else None, warned))
    return replays


def would_have_fired(
    connection: duckdb.DuckDBPyConnection, rule: Rule, alert: Alert, entity: str | None, incident_start: datetime
) -> Warned | None:
    """When the alert would have fired first, in the unbroken run of its condition that leads up to the incident.

    A metric is watched on the entity (on every part of it when it is a host), a series on every entity. None when
    the condition did not hold long enough before the incident, or the alert cannot be replayed.
    """
    if alert.metric is not None:
        compiled = compile_metric(alert.metric, rule.entity)
    elif alert.series is not None:
        compiled = compile_series(alert.series)
    else:
        return None
    text = f"WITH runs AS (\n{compiled.runs}\n)\n\n{sql('alert_runs')}"
    window = {"incident": incident_start, "since": incident_start - _still_firing(alert)}
    # The run may be shorter than the alert holds when the incident interrupts it, so the hold is added here.
    values = {**compiled.parameters, **window, "for": 0.0}
    hold = timedelta(seconds=alert.hold)
    fired = [
        Warned(row["start"] + hold, row["entity"], row["standing"])
        for row in query(connection, text, bound(text, values)).iter_rows(named=True)
        if row["start"] + hold <= row["end"] and (alert.series is not None or _concerns(row, entity))
    ]
    return min(fired, key=lambda each: each.at, default=None)


def _still_firing(alert: Alert) -> timedelta:
    """How long ago the condition may have ended; a forecast speaks of all the time that it looks ahead."""
    forecast = alert.metric.full_in if alert.metric else None
    return timedelta(seconds=forecast.within) if forecast else STILL_FIRING


def prometheus_rule(rule: Rule, alert: Alert) -> dict[str, Any]:
    """The alert as an entry of a Prometheus rule file: alert, expr, for, labels, annotations."""
    return {
        "alert": alert.name,
        "expr": alert.expr,
        "for": prometheus_duration(alert.hold),
        "labels": {"severity": alert.severity},
        "annotations": {"summary": rule.title, "description": rule.words.effect, "foreshock_rule": rule.id},
    }


def _concerns(row: dict[str, Any], entity: str | None) -> bool:
    return entity is None or row["entity"] == entity or row["host"] == entity or row["entity"] == entity.split(":")[0]
