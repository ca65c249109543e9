"""What must change when a scene that makes a rule fire is turned round, torn apart, moved, or emptied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from foreshock.rules.evidence import LONGEST_INTERVAL
from foreshock.rules.model import Rule
from foreshock.rules.outcomes import State
from foreshock.rules.scenes import Scene

# Half a year and 45 minutes more: another side of every summer time, in a zone that no whole hour reaches.
ELSEWHERE = timedelta(days=183, hours=5, minutes=45)
ELSEWHERE_ZONE = "Asia/Kathmandu"

_SILENT: frozenset[State] = frozenset({"not-fired", "not-evaluable"})


@dataclass(frozen=True, slots=True)
class Variant:
    """A scene made from one that fires, and the states that the rule may answer with."""

    name: str
    scene: Scene
    allowed: frozenset[State]
    why: str
    session_zone: str = "UTC"


def variants(rule: Rule, scene: Scene) -> Iterator[Variant]:
    """Order reversed, lag outside the window, another time zone, sources missing."""
    moments = [row[column] for column, row in scene.rows()]
    lags = [rule.lag_of(step) for step in rule.role("cause")]
    # What a sample shows may be as old as the sample before it.
    sampled = LONGEST_INTERVAL if scene.metrics else timedelta(0)
    after = timedelta(seconds=max(lag.after for lag in lags) + 60) + sampled
    before = timedelta(seconds=max(lag.before for lag in lags) + 60)
    yield Variant(
        "order reversed", scene.shifted(scene.start + after - min(moments)), _SILENT,
        "everything comes after the incident began, so it cannot be its cause",
    )  # fmt: skip
    yield Variant(
        "lag outside the window", scene.shifted(scene.start - before - timedelta(hours=1) - max(moments)), _SILENT,
        "everything was over long before the incident",
    )  # fmt: skip
    yield Variant(
        "another time zone", scene.moved(ELSEWHERE), frozenset({"fired"}),
        "the same moments in another season and session zone are the same moments", ELSEWHERE_ZONE,
    )  # fmt: skip
    yield Variant(
        "source missing", replace(scene, logs=(), metrics=(), series=(), requests=()), frozenset({"not-evaluable"}),
        "without any source there is nothing to judge by",
    )  # fmt: skip
