"""What Foreshock says of the recordings of real faults that the repository keeps."""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from tests.lab.catalogue import FAULTS

from foreshock.evaluate import evaluate
from foreshock.evaluate.score import Scores

RECORDINGS = Path(__file__).parent / "recordings"
LARGEST, ALL = 1_500_000, 16_000_000
ONSET_S = 15.0
VARIANTS = Path(__file__).parents[2] / "benchmarks" / "variants.py"
# What a log shows of these is only latency, or a rush, or a stop that a start follows.
HARD_TO_SEE = ("backup", "campaign", "scraper", "shop-stopped")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scores() -> Scores:
    """All recordings, analysed without a hint."""
    return evaluate(RECORDINGS)


def test_each_recording_can_be_made_again() -> None:
    """A recording is named after the fault that it holds; at least twenty faults and three healthy days are kept."""
    names = [folder.name for folder in RECORDINGS.iterdir() if folder.is_dir()]
    healthy = [name for name in names if FAULTS[name].cause == "none"]

    assert set(names) <= set(FAULTS)
    assert len(names) - len(healthy) >= 20
    assert len(healthy) >= 3


def test_recordings_stay_small() -> None:
    """No recording passes 1.5 MB, all of them 16 MB."""
    sizes = [sum(path.stat().st_size for path in folder.rglob("*")) for folder in RECORDINGS.iterdir()]

    assert max(sizes) <= LARGEST
    assert sum(sizes) <= ALL


def test_the_cause_is_found(scores: Scores) -> None:
    """Nine in ten true causes come first, all among the first three; never one that the truth forbids."""
    summary = scores.summary()

    assert summary["ac_at_1"] >= 0.9
    assert summary["ac_at_3"] == 1.0
    assert summary["forbidden_first"] == 0


def test_nothing_is_found_where_nothing_was(scores: Scores) -> None:
    """Healthy days have no incident."""
    assert [case.name for case in scores.cases if case.cause == "none" and case.false_alarms] == []


def test_the_incident_begins_with_the_impact(scores: Scores) -> None:
    """The onset lies within 15 s of the first bucket that departs, in nine of ten recordings."""
    errors = [abs(case.onset_error_s) for case in scores.faulty if case.onset_error_s is not None]

    assert len(errors) == len(scores.faulty)
    assert sum(error <= ONSET_S for error in errors) >= 0.9 * len(errors)


def test_the_evidence_proves_it(scores: Scores) -> None:
    """A line that an engineer would accept as proof stands among the evidence of the first cause."""
    assert [case.name for case in scores.faulty if not case.proved] == []


def test_the_cause_is_found_where_most_of_the_log_is_the_incident(tmp_path: Path) -> None:
    """Logs that begin 45 seconds before the pain and end with it name the same cause."""
    spec = spec_from_file_location("variants", VARIANTS)
    assert spec is not None
    assert spec.loader is not None
    variants = module_from_spec(spec)
    spec.loader.exec_module(variants)
    for name in HARD_TO_SEE:
        case = RECORDINGS / name
        list(variants.cut_short(case, json.loads((case / "ground_truth.json").read_text("utf-8")), tmp_path))

    found = evaluate(tmp_path).faulty

    assert {case.name: case.rank for case in found} == {f"{name}--cut": 1 for name in HARD_TO_SEE}
