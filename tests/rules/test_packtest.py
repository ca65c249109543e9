"""The tests beside the rules run, with their variants, and can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreshock.rules.packs import builtin_packs, load
from foreshock.rules.packtest import Verdict, run_tests
from foreshock.yamldoc import Fault

TEST = """\
pack: demo
tests:
  - rule: demo.full
    name: the disk is full
    program: PostgreSQL 15.18
    expect: fired
    entity: db-01
    lead: 1 m
    logs: |
      -1h..-2m/1m db-01 postgresql LOG: checkpoint starting: time
      -60s db-01 postgresql ERROR(53100): could not extend file "base/5/1": No space left on device
"""


def problems(folder: Path, text: str) -> tuple[list[str], list[str]]:
    """What goes wrong in the tests of this text: failed tests, and faults that keep tests from being run."""
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "tests" / "demo.yaml").write_text(text, encoding="utf-8")
    verdicts, faults = run_tests([folder])
    return [f"{each.name}: {each.problem}" for each in verdicts if not each.passed], [each.problem for each in faults]


@pytest.fixture(scope="module")
def house() -> tuple[list[Verdict], list[Fault]]:
    """What the tests of all packs say; they run once."""
    return run_tests([builtin_packs()])


@pytest.mark.parametrize("rule", [rule.id for rule in load().rules])
def test_every_rule_of_the_house_passes_its_tests(rule: str, house: tuple[list[Verdict], list[Fault]]) -> None:
    """Positive, negative, and the variants generated from each positive."""
    verdicts = [each for each in house[0] if each.rule == rule]
    assert [each for each in verdicts if not each.passed] == []
    assert sum("[order reversed]" in each.name for each in verdicts) >= 1


def test_nothing_keeps_the_tests_of_the_house_from_being_run(house: tuple[list[Verdict], list[Fault]]) -> None:
    """Every rule has a test that fires, every test has a rule, every line can be read."""
    assert house[1] == []


def test_a_sound_test_passes_with_its_variants(pack_folder: Path) -> None:
    """One test gives five verdicts."""
    assert problems(pack_folder, TEST) == ([], [])
    assert len(run_tests([pack_folder])[0]) == 5


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("expect: fired", "expect: not-fired", "the disk is full: expected not-fired, got fired"),
        ("No space left on device", "Input/output error", "the disk is full: expected fired, got not-fired"),
        ("entity: db-01", "entity: db-02", "the disk is full: expected the entity db-02, got db-01"),
        ("lead: 1 m", "lead: 1 h", "the disk is full: expected the onset at 00:00, got a lead of 1 m"),
        (
            "expect: fired",
            "expect: fired\n    reason: because",
            "the disk is full: expected the reason to hold 'because'",
        ),
    ],
)
def test_a_test_that_is_not_met_fails(pack_folder: Path, old: str, new: str, problem: str) -> None:
    """The failure shows what was expected and what the rule said."""
    failed, _ = problems(pack_folder, TEST.replace(old, new))
    assert any(each.startswith(problem) for each in failed), failed


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("rule: demo.full", "rule: demo.ful", "there is no rule 'demo.ful'; did you mean 'demo.full'?"),
        ("expect: fired", "expect: not-fired", "the rule 'demo.full' has no test that expects it to fire"),
        ("    program: PostgreSQL 15.18\n", "", "'program' is missing"),
        ("-60s db-01", "soon db-01", "this line of a test cannot be read: 'soon db-01"),
        ("expect: fired", "expekt: fired", "unknown key 'expekt'; did you mean 'expect'?"),
    ],
)
def test_what_keeps_tests_from_being_run_is_a_fault(pack_folder: Path, old: str, new: str, problem: str) -> None:
    """A test of no rule, a rule without a test, lines that cannot be read."""
    _, faults = problems(pack_folder, TEST.replace(old, new))
    assert any(problem in fault for fault in faults), faults
