"""What each rule says about one incident: fired, not fired and how near it came, or not evaluable and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import duckdb
import polars as pl

from foreshock.rules.coverage import Coverage
from foreshock.rules.evidence import MatchedStep, read_matches
from foreshock.rules.misses import miss_of_match, miss_of_step
from foreshock.rules.model import Rule, RuleSet, Step
from foreshock.rules.words import render

State = Literal["fired", "not-fired", "not-evaluable"]

# Sources are looked for from this long before the incident; an open incident is followed for as long.
AROUND = timedelta(hours=1)

# Stamps of one moment differ by this much between the logs of one host (whole seconds, buffered writes).
SLACK = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Incident:
    """What the rules are to explain. ``symptoms`` has the columns kind and host, one row a symptom."""

    start: datetime
    end: datetime | None
    symptoms: pl.DataFrame
    depends_on: Mapping[str, Collection[str]] | None = None

    @property
    def until(self) -> datetime:
        """The end, or an hour after the start while it lasts."""
        return self.end or self.start + AROUND


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule on one entity, against one incident.

    A rule whose cause was seen, but not in time, has not fired, and yet has ``matched``, ``onset`` and a negative
    ``lead_seconds``: it may be a link in the chain of another cause (``rule.leads_to``).
    """

    rule: Rule
    state: State
    reason: str
    entity: str | None = None
    host: str | None = None
    service: str | None = None
    onset: datetime | None = None
    lead_seconds: float | None = None
    sentence: str = ""
    matched: tuple[MatchedStep, ...] = ()
    contradictions: tuple[MatchedStep, ...] = ()
    standing: bool = False

    @property
    def cause(self) -> str:
        """The class of cause."""
        return self.rule.cause

    def steps(self, role: str) -> tuple[MatchedStep, ...]:
        """The matched steps of a role, in time order."""
        return tuple(step for step in self.matched if step.role == role)


def evaluate(
    ruleset: RuleSet,
    connection: duckdb.DuckDBPyConnection,
    incident_start: datetime,
    incident_end: datetime | None,
    symptoms: pl.DataFrame,
    *,
    depends_on: Mapping[str, Collection[str]] | None = None,
) -> list[Outcome]:
    """The outcomes of all rules, in the order of the rules: one an entity that a rule fired on, else one a rule.

    ``symptoms``: rows of the table symptoms (kind, host are read). ``depends_on``: for each host the hosts that
    it depends on; rules with ``relation: upstream`` are held to it when it is given. Needs the tables that
    ``match`` leaves.
    """
    incident = Incident(incident_start, incident_end, symptoms, depends_on)
    coverage = Coverage.read(connection, incident_start - AROUND, incident.until)
    matches = read_matches(ruleset, connection)
    return [
        outcome
        for rule in ruleset.rules
        for outcome in _judge(rule, matches.get(rule.id, ()), incident, coverage, connection)
    ]


def _judge(
    rule: Rule,
    matches: Sequence[MatchedStep],
    incident: Incident,
    coverage: Coverage,
    connection: duckdb.DuckDBPyConnection,
) -> list[Outcome]:
    if wrong := _cannot_explain(rule, incident):
        return [Outcome(rule, "not-fired", wrong)]
    outcomes = _fired(rule, matches, incident)
    if any(outcome.state == "fired" for outcome in outcomes):
        return outcomes
    if missing := coverage.missing(rule):
        return [Outcome(rule, "not-evaluable", missing)]
    return outcomes or [_late(rule, matches, incident) or _nearest(rule, matches, incident, coverage, connection)]


def _cannot_explain(rule: Rule, incident: Incident) -> str:
    kinds = set(incident.symptoms["kind"].to_list())
    if kinds and not kinds & set(rule.symptoms):
        return f"it explains {' or '.join(rule.symptoms)}, the incident has {' and '.join(sorted(kinds))}"
    return ""


def _fired(rule: Rule, matches: Sequence[MatchedStep], incident: Incident) -> list[Outcome]:
    """An outcome for each entity whose cause steps matched in time (it may be contradicted, and so not fired)."""
    timely = [each for each in matches if _counts(rule, each) and not _out_of_time(rule, each, matches, incident)]
    own = [each for each in timely if rule.step(each.step).seen_by == "own"]
    outcomes = _by_entity(rule, own, matches, incident)
    if not outcomes:
        # Only those who depend on it saw it: better the hosts that saw it than nothing.
        outcomes = _by_entity(rule, timely, matches, incident)
    return outcomes


def _counts(rule: Rule, match: MatchedStep) -> bool:
    """Whether a match is of a cause step, and new where the step asks for something new."""
    return match.role == "cause" and not (match.standing and rule.step(match.step).fresh)


def _by_entity(
    rule: Rule, causes: Sequence[MatchedStep], matches: Sequence[MatchedStep], incident: Incident
) -> list[Outcome]:
    outcomes = []
    for host in dict.fromkeys(each.host for each in causes):
        on_host = [each for each in causes if each.host == host]
        for entity in _entities(host, on_host):
            chosen = _complete(rule, [each for each in on_host if each.entity in {entity, host} or entity == host])
            if chosen and _related(rule, host, incident):
                outcomes.append(_outcome(rule, entity, host, chosen, matches, incident))
    return outcomes


def _entities(host: str, causes: Sequence[MatchedStep]) -> list[str]:
    """The mount points, devices or services that the matches name; the host where they name none.

    One that was so from its first sample on (a boot partition that is always full) stands back behind those that
    changed, and is named only when it is the only one.
    """
    named = {each.entity: True for each in causes if each.entity != host}
    changed = [entity for entity in named if any(each.entity == entity and not each.standing for each in causes)]
    if changed:
        return changed
    return list(named) if len(named) == 1 else [host]


def _complete(rule: Rule, causes: Sequence[MatchedStep]) -> list[MatchedStep]:
    """The cause matches, or none when the rule needs every step in order and one is missing."""
    if rule.needs == "any":
        return list(causes)
    first, *others = rule.role("cause")
    # The last release before the errors is the one to blame, so candidates for the first step are tried latest first.
    for begin in sorted((each for each in causes if each.step == first.id), key=lambda each: each.start, reverse=True):
        chosen = [begin]
        for step in others:
            fitting = [each for each in causes if each.step == step.id and _follows(step, chosen[-1], each)]
            if not fitting:
                break
            chosen.append(min(fitting, key=lambda each: each.start))
        if len(chosen) == len(others) + 1:
            return chosen
    return []


def _follows(step: Step, before: MatchedStep, match: MatchedStep) -> bool:
    """Whether a match comes after another, and soon enough."""
    waited = match.start - before.start
    return waited >= -SLACK and (step.after_previous is None or waited.total_seconds() <= step.after_previous)


def _related(rule: Rule, host: str, incident: Incident) -> bool:
    """Whether the cause sits where the rule says, seen from the hosts that hurt."""
    hurting = {each for each in incident.symptoms["host"].to_list() if each}
    if rule.relation == "anywhere" or not hurting or host in hurting:
        return True
    if rule.relation == "same":
        return False
    return incident.depends_on is None or any(host in incident.depends_on.get(each, ()) for each in hurting)


def _outcome(
    rule: Rule,
    entity: str,
    host: str,
    causes: Sequence[MatchedStep],
    matches: Sequence[MatchedStep],
    incident: Incident,
) -> Outcome:
    changed = [each for each in causes if not each.standing]
    # The steps of a rule stand in the order of how telling they are: the refusal itself before the level.
    order = [step.id for step in rule.steps]
    first = min(changed or causes, key=lambda each: (order.index(each.step), each.start))
    around = [each for each in matches if each.role != "cause" and _belongs(rule, each, entity, host, first, incident)]
    witnesses = [
        each
        for each in matches
        if each.role == "cause" and each.host != host and rule.step(each.step).seen_by == "client"
        and first.start - SLACK <= each.start <= incident.until
    ]  # fmt: skip
    against = tuple(each for each in around if each.role == "contradicts")
    stopped = next((each for each in against if each.step in rule.unless), None)
    named = next((each.service for each in sorted(causes, key=lambda each: each.start) if each.service), None)
    matched = [*causes, *witnesses, *(each for each in around if each.role not in {"contradicts", "recovery"})]
    return Outcome(
        rule=rule,
        state="not-fired" if stopped else "fired",
        reason=f"contradicted by {stopped.title}" if stopped else "",
        entity=entity,
        host=host,
        service=named,
        onset=first.start,
        lead_seconds=(incident.start - first.start).total_seconds(),
        sentence=render(rule.words.cause, entity, host, named, first, causes),
        matched=tuple(sorted(matched, key=lambda each: each.start)),
        contradictions=against,
        standing=not changed,
    )


def _belongs(
    rule: Rule, match: MatchedStep, entity: str, host: str, first: MatchedStep, incident: Incident
) -> bool:
    """Whether a match of another role is part of this story: on the entity or its host, at the right time."""
    step = rule.step(match.step)
    elsewhere = step.seen_by == "client" or step.series is not None
    if not elsewhere and match.entity not in {entity, host} and not (entity == host and match.host == host):
        return False
    lag = rule.lag_of(step)
    if match.role == "effect":
        return first.start - SLACK <= match.start <= incident.until
    if match.role == "contradicts":
        since, until = incident.start - timedelta(seconds=lag.before), incident.start + timedelta(seconds=lag.after)
        return match.end >= since and match.start <= until
    return match.end >= first.start - timedelta(seconds=lag.before) and match.start <= incident.until


def _out_of_time(
    rule: Rule, match: MatchedStep, matches: Sequence[MatchedStep], incident: Incident
) -> str:
    """Why a match cannot have brought the incident about; '' when it can."""
    recoveries = [each for each in matches if each.role == "recovery" and each.host == match.host]
    return miss_of_match(rule, match, recoveries, incident.start)


def _late(rule: Rule, matches: Sequence[MatchedStep], incident: Incident) -> Outcome | None:
    """The rule's story when it began only after the incident had: no cause, but perhaps a consequence."""
    during = [
        each for each in matches
        if _counts(rule, each) and incident.start <= each.start <= incident.until
    ]  # fmt: skip
    own = [each for each in during if rule.step(each.step).seen_by == "own"] or during
    chosen = [
        (entity, host, complete)
        for host in dict.fromkeys(each.host for each in own)
        for entity in _entities(host, [each for each in own if each.host == host])
        if (complete := _complete(rule, [each for each in own if each.host == host]))
    ]
    if not chosen:
        return None
    entity, host, causes = min(chosen, key=lambda each: min(match.start for match in each[2]))
    outcome = _outcome(rule, entity, host, causes, matches, incident)
    first = min(causes, key=lambda each: each.start)
    reason = f"{first.title}: {miss_of_match(rule, first, (), incident.start)}"
    return Outcome(
        rule, "not-fired", reason, entity, host, outcome.service, outcome.onset, outcome.lead_seconds,
        outcome.sentence, outcome.matched, outcome.contradictions,
    )  # fmt: skip


def _nearest(
    rule: Rule,
    matches: Sequence[MatchedStep],
    incident: Incident,
    coverage: Coverage,
    connection: duckdb.DuckDBPyConnection,
) -> Outcome:
    """How near each cause step came."""
    reasons = [_nearest_of(rule, step, matches, incident, coverage, connection) for step in rule.role("cause")]
    return Outcome(rule, "not-fired", "; ".join(dict.fromkeys(reason for reason in reasons if reason)))


def _nearest_of(
    rule: Rule,
    step: Step,
    matches: Sequence[MatchedStep],
    incident: Incident,
    coverage: Coverage,
    connection: duckdb.DuckDBPyConnection,
) -> str:
    if missing := coverage.step_missing(step):
        return missing
    seen = [each for each in matches if each.step == step.id and _counts(rule, each)]
    reasons = [reason for each in seen if (reason := _out_of_time(rule, each, matches, incident))]
    if len(reasons) == len(seen) and seen and step.log is not None:
        nearest = min(seen, key=lambda each: abs((incident.start - each.end).total_seconds()))
        return f"{step.title}: {_out_of_time(rule, nearest, matches, incident)}"
    if len(reasons) < len(seen):
        return ""  # this step matched in time; another one that the rule needs did not
    return f"{step.title}: {miss_of_step(rule, step, incident.start, connection)}"
