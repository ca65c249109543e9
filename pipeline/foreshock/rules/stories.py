"""From the matches of a rule's steps to the story that they tell about an incident."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from foreshock.rules.evidence import MatchedStep
from foreshock.rules.judgement import Incident, Outcome, host_called
from foreshock.rules.misses import SETTLED, earliest, miss_of_match
from foreshock.rules.model import Rule, Step
from foreshock.rules.words import render

# Stamps of one moment differ by this much between the logs of one host (whole seconds, buffered writes).
SLACK = timedelta(seconds=5)
# A rush of lines is told from the usual ripple before it when it is so many times as dense.
FAR_STRONGER = 5
# The first name in a line is that of the server, as clients write it; an address may be that of any host.
ASKED_BY_HTTP = re.compile(r"(?i)https?(?:connectionpool\(host=|://)['\"]?([a-z0-9-]*[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*)")


def fired(rule: Rule, matches: Sequence[MatchedStep], incident: Incident) -> list[Outcome]:
    """An outcome for each entity whose cause steps matched in time (it may be contradicted, and so not fired)."""
    timely = [each for each in matches if counts(rule, each) and not out_of_time(rule, each, matches, incident)]
    timely = [each for each in timely if not _faint(rule, each, timely, incident)]
    own = [each for each in timely if rule.step(each.step).seen_by == "own"]
    outcomes = _by_entity(rule, own, matches, incident)
    if not outcomes:
        outcomes = _seen_by_clients(rule, [each for each in timely if each not in own], matches, incident)
    return outcomes


def _faint(rule: Rule, match: MatchedStep, timely: Sequence[MatchedStep], incident: Incident) -> bool:
    """Whether a rush of lines was over before users felt anything, of which a far stronger one came with the pain."""
    if rule.step(match.step).above_baseline is None or match.end >= incident.start - SLACK:
        return False
    return any(
        (each.step, each.entity) == (match.step, match.entity)
        and each.end >= incident.start
        and (each.value or 0) >= FAR_STRONGER * (match.value or 0)
        for each in timely
    )


def _seen_by_clients(
    rule: Rule, causes: Sequence[MatchedStep], matches: Sequence[MatchedStep], incident: Incident
) -> list[Outcome]:
    """Outcomes of what only those who depend on an entity saw: on the host they depend on, where it is known."""
    outcomes = []
    for client in dict.fromkeys(each.host for each in causes):
        chosen = _complete(rule, [each for each in causes if each.host == client])
        host = client if _asked_somebody_else(chosen, incident) else _server_of(rule, client, chosen, matches, incident)
        if chosen and _related(rule, host, incident):
            outcomes.append(_outcome(rule, (host, host), chosen, matches, incident))
    return outcomes


def _server_of(
    rule: Rule, client: str, causes: Sequence[MatchedStep], matches: Sequence[MatchedStep], incident: Incident
) -> str:
    """The one host that a client's requests single out, else that confirms what it saw, else that it depends on.

    The client itself where there is no such host.
    """
    called = (each.entity.removeprefix(f"{client}:") for each in causes if each.entity != client)
    singled_out = {host for name in called if (host := host_called(incident.names, name))}
    confirming = {
        each.host
        for each in matches
        if each.role == "confirms" and each.host != client and not out_of_time(rule, each, matches, incident)
    }
    for hosts in (singled_out, confirming, set((incident.depends_on or {}).get(client, ()))):
        if len(hosts) == 1:
            return hosts.pop()
    return client


def _asked_somebody_else(causes: Sequence[MatchedStep], incident: Incident) -> bool:
    """Whether a client names whom it asked by HTTP, and that is none of the hosts whose dependencies are known."""
    hosts = {name for host, needed in (incident.depends_on or {}).items() for name in (host, *needed)}
    asked = [found for each in causes for line in each.evidence[:1] if (found := ASKED_BY_HTTP.search(line.telling))]
    return bool(asked) and all(found[1].split(".")[0].lower() not in hosts for found in asked)


def counts(rule: Rule, match: MatchedStep) -> bool:
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
            if chosen and _related(rule, host, incident) and _holds(rule, host, matches, incident):
                outcomes.append(_outcome(rule, (entity, host), chosen, matches, incident))
    return outcomes


def _holds(rule: Rule, host: str, matches: Sequence[MatchedStep], incident: Incident) -> bool:
    """Whether the cause's states held while users hurt, and did not come and go before without harm.

    A short one explains no long pain; nor does one that was there half as long in the minutes before.
    """
    if not rule.throughout or incident.end is None:
        return True
    states = [each for each in matches if each.role == "cause" and each.host == host]
    held = _covered(states, incident.start, incident.end)
    passed = [each for each in states if each.end <= incident.start - SLACK]
    harmless = _covered(passed, incident.start - timedelta(seconds=rule.lag.before), incident.start)
    return held >= rule.throughout * (incident.end - incident.start) and harmless <= held / 2


def _covered(states: Sequence[MatchedStep], since: datetime, until: datetime) -> timedelta:
    """For how long of an interval at least one of the states held."""
    held, reached = timedelta(0), since
    for state in sorted(states, key=lambda each: each.start):
        end = min(state.end, until)
        held += max(end - max(state.start, reached), timedelta(0))
        reached = max(reached, end)
    return held


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
    place: tuple[str, str],
    causes: Sequence[MatchedStep],
    matches: Sequence[MatchedStep],
    incident: Incident,
) -> Outcome:
    """The story told by the cause matches on an entity and its host, with all that belongs to it."""
    entity, host = place
    changed = [each for each in causes if not each.standing]
    # The steps of a rule stand in the order of how telling they are: the refusal itself before the level.
    order = [step.id for step in rule.steps]
    clients = [each for each in matches if each.role == "cause" and rule.step(each.step).seen_by == "client"]
    # What clients saw of a server belongs to the server's story, not to that of another client.
    own = any(rule.step(each.step).seen_by == "own" for each in causes)
    timely = [each for each in clients if own and not out_of_time(rule, each, matches, incident)]
    first = min([*(changed or causes), *timely], key=lambda each: (order.index(each.step), each.start))
    others = [each for each in matches if each.role != "cause" and _there(rule, each, place)]
    around = [each for each in others if _then(rule, each, first, incident)]
    told = {(each.host, each.service) for each in causes}
    witnesses = [
        each
        for each in clients
        if (each.host, each.service) not in told
        and (each in timely or first.start - SLACK <= each.start <= incident.until)
    ]
    against = tuple(each for each in around if each.role == "contradicts")
    stopped = next((each for each in against if each.step in rule.unless), None)
    named = next((each.service for each in sorted(causes, key=lambda each: each.start) if each.service), None)
    matched = [*causes, *witnesses, *(each for each in around if each.role != "contradicts")]
    # A sample taken during the incident may show what began before it: it cannot be said to have come later.
    onset = max(earliest(rule, first), min(first.start, incident.start))
    return Outcome(
        rule=rule,
        state="not-fired" if stopped else "fired",
        reason=f"contradicted by {stopped.title}" if stopped else "",
        entity=entity,
        host=host,
        service=named,
        onset=onset,
        lead_seconds=(incident.start - onset).total_seconds(),
        sentence=render(rule, place, named, [first, *causes, *timely], incident.clock(onset)),
        matched=tuple(sorted(matched, key=lambda each: each.start)),
        contradictions=against,
        standing=not changed,
    )


def _there(rule: Rule, match: MatchedStep, place: tuple[str, str]) -> bool:
    """Whether a match is on the entity or its host; clients and request series are somewhere else by nature."""
    entity, host = place
    step = rule.step(match.step)
    if step.seen_by == "client" or step.series is not None or step.requests is not None:
        return True
    return match.entity in {entity, host} or (entity == host and match.host == host)


def _then(rule: Rule, match: MatchedStep, first: MatchedStep, incident: Incident) -> bool:
    """Whether a match of another role comes at the time that its role has in the story."""
    lag = rule.lag_of(rule.step(match.step))
    if match.role == "recovery":
        return match.end >= first.start and match.start <= incident.until + SETTLED
    if match.role == "effect":
        return first.start - SLACK <= match.start <= incident.until
    if match.role == "contradicts":
        since, until = incident.start - timedelta(seconds=lag.before), incident.start + timedelta(seconds=lag.after)
        return match.end >= since and match.start <= until
    return match.end >= first.start - timedelta(seconds=lag.before) and match.start <= incident.until


def out_of_time(rule: Rule, match: MatchedStep, matches: Sequence[MatchedStep], incident: Incident) -> str:
    """Why a match cannot have brought the incident about; '' when it can."""
    recoveries = [each for each in matches if each.role == "recovery" and each.host == match.host]
    return miss_of_match(rule, match, recoveries, incident)


def late(rule: Rule, matches: Sequence[MatchedStep], incident: Incident) -> Outcome | None:
    """The rule's story when it began only after the incident had: no cause, but perhaps a consequence.

    Its reason is left to whoever asks; None when nothing was seen during the incident.
    """
    during = [each for each in matches if counts(rule, each) and incident.start <= each.start <= incident.until]
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
    return replace(_outcome(rule, (entity, host), causes, matches, incident), state="not-fired")
