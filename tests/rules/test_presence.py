"""What the inputs hold at all: a step that asks for what is not there costs no query."""

from __future__ import annotations

import pytest

from foreshock.rules.model import Step
from foreshock.rules.predicates import LogPredicate, MetricPredicate
from foreshock.rules.presence import Presence

PRESENCE = Presence(frozenset({"No space left on device"}), {"system.cpu.utilization": (0.02, 0.61)})


@pytest.mark.parametrize(
    ("above", "below", "possible"),
    [(0.6, None, True), (0.61, None, True), (0.62, None, False), (None, 0.02, True), (None, 0.01, False)],
)
def test_a_level_that_no_value_reaches_is_impossible(
    above: float | None, below: float | None, *, possible: bool
) -> None:
    """A step that asks for more than the highest value, or for less than the lowest, can match nothing."""
    step = Step(
        id="busy",
        title="busy",
        role="cause",
        metric=MetricPredicate("system.cpu.utilization", above=above, below=below),
    )
    assert PRESENCE.possible(step) == possible


def test_a_metric_that_nobody_measured_is_impossible() -> None:
    """Without a value of the metric there is nothing to compare."""
    assert not PRESENCE.possible(
        Step(id="x", title="it happens", role="cause", metric=MetricPredicate("system.memory.usage", above=0.0))
    )


def test_a_share_of_another_metric_is_not_judged_by_its_parts() -> None:
    """Where a ratio is asked for, the range of its numerator says nothing."""
    share = MetricPredicate("system.cpu.utilization", above=5.0, of="system.cpu.utilization")
    assert PRESENCE.possible(Step(id="x", title="it happens", role="cause", metric=share))


def test_words_that_no_record_holds_are_impossible() -> None:
    """One of ``any`` must be there, and each of ``all``."""
    said = LogPredicate(any_=("No space left on device", "Disk quota exceeded"))
    assert PRESENCE.possible(Step(id="x", title="it happens", role="cause", log=said))
    assert not PRESENCE.possible(
        Step(id="x", title="it happens", role="cause", log=LogPredicate(any_=("Disk quota exceeded",)))
    )
