"""A dozen drawn cases, analysed: the cause stands first, decoys never; wrong clocks and missing files mislead none.

The figures over hundreds of cases stand in docs/evaluation.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import foreshock
from foreshock.evaluate.score import CaseScore, score_case
from foreshock.evaluate.truth import read_case
from foreshock.simulate import draw_cases, simulate

pytestmark = pytest.mark.slow

SMALL = (
    "minutes=32",
    "rate=4",
    "every_s=15",
    "zone=EST",
    "app_log=python",
    "database=postgresql",
    "database_log=stderr",
)
PLAIN = ("decoy=none", "missing=none", "web_log=combined", "host_log=rfc3164", "metrics=prometheus")


def analysed(folder: Path, cause: str, *settings: str) -> tuple[CaseScore, list[dict[str, Any]]]:
    """The score of one simulated case, and its incidents."""
    simulate(cause, folder, settings=(*SMALL, *PLAIN, *settings), seed=11)
    findings = foreshock.analyze(folder).findings
    return score_case(read_case(folder), findings), findings["incidents"]


@pytest.mark.parametrize("cause", ["cpu-saturation", "certificate"])
def test_the_cause_stands_first(tmp_path: Path, cause: str) -> None:
    """A fault that only a measurement tells, and one outside the house."""
    score, _ = analysed(tmp_path, cause)

    assert (score.answer, score.false_alarms) == (cause, 0)
    assert score.entity_right


@pytest.mark.parametrize(
    ("decoy", "when"), [("mail-disk", "earlier"), ("build-memory", "together"), ("warehouse-locks", "later")]
)
def test_a_decoy_never_stands_first(tmp_path: Path, decoy: str, when: str) -> None:
    """A louder trouble on a host that nobody who shops depends on, before, at and after the fault."""
    score, _ = analysed(tmp_path, "connection-exhaustion", f"decoy={decoy}", f"decoy_when={when}")

    assert (score.answer, score.forbidden) == ("connection-exhaustion", False)


@pytest.mark.parametrize("ahead", ["db-01:540", "app-01:-600"])
def test_a_clock_that_is_minutes_off_changes_nothing(tmp_path: Path, ahead: str) -> None:
    """The failures that two hosts log tell how far their clocks are apart."""
    score, _ = analysed(tmp_path, "connection-exhaustion", f"ahead={ahead}")

    assert score.answer == "connection-exhaustion"


@pytest.mark.parametrize(("cause", "missing"), [("disk-io-saturation", "metrics"), ("bad-deploy", "app")])
def test_without_its_source_no_other_cause_is_sure(tmp_path: Path, cause: str, missing: str) -> None:
    """Where the proof was not kept the next best is named, if anything, and never with high confidence."""
    score, incidents = analysed(tmp_path, cause, f"missing={missing}")

    assert incidents
    assert score.right or score.confidence < 0.8


def test_nothing_happens_and_nothing_is_reported(tmp_path: Path) -> None:
    """A healthy archive full of noise has no incident."""
    draw_cases(tmp_path, 0, 1, seed=12, settings=(*SMALL, *PLAIN, "noise=3", "decoy=build-memory"))

    assert foreshock.analyze(tmp_path / "000-healthy").incidents == []
