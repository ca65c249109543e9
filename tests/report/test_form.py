"""findings.json: its form is published, its order is stable, and it loses nothing."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from foreshock.report import render
from foreshock.report.form import render_json, schema

VALIDATOR = Draft202012Validator(schema(), format_checker=FormatChecker())


def test_schema_is_a_schema() -> None:
    """The published schema is itself valid, and every reference in it leads somewhere."""
    Draft202012Validator.check_schema(schema())
    named = set(schema()["$defs"])
    assert {ref.split('"')[0] for ref in json.dumps(schema()).split('"$ref": "#/$defs/')[1:]} == named


def test_findings_are_valid(seed: dict[str, Any], healthy: dict[str, Any]) -> None:
    """What render gives out, with and without an incident, keeps to the schema."""
    for findings in (seed, healthy):
        VALIDATOR.validate(json.loads(render(findings, "json")))


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("incidents", 0, "causes", 0, "confidence"), 97),
        (("incidents", 0, "causes", 0, "cause"), "Disk full"),
        (("incidents", 0, "start"), "2023-07-10 20:00:04 EST"),
        (("incidents", 0, "causes", 0, "evidence", 0, "line"), 0),
        (("incidents", 0, "suspects", 0, "kind"), "hunch"),
        (("files", 0, "lines"), "48703"),
        (("schema",), "foreshock.findings/2"),
    ],
)
def test_schema_refuses(seed: dict[str, Any], path: tuple[str | int, ...], wrong: object) -> None:
    """A value that breaks the contract is found, at its place."""
    target: Any = seed
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = wrong
    assert [tuple(error.absolute_path) for error in VALIDATOR.iter_errors(seed)] == [path]


@pytest.mark.parametrize("key", ["id", "start", "end", "causes", "ruled_out", "not_evaluable", "suspects", "changes"])
def test_schema_demands(seed: dict[str, Any], key: str) -> None:
    """The keys that the design names may not be missing."""
    del seed["incidents"][0][key]
    assert not VALIDATOR.is_valid(seed)


def test_order_does_not_depend_on_the_maker(seed: dict[str, Any]) -> None:
    """The same findings in another order of keys are the same text; unknown keys come last, by name."""
    shuffled = {key: seed[key] for key in reversed(seed)}
    shuffled["case"] = {key: seed["case"][key] for key in sorted(seed["case"], reverse=True)}
    assert render_json(shuffled) == render_json(seed)
    kept = json.loads(render_json({"zebra": 1, "aardvark": 2, **copy.deepcopy(seed)}))
    assert next(iter(kept)) == "schema"
    assert list(kept)[-2:] == ["aardvark", "zebra"]


def test_json_has_no_infinity(seed: dict[str, Any]) -> None:
    """A score that is no finite number becomes null, which every reader of JSON understands."""
    seed["incidents"][0]["suspects"][0]["score"] = float("inf")
    kept = json.loads(render(seed, "json"))
    assert kept["incidents"][0]["suspects"][0]["score"] is None
    VALIDATOR.validate(kept)


@given(st.text())
def test_json_loses_no_character(text: str) -> None:
    """Any text comes back from the JSON as it was, and none of it can act on a terminal."""
    rendered = render_json({"schema": text})
    assert json.loads(rendered) == {"schema": text}
    assert all(char == "\n" or char >= " " for char in rendered)
