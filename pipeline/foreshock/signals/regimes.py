"""Where a measure has two levels: the stretch that differs most from what is around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

# A stretch needs this many buckets, and as many (at least) must come before it: what was so from the first has no
# onset. A quarter of the data must be outside of it, to be the normal.
LEAST_BUCKETS = 3
LEAST_OUTSIDE = 0.25
# The share of all measures' variance (of ranks) that the stretch explains; less may be chance.
LEAST_EXPLAINED = 0.12
# More buckets than this are pooled: every pair of first and last is tried.
MOST_BUCKETS = 300
# One measure has two levels where three quarters of the higher are this many times three quarters of the lower. Less
# is a service that warms up, or that drifts.
FAR_HIGHER = 2.0


@dataclass(frozen=True, slots=True)
class Regime:
    """Buckets first to last (not in), and the share of the measures' variance that they explain."""

    first: int
    last: int
    explained: float


def find_regime(values: NDArray[np.float64]) -> Regime | None:
    """The stretch whose values differ most from those outside; ``values`` has a row a bucket, a column a measure.

    Circular binary segmentation (Olshen et al., 2004) with one cut, on the ranks of each measure, so that neither
    units nor spikes matter; None where the data are too short or nothing moves.
    """
    length = len(values)
    ranks = _ranks(values)
    if length < 3 * LEAST_BUCKETS or ranks.shape[1] == 0:
        return None
    sums = np.vstack([np.zeros(ranks.shape[1]), np.cumsum(ranks, axis=0)])
    best = Regime(0, 0, 0.0)
    for first in range(LEAST_BUCKETS, length - LEAST_BUCKETS + 1):
        last = np.arange(first + LEAST_BUCKETS, length + 1)
        inside = (last - first).astype(float)
        outside = length - inside
        explained = ((sums[last] - sums[first]) ** 2).mean(axis=1) / (inside * outside)
        explained[outside < max(LEAST_BUCKETS, LEAST_OUTSIDE * length)] = 0.0
        most = int(np.argmax(explained))
        if explained[most] > best.explained:
            best = Regime(first, int(last[most]), float(explained[most]))
    return best if best.explained >= LEAST_EXPLAINED else None


def calm_part(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which values of a measure that is small when all is well are its normal, where most of them may not be.

    All, unless more than half of them are one stretch with a beginning, and at least twice as high as the others: an
    archive that was taken in the middle of an incident holds little else.
    """
    calm = np.ones(len(values), dtype=bool)
    pooled = -(-len(values) // MOST_BUCKETS)
    if not pooled:
        return calm
    starts = np.arange(0, len(values), pooled)
    means = np.add.reduceat(values, starts) / np.diff(np.append(starts, len(values)))
    regime = find_regime(means[:, np.newaxis])
    if regime is None:
        return calm
    calm[regime.first * pooled : regime.last * pooled] = False
    higher, normal = np.percentile(values[~calm], 25), np.percentile(values[calm], 75)
    most_is_higher = calm.mean() < 1 / 2 and higher > 0 and higher >= FAR_HIGHER * normal
    return calm if most_is_higher else np.ones(len(values), dtype=bool)


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standardised ranks of each column, ties shared; columns in which nothing moves are left out."""
    frame = pl.DataFrame(values)
    ranks = frame.select(pl.all().rank("average")).to_numpy().astype(np.float64)
    spread = ranks.std(axis=0)
    moving = spread > 0
    standard: NDArray[np.float64] = (ranks[:, moving] - ranks[:, moving].mean(axis=0)) / spread[moving]
    return standard
