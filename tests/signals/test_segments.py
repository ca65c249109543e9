"""Maximal segments: where a series is abnormal."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from foreshock.signals.segments import maximal_segments, rate_scores, share_scores


def test_the_example_of_the_paper() -> None:
    """The series of Ruzzo and Tompa's paper has the segments that the paper gives."""
    scores = np.array([4.0, -5, 3, -3, 1, 2, -2, 2, -2, 1, 5])

    found = [(segment.first, segment.last, segment.score) for segment in maximal_segments(scores, 0.0)]

    assert found == [(0, 0, 4.0), (2, 2, 3.0), (4, 10, 7.0)]


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=60))
def test_segments_are_disjoint_and_the_best_is_the_maximum_sum(values: list[int]) -> None:
    """Segments never overlap, their score is their sum, and the best is the best of all stretches."""
    scores = np.array(values, dtype=float)

    segments = maximal_segments(scores, 0.5)

    assert all(left.last < right.first for left, right in itertools.pairwise(segments))
    assert all(segment.score == scores[segment.first : segment.last + 1].sum() for segment in segments)
    best = max(scores[i : j + 1].sum() for i in range(len(values)) for j in range(i, len(values)))
    assert max(best, 0.0) == max((segment.score for segment in segments), default=0.0)


def test_scores_are_positive_only_for_what_the_alternative_explains_better() -> None:
    """A normal bucket speaks against the alternative, an abnormal one for it."""
    normal, abnormal = share_scores(np.array([1.0, 8.0]), np.array([20.0, 20.0]), 0.05, 0.2)
    usual, fallen = rate_scores(np.array([100.0, 60.0]), np.array([100.0, 100.0]), 0.8)

    assert normal < 0 < abnormal
    assert usual < 0 < fallen
