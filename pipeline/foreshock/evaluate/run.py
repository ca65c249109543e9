"""Analyse every case and score the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from foreshock.case import analyze
from foreshock.evaluate.exceptions import EvaluateError
from foreshock.evaluate.learn import name_of
from foreshock.evaluate.score import CaseScore, Scores, score_case
from foreshock.evaluate.truth import LabelledCase, find_cases
from foreshock.progress import Progress
from foreshock.rules.packs import load


def evaluate(
    root: str | Path,
    *,
    given_window: bool = False,
    workers: int = 1,
    rules: Sequence[str | Path] = (),
    signatures: str | Path | None = None,
    builtin_rules: bool = True,
    progress: Progress | None = None,
) -> Scores:
    """The scores of all cases below a folder.

    With ``given_window`` the true window is told to the analysis (``analyze(incident=...)``) instead of having
    it found; healthy cases and cases without a window are analysed as they are. With ``signatures``, a rule
    pack that ``learn`` wrote, the cases that it was learned from are left out. ``workers`` processes share them.
    Without ``builtin_rules`` the suspects stand alone: then ``entity_rank`` tells how good they are.
    """
    cases = find_cases(Path(root))
    if signatures is not None:
        rules = [*rules, signatures]
        known = {name for rule in load([Path(signatures)], builtin=False).rules for name in rule.learned_from}
        cases = [case for case in cases if name_of(case.folder) not in known]
        if not cases:
            raise EvaluateError("the signatures were learned from every case here", value=str(signatures))
    score = partial(_score, given_window=given_window, rules=rules, builtin_rules=builtin_rules)
    if workers == 1:
        return _gather(map(score, cases), len(cases), progress)
    # Polars and DuckDB have threads of their own, which a fork would leave half alive.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return _gather(pool.map(score, cases), len(cases), progress)


def _gather(scored: Iterable[CaseScore], total: int, progress: Progress | None) -> Scores:
    """All scores, in the order of the cases."""
    scores = []
    for number, each in enumerate(scored, start=1):
        scores.append(each)
        if progress:
            progress("evaluating", number, total)
    return Scores(tuple(scores))


def _score(case: LabelledCase, *, given_window: bool, rules: Sequence[str | Path], builtin_rules: bool) -> CaseScore:
    """One case, analysed in a temporary folder."""
    window = (case.start, case.end) if given_window and case.start else None
    return score_case(case, analyze(case.folder, incident=window, rules=rules, builtin_rules=builtin_rules).findings)
