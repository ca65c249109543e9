"""Rules become SQL in which no value of a rule stands as text."""

from __future__ import annotations

import dataclasses
import re

import duckdb
import pytest

from foreshock.rules.compile import bound, compile_metric, compile_step, glob_regex
from foreshock.rules.match import match
from foreshock.rules.model import Rule, RuleSet, Step
from foreshock.rules.packs import load
from foreshock.rules.predicates import LogPredicate, MetricPredicate
from foreshock.rules.scenes import read_scene

HOSTILE = "'; DROP TABLE logs; --"


def test_every_step_of_every_rule_runs(connection: duckdb.DuckDBPyConnection) -> None:
    """DuckDB accepts each query with its parameters, on empty tables."""
    ruleset = load()
    read_scene("", "", "", ("latency",), 60).fill(connection)
    match(ruleset, connection)
    steps = list(ruleset.steps())
    assert steps
    for rule, step in steps:
        query = compile_step(rule, step)
        assert connection.execute(query.runs, bound(query.runs, query.parameters)).fetchall() == []


def test_no_value_of_a_rule_is_spliced_into_the_sql(ruleset: RuleSet) -> None:
    """A literal, a label or a name that is SQL stays a parameter."""
    rule = ruleset.rules[0]
    log = LogPredicate(any_=(HOSTILE,), regex=HOSTILE, service=(HOSTILE,), code=(HOSTILE,), entity=HOSTILE)
    metric = MetricPredicate(HOSTILE, labels={HOSTILE: (HOSTILE,)}, except_={HOSTILE: (HOSTILE,)}, above=1)
    for query in (compile_step(rule, Step("x", "x", log=log)), compile_metric(metric, "mountpoint")):
        assert "DROP" not in query.runs
        assert set(re.findall(r"\$(\w+)", query.runs)) <= set(query.parameters)


def test_a_hostile_rule_only_finds_its_own_words(ruleset: RuleSet, connection: duckdb.DuckDBPyConnection) -> None:
    """The words of an injection are words: they are found, and nothing is dropped."""
    step = Step("x", "x", log=LogPredicate(any_=(HOSTILE,)))
    hostile: Rule = dataclasses.replace(ruleset.rules[0], steps=(step,))
    pack = dataclasses.replace(ruleset.packs[0], rules=(hostile,))
    read_scene(f"-1m web-01 nginx error: GET /?q={HOSTILE}", "", "", ("latency",), 60).fill(connection)
    assert match(RuleSet((pack,), ""), connection) == 1
    assert connection.execute("SELECT count(*) FROM logs").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("globs", "name", "fits"),
    [
        (["postgres*"], "postgresql", True),
        (["postgres*"], "xpostgres", False),
        (["a.b"], "axb", False),
        (["a", "b*"], "bc", True),
    ],
)
def test_a_star_stands_for_any_characters_and_nothing_else_does(globs: list[str], name: str, *, fits: bool) -> None:
    """Dots and brackets in a glob are themselves."""
    assert bool(re.fullmatch(glob_regex(globs), name)) is fits
