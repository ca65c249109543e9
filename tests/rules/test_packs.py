"""Packs are found, loaded together, and told apart by their digest."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreshock.rules.exceptions import RulePackError, UnknownRuleError
from foreshock.rules.packs import builtin_packs, find_rule, load


def test_the_packs_of_the_checkout_are_loaded() -> None:
    """The rules that the seed incident needs are among them, each with an id of its own."""
    rules = load().rules
    names = [rule.id for rule in rules]
    assert len(names) == len(set(names))
    assert {"disk.full", "load.traffic-surge", "load.cpu-saturation", "database.restart", "web.upstream-down"} <= set(
        names
    )
    assert builtin_packs().is_dir()


def test_a_folder_of_ones_own_comes_beside_the_packs_of_the_house(pack_folder: Path) -> None:
    """Rules of an extra folder are added, and change the digest."""
    ours, both = load(), load([pack_folder])
    assert {rule.id for rule in both.rules} - {rule.id for rule in ours.rules} == {"demo.full"}
    assert ours.digest != both.digest
    assert load([pack_folder]).digest == both.digest


def test_a_byte_more_is_another_digest(pack_folder: Path) -> None:
    """A comment is a change too: the digest names exactly what was used."""
    before = load([pack_folder], builtin=False).digest
    with (pack_folder / "demo.yaml").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")
    assert load([pack_folder], builtin=False).digest != before


def test_two_rules_of_one_id_are_a_fault(pack_folder: Path) -> None:
    """The fault tells where the first one stands."""
    (pack_folder / "more.yaml").write_bytes((pack_folder / "demo.yaml").read_bytes())
    with pytest.raises(RulePackError) as error:
        load([pack_folder], builtin=False)
    fault = error.value.faults[0]
    assert (fault.where, fault.problem) == (
        f"{pack_folder / 'more.yaml'}:4",
        f"the id 'demo.full' is taken by {pack_folder / 'demo.yaml'}:4",
    )


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A mistyped folder must not silently leave the house's packs alone."""
    with pytest.raises(RulePackError, match="there is no such folder of rule packs"):
        load([tmp_path / "nowhere"])
    with pytest.raises(RulePackError, match="there is no rule pack"):
        load([tmp_path], builtin=False)


def test_an_unknown_rule_is_told_with_the_known_ones(pack_folder: Path) -> None:
    """The error lists what would be valid."""
    ruleset = load([pack_folder], builtin=False)
    assert find_rule(ruleset, "demo.full").cause == "disk-full"
    with pytest.raises(UnknownRuleError, match=r"demo\.full"):
        find_rule(ruleset, "demo.empty")
