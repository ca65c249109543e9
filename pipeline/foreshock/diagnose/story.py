"""What happened in one incident, in time order: the chain that led to it, and the timeline with people's doings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import duckdb

from foreshock.diagnose.hypotheses import Hypothesis, onset_of
from foreshock.diagnose.incidents import Incident
from foreshock.diagnose.site import Site
from foreshock.lake.frames import read_sql_file
from foreshock.rules.causes import CAUSES
from foreshock.rules.evidence import MatchedStep
from foreshock.rules.outcomes import Outcome
from foreshock.rules.words import quoted

Kind = Literal["symptom", "cause", "effect", "change", "human", "recovery", "metric"]

CHANGES = frozenset({"config-change", "bad-deploy"})
MOST_ENTRIES = 40
# People look around before and clean up after; what they did further away belongs to another story.
AROUND = timedelta(minutes=30)
LONGEST_COMMAND = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; source and line where a file shows it."""

    time: datetime
    entity: str
    kind: Kind
    sentence: str
    source: str | None = None
    line: int | None = None


def chain(hypothesis: Hypothesis, incident: Incident, site: Site) -> list[str]:
    """What led to what, in time order, within a second in this: the cause, its effects, consequences, symptoms."""
    links = [
        (_second(step.start), place, f"{step.entity}: {step.title}")
        for place, role in enumerate(("cause", "effect"))
        for step in hypothesis.matched(role)
    ]
    # A rule's title says what it holds for the cause; of a consequence only the class is known.
    links += [(_second(onset_of(each)), 2, f"{each.entity}: {CAUSES[each.cause]}") for each in hypothesis.consequences]
    links += [(_second(symptom.start), 3, symptom.sentence) for symptom in incident.symptoms]
    seen: set[str] = set()
    told = []
    for time, _, sentence in sorted(links):
        if sentence not in seen:
            seen.add(sentence)
            told.append(f"{site.local(time)} {sentence}")
    return told


def _second(time: datetime) -> datetime:
    """The time as it is told: what logs of several programs say of one second has no order."""
    return time.replace(microsecond=0)


def timeline(
    connection: duckdb.DuckDBPyConnection,
    incident: Incident,
    hypotheses: Sequence[Hypothesis],
    outcomes: Iterable[Outcome],
    end_of_data: datetime,
) -> list[Entry]:
    """The machines' events and the humans' interventions from the onset to the end, at most forty."""
    last = incident.last_moment(end_of_data)
    entries = [*_symptoms(incident)]
    for hypothesis in hypotheses[:1]:
        entries += [_entry(step, "metric" if step.measured else "cause") for step in hypothesis.matched("cause")]
        entries += [_entry(step, "effect") for step in hypothesis.matched("effect")]
        for outcome in hypothesis.consequences:
            kind: Kind = "change" if outcome.cause in CHANGES else "effect"
            entries += [_entry(step, kind) for step in outcome.steps("cause")[:3]]
    told = {id(outcome) for hypothesis in hypotheses[:1] for outcome in hypothesis.consequences}
    for outcome in outcomes:
        if outcome.cause in CHANGES and id(outcome) not in told:
            entries += [_entry(step, "change") for step in outcome.steps("cause")]
    entries += _interventions(connection, incident.start - AROUND, last + AROUND)
    rules = {each.rule.id for hypothesis in hypotheses[:1] for each in (*hypothesis.outcomes, *hypothesis.consequences)}
    entries += _recoveries(connection, incident.start, last + AROUND, rules)
    return _trim(entries)


def _symptoms(incident: Incident) -> list[Entry]:
    """Beginning and end of each symptom."""
    entries = [Entry(each.start, each.entity, "symptom", each.sentence) for each in incident.symptoms]
    entries += [
        Entry(each.end, each.entity, "recovery", f"{each.kind} on {each.entity} back to normal")
        for each in incident.symptoms
        if each.end is not None
    ]
    return entries


def _entry(step: MatchedStep, kind: Kind) -> Entry:
    """A matched step with its first line."""
    first = step.evidence[0] if step.evidence else None
    sentence = step.title if first is None else f"{step.title}: {quoted(first.telling)}"
    source, line = (None, None) if first is None else (first.source, first.line)
    return Entry(step.start, step.entity, kind, sentence, source, line)


def _interventions(connection: duckdb.DuckDBPyConnection, since: datetime, until: datetime) -> list[Entry]:
    """Commands that people ran."""
    rows = read_sql_file(connection, "foreshock.diagnose", "interventions", {"since": since, "until": until})
    return [
        Entry(time, host, "human", f"{person} ran {command[:LONGEST_COMMAND]}", source, line)
        for time, host, person, command, source, line in rows.iter_rows()
    ]


def _recoveries(
    connection: duckdb.DuckDBPyConnection, since: datetime, until: datetime, rules: Iterable[str]
) -> list[Entry]:
    """Signs that a rule knows as the end of what it describes."""
    asked = {"since": since, "until": until, "rules": sorted(rules)}
    rows = read_sql_file(connection, "foreshock.diagnose", "recoveries", asked)
    return [
        Entry(time, entity, "recovery", quoted(text.splitlines()[0]), source, line)
        for time, entity, text, source, line in rows.iter_rows()
    ]


def _trim(entries: Sequence[Entry]) -> list[Entry]:
    """In time order, each sentence once, at most forty: what machines repeated goes first."""
    unique = {(entry.time, entry.entity, entry.sentence): entry for entry in sorted(entries, key=lambda e: e.time)}
    places: set[tuple[str | None, int | None]] = set()
    kept = []
    for entry in unique.values():
        place = (entry.source, entry.line)
        if entry.line is None or place not in places:
            places.add(place)
            kept.append(entry)
    excess = len(kept) - MOST_ENTRIES
    if excess > 0:
        dispensable = [entry for entry in kept if entry.kind in {"effect", "change"}][-excess:]
        kept = [entry for entry in kept if entry not in dispensable]
    return kept
