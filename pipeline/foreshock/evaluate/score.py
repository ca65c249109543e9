"""Scores of single cases, and what they come to.

AC@k is the share of cases whose true cause is among the first k, Avg@5 the mean of AC@1 to AC@5 (RCAEval, 2024).
A confidence is calibrated when, of the causes stated with 0.9, nine in ten are right; the calibration error is the
mean distance between stated and true share over ten bins, weighted by their size (Naeini et al., 2015).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foreshock.evaluate.truth import LabelledCase

DEEPEST = 5
NEAR = 3
BINS = 10


@dataclass(frozen=True, slots=True)
class CaseScore:
    """How one case was answered.

    ``rank`` of the true cause (None: not among the answers), ``entity_right``: the first cause sits where the
    fault was; ``entity_rank``: of the true place among those that causes, then suspects, name; ``onset_error_s``:
    start of the incident against the impact; ``cause_error_s``: onset of the first cause against the moment of the
    fault; ``proved``: one of the key lines is among the evidence; ``false_alarms``: incidents that do not touch the
    true one (all, in a healthy case).
    """

    name: str
    cause: str
    answer: str
    confidence: float
    rank: int | None
    entity_right: bool
    onset_error_s: float | None
    cause_error_s: float | None
    entity_rank: int | None
    proved: bool
    false_alarms: int
    forbidden: bool

    @property
    def right(self) -> bool:
        """Whether the first answer was the true one; in a healthy case, none."""
        return self.false_alarms == 0 if self.cause == "none" else self.rank == 1


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers that were stated with like confidence: how many, how sure on average, how many of them right."""

    low: float
    count: int
    stated: float
    right: float


@dataclass(frozen=True, slots=True)
class Scores:
    """All cases of one run."""

    cases: tuple[CaseScore, ...]

    @property
    def faulty(self) -> list[CaseScore]:
        """The cases with a cause to be found."""
        return [case for case in self.cases if case.cause != "none"]

    def accuracy_at(self, depth: int) -> float | None:
        """AC@k; None without faulty cases."""
        return _at(depth, (case.rank for case in self.faulty))

    def summary(self) -> dict[str, Any]:
        """The figures of a run, for people and machines; None where there was nothing to measure."""
        depths = [self.accuracy_at(depth) for depth in range(1, DEEPEST + 1)]
        ranks = [case.entity_rank for case in self.faulty]
        return {
            "cases": len(self.cases),
            "ac_at_1": depths[0],
            "ac_at_3": depths[2],
            "avg_at_5": _mean(depths),
            "entity_ac_at_1": _at(1, ranks),
            "entity_ac_at_3": _at(3, ranks),
            "entity_avg_at_5": _mean([_at(depth, ranks) for depth in range(1, DEEPEST + 1)]),
            "entity_right": _share(case.entity_right for case in self.faulty),
            "proved": _share(case.proved for case in self.faulty),
            "median_onset_error_s": _median(case.onset_error_s for case in self.faulty),
            "median_cause_error_s": _median(case.cause_error_s for case in self.faulty),
            "false_alarms": sum(case.false_alarms for case in self.cases),
            "forbidden_first": sum(case.forbidden for case in self.cases),
            "calibration_error": self.calibration_error(),
        }

    def by_cause(self) -> list[tuple[str, int, int, int, str]]:
        """Each class of cause: cases, right at first, among the first three, and what was answered instead."""
        rows = []
        for cause in sorted({case.cause for case in self.cases}):
            mine = [case for case in self.cases if case.cause == cause]
            near = sum(case.right or (case.rank is not None and case.rank <= NEAR) for case in mine)
            wrong = sorted({case.answer or "nothing" for case in mine if not case.right})
            rows.append((cause, len(mine), sum(case.right for case in mine), near, ", ".join(wrong)))
        return rows

    def reliability(self) -> list[Bin]:
        """The reliability table: stated against true, for the bins that hold answers."""
        answered = [case for case in self.faulty if case.answer]
        bins = []
        for number in range(BINS):
            inside = [case for case in answered if min(int(case.confidence * BINS), BINS - 1) == number]
            if inside:
                stated = sum(case.confidence for case in inside) / len(inside)
                bins.append(Bin(number / BINS, len(inside), stated, sum(case.right for case in inside) / len(inside)))
        return bins

    def calibration_error(self) -> float | None:
        """Expected calibration error; None when nothing was answered."""
        bins = self.reliability()
        total = sum(each.count for each in bins)
        return sum(each.count * abs(each.stated - each.right) for each in bins) / total if total else None


def score_case(case: LabelledCase, findings: Mapping[str, Any]) -> CaseScore:
    """How the findings of a case compare with its truth."""
    incidents: Sequence[Mapping[str, Any]] = findings["incidents"]
    own = None if case.is_healthy else _own_incident(case, incidents)
    causes = own["causes"] if own else []
    first = causes[0] if causes else None
    rank = next((cause["rank"] for cause in causes if cause["cause"] in case.expected), None)
    # Formats double or escape the quotes of a message: what a line says counts as the line does.
    pieces = [piece for cause in causes[:1] for piece in cause["evidence"]]
    texts = [text for piece in pieces for text in (piece["text"], piece.get("said", ""))]
    return CaseScore(
        name=case.folder.name,
        cause=case.cause,
        answer=first["cause"] if first else "",
        confidence=first["confidence"] if first else 0.0,
        rank=rank,
        entity_right=bool(first and case.entity and _sits_on(first["entity"], case.entity)),
        entity_rank=_entity_rank(case.entity, own) if own else None,
        onset_error_s=_seconds_after(own["start"], case.start) if own else None,
        cause_error_s=_seconds_after(first["onset"], case.injected) if first else None,
        proved=any(key in text for key in case.key_evidence for text in texts),
        false_alarms=sum(incident is not own for incident in incidents),
        forbidden=bool(first and first["cause"] in case.forbidden),
    )


def _sits_on(entity: str | None, place: str) -> bool:
    """Whether an entity is a host or service, or a device, mount point or program of it."""
    return bool(entity) and re.match(re.escape(place) + r"(?![\w-])", entity or "") is not None


def _entity_rank(place: str, incident: Mapping[str, Any]) -> int | None:
    """The rank of a host or service among the hosts that causes, then suspects, name; None when it is not."""
    named = [each.get("entity") or "" for each in (*incident["causes"], *incident["suspects"])]
    hosts = list(dict.fromkeys(name.partition(":")[0] for name in named if name))
    return next((rank for rank, host in enumerate(hosts, 1) if place and _sits_on(host, place)), None)


def _own_incident(case: LabelledCase, incidents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The incident that touches the true window; the longest overlap where several do."""
    if case.start is None:
        return incidents[0] if incidents else None
    overlaps = [(_overlap_s(case, incident), place) for place, incident in enumerate(incidents)]
    best = max(overlaps, default=(-1.0, 0))
    return incidents[best[1]] if best[0] >= 0 else None


def _overlap_s(case: LabelledCase, incident: Mapping[str, Any]) -> float:
    """How long an incident and the true window overlap, in seconds; negative when they do not touch."""
    far = datetime.max.replace(tzinfo=case.start.tzinfo if case.start else None)
    start, end = datetime.fromisoformat(incident["start"]), incident["end"]
    last = datetime.fromisoformat(end) if end else far
    return (min(last, case.end or far) - max(start, case.start or start)).total_seconds()


def _at(depth: int, ranks: Iterable[int | None]) -> float | None:
    """The share of ranks that are at most ``depth``."""
    return _share(rank is not None and rank <= depth for rank in ranks)


def _mean(values: Iterable[float | None]) -> float | None:
    """The mean of what is known."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _median(values: Iterable[float | None]) -> float | None:
    """The median of what is known."""
    known = sorted(value for value in values if value is not None)
    return known[len(known) // 2] if known else None


def _seconds_after(text: str, truth: datetime | None) -> float | None:
    """How long after the truth a stated moment is."""
    return (datetime.fromisoformat(text) - truth).total_seconds() if truth else None


def _share(values: Iterable[bool]) -> float | None:
    """The share of true values."""
    known = list(values)
    return sum(known) / len(known) if known else None
