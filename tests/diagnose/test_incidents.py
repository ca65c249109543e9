"""Incidents: what belongs together, and when it turned for the worse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from foreshock.diagnose.incidents import find_incidents
from foreshock.signals import Symptom
from foreshock.signals.symptoms import Kind

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
BUCKET_S = 5


def symptom(kind: Kind, start_s: float, end_s: float | None, value: float = 0.0) -> Symptom:
    """A symptom of web-01, seconds from the start."""
    start = START + timedelta(seconds=start_s)
    end = None if end_s is None else START + timedelta(seconds=end_s)
    return Symptom(kind, "web-01", "web-01", "nginx", start, start, end, value, 0.0, f"{kind} on web-01")


def test_symptoms_that_touch_are_one_incident() -> None:
    """A pause of less than six buckets divides nothing, a longer one does; what lasts swallows all that follows."""
    short = [symptom("latency", 0, 60), symptom("errors", 85, 120)]
    parted = [symptom("latency", 0, 60), symptom("errors", 100, 120)]
    lasting = [symptom("latency", 0, None), symptom("errors", 900, 960)]

    assert [len(find_incidents(each, [], BUCKET_S)) for each in (short, parted, lasting)] == [1, 2, 1]
    assert find_incidents(lasting, [], BUCKET_S)[0].end is None


def test_an_incident_that_lasts_is_judged_by_what_was_seen_of_it() -> None:
    """Without an end it reaches to the end of the data, an hour at most; never to before its start."""
    (ended,) = find_incidents([symptom("latency", 0, 60)], [], BUCKET_S)
    (lasting,) = find_incidents([symptom("latency", 0, None)], [], BUCKET_S)
    minutes = [
        (each.seen_until(START, START + timedelta(minutes=data)) - START) / timedelta(minutes=1)
        for each in (ended, lasting)
        for data in (-5, 5, 500)
    ]

    assert minutes == [1, 1, 1, 0, 5, 60]


@pytest.mark.parametrize(
    ("symptoms", "seconds"),
    [
        ([symptom("latency", 0, 300), symptom("outage", 120, 300)], 120),
        ([symptom("latency", 0, 300), symptom("errors", 90, 300, 0.5), symptom("outage", 120, 300)], 90),
        ([symptom("latency", 0, 300), symptom("errors", 120, 300, 0.05)], None),
        ([symptom("outage", 0, 300), symptom("latency", 120, 300)], None),
        ([symptom("latency", 0, 300), symptom("outage", 30, 300)], None),
    ],
)
def test_it_turns_for_the_worse_when_most_fails_long_after_a_mild_start(
    symptoms: list[Symptom], seconds: float | None
) -> None:
    """The turn is the first outage, or burst of errors, more than a minute after something milder."""
    turn = find_incidents(symptoms, [], BUCKET_S)[0].turn

    assert turn == (None if seconds is None else START + timedelta(seconds=seconds))
