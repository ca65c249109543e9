"""What is told afterwards of rules against what the diagnosis said."""

from __future__ import annotations

from pathlib import Path

import pytest

import foreshock
from foreshock.diagnose.explaining import explain
from foreshock.lake import Catalog
from foreshock.rules.packs import load

RECORDINGS = Path(__file__).parents[1] / "lab" / "recordings"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nginx-rate-limit", "postgresql-backend-killed"])
def test_rules_are_explained_as_they_were_judged(name: str, tmp_path: Path) -> None:
    """Every cause that is told has its rule fired, and the clocks that were doubted then are kept."""
    case = foreshock.analyze([RECORDINGS / name], out=tmp_path / "case")
    with Catalog.open(tmp_path / "case", read_only=True) as catalog:
        fired = {
            (each.incident, each.outcome.rule.id)
            for each in explain(catalog.connection, load(()))
            if each.outcome.state == "fired"
        }
        doubted = dict(catalog.connection.execute("SELECT id, doubted_clocks FROM incidents").fetchall())

    assert {each["id"]: each["doubted_clocks"] for each in case.incidents} == doubted
    told = {(each["id"], cause["rule"]) for each in case.incidents for cause in each["causes"]}
    assert told
    assert told <= fired
