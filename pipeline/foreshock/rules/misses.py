"""How near a rule came that did not fire: the nearest miss, in words with numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import duckdb

from foreshock.lake.frames import query
from foreshock.rules.compile import bound, compile_step, sql
from foreshock.rules.durations import format_duration
from foreshock.rules.evidence import MatchedStep
from foreshock.rules.judgement import Incident, Miss
from foreshock.rules.model import Rule, Step
from foreshock.rules.predicates import MetricPredicate, RequestPredicate, SeriesPredicate, ShapePredicate
from foreshock.rules.presence import Presence
from foreshock.rules.words import format_value

# An incident is noticed a little after it began, so a recovery this short before it was perhaps no recovery.
SETTLED = timedelta(seconds=60)
# A state (no idle processor) that was over this long before users felt anything did not make them feel it.
OVER = timedelta(seconds=30)


def earliest(rule: Rule, match: MatchedStep) -> datetime:
    """When what a match shows may have begun: a sample may show what began right after the sample before it."""
    return match.start - match.sampled if rule.step(match.step).metric else match.start


def miss_of_match(rule: Rule, match: MatchedStep, recoveries: Sequence[MatchedStep], incident: Incident) -> str:
    """Why a match does not explain an incident; '' when it does."""
    step = rule.step(match.step)
    # What was measured was often stamped by whoever collected it, and is seen at any hour.
    lag, off = rule.lag_of(step), incident.clock_off(match.host) if step.log else timedelta(0)
    start, end = incident.start, incident.end
    late = (earliest(rule, match) - start).total_seconds()
    if late > lag.after + off.total_seconds():
        return f"first seen {format_duration(late)} after the incident began, window {format_duration(lag.after)}"
    if end is not None and match.start > end + off:
        return f"first seen {format_duration((match.start - end).total_seconds())} after the incident was over"
    early = (start - match.end).total_seconds()
    if early > lag.before + off.total_seconds():
        return f"last seen {format_duration(early)} before the incident, window {format_duration(lag.before)}"
    if start - match.end > OVER + off and _is_state(step):
        return f"over {format_duration(early)} before the incident began"
    return _miss_of_recovered(match, recoveries, incident, off)


def _miss_of_recovered(
    match: MatchedStep, recoveries: Sequence[MatchedStep], incident: Incident, off: timedelta
) -> str:
    """Why what a recovery ended does not explain an incident; '' when it does, or nothing ended it."""
    recovered = [(over, each.title) for each in recoveries if (over := back_at(match, each)) is not None]
    if not recovered:
        return ""
    over, title = min(recovered)
    if over < incident.start - SETTLED - off:
        return f"over {format_duration((incident.start - over).total_seconds())} before the incident ({title})"
    # How long something lasted its host's own clock tells, however far that may be off.
    lasted = over - match.start
    if off and incident.end is not None and lasted + SETTLED < incident.end - incident.start:
        return f"over {format_duration(lasted.total_seconds())} after it began ({title}), too short for the incident"
    return ""


def back_at(match: MatchedStep, recovery: MatchedStep) -> datetime | None:
    """When a recovery told that what matched was over, None if it did not.

    Lines that follow each other are one match: a server that comes up twice within a minute was ready before it was
    stopped, and again behind that.
    """
    moments = (moment for moment in (recovery.start, recovery.end) if moment > match.end)
    return next(moments, None)


def _is_state(step: Step) -> bool:
    """Whether a step tells of a level while it holds, not of an event, a forecast or silence."""
    if step.metric is not None:
        return step.metric.silent_for is None and step.metric.full_in is None
    return step.series is not None or step.requests is not None


def miss_of_step(
    rule: Rule, step: Step, start: datetime, presence: Presence, connection: duckdb.DuckDBPyConnection
) -> Miss:
    """What a step that did not match saw in its window around ``start``, and what it needs.

    Of a request that nobody made there is no line either; a measure without a sample was not taken.
    """
    if step.log is not None and not presence.possible(step):
        return _miss_of_lines(step, None)
    lag = rule.lag_of(step)
    compiled = compile_step(rule, step)
    text = f"WITH measured AS (\n{compiled.measured}\n)\n{sql('nearest')}"
    since, until = start - timedelta(seconds=lag.before), start + timedelta(seconds=lag.after)
    values = {**compiled.parameters, "since": since, "until": until}
    rows = query(connection, text, bound(text, values)).to_dicts()
    if step.log is not None:
        return _miss_of_lines(step, rows[0] if rows else None)
    predicate = step.metric or step.series or step.requests or step.shape
    if not rows or predicate is None:
        how = f"no sample within {format_duration(lag.before)} before the incident"
        return Miss(step.title, how, "silent" if step.requests is not None else "unread")
    return Miss(step.title, _how_near(predicate, rows[0]))


def _how_near(
    predicate: MetricPredicate | SeriesPredicate | RequestPredicate | ShapePredicate, nearest: Mapping[str, Any]
) -> str:
    """The nearest value or the longest stretch at it, and what would have been enough."""
    value, unit = nearest["value"], nearest["unit"]
    if nearest["held"] is not None and not isinstance(predicate, ShapePredicate):
        held, needed = (format_duration(each) for each in (nearest["held"], predicate.for_))
        found = f"{format_value(value, unit)} on {nearest['entity']}"
        short = nearest["held"] < predicate.for_
        return f"{found}, but only for {held}, needs {needed}" if short else f"{found} for {held}"
    found = f"{_extreme(predicate)} {format_value(value, unit)} on {nearest['entity']}"
    falls = isinstance(predicate, MetricPredicate) and predicate.change is not None and predicate.change.ratio < 1
    if falls and value <= nearest["threshold"]:
        return f"{found}, as it was before"
    return f"{found}, needs {format_value(nearest['threshold'], unit)}"


def _miss_of_lines(step: Step, nearest: Mapping[str, Any] | None) -> Miss:
    if nearest is None:
        return Miss(step.title, "no such line", "silent")
    needed = step.at_least if nearest["threshold"] is None else nearest["threshold"]
    found = f"{format_value(nearest['value'], '{line}')} within {format_duration(step.within)}"
    if nearest["value"] >= needed and step.log is not None and step.log.together:
        return Miss(step.title, f"{found}, but as many before and after them, or they began together, too")
    return Miss(step.title, f"{found}, needs {needed:.0f}")


def _extreme(predicate: MetricPredicate | SeriesPredicate | RequestPredicate | ShapePredicate) -> str:
    """Whether the nearest value is the highest or the lowest."""
    if isinstance(predicate, RequestPredicate | ShapePredicate):
        return "highest"
    if isinstance(predicate, SeriesPredicate):
        upward = predicate.above_baseline is not None or (
            predicate.above is not None and predicate.below_baseline is None
        )
        return "highest" if upward else "lowest"
    if predicate.change is not None:
        return "highest" if predicate.change.ratio > 1 else "lowest"
    if predicate.full_in is not None:
        return "soonest"
    return "lowest" if predicate.above is None and predicate.silent_for is None else "highest"
