"""Scores: what counts as right, and what the figures come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from foreshock.evaluate.score import CaseScore, Scores, score_case
from foreshock.evaluate.truth import LabelledCase

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
END = datetime(2023, 7, 11, 3, 0, tzinfo=UTC)


def labelled(cause: str = "disk-full") -> LabelledCase:
    """A case with a fault on db-01, or a healthy one."""
    healthy = cause == "none"
    return LabelledCase(
        Path("cases/one"),
        cause,
        "" if healthy else "db-01",
        None if healthy else START,
        None if healthy else START,
        None if healthy else END,
        (cause,),
        ("traffic-surge",),
        ("No space left",),
    )


def incident(start: str, end: str | None, *causes: str) -> dict[str, Any]:
    """An incident of findings.json with these causes, ranked in this order."""
    return {
        "start": start,
        "end": end,
        "suspects": [],
        "causes": [
            {
                "rank": rank,
                "cause": cause,
                "entity": "db-01:/var",
                "confidence": 0.9,
                "onset": "2023-07-11T00:59:00Z",
                "evidence": [{"text": "ERROR: No space left on device"}],
            }
            for rank, cause in enumerate(causes, start=1)
        ],
    }


def score(cause: str, *incidents: dict[str, Any]) -> CaseScore:
    """The score of these incidents."""
    return score_case(labelled(cause), {"incidents": list(incidents)})


def test_the_true_cause_first_is_right() -> None:
    """Rank, entity, proof and onset of the incident that touches the true window."""
    found = score("disk-full", incident("2023-07-11T01:00:30Z", "2023-07-11T03:00:00Z", "disk-full", "deadlock"))

    assert (found.rank, found.entity_right, found.proved, found.onset_error_s) == (1, True, True, 30.0)
    assert found.cause_error_s == -60
    assert found.right
    assert found.false_alarms == 0


def test_what_a_line_says_proves_as_the_line_does() -> None:
    """A csvlog doubles the quotes of a message, which stands unchanged in ``said``."""
    found = incident("2023-07-11T01:00:30Z", "2023-07-11T03:00:00Z", "disk-full")
    piece = {"text": 'LOG,53100,"No ""space"" left"', "said": 'No "space" left'}
    found["causes"][0]["evidence"] = [piece]
    case = replace(labelled("disk-full"), key_evidence=('No "space"',))

    assert score_case(case, {"incidents": [found]}).proved


def test_an_incident_elsewhere_is_a_false_alarm_and_no_answer() -> None:
    """Naming the right cause for another hour does not count."""
    found = score("disk-full", incident("2023-07-10T01:00:00Z", "2023-07-10T02:00:00Z", "disk-full"))

    assert (found.rank, found.false_alarms, found.right) == (None, 1, False)


def test_an_incident_that_lasts_reaches_the_window() -> None:
    """An incident without an end touches every window after its start."""
    assert score("disk-full", incident("2023-07-11T02:00:00Z", None, "disk-full")).rank == 1


def test_a_place_ranks_among_those_that_causes_and_suspects_name() -> None:
    """Each host counts once, causes before suspects; a host whose name only begins alike is another one."""
    named = incident("2023-07-11T01:00:00Z", None, "slow-query", "deadlock")
    for cause in named["causes"]:
        cause["entity"] = "db-01-replica:sda"
    named["suspects"] = [{"entity": "web-01"}, {"entity": "db-01"}]

    told = score("disk-full", named)

    assert told.entity_rank == 3
    assert not told.entity_right


def test_a_healthy_case_is_right_when_nothing_is_reported() -> None:
    """Any incident in a healthy case is a false alarm."""
    assert score("none").right
    assert score("none", incident("2023-07-11T01:00:00Z", None)).false_alarms == 1


def test_a_forbidden_cause_first_is_told() -> None:
    """What must not rank first is counted when it does."""
    assert score("disk-full", incident("2023-07-11T01:00:00Z", None, "traffic-surge", "disk-full")).forbidden


def test_the_figures_of_a_run() -> None:
    """AC@k counts ranks up to k; Avg@5 is their mean; healthy cases count for false alarms only."""
    rivals = [f"rival-{number}" for number in range(3)]
    scores = Scores(
        (
            score("disk-full", incident("2023-07-11T01:00:00Z", None, "disk-full")),
            score("disk-full", incident("2023-07-11T01:00:00Z", None, *rivals, "disk-full")),
            score("none", incident("2023-07-11T01:00:00Z", None)),
        )
    )

    summary = scores.summary()

    assert (summary["ac_at_1"], summary["ac_at_3"]) == (0.5, 0.5)
    assert summary["avg_at_5"] == pytest.approx((0.5 + 0.5 + 0.5 + 1 + 1) / 5)
    assert summary["false_alarms"] == 1
    assert summary["calibration_error"] == pytest.approx(0.4)
    assert [(each.count, each.right) for each in scores.reliability()] == [(2, 0.5)]


def test_nothing_to_measure_gives_no_figure() -> None:
    """Without faulty cases there is no accuracy, rather than a perfect one."""
    assert Scores((score("none"),)).summary()["ac_at_1"] is None
