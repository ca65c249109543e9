"""Where in a series something else than the normal went on, from first to last bucket."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Segment:
    """Buckets first..last (both in) that together speak for "abnormal" with ``score`` nats."""

    first: int
    last: int
    score: float


def maximal_segments(scores: NDArray[np.float64], least: float) -> list[Segment]:
    """All disjoint stretches whose scores add up most, those with a sum of at least ``least``.

    ``scores`` are log-likelihood ratios a bucket, abnormal against normal; negative ones end a stretch as
    soon as keeping it would cost more than it brings. One pass, linear time.
    Source: Ruzzo and Tompa, "A linear time algorithm for finding all maximal scoring subsequences", 1999.
    """
    starts: list[int] = []
    ends: list[int] = []
    left: list[float] = []
    right: list[float] = []
    total = 0.0
    for index, score in enumerate(scores.tolist()):
        before, total = total, total + score
        if score <= 0:
            continue
        start, low = index, before
        while True:
            # The nearest kept stretch that begins below this one's floor.
            join = len(left) - 1
            while join >= 0 and left[join] >= low:
                join -= 1
            if join < 0 or right[join] >= total:
                break
            start, low = starts[join], left[join]
            del starts[join:], ends[join:], left[join:], right[join:]
        starts.append(start)
        ends.append(index)
        left.append(low)
        right.append(total)
    return [
        Segment(start, end, high - low)
        for start, end, low, high in zip(starts, ends, left, right, strict=True)
        if high - low >= least
    ]


def split_at_lulls(
    segment: Segment, scores: NDArray[np.float64], calm: NDArray[np.float64], buckets: int, least: float
) -> list[Segment]:
    """The parts of a stretch that a lull cuts apart: two pains with a normal time between them are not one.

    Where one failure in fifty is already abnormal, a burst of failures outweighs minutes without one, and would
    bridge them to the next burst. A lull is a run of at least ``buckets`` buckets whose ``scores`` all speak
    for the normal, and whose ``calm`` (nats a bucket for the normal against what the stretch is as a whole) add up
    to ``least``.
    """
    inside = slice(segment.first, segment.last + 1)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], scores[inside] < 0, [False])))) + segment.first
    parts, first = [], segment.first
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if stop - start >= buckets and calm[start:stop].sum() >= least:
            parts.append((first, start - 1))
            first = stop
    return [Segment(low, high, float(scores[low : high + 1].sum())) for low, high in [*parts, (first, segment.last)]]


def share_scores(
    hits: NDArray[np.float64], trials: NDArray[np.float64], normal: float, abnormal: float
) -> NDArray[np.float64]:
    """Log-likelihood ratio a bucket that ``hits`` of ``trials`` come from ``abnormal`` rather than ``normal`` share."""
    scores: NDArray[np.float64] = hits * np.log(abnormal / normal) + (trials - hits) * np.log(
        (1 - abnormal) / (1 - normal)
    )
    return scores


def rate_scores(
    counts: NDArray[np.float64], expected: NDArray[np.float64], ratio: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Log-likelihood ratio a bucket that Poisson ``counts`` run at ``ratio`` times ``expected`` rather than at it."""
    scores: NDArray[np.float64] = counts * np.log(ratio) - (ratio - 1) * expected
    return scores
