"""Analyse every case and score the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from foreshock.case import analyze
from foreshock.evaluate.score import CaseScore, Scores, score_case
from foreshock.evaluate.truth import LabelledCase, find_cases

Progress = Callable[[str, int, int], None]


def evaluate(
    root: str | Path,
    *,
    given_window: bool = False,
    rules: Sequence[str | Path] = (),
    progress: Progress | None = None,
) -> Scores:
    """The scores of all cases below a folder.

    With ``given_window`` the true window is told to the analysis (``analyze(incident=...)``) instead of having
    it found; healthy cases and cases without a window are analysed as they are.
    """
    cases = find_cases(Path(root))
    scores = []
    for number, case in enumerate(cases, start=1):
        scores.append(_score(case, given_window=given_window, rules=rules))
        if progress:
            progress("evaluating", number, len(cases))
    return Scores(tuple(scores))


def _score(case: LabelledCase, *, given_window: bool, rules: Sequence[str | Path]) -> CaseScore:
    """One case, analysed in a temporary folder."""
    window = (case.start, case.end) if given_window and case.start else None
    return score_case(case, analyze(case.folder, incident=window, rules=rules).findings)
