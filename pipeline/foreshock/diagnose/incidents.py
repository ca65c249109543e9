"""Incidents: symptoms that overlap or touch, with one start, one end and a measured impact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from foreshock.signals import Measures, Symptom
from foreshock.signals.symptoms import TOUCHING_BUCKETS, percent

# Ratios of single buckets are noise; a peak is taken over a minute, or three buckets where that is longer.
PEAK_S = 60
PEAK_BUCKETS = 3
# Less than this is not worth a word.
NOTABLE_LOSS_PCT = 3.0
NOTABLE_ERRORS = 0.001
NOTABLE_SLOWNESS = 1.2
# So large a share of failures is no longer the same pain; this late it is a second act, maybe of its own cause.
MANY_ERRORS = 0.2
SECOND_ACT = timedelta(seconds=60)
FIRST_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Impact:
    """What the incident cost: None where the inputs cannot tell.

    ``requests_lost_pct`` is against the expected requests of the window, ``error_ratio_peak`` the worst
    minute's share of 5xx, ``p95_ratio_peak`` the worst minute's 95th percentile against the normal one.
    """

    requests_lost_pct: float | None = None
    error_ratio_peak: float | None = None
    p95_ratio_peak: float | None = None
    sentence: str = "The inputs hold no access log: what users felt is known only from the errors in the logs."


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident. ``end`` is None where it lasts to the end of the data."""

    id: int
    start: datetime
    end: datetime | None
    symptoms: tuple[Symptom, ...]
    impact: Impact

    def last_moment(self, end_of_data: datetime) -> datetime:
        """The end, or the end of the data where it lasts."""
        return self.end or end_of_data

    def seen_until(self, since: datetime, end_of_data: datetime) -> datetime:
        """Until when its causes are looked at: one that lasts is judged by what was seen of it, an hour at most."""
        return self.end or max(since, min(end_of_data, since + FIRST_HOUR))

    @property
    def hurting(self) -> list[str]:
        """The hosts with symptoms, by name."""
        return sorted({symptom.host for symptom in self.symptoms})

    @property
    def turn(self) -> datetime | None:
        """When it turned for the worse: the first outage, or burst of failures, long after a mild start."""
        worse = [
            s.start for s in self.symptoms if s.kind == "outage" or (s.kind == "errors" and s.value >= MANY_ERRORS)
        ]
        return min(worse) if worse and min(worse) - self.start > SECOND_ACT else None


def find_incidents(symptoms: Sequence[Symptom], measures: Sequence[Measures], bucket_s: int) -> list[Incident]:
    """Incidents in time order; symptoms of any service that overlap or nearly touch are one incident."""
    groups: list[list[Symptom]] = []
    reach: datetime | None = None
    for symptom in sorted(symptoms, key=lambda each: each.start):
        if groups and (reach is None or symptom.start <= reach + timedelta(seconds=TOUCHING_BUCKETS * bucket_s)):
            groups[-1].append(symptom)
            reach = None if reach is None or symptom.end is None else max(reach, symptom.end)
        else:
            groups.append([symptom])
            reach = symptom.end
    incidents = []
    for number, group in enumerate(groups, start=1):
        ends = [symptom.end for symptom in group]
        end = None if None in ends else max(end for end in ends if end is not None)
        start = min(symptom.start for symptom in group)
        incidents.append(Incident(number, start, end, tuple(group), measure_impact(measures, start, end)))
    return incidents


def given_incident(
    start: datetime, end: datetime | None, symptoms: Sequence[Symptom], measures: Sequence[Measures]
) -> Incident:
    """The incident that somebody says it was, with the symptoms that fall into it."""
    inside = tuple(s for s in symptoms if (end is None or s.start < end) and (s.end is None or s.end > start))
    return Incident(1, start, end, inside, measure_impact(measures, start, end))


def measure_impact(measures: Sequence[Measures], start: datetime, end: datetime | None) -> Impact:
    """The impact on the busiest service (the front door) that was there between two times."""
    front = next((each for each in measures if each.start < (end or each.end) and start < each.end), None)
    if front is None:
        return Impact()
    first = front.index(start)
    last = len(front.requests) - 1 if end is None else front.index(end - timedelta(microseconds=1))
    window = slice(first, last + 1)
    expected, came = float(front.expected[window].sum()), float(front.requests[window].sum())
    lost = max(0.0, 100 * (1 - came / expected)) if expected else None
    errors = _worst(front.errors[window], front.requests[window], front.bucket_s)
    p95 = _worst_p95_ratio(front, first, last)
    return Impact(
        None if lost is None else round(lost, 2),
        None if errors is None else round(errors, 4),
        None if p95 is None else round(p95, 1),
        _sentence(lost, errors, p95, front),
    )


def _worst(hits: np.ndarray, trials: np.ndarray, bucket_s: int) -> float | None:
    """The highest share of hits over a minute (or three buckets)."""
    width = min(len(trials), max(PEAK_BUCKETS, PEAK_S // bucket_s))
    if width == 0:
        return None
    kernel = np.ones(width)
    pooled_hits, pooled = np.convolve(hits, kernel, "valid"), np.convolve(trials, kernel, "valid")
    busy = pooled >= max(1.0, 0.2 * float(np.median(pooled)))
    return float((pooled_hits[busy] / pooled[busy]).max()) if busy.any() else None


def _worst_p95_ratio(front: Measures, first: int, last: int) -> float | None:
    """The worst minute's 95th percentile against the normal one."""
    if front.normal_p95_s is None:
        return None
    width = max(PEAK_BUCKETS, PEAK_S // front.bucket_s)
    values = [
        front.percentile_s(0.95, low, min(low + width - 1, last))
        for low in range(first, max(first + 1, last - width + 2), max(1, width // 2))
    ]
    known = [value for value in values if value is not None]
    return max(known) / front.normal_p95_s if known else None


def _sentence(lost: float | None, errors: float | None, p95: float | None, front: Measures) -> str:
    """The impact in words."""
    parts = []
    if lost is not None and lost >= NOTABLE_LOSS_PCT:
        against = "the same time of the days before" if front.by_rhythm.any() else "the rest of the log"
        parts.append(f"{lost:.0f} % fewer requests than at {against}")
    if errors is not None and errors >= NOTABLE_ERRORS:
        parts.append(f"up to {percent(errors)} of the requests failed in the worst minute")
    if p95 is not None and p95 >= NOTABLE_SLOWNESS:
        parts.append(f"the 95th percentile of the request time peaked at {p95:.1f} times its normal value")
    return "; ".join(parts)[:1].upper() + "; ".join(parts)[1:] + "." if parts else "No impact could be measured."
