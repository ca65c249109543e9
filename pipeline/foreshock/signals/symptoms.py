"""What users felt: latency, errors, lost traffic, outage; each with its onset, its worst moment and its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foreshock.signals.measures import Measures
from foreshock.signals.segments import Segment, maximal_segments, rate_scores, share_scores, split_at_lulls

Kind = Literal["latency", "errors", "traffic-drop", "outage", "change"]

# Evidence below this many nats may be chance in a series of thousands of buckets.
LEAST_SCORE = 20.0
# Request times have heavy tails, and a busy machine makes neighbours in time alike: twice the proof.
LEAST_LATENCY_SCORE = 40.0
# The smallest effects worth waking somebody for.
LEAST_LATENCY_RATIO = 1.5
LEAST_LATENCY_RISE_S = 0.05
# A tenth of a second for half a minute is what any busy neighbour on the machine does.
SHORT_LATENCY_S = 120
LEAST_SHORT_RISE_S = 0.15
LEAST_ERROR_RATIO = 0.01
MOST_TRAFFIC_LEFT = 0.85
MOST_TRAFFIC_LEFT_WITHOUT_RHYTHM = 0.7
OUTAGE_SUCCESS_LEFT = 0.2
LEAST_BUCKETS = 2
LEAST_DURATION_S = 15
# So many normal buckets between two pains tell them apart; fewer are a moment of luck in one.
TOUCHING_BUCKETS = 6
# What is so from the first buckets on has no onset: a service that warms up, not an incident that began.
FIRST_BUCKETS = 3


@dataclass(frozen=True, slots=True)
class Symptom:
    """One pain of one service. ``end`` is None where it lasts to the end of the data.

    A "change" is no pain yet: a measure far from its normal, where nothing tells what users felt.

    ``value`` and ``baseline`` are p95 seconds (latency), share of failures (errors), requests a second
    (traffic-drop, outage: the successful ones).
    """

    kind: Kind
    entity: str
    host: str
    service: str | None
    start: datetime
    peak: datetime
    end: datetime | None
    value: float
    baseline: float
    sentence: str


def find_symptoms(measures: Measures) -> list[Symptom]:
    """All symptoms of one service, in order of their start."""
    found = [*find_answer_symptoms(measures), *_traffic(measures), *_outages(measures)]
    return sorted(found, key=lambda symptom: (symptom.start, symptom.kind))


def find_answer_symptoms(measures: Measures) -> list[Symptom]:
    """Those of how a service or route answers, however often it is asked: latency and errors."""
    return [*_latency(measures), *_errors(measures)]


def _latency(m: Measures) -> list[Symptom]:
    """Stretches in which far more requests than one in twenty were slower than the normal 95th percentile."""
    if m.normal_p95_s is None or not m.timed.any():
        return []
    busy = m.timed > 0
    # One in twenty by definition; buckets with few requests each have none.
    slow, timed = m.slow[busy], m.timed[busy]
    calm = m.calm(slow / timed)
    normal = float(np.clip(np.median((slow / timed)[calm]), 0.05, 0.2))
    scores = share_scores(m.slow, m.timed, normal, min(4 * normal, 0.6))
    symptoms = []
    scores /= _dispersion(slow[calm], timed[calm], normal)
    for segment in _lasting(m, maximal_segments(scores, LEAST_LATENCY_SCORE), LEAST_LATENCY_SCORE):
        if segment.first < FIRST_BUCKETS:
            continue
        p95 = m.percentile_s(0.95, segment.first, segment.last)
        is_short = (segment.last - segment.first + 1) * m.bucket_s < SHORT_LATENCY_S
        rise_s = LEAST_SHORT_RISE_S if is_short else LEAST_LATENCY_RISE_S
        least_s = max(LEAST_LATENCY_RATIO * m.normal_p95_s, m.normal_p95_s + rise_s)
        if p95 is None or p95 < least_s:
            continue
        # What stays a little slower, caches that fill again, is over: it would not have been an incident.
        segment = replace(segment, last=m.last_slower(least_s, segment.first, segment.last))  # noqa: PLW2901
        peak = _peak(m.slow / np.maximum(m.timed, 1), segment)
        sentence = (
            f"95th percentile of the request time {'of' if m.route else 'on'} {m.place} rose"
            f" from {seconds(m.normal_p95_s)} to {seconds(p95)}"
        )
        symptoms.append(
            _symptom("latency", m, segment, peak=peak, value=p95, baseline=m.normal_p95_s, sentence=sentence)
        )
    return symptoms


def _errors(m: Measures) -> list[Symptom]:
    """Stretches in which the share of answers with status 5xx was several times the normal one."""
    if not m.errors.any():
        return []
    ratio = m.errors / np.maximum(m.requests, 1)
    shares = ratio[m.requests > 0]
    quiet = ratio <= np.median(shares[m.calm(shares)])
    normal = float(np.clip(m.errors[quiet].sum() / max(m.requests[quiet].sum(), 1), 0.002, 0.2))
    scores = share_scores(m.errors, m.requests, normal, min(max(5 * normal, 0.02), 0.9))
    symptoms = []
    for segment in _lasting(m, _apart(m, scores, normal)):
        inside = slice(segment.first, segment.last + 1)
        share = float(m.errors[inside].sum() / max(m.requests[inside].sum(), 1))
        if share < max(LEAST_ERROR_RATIO, 3 * normal):
            continue
        usual = percent(normal, low=True)
        sentence = f"{percent(share)} of the requests to {m.place} failed with a 5xx status, normally {usual}"
        symptoms.append(
            _symptom("errors", m, segment, peak=_peak(ratio, segment), value=share, baseline=normal, sentence=sentence)
        )
    return symptoms


def _traffic(m: Measures) -> list[Symptom]:
    """Stretches in which clearly fewer requests came than at that time of other days."""
    # Not far from the smallest effect: what is less than that, as chance brings it, is not part of a drop beside it.
    dropped = np.where(m.by_rhythm, 0.8, 0.6)
    scores = rate_scores(m.requests, m.expected, dropped) / _count_dispersion(m)
    symptoms = []
    for segment in _lasting(m, maximal_segments(scores, LEAST_SCORE)):
        inside = slice(segment.first, segment.last + 1)
        came, expected = float(m.requests[inside].sum()), float(m.expected[inside].sum())
        rhythm = bool(m.by_rhythm[inside].all())
        if came > expected * (MOST_TRAFFIC_LEFT if rhythm else MOST_TRAFFIC_LEFT_WITHOUT_RHYTHM):
            continue
        around = "the rest of the log" if m.is_short else "the hours around"
        against = "the same time of the days before" if rhythm else around
        sentence = f"{percent(1 - came / expected)} fewer requests reached {m.host} than at {against}"
        length_s = (segment.last - segment.first + 1) * m.bucket_s
        peak = _peak(-m.requests / np.maximum(m.expected, 1), segment)
        rates = {"value": came / length_s, "baseline": expected / length_s}
        symptoms.append(_symptom("traffic-drop", m, segment, peak=peak, sentence=sentence, **rates))
    return symptoms


def _outages(m: Measures) -> list[Symptom]:
    """Stretches in which hardly any request succeeded."""
    served = m.requests - m.errors
    normal = m.expected * (1 - min(0.5, float(np.median(m.errors / np.maximum(m.requests, 1)))))
    symptoms = []
    scores = rate_scores(served, normal, OUTAGE_SUCCESS_LEFT) / _count_dispersion(m)
    for segment in _lasting(m, maximal_segments(scores, LEAST_SCORE)):
        inside = slice(segment.first, segment.last + 1)
        left = float(served[inside].sum() / max(normal[inside].sum(), 1))
        if left > OUTAGE_SUCCESS_LEFT:
            continue
        length_s = (segment.last - segment.first + 1) * m.bucket_s
        sentence = f"only {percent(left)} of the usual requests to {m.host} succeeded"
        peak = _peak(-served / np.maximum(normal, 1), segment)
        rates = {"value": float(served[inside].sum()) / length_s, "baseline": float(normal[inside].sum()) / length_s}
        symptoms.append(_symptom("outage", m, segment, peak=peak, sentence=sentence, **rates))
    return symptoms


def _apart(m: Measures, scores: NDArray[np.float64], normal: float) -> list[Segment]:
    """Maximal segments of failures, cut where the normal share of them ruled for a while."""
    parts = []
    for segment in maximal_segments(scores, LEAST_SCORE):
        inside = slice(segment.first, segment.last + 1)
        share = min(0.99, float(m.errors[inside].sum() / max(m.requests[inside].sum(), 1)))
        calm = -share_scores(m.errors, m.requests, normal, max(share, normal))
        parts += split_at_lulls(segment, scores, calm, TOUCHING_BUCKETS, LEAST_SCORE)
    return parts


def _lasting(m: Measures, segments: list[Segment], least: float = LEAST_SCORE) -> list[Segment]:
    """Those that are sure, and last long enough to be felt."""
    return [
        segment
        for segment in segments
        if segment.score >= least
        and segment.last - segment.first + 1 >= LEAST_BUCKETS
        and (segment.last - segment.first + 1) * m.bucket_s >= LEAST_DURATION_S
    ]


def _symptom(
    kind: Kind, m: Measures, segment: Segment, *, peak: int, value: float, baseline: float, sentence: str
) -> Symptom:
    """A segment as a symptom; one that touches the end of the data has no end."""
    lasts = segment.last >= len(m.requests) - LEAST_BUCKETS
    end = None if lasts else m.at(segment.last + 1)
    return Symptom(kind, m.host, m.host, m.service, m.at(segment.first), m.at(peak), end, value, baseline, sentence)


def _peak(values: NDArray[np.float64], segment: Segment) -> int:
    """The worst bucket of a segment."""
    return segment.first + int(np.argmax(values[segment.first : segment.last + 1]))


def _dispersion(hits: NDArray[np.float64], trials: NDArray[np.float64], share: float) -> float:
    """How much more the share scatters between buckets than chance alone would make it, at least 1."""
    residuals = (hits - trials * share) / np.sqrt(trials * share * (1 - share))
    return max(1.0, _robust_variance(residuals))


def _count_dispersion(m: Measures) -> float:
    """How much more the counts scatter around what was expected than Poisson's law would make them, at least 1."""
    usable = (m.expected > 0) & m.calm_by_requests
    if not usable.any():
        return 1.0
    residuals = (m.requests[usable] - m.expected[usable]) / np.sqrt(m.expected[usable])
    return max(1.0, _robust_variance(residuals))


def _robust_variance(values: NDArray[np.float64]) -> float:
    """Variance from the median absolute deviation, which an incident in less than half of the buckets cannot move."""
    if not len(values):
        return 1.0
    return float((1.4826 * np.median(np.abs(values - np.median(values)))) ** 2)


def seconds(value: float) -> str:
    """A duration for people: 84 ms, 1.3 s, 12 s."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"  # noqa: PLR2004 - digits that matter


def percent(share: float, *, low: bool = False) -> str:
    """A share for people: 31 %; with ``low`` small ones keep a digit: 0.2 %."""
    value = 100 * share
    return f"{value:.1f} %" if low or 0 < value < 1 else f"{value:.0f} %"
