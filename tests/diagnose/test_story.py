"""The chain of an incident is told in the order in which one thing led to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from foreshock.diagnose.hypotheses import fold_consequences, group
from foreshock.diagnose.incidents import Impact, Incident
from foreshock.diagnose.site import Site
from foreshock.diagnose.story import chain
from foreshock.diagnose.topology import Topology
from foreshock.rules.outcomes import Outcome

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)


def test_within_one_second_the_cause_comes_first(outcome: Callable[..., Outcome]) -> None:
    """Two programs write their stamps apart by less than that: a restart 0.2 s "before" the kill came of it."""
    killed = outcome("process-killed", "db-01", minute=0.5 / 60, leads_to=("database-restart",))
    restart = outcome("database-restart", "db-01", minute=0.3 / 60)
    (root,) = fold_consequences(group([restart, killed]), [], Topology({}))

    told = chain(root, Incident(1, START, None, (), Impact()), Site("UTC", "UTC"))

    assert told == ["01:00:00 UTC db-01: sign of process-killed", "01:00:00 UTC db-01: the database restarted"]
