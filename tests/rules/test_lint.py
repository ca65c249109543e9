"""The linter finds what loads and yet is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreshock.rules.lint import lint
from foreshock.rules.packs import builtin_packs


def test_the_packs_of_the_house_are_sound() -> None:
    """No fault, no weakness."""
    assert lint([builtin_packs()]) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[No space left on device]", "[No]", "the literal 'No' is shorter than 4 characters"),
        ("[No space left on device]", "[No space, No space left]", "the literal 'No space left' adds nothing"),
        ("[No space left on device]}", "[No space], none: [space]}", "can never match: 'space' is in 'none'"),
        ("device]}", "device], regex: '(?=x)'}", "'regex' is not a regular expression"),
        ("device]}", "device], entity: 'sd[a-z]'}", "'entity' needs a group that names the entity"),
        ("{entity} is full", "{entitty} is full", "unknown placeholder {entitty} in words.cause"),
        ("effect: Writes fail.", "effect: ''", "words.effect is empty"),
        ("confirm: df -h", "confirm: []", "words.confirm is empty; say at least one thing"),
        ("confirm: df -h", "confirm: [The disk (df, du) of the host]", "half a sentence, 'The disk (df'"),
        ("confirm: df -h", "confirm: [Free space, or take a larger disk]", "half a sentence, 'or take a larger disk'"),
        ("leads_to: [database-restart]", "leads_to: [disk-full]", "leads_to names its own cause 'disk-full'"),
        ("name: AlmostFull", "name: almost full", "the alert name 'almost full' is not CamelCase"),
        ("prior: 0.9", "priro: 0.9", "unknown key 'priro'"),
    ],
)
def test_each_weakness_is_told_with_its_place(pack_folder: Path, old: str, new: str, problem: str) -> None:
    """One fault a weakness, at the file and line where it stands."""
    path = pack_folder / "demo.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    faults = lint([pack_folder])
    assert any(problem in fault.problem for fault in faults), faults
    assert all(fault.where.startswith(f"{path}:") for fault in faults)


def test_two_rules_that_are_found_by_the_same_lines_are_told(pack_folder: Path) -> None:
    """The second one says nothing that the first does not."""
    text = (pack_folder / "demo.yaml").read_text(encoding="utf-8")
    twin = text[text.index("  - id: demo.full") :].replace("demo.full", "demo.twin")
    (pack_folder / "demo.yaml").write_text(text + twin, encoding="utf-8")
    assert [fault.problem for fault in lint([pack_folder])] == ["demo.twin has the same cause steps as demo.full"]
