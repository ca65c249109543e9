"""Cases on disk: folders that hold an archive and a ground_truth.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from foreshock.evaluate.exceptions import EvaluateError, GroundTruthError
from foreshock.rules.causes import CAUSES

FILE_NAME = "ground_truth.json"


@dataclass(frozen=True, slots=True)
class LabelledCase:
    """One archive and what really happened in it; ``cause`` "none" means that nothing did.

    ``expected`` are the classes of cause of which the first hypothesis must name one;
    ``label`` is the finer name that the source has for the fault, or the cause.
    """

    folder: Path
    cause: str
    entity: str
    injected: datetime | None
    start: datetime | None
    end: datetime | None
    expected: tuple[str, ...]
    forbidden: tuple[str, ...]
    key_evidence: tuple[str, ...]
    label: str = ""

    @property
    def is_healthy(self) -> bool:
        """Whether no incident may be reported."""
        return self.cause == "none"


def find_cases(root: Path) -> list[LabelledCase]:
    """Every folder below ``root`` (or it) with a ground truth, in order of path; EvaluateError when there is none."""
    cases = [read_case(path.parent) for path in sorted(root.rglob(FILE_NAME))]
    if not cases:
        raise EvaluateError(
            f"no folder with a {FILE_NAME} here",
            value=str(root),
            try_next="foreshock simulate healthy -o cases/healthy",
        )
    return cases


def read_case(folder: Path) -> LabelledCase:
    """The case of one folder; GroundTruthError when its ground truth is not in the form of DESIGN section 4."""
    path = folder / FILE_NAME
    try:
        truth = json.loads(path.read_text(encoding="utf-8"))
        cause = truth["cause"]
        return LabelledCase(
            folder,
            cause,
            truth.get("cause_entity") or "",
            _time(truth, "fault_injected_at"),
            _time(truth, "impact_start"),
            _time(truth, "impact_end"),
            tuple(truth.get("expected_rank1") or [cause]),
            tuple(truth.get("must_not_rank1") or ()),
            tuple(truth.get("key_evidence") or ()),
            truth.get("source_label") or cause,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GroundTruthError(
            f"not a ground truth ({type(error).__name__}: {error})", where=str(path), valid=sorted(CAUSES)
        ) from error


def _time(truth: dict[str, Any], key: str) -> datetime | None:
    """An instant; None where nothing was injected."""
    text = truth.get(key)
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        problem = f"{key} has no zone: {text}"
        raise ValueError(problem)
    return moment
