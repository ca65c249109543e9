"""What was ruled out is said with numbers first, and shortly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from foreshock.diagnose.site import Site
from foreshock.diagnose.verdicts import ruled_out
from foreshock.rules.outcomes import Miss, Outcome

MakeOutcome = Callable[..., Outcome]
SITE = Site("UTC", "UTC")
NEAR = Miss("idle sessions", "highest 9 on db-01, needs 14")
SILENT = Miss("a database that refuses clients", "no such line", "silent")
ALSO_SILENT = Miss("an application without connections", "no such line", "silent")
UNREAD = Miss("", "no log of haproxy in the inputs", "unread")


def reason(make: MakeOutcome, *rules: tuple[Miss, ...]) -> str:
    """The reason of one class whose rules missed like this."""
    outcomes = [
        replace(make("connection-exhaustion", fired=False), reason="; ".join(map(str, misses)), misses=misses)
        for misses in rules
    ]
    (found,) = ruled_out(outcomes, (), SITE)
    return found["reason"]


def test_what_came_near_stands_before_what_nobody_saw(outcome: MakeOutcome) -> None:
    """Numbers first; the signs of all rules of which there is no line are one sentence."""
    assert reason(outcome, (SILENT, UNREAD), (ALSO_SILENT, NEAR), (SILENT,)) == (
        "idle sessions: highest 9 on db-01, needs 14; no line tells of a database that refuses clients, "
        "or of an application without connections"
    )


def test_a_missing_source_is_the_reason_only_where_there_is_no_other(outcome: MakeOutcome) -> None:
    """A class shows in many places: that one is not there matters where none of the others was looked at."""
    assert reason(outcome, (SILENT, UNREAD)) == "no line tells of a database that refuses clients"
    assert reason(outcome, (UNREAD,)) == "no log of haproxy in the inputs"
