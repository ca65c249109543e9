"""What is wrong or weak in rule packs beyond what cannot be loaded at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from foreshock.rules.model import Rule, RulePack, Step, Words
from foreshock.rules.packs import read_packs
from foreshock.rules.predicates import LogPredicate
from foreshock.rules.words import PLACEHOLDERS, placeholders
from foreshock.yamldoc import Fault

# A shorter literal is in so many lines that finding it finds nothing.
SHORTEST_LITERAL = 4

_ALERT_NAME = re.compile(r"[A-Z][A-Za-z0-9]+")


def lint(directories: Sequence[Path]) -> list[Fault]:
    """Everything wrong with the packs in these folders, in file order; empty when they are sound."""
    packs, faults, _ = read_packs(directories)
    rules = [rule for pack in packs for rule in pack.rules]
    for pack in packs:
        faults += [Fault(rule.where, problem) for rule in pack.rules for problem in _of_rule(rule)]
        faults += [
            Fault(step.where, problem) for rule in pack.rules for step in rule.steps for problem in _of_step(step)
        ]
        faults += _empty(pack)
    return sorted({*faults, *_twins(rules)}, key=_place)


def _place(fault: Fault) -> tuple[str, int, str]:
    path, _, line = fault.where.rpartition(":")
    return (path, int(line), fault.problem) if line.isdigit() else (fault.where, 0, fault.problem)


def _empty(pack: RulePack) -> Iterator[Fault]:
    if not pack.rules:
        yield Fault(pack.where, f"the pack {pack.pack!r} has no rules")


def _of_rule(rule: Rule) -> Iterator[str]:
    yield from (f"{rule.id}: {problem}" for problem in (*_of_words(rule.words), *_half_sentences(rule.words)))
    if rule.cause in rule.leads_to:
        yield f"{rule.id}: leads_to names its own cause {rule.cause!r}"
    if len(rule.role("cause")) == 1 and rule.needs == "all":
        yield f"{rule.id}: 'needs: all' with one cause step says nothing"
    for step in rule.role("recovery"):
        if step.seen_by == "client":
            yield f"{rule.id}: the recovery {step.id!r} must be seen on the entity itself, not by a client"


def _of_words(words: Words) -> Iterator[str]:
    for name in ("cause", "effect"):
        if not getattr(words, name).strip():
            yield f"words.{name} is empty"
    for name in ("confirm", "fix", "prevent"):
        if not getattr(words, name):
            yield f"words.{name} is empty; say at least one thing"
    for name in placeholders(words.cause):
        if name not in PLACEHOLDERS:
            yield f"unknown placeholder {{{name}}} in words.cause; valid: {', '.join(PLACEHOLDERS)}"
    for alert in (prevention.alert for prevention in words.prevent if prevention.alert):
        if not _ALERT_NAME.fullmatch(alert.name):
            yield f"the alert name {alert.name!r} is not CamelCase"


def _half_sentences(words: Words) -> Iterator[str]:
    for text in (*words.confirm, *words.fix, *(prevention.sentence for prevention in words.prevent)):
        if text.count("(") != text.count(")") or text.startswith(("and ", "or ", "then ")):
            yield f"half a sentence, {text!r}; quote it: a comma ends an item of a YAML list"


def _of_step(step: Step) -> Iterator[str]:
    if step.log is None:
        return
    predicate = step.log
    for literal in (*predicate.literals, *predicate.none):
        if len(literal) < SHORTEST_LITERAL:
            yield f"step {step.id!r}: the literal {literal!r} is shorter than {SHORTEST_LITERAL} characters"
    for literal in predicate.none:
        if any(literal in wanted for wanted in predicate.all_) or (
            predicate.any_ and all(literal in wanted for wanted in predicate.any_)
        ):
            yield f"step {step.id!r} can never match: {literal!r} is in 'none' and in every literal that is asked for"
    for wanted in predicate.any_:
        if any(other != wanted and other in wanted for other in predicate.any_):
            yield f"step {step.id!r}: the literal {wanted!r} adds nothing, a part of it is listed too"
    for name in ("regex", "entity", "changed"):
        yield from _bad_regex(step, name)


def _bad_regex(step: Step, name: str) -> Iterator[str]:
    """DuckDB runs regular expressions in linear time (RE2); what it refuses (look-around) is refused here."""
    pattern = getattr(step.log, name)
    if not pattern:
        return
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT regexp_matches('', $1)", [pattern]).fetchall()
    except duckdb.Error as error:
        yield f"step {step.id!r}: '{name}' is not a regular expression: {str(error).splitlines()[0]}"
        return
    if name in {"entity", "changed"} and re.compile(pattern).groups < 1:
        yield f"step {step.id!r}: '{name}' needs a group that names the {'entity' if name == 'entity' else 'version'}"


def _twins(rules: Sequence[Rule]) -> Iterator[Fault]:
    """Rules of one cause that are found by the very same lines: one of them says nothing new."""
    seen: dict[tuple[object, ...], Rule] = {}
    for rule in rules:
        signature = (rule.cause, rule.entity, *(_signature(step) for step in rule.role("cause")))
        if signature in seen:
            yield Fault(rule.where, f"{rule.id} has the same cause steps as {seen[signature].id}")
        seen.setdefault(signature, rule)


def _signature(step: Step) -> object:
    predicate = step.log
    if isinstance(predicate, LogPredicate):
        return (*sorted(predicate.literals), predicate.regex, *predicate.service, *predicate.code, predicate.severity)
    return str(step.metric or step.series or step.requests or step.shape)
