"""The tests that lie beside the rules: what a rule says about a little incident, and about variants of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

import duckdb
import polars as pl

from foreshock.rules.durations import Seconds, format_duration
from foreshock.rules.match import match
from foreshock.rules.model import Rule, RulePack, RuleSet
from foreshock.rules.outcomes import Judgement, Outcome, State, judge
from foreshock.rules.packs import read_packs
from foreshock.rules.scenes import Scene, read_scene
from foreshock.rules.variants import variants
from foreshock.signals import find_shifts
from foreshock.signals.symptoms import Kind
from foreshock.yamldoc import Document, Fault, did_you_mean

# An onset that a test states must be met within this.
ONSET_TOLERANCE = 60.0


def _doc(text: str) -> dict[str, str]:
    return {"doc": text}


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A little incident, and what one rule must say about it."""

    rule: str = field(metadata=_doc("id of the rule"))
    name: str = field(metadata=_doc("what the test shows"))
    expect: Literal["fired", "not-fired", "not-evaluable"] = field(metadata=_doc("what the rule must say"))
    program: str = field(default="", metadata=_doc("the program and version that printed the log lines"))
    logs: str = field(default="", metadata=_doc("log records: OFFSET HOST SERVICE SEVERITY: BODY"))
    metrics: str = field(default="", metadata=_doc("samples: OFFSET HOST METRIC{LABEL=VALUE} NUMBER"))
    series: str = field(default="", metadata=_doc("buckets: OFFSET HOST METRIC NUMBER baseline NUMBER"))
    requests: str = field(default="", metadata=_doc("requests: OFFSET HOST CLIENT METHOD PATH STATUS SECONDS"))
    symptoms: tuple[Kind, ...] = field(default=("latency",), metadata=_doc("symptoms of the incident"))
    lasting: Seconds = field(default=1800.0, metadata=_doc("how long the incident lasts"))
    entity: str = field(default="", metadata=_doc("the entity that must be named"))
    lead: Seconds | None = field(default=None, metadata=_doc("how long before the incident the onset must lie"))
    reason: str = field(default="", metadata=_doc("words that the reason must hold"))
    where: str = ""

    def __post_init__(self) -> None:
        """Log lines come from somewhere, and every line can be read."""
        if self.logs and not self.program:
            problem = "'program' is missing: name the program and version that printed the log lines"
            raise ValueError(problem)
        self.scene()

    def scene(self) -> Scene:
        """The rows of the test."""
        return read_scene(self.logs, self.metrics, self.series, self.symptoms, self.lasting, requests=self.requests)


@dataclass(frozen=True, slots=True)
class TestPack:
    """The tests of one rule pack."""

    __test__ = False  # for pytest, which takes every class of this name for a test

    pack: str = field(metadata=_doc("name of the rule pack"))
    tests: tuple[RuleTest, ...] = field(metadata=_doc("the tests"))
    where: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one test or variant; ``problem`` is '' when it passed."""

    rule: str
    name: str
    where: str
    problem: str

    @property
    def passed(self) -> bool:
        """Whether the rule said what it must."""
        return not self.problem


def run_tests(directories: Sequence[Path], only: str = "") -> tuple[list[Verdict], list[Fault]]:
    """The verdicts of all tests and generated variants, and what keeps tests from being run.

    ``only`` picks one rule by id. A rule without a test that fires is a fault; so is a test of no rule.
    """
    packs, faults, _ = read_packs(directories)
    rules = {rule.id: rule for pack in packs for rule in pack.rules}
    tests, unread = _read_tests(directories)
    faults += unread + _untested(packs, tests)
    for test in tests:
        if test.rule not in rules:
            faults.append(Fault(test.where, f"there is no rule {test.rule!r}{did_you_mean(test.rule, list(rules))}"))
    # Scenes are small: more threads would only wait for each other.
    with duckdb.connect(config={"threads": 1}) as connection:
        verdicts = [
            verdict
            for test in tests
            if test.rule in rules and only in {"", test.rule}
            for verdict in _verdicts(rules[test.rule], test, connection)
        ]
    return verdicts, faults


def _read_tests(directories: Sequence[Path]) -> tuple[list[RuleTest], list[Fault]]:
    tests: list[RuleTest] = []
    faults: list[Fault] = []
    for path in (path for directory in directories for path in sorted((directory / "tests").glob("*.yaml"))):
        document = Document(path.read_text(encoding="utf-8", errors="replace"), path)
        pack = document.build(TestPack)
        faults += document.faults
        tests += pack.tests if pack else ()
    return tests, faults


def _untested(packs: Sequence[RulePack], tests: Sequence[RuleTest]) -> list[Fault]:
    fired = {test.rule for test in tests if test.expect == "fired"}
    return [
        Fault(rule.where, f"the rule {rule.id!r} has no test that expects it to fire")
        for pack in packs
        for rule in pack.rules
        if rule.id not in fired
    ]


def _verdicts(rule: Rule, test: RuleTest, connection: duckdb.DuckDBPyConnection) -> list[Verdict]:
    scene = test.scene()
    problem = _problem(test, play(rule, scene, connection).with_misses(connection), scene)
    verdicts = [Verdict(rule.id, test.name, test.where, problem)]
    if test.expect == "fired":
        for variant in variants(rule, scene):
            played = play(rule, variant.scene, connection, variant.session_zone)
            states = {outcome.state for outcome in played.outcomes}
            said = ", ".join(sorted(states))
            problem = "" if states <= variant.allowed else f"{said}: {variant.why}"
            verdicts.append(Verdict(rule.id, f"{test.name} [{variant.name}]", test.where, problem))
    return verdicts


def play(rule: Rule, scene: Scene, connection: duckdb.DuckDBPyConnection, session_zone: str = "UTC") -> Judgement:
    """What the rule says about the scene; the tables of the database are replaced by those of the scene."""
    ruleset = RuleSet((RulePack(rule.id.split(".")[0], "", (rule,)),), "")
    symptoms = pl.DataFrame({"kind": list(scene.symptoms), "host": ["web-01"] * len(scene.symptoms)})
    connection.execute("SET TimeZone = $1", [session_zone])
    scene.fill(connection)
    if any(step.shape for step in rule.steps):
        find_shifts(connection, [(scene.start, scene.until)])
    match(ruleset, connection)
    return judge(ruleset, connection, scene.start, scene.until, symptoms)


def _problem(test: RuleTest, outcomes: Sequence[Outcome], scene: Scene) -> str:
    states: set[State] = {outcome.state for outcome in outcomes}
    if states != {test.expect}:
        said = "; ".join(f"{outcome.state} {outcome.reason}".strip() for outcome in outcomes)
        return f"expected {test.expect}, got {said}"
    fitting = [outcome for outcome in outcomes if test.entity in {"", outcome.entity}]
    if not fitting:
        return f"expected the entity {test.entity}, got {', '.join(str(outcome.entity) for outcome in outcomes)}"
    if test.reason and not any(test.reason in outcome.reason for outcome in fitting):
        return f"expected the reason to hold {test.reason!r}, got {'; '.join(each.reason for each in fitting)}"
    if test.lead is not None:
        onset = scene.start - timedelta(seconds=test.lead)
        leads = [outcome.lead_seconds or 0.0 for outcome in fitting]
        if not any(abs(lead - test.lead) <= ONSET_TOLERANCE for lead in leads):
            return f"expected the onset at {onset:%H:%M}, got a lead of {', '.join(map(format_duration, leads))}"
    return ""
