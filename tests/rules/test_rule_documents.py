"""Rule packs are read with every fault collected, each with its file and line."""

from __future__ import annotations

import pytest

from foreshock.rules.model import RulePack
from foreshock.yamldoc import Document


def faults_of(text: str) -> list[str]:
    """All faults of a pack, as text."""
    document = Document(text, "demo.yaml")
    assert document.build(RulePack) is None
    return [str(fault) for fault in document.faults]


def test_a_sound_pack_has_no_faults(pack_text: str) -> None:
    """A rule knows the line that it stands on."""
    document = Document(pack_text, "demo.yaml")
    pack = document.build(RulePack)
    assert pack is not None
    assert (document.faults, pack.rules[0].where, pack.rules[0].lag.before) == ([], "demo.yaml:4", 1800.0)


def test_an_unknown_key_is_told_with_its_line_and_the_key_that_was_meant(pack_text: str) -> None:
    """A misspelt key is an error, never ignored."""
    assert faults_of(pack_text.replace("    prior:", "    priro: 1\n    prior:")) == [
        "demo.yaml:7: unknown key 'priro'; did you mean 'prior'?"
    ]


def test_all_faults_of_a_pack_are_told_at_once(pack_text: str) -> None:
    """One look at the list is enough to repair the pack."""
    broken = (
        pack_text.replace("prior: 0.9", "prior: often")
        .replace("before: 30 m", "before: soon")
        .replace("entity: mountpoint", "entity: mountpont")
        .replace("above: 0.97", "abov: 0.97")
    )
    assert faults_of(broken) == [
        "demo.yaml:7: expected a number, got 'often'",
        "demo.yaml:8: unknown value 'mountpont'; did you mean 'mountpoint'?",
        "demo.yaml:16: unknown key 'abov'; did you mean 'above'?",
        "demo.yaml:16: a metric predicate needs one of above, below, change, full_in, silent_for",
        "demo.yaml:9: expected a duration such as 5 m, got 'soon'",
    ]


REFUSED = "{any: [No space left on device]}"
UNTITLED = "    title: A filesystem ran out of space"


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("cause: disk-full", "cause: disc-full", 4, "unknown class of cause 'disc-full'; did you mean 'disk-full'?"),
        ("prior: 0.9", "prior: 1.5", 4, "'prior' must lie between 0 and 1, got 1.5"),
        ("id: demo.full", "id: x.full", 1, "the id 'x.full' must begin with 'demo.', the name of its pack"),
        ("- id: at-limit", "- id: refused", 4, "step 'refused' is given twice"),
        (
            UNTITLED,
            UNTITLED + "\n    unless: [calm]",
            4,
            "'unless' names 'calm', which is no step with the role 'contradicts'",
        ),
        (REFUSED, "{regex: x}", 13, "'regex' needs a literal in 'any' or 'all' that finds the lines it is tried on"),
        (
            REFUSED,
            "{service: kernel}",
            13,
            "a log predicate needs at least one of any, all, code, severity, lasting",
        ),
        (UNTITLED, "    x: 1", 4, "'title' is missing"),
        ("pack: demo", "pack: demo\npack: other", 2, "'pack' is given twice"),
    ],
)
def test_what_cannot_be_meant_is_a_fault(pack_text: str, old: str, new: str, line: int, problem: str) -> None:
    """Names that point nowhere, numbers out of range, and predicates without a condition are found."""
    assert f"demo.yaml:{line}: {problem}" in faults_of(pack_text.replace(old, new, 1))


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "x", "[" * 500, "&a [*a]", "a: \x00"])
def test_what_is_no_pack_is_one_fault_and_no_traceback(text: str) -> None:
    """Whatever the file holds, the answer is a fault with a line."""
    assert faults_of(text)[0].startswith("demo.yaml:")
