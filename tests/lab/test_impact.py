"""How the lab measures what the users felt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.lab.impact import is_calm, measure
from tests.lab.load import GAVE_UP, Outcome

BEGIN, INJECTED, REPAIRED, END = 1000, 1100, 1160, 1200


def answers(*, status: int = 200, duration: float = 0.02, every: float = 0.1) -> Iterator[Outcome]:
    """Answers of a healthy shop, but for those that ended between the injection and the repair."""
    for number in range(int((END - BEGIN) / every)):
        ended = BEGIN + number * every
        is_hurt = INJECTED + 20 <= ended < REPAIRED
        yield Outcome(ended, status, duration) if is_hurt else Outcome(ended, 200, 0.02 + number % 7 / 1000)


@pytest.mark.parametrize("hurt", [{"status": 502}, {"status": GAVE_UP, "duration": 12.0}, {"duration": 0.4}])
def test_the_first_and_the_last_bucket_that_depart(hurt: dict[str, float]) -> None:
    """Failures, requests that their users gave up and slow answers count from the bucket in which they begin."""
    impact = measure(list(answers(**hurt)), begin=BEGIN, injected=INJECTED, end=END)  # type: ignore[arg-type]

    assert impact
    assert (impact.start, impact.end) == (INJECTED + 20, REPAIRED)


def test_a_busy_machine_is_no_calm_one() -> None:
    """Two slow buckets are enough to be no calm; one is not."""
    calm = list(answers())
    one, two = ([Outcome(row.ended, 200, 0.5) if INJECTED <= row.ended < INJECTED + span else row for row in calm]
                for span in (10, 20))  # fmt: skip

    assert is_calm(calm, begin=BEGIN, end=END)
    assert is_calm(one, begin=BEGIN, end=END)
    assert not is_calm(two, begin=BEGIN, end=END)


def test_nothing_felt_is_nothing_measured() -> None:
    """A shop that goes on as before has no impact; nor has one slow bucket alone."""
    calm = list(answers())
    blip = [Outcome(row.ended, 200, 0.5) if INJECTED <= row.ended < INJECTED + 10 else row for row in calm]

    assert measure(calm, begin=BEGIN, injected=INJECTED, end=END) is None
    assert measure(blip, begin=BEGIN, injected=INJECTED, end=END) is None
