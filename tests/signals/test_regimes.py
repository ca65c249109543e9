"""The stretch in which measures differ: found in any unit, and not in what is only noise."""

from __future__ import annotations

import numpy as np
import pytest
from tests.signals.conftest import LENGTH, noise

from foreshock.signals.regimes import calm_part, find_regime

FIRST, LAST = 30, 42


@pytest.mark.parametrize("unit", [1.0, 1e-6, 1e9])
def test_the_stretch_is_found_in_any_unit(unit: float) -> None:
    """Two of five measures that move mark the stretch, one of them by falling."""
    values = noise(5)
    values[FIRST:LAST, 0] += 40
    values[FIRST:LAST, 1] -= 40
    regime = find_regime(values * unit)
    assert regime is not None
    assert (regime.first, regime.last) == (FIRST, LAST)


def test_a_change_to_the_end_is_a_stretch() -> None:
    """What lasts to the end of the data is found, too."""
    values = noise(3)
    values[FIRST:] += 40
    regime = find_regime(values)
    assert regime is not None
    assert (regime.first, regime.last) == (FIRST, LENGTH)


def test_noise_is_no_stretch() -> None:
    """Where nothing moves there is nothing to find; a single bucket is no stretch."""
    values = noise(20)
    values[FIRST, :2] = 10_000
    assert find_regime(values) is None


@pytest.mark.parametrize(("first", "last"), [(20, LENGTH), (12, 50)])
def test_where_most_is_an_incident_the_rest_is_normal(first: int, last: int) -> None:
    """Of an archive taken in the middle of an incident the normal is what came before and after it, to two buckets."""
    values = noise(1)[:, 0]
    values[first:last] *= 3
    calm = calm_part(values)
    assert not calm[first + 2 : last - 2].any()
    assert calm[: first - 2].all()
    assert calm[last + 2 :].all()


@pytest.mark.parametrize(
    ("first", "last", "times"),
    [
        pytest.param(40, LENGTH, 3.0, id="most of it is calm"),
        pytest.param(20, LENGTH, 1.9, id="hardly higher"),
        pytest.param(20, LENGTH, 0.3, id="better than before"),
        pytest.param(5, LENGTH, 3.0, id="a start, no normal"),
    ],
)
def test_else_all_is_normal(first: int, last: int, times: float) -> None:
    """A median is right where most is calm; a measure that falls, that rises a little or that only began is no pain."""
    values = noise(1)[:, 0]
    values[first:last] *= times
    assert calm_part(values).all()


def test_a_measure_that_scatters_has_one_level() -> None:
    """Durations over two decades without any order are no two levels; nor are none at all."""
    values = np.random.default_rng(3).lognormal(0, 1.5, 2000)
    assert calm_part(values).all()
    assert calm_part(values[:0]).shape == (0,)
