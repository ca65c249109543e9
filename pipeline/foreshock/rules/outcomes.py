"""What each rule says about one incident: fired, not fired and how near it came, or not evaluable and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import duckdb
import polars as pl

from foreshock.lake.side_by_side import side_by_side
from foreshock.rules.coverage import Coverage
from foreshock.rules.evidence import MatchedStep, read_matches
from foreshock.rules.judgement import AROUND, Clock, Incident, Miss, Outcome, State, utc_words
from foreshock.rules.misses import miss_of_step
from foreshock.rules.model import Rule, RuleSet, Step
from foreshock.rules.presence import Presence
from foreshock.rules.stories import counts, fired, late, out_of_time

__all__ = ["Incident", "Judgement", "Miss", "Outcome", "State", "judge"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What all rules say of one incident: ``outcomes``, in the order of the rules, without how near they came."""

    outcomes: Sequence[Outcome]
    incident: Incident
    matches: Mapping[str, Sequence[MatchedStep]]
    coverage: Coverage

    def with_misses(self, connection: duckdb.DuckDBPyConnection) -> list[Outcome]:
        """The outcomes, those that did not fire with how near each of their cause steps came.

        That asks the tables once for each such step, and only people read it.
        """
        presence = Presence.read(connection)

        def told(connection: duckdb.DuckDBPyConnection, outcome: Outcome) -> Outcome:
            if outcome.state != "not-fired" or outcome.reason:
                return outcome
            misses = self._nearest(outcome.rule, presence, connection)
            return replace(outcome, reason="; ".join(dict.fromkeys(map(str, misses))), misses=misses)

        return side_by_side(connection, told, self.outcomes)

    def _nearest(self, rule: Rule, presence: Presence, connection: duckdb.DuckDBPyConnection) -> tuple[Miss, ...]:
        """How near each cause step came."""
        found = (self._nearest_of(rule, step, presence, connection) for step in rule.role("cause"))
        return tuple(miss for miss in found if miss is not None)

    def _nearest_of(
        self, rule: Rule, step: Step, presence: Presence, connection: duckdb.DuckDBPyConnection
    ) -> Miss | None:
        incident, matches = self.incident, self.matches.get(rule.id, ())
        if missing := self.coverage.step_missing(step):
            return Miss("", missing, "unread")
        seen = [each for each in matches if each.step == step.id and counts(rule, each)]
        if not seen and any(each.step == step.id for each in matches):
            return Miss(step.title, "there when the log begins, nothing new")
        misses = [(each, out_of_time(rule, each, matches, incident)) for each in seen]
        if not all(miss for _, miss in misses):
            return None  # this step matched in time; another one that the rule needs did not
        if step.log is None:
            # A level is best told by its nearest value; that it was reached some other day says little.
            since = incident.start - timedelta(seconds=rule.lag_of(step).before)
            misses = [each for each in misses if each[0].end >= since and each[0].start <= incident.until]
        _, nearest = min(
            misses, key=lambda each: abs((incident.start - each[0].end).total_seconds()), default=(None, "")
        )
        if nearest and step.log is not None:
            return Miss(step.title, nearest)
        miss = miss_of_step(rule, step, incident.start, presence, connection)
        return replace(miss, how=f"{miss.how}; {nearest}") if nearest else miss


def judge(
    ruleset: RuleSet,
    connection: duckdb.DuckDBPyConnection,
    incident_start: datetime,
    incident_end: datetime | None,
    symptoms: pl.DataFrame,
    *,
    depends_on: Mapping[str, Collection[str]] | None = None,
    names: Mapping[str, str] | None = None,
    clock: Clock = utc_words,
    unsure_clocks: Collection[str] = (),
) -> Judgement:
    """The outcomes of all rules: one an entity that a rule fired on, else one a rule.

    ``symptoms``: rows of the table symptoms (kind, host are read). ``depends_on``: for each host the hosts that
    it depends on; rules with ``relation: upstream`` are held to it when it is given. ``names``: the addresses and
    names of hosts. ``clock`` words the moments in the sentences. ``unsure_clocks``: the hosts whose lines are not held
    to the windows of the rules, as their clocks may be off. Needs the tables that ``match`` leaves.
    """
    incident = Incident(incident_start, incident_end, symptoms, depends_on, names or {}, clock, unsure_clocks)
    coverage = Coverage.read(connection, incident_start - AROUND, incident.until)
    matches = read_matches(ruleset, connection)
    judged = (_judge(rule, matches.get(rule.id, ()), incident, coverage) for rule in ruleset.rules)
    return Judgement([outcome for outcomes in judged for outcome in outcomes], incident, matches, coverage)


def _judge(rule: Rule, matches: Sequence[MatchedStep], incident: Incident, coverage: Coverage) -> list[Outcome]:
    if wrong := _cannot_explain(rule, incident):
        return [Outcome(rule, "not-fired", wrong)]
    outcomes = fired(rule, matches, incident)
    if any(outcome.state == "fired" for outcome in outcomes):
        return outcomes
    missing = coverage.missing(rule)
    if outcomes and not missing:
        return outcomes
    consequence = late(rule, matches, incident)
    if missing:
        return [replace(consequence, reason=missing) if consequence else Outcome(rule, "not-evaluable", missing)]
    return [consequence or Outcome(rule, "not-fired", "")]


def _cannot_explain(rule: Rule, incident: Incident) -> str:
    kinds = set(incident.symptoms["kind"].to_list())
    if kinds and not kinds & set(rule.symptoms):
        return f"it explains {' or '.join(rule.symptoms)}, the incident has {' and '.join(sorted(kinds))}"
    return ""
