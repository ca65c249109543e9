"""What the users felt: the first and the last ten seconds that clearly departed from what was normal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tests.lab.load import GAVE_UP, REFUSED, Outcome

BUCKET = 10
FEWEST = 5
SERVER_ERROR = 500
LEAST_ERRORS, LEAST_SLOWER, LEAST_MORE_S, LEAST_LOST = 0.04, 3.0, 0.15, 0.4


@dataclass(frozen=True, slots=True)
class Bucket:
    """Ten seconds: requests that ended, the share that failed, the 95th percentile of the answers in seconds."""

    start: int
    requests: int
    failed: float
    p95: float


@dataclass(frozen=True, slots=True)
class Impact:
    """From the first departing bucket to the end of the last, in epoch seconds, and how bad it was."""

    start: int
    end: int
    peak_p95_ratio: float
    peak_failed: float


def measure(outcomes: Sequence[Outcome], *, begin: float, injected: float, end: float) -> Impact | None:
    """The impact of what was injected; None when no two of three neighbouring buckets clearly departed."""
    buckets = list(_buckets(outcomes, begin, end))
    normal = [bucket for bucket in buckets if bucket.start + BUCKET <= injected]
    p95 = sorted(bucket.p95 for bucket in normal)[len(normal) // 2]
    worst = max(bucket.p95 for bucket in normal)
    failed = max(bucket.failed for bucket in normal)
    rate = sorted(bucket.requests for bucket in normal)[len(normal) // 2]

    def departs(bucket: Bucket) -> bool:
        slow = bucket.p95 > max(LEAST_SLOWER * p95, p95 + LEAST_MORE_S, 1.3 * worst)
        return slow or bucket.failed > 2 * failed + LEAST_ERRORS or bucket.requests < (1 - LEAST_LOST) * rate

    felt = [bucket.start + BUCKET > injected and departs(bucket) for bucket in buckets]
    lasting = [number for number, is_felt in enumerate(felt) if is_felt and sum(felt[number : number + 3]) > 1]
    if not lasting:
        return None
    last = max(number for number, is_felt in enumerate(felt) if is_felt and number <= lasting[-1] + 2)
    during = buckets[lasting[0] : last + 1]
    return Impact(
        buckets[lasting[0]].start,
        buckets[last].start + BUCKET,
        round(max(bucket.p95 for bucket in during) / p95, 1),
        round(max(bucket.failed for bucket in during), 3),
    )


def is_calm(outcomes: Sequence[Outcome], *, begin: float, end: float) -> bool:
    """Whether nothing hurt the users for twenty seconds on end: a machine that others keep busy records no fault."""
    buckets = list(_buckets(outcomes, begin, end))
    usual = sorted(bucket.p95 for bucket in buckets)[len(buckets) // 2]
    hurt = [bucket.p95 > LEAST_SLOWER * usual + LEAST_MORE_S or bucket.failed > LEAST_ERRORS for bucket in buckets]
    return not any(sum(hurt[place : place + 3]) > 1 for place in range(len(hurt)))


def _buckets(outcomes: Sequence[Outcome], begin: float, end: float) -> list[Bucket]:
    rows: dict[int, list[Outcome]] = {
        start: [] for start in range(BUCKET * math.ceil(begin / BUCKET), BUCKET * int(end / BUCKET), BUCKET)
    }
    for outcome in outcomes:
        rows.get(BUCKET * int(outcome.ended / BUCKET), []).append(outcome)
    return [_bucket(start, found) for start, found in rows.items()]


def _bucket(start: int, outcomes: Sequence[Outcome]) -> Bucket:
    bad = sum(outcome.status >= SERVER_ERROR or outcome.status in {GAVE_UP, REFUSED} for outcome in outcomes)
    durations = sorted(outcome.duration for outcome in outcomes if outcome.status != REFUSED)
    p95 = durations[int(0.95 * len(durations))] if len(durations) >= FEWEST else 0.0
    return Bucket(start, len(outcomes), bad / len(outcomes) if len(outcomes) >= FEWEST else 0.0, p95)
