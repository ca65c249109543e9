"""Cases on disk, analysed and scored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foreshock.evaluate import evaluate
from foreshock.evaluate.exceptions import EvaluateError, GroundTruthError
from foreshock.evaluate.truth import read_case

SAMPLES = Path(__file__).parents[2] / "sample_logs"


@pytest.mark.slow
def test_the_sample_incident_scores_full_marks() -> None:
    """The sample's cause is found first, on the right host, with a key line, within a minute of its start."""
    summary = evaluate(SAMPLES / "2023-07-10-ecommerce").summary()

    assert (summary["ac_at_1"], summary["entity_right"], summary["proved"]) == (1.0, 1.0, 1.0)
    assert (summary["false_alarms"], summary["forbidden_first"]) == (0, 0)
    assert abs(summary["median_onset_error_s"]) <= 60


def test_a_folder_without_cases_is_an_error(tmp_path: Path) -> None:
    """Evaluating nothing is never a success."""
    with pytest.raises(EvaluateError, match="no folder with"):
        evaluate(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cause": "none", "impact_start": "2023-07-11T01:00:00"}'])
def test_a_bad_ground_truth_is_named(tmp_path: Path, text: str) -> None:
    """A ground truth that is no JSON, lacks the cause, or has a time without a zone: an error with the file."""
    (tmp_path / "ground_truth.json").write_text(text)

    with pytest.raises(GroundTruthError, match=r"ground_truth\.json"):
        read_case(tmp_path)


def test_the_cause_is_what_is_expected_when_nothing_else_is_said(tmp_path: Path) -> None:
    """Without expected_rank1 the cause itself is expected."""
    (tmp_path / "ground_truth.json").write_text(json.dumps({"cause": "deadlock"}))

    assert read_case(tmp_path).expected == ("deadlock",)
