"""Shapes of measures: the better fit first, and a log line before any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from foreshock.diagnose.hypotheses import Hypothesis, group
from foreshock.diagnose.scoring import weigh
from foreshock.diagnose.topology import Topology
from foreshock.rules.model import Step
from foreshock.rules.outcomes import Outcome
from foreshock.rules.predicates import ShapePredicate

MakeOutcome = Callable[..., Outcome]
START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)


FEW = {"throughput": "collapses", "latency": "surges", "cpu-idle": "rises"}


def shaped(outcome: Outcome, fit: float, expect: Mapping[str, str] = FEW) -> Outcome:
    """The outcome, resting on a shape that fits so well."""
    shape = ShapePredicate(expect)
    step = Step("sign", "a shape", shape=shape)
    seen = replace(outcome.matched[0], unit="1", value=fit)
    return replace(outcome, rule=replace(outcome.rule, steps=(step,)), matched=(seen,))


def ranked(*outcomes: Outcome, deviations: dict[str, float] | None = None) -> list[Hypothesis]:
    """The hypotheses of these outcomes, the best first."""
    return weigh(
        group(outcomes), start=START, hurting=[], topology=Topology({}), earlier={}, deviations=deviations or {}
    )


def test_the_better_fit_ranks_first(outcome: MakeOutcome) -> None:
    """Of two shapes of the same measures the one that more of them follow wins."""
    best = ranked(shaped(outcome("network"), 0.8), shaped(outcome("lock-contention"), 0.95))[0]
    assert best.cause == "lock-contention"
    assert any("fit to 95 %" in each for each in (*best.supports, *best.doubts))


def test_of_two_long_signatures_the_closer_one_ranks_first(outcome: MakeOutcome) -> None:
    """Four measures more do not make up for a worse fit where dozens are known."""
    longer, shorter = ({f"measure{number}": "2.0" for number in range(count)} for count in (37, 33))
    best = ranked(
        shaped(outcome("slow-query"), 0.87, longer),
        shaped(outcome("cpu-saturation"), 0.91, shorter),
    )[0]
    assert best.cause == "cpu-saturation"


def test_a_shape_among_silent_logs_is_less_sure(outcome: MakeOutcome) -> None:
    """Most causes leave a line: where logs were looked at in vain, measures that look alike prove less."""
    shape = shaped(outcome("network"), 0.8)
    silent = replace(outcome("deadlock"), state="not-fired", matched=())
    alone, among = (
        weigh(group([shape]), start=START, hurting=[], topology=Topology({}), earlier={}, outcomes=each)[0]
        for each in ([shape], [shape, silent])
    )
    assert among.confidence < alone.confidence
    assert "only the shape of the measures says so, no line of the logs does" in among.doubts


def test_a_line_tells_when_it_began_not_a_shape_beside_it(outcome: MakeOutcome) -> None:
    """A shape is taken over the incident and so begins with it; the line names the moment, and the cause."""
    shape = shaped(outcome("slow-query", minute=0, prior=0.9), 0.8)
    line = outcome("slow-query", minute=1)
    (both,) = group([shape, line])
    assert (both.onset, both.leading) == (line.onset, line)


def test_a_log_line_ranks_before_a_shape(outcome: MakeOutcome) -> None:
    """A shape that fits entirely stands back behind a line that says what went wrong."""
    line = outcome("deadlock", prior=0.4)
    best, shape = ranked(shaped(outcome("network", prior=0.4), 1.0), line)
    assert best.cause == "deadlock"
    assert any("log lines speak" in doubt for doubt in shape.doubts)


def test_a_shape_is_one_sign_from_however_many_files(outcome: MakeOutcome) -> None:
    """Measures that two collectors wrote down are the same measures: they prove no more than those of one."""
    (one,), (many,) = (ranked(shaped(outcome("cpu-saturation", files=files), 0.8)) for files in (1, 3))
    assert many.confidence == one.confidence


def test_the_host_whose_measures_moved_most_ranks_first(outcome: MakeOutcome) -> None:
    """Of two hosts with the same shape the one that is further from its own normal wins."""
    one, other = (shaped(outcome("cpu-saturation", host), 0.9) for host in ("carts", "orders"))
    assert ranked(one, other, deviations={"carts": 12.0, "orders": 900.0})[0].host == "orders"
