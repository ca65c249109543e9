"""Where a cause sits: on the path, aside, or where only a coincidence tells."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from foreshock.diagnose.hypotheses import group
from foreshock.diagnose.scoring import weigh
from foreshock.diagnose.topology import Topology
from foreshock.rules.outcomes import Outcome

MakeOutcome = Callable[..., Outcome]
START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
SHOP = Topology({"web-01": frozenset({"app-01"}), "app-01": frozenset({"db-01"})})


def test_a_host_without_a_part_in_serving_is_doubted(outcome: MakeOutcome) -> None:
    """A loud host that no request needs stands behind one that speaks of requests, and behind databases."""
    known = Topology({}, frozenset({"db-01"}), frozenset({"web-01", "app-01"}))
    loud = outcome("disk-full", "batch-01", prior=0.9)
    quiet = outcome("lock-contention", "db-01")
    hypotheses = weigh(group([loud, quiet]), start=START, hurting=["web-01"], topology=known, earlier={})

    assert [each.cause for each in hypotheses] == ["lock-contention", "disk-full"]
    assert hypotheses[1].doubts == ["nothing shows that batch-01 has a part in serving the requests of web-01"]


@pytest.mark.parametrize(("begun", "ended", "counts"), [(10, -20, True), (-200, -20, False), (10, 300, False)])
def test_what_comes_and_goes_with_the_pain_matters_wherever_it_is(
    outcome: MakeOutcome, begun: int, ended: int, *, counts: bool
) -> None:
    """A host whose log is missing speaks of no request; that it was busy just as long as users hurt is no chance."""
    known = Topology({}, frozenset({"db-01"}), frozenset({"web-01", "db-01"}))
    end = START + timedelta(minutes=12)
    seen = outcome("cron-job", "app-01")
    busy = replace(
        seen.matched[0], title="busy processors", unit="1", count=24,
        start=START + timedelta(seconds=begun), end=end + timedelta(seconds=ended),
    )  # fmt: skip
    job = group([replace(seen, matched=(*seen.matched, replace(busy, step="busy")))])
    (found,) = weigh(job, start=START, end=end, hurting=["web-01"], topology=known, earlier={})

    assert any("busy processors on app-01 when users hurt" in each for each in found.supports) == counts
    assert any("has a part in serving" in each for each in found.doubts) != counts


@pytest.mark.parametrize(("servers", "doubts"), [((), 0), (("db-01",), 1)])
def test_a_host_is_no_stranger_to_a_client_that_tells_of_it(
    outcome: MakeOutcome, servers: tuple[str, ...], doubts: int
) -> None:
    """What a host on the path was told by its server speaks for a host that nothing else links with it.

    Where it is known whom that client asks, it speaks for nobody else.
    """
    server = outcome("filesystem-read-only", "storage-01")
    told = replace(server.matched[0], host="app-01", entity="app-01")
    known = Topology({"web-01": frozenset({"app-01"}), "app-01": frozenset(servers)})
    (cause,) = weigh(
        group([replace(server, matched=(*server.matched, told))]),
        start=START,
        hurting=["web-01"],
        topology=known,
        earlier={},
    )

    assert cause.doubts.count("nothing shows that web-01 needs storage-01") == doubts


def test_what_coincides_with_the_pain_is_on_the_path(outcome: MakeOutcome) -> None:
    """A host whose records coincide with those of the hosts that hurt serves the same requests."""
    cause = [outcome("upstream-timeout", "app-01")]
    alone, along = (
        weigh(group(cause), start=START, hurting=["web-01"], topology=Topology({}, one_clock=one_clock), earlier={})[0]
        for one_clock in (frozenset[str](), frozenset({"web-01", "app-01"}))
    )

    assert "what app-01 logs coincides with what web-01 logs" in along.supports
    assert along.score > alone.score


def test_of_databases_that_nobody_was_seen_to_use_each_may_be_the_one(outcome: MakeOutcome) -> None:
    """Trouble on one of two databases is half as likely that of the users, where nothing tells which they use."""
    trouble = outcome("lock-contention")
    one, two = (
        weigh(group([trouble]), start=START, hurting=["web-01"], topology=Topology({}, databases), earlier={})[0]
        for databases in (frozenset({"db-01"}), frozenset({"db-01", "dwh-01"}))
    )

    assert math.exp(two.score - one.score) == pytest.approx(1 / 2)
    assert "nothing tells which of 2 databases web-01 uses" in two.doubts


def test_a_database_that_nobody_uses_stands_back(outcome: MakeOutcome) -> None:
    """Where one database was seen in use, trouble on another one explains little."""
    known = Topology(SHOP.depends_on, frozenset({"db-01", "dwh-01"}))
    causes = group(
        [outcome("lock-contention", "dwh-01", minute=-9, files=2), outcome("clock-jump", "app-01", prior=0.35)]
    )
    best, second = weigh(causes, start=START, hurting=["web-01"], topology=known, earlier={})

    assert (best.cause, second.host) == ("clock-jump", "dwh-01")
    assert "nobody was seen to use the database on dwh-01" in second.doubts
