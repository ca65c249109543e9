"""Shapes: the words for what measures do, and what may be named."""

from __future__ import annotations

import pytest

from foreshock.rules.predicates import ShapePredicate
from foreshock.rules.shapes import columns, expectation, share_known


def test_a_ratio_is_expected_around_its_value() -> None:
    """A number stands for a ratio: half of normal is one doubling less, and either side of it is worse."""
    half = expectation("0.5")
    assert (half.sign, half.centre) == (0, -1)


def test_one_measure_counted_by_another() -> None:
    """``a per b`` asks for two families."""
    asked = columns({"log-written per throughput": "surges"})[0]
    assert (asked.measure, asked.per) == ("log-written", "throughput")


def test_what_can_be_told_is_counted_by_weight() -> None:
    """What surges weighs more than what may not rise; a measure counted by another needs both."""
    expect = {"table-scan": "surges", "log-written per throughput": "rises", "cpu-user": "does not rise"}
    assert share_known(expect, {"table-scan", "log-written"}) == 0.5
    assert share_known(expect, {"log-written", "throughput", "cpu-user"}) == 0.5


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        ({"throughput": "explodes"}, "unknown expectation 'explodes'"),
        ({"throughput": "-2"}, "unknown expectation '-2'"),
        ({"troughput": "falls"}, "did you mean 'throughput'"),
        ({}, "names no measure"),
    ],
)
def test_what_means_nothing_is_refused(expect: dict[str, str], problem: str) -> None:
    """Words and families that do not exist are errors that say what was meant."""
    with pytest.raises(ValueError, match=problem):
        ShapePredicate(expect)
