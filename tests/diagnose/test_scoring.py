"""Confidence: signs add up, rivals share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from foreshock.diagnose.hypotheses import Hypothesis, group
from foreshock.diagnose.scoring import weigh
from foreshock.diagnose.topology import Topology
from foreshock.rules.outcomes import Outcome

MakeOutcome = Callable[..., Outcome]
START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
SHOP = Topology({"web-01": frozenset({"app-01"}), "app-01": frozenset({"db-01"})})


def ranked(
    outcomes: Sequence[Outcome], earlier: dict[tuple[str, str, str | None], int] | None = None
) -> list[Hypothesis]:
    """The hypotheses of these outcomes, weighed for an incident on web-01."""
    return weigh(group(outcomes), start=START, hurting=["web-01"], topology=SHOP, earlier=earlier or {})


def test_confidences_leave_room_for_none_of_these(outcome: MakeOutcome) -> None:
    """The confidences of all hypotheses sum to less than one."""
    hypotheses = ranked([outcome("disk-full", prior=0.9), outcome("deadlock", prior=0.9)])

    assert sum(each.confidence for each in hypotheses) < 1
    assert hypotheses[0].confidence <= 0.5


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"files": 3}, {"files": 1}),
        ({"minute": -5}, {"minute": 4}),
        ({"host": "db-01"}, {"host": "mail-01"}),
        ({"contradicted": False}, {"contradicted": True}),
        ({"prior": 0.8}, {"prior": 0.3}),
    ],
)
def test_what_speaks_for_a_cause_ranks_it_first(
    outcome: MakeOutcome, better: dict[str, object], worse: dict[str, object]
) -> None:
    """More files, an earlier onset, a host on the path, no contradiction, a better prior: each decides alone."""
    hypotheses = ranked([outcome("deadlock", **worse), outcome("disk-full", **better)])

    assert hypotheses[0].cause == "disk-full"


def test_what_was_seen_before_without_harm_counts_less(outcome: MakeOutcome) -> None:
    """A sign that came on other days too is a weaker sign, and the reason is told."""
    rare = ranked([outcome("disk-full")])[0]
    common = ranked([outcome("disk-full")], {("pack.disk-full", "sign", "db-01"): 3})[0]

    assert common.confidence < rare.confidence
    assert any("3 times earlier" in doubt for doubt in common.doubts)


def test_a_change_that_is_felt_at_once_is_likelier_than_one_that_is_not(outcome: MakeOutcome) -> None:
    """Ten seconds before the pain it is hardly chance; five quiet minutes speak against a release."""
    at_once, later = (ranked([outcome("bad-deploy", "app-01", minute=minute)])[0] for minute in (-1 / 6, -5))

    assert at_once.confidence > later.confidence
    assert "users felt it at once" in at_once.supports
    assert "nobody felt anything for 300 s after it" in later.doubts


def test_an_order_that_the_clocks_cannot_carry_is_said_to_be_unknown(outcome: MakeOutcome) -> None:
    """A sign after the pain, on a host whose clock nobody could compare, is a doubt about clocks, a smaller one."""
    late = outcome("disk-full", minute=4)
    compared = Topology(SHOP.depends_on, one_clock=frozenset({"web-01", "db-01"}))
    apart = Topology(SHOP.depends_on, one_clock=frozenset())
    (sure,) = weigh(group([late]), start=START, hurting=["web-01"], topology=compared, earlier={})
    (unsure,) = weigh(group([late]), start=START, hurting=["web-01"], topology=apart, earlier={})

    assert "its first sign came after users felt something" in sure.doubts
    assert any(doubt.startswith("order unknown: ") for doubt in unsure.doubts)
    assert unsure.confidence > sure.confidence


def test_what_began_after_all_was_well_again_is_hardly_the_cause(outcome: MakeOutcome) -> None:
    """A server stopped to collect its logs comes after the end: a clock that nobody compared excuses little of it."""
    apart = Topology(SHOP.depends_on, one_clock=frozenset())
    during, after = (
        weigh(
            group([outcome("database-restart", minute=minute)]),
            start=START,
            end=START + timedelta(minutes=3),
            hurting=["web-01"],
            topology=apart,
            earlier={},
        )[0]
        for minute in (2, 4)
    )

    assert any(doubt.startswith("its first sign came after all was well again") for doubt in after.doubts)
    assert after.confidence < during.confidence


def test_what_began_with_the_next_incident_explains_that_one(outcome: MakeOutcome) -> None:
    """No clock is supposed wrong for a sign that stands where another incident begins; here 4 min after this one."""
    later = [(START + timedelta(minutes=8), START + timedelta(minutes=20))]
    alone, another = (
        weigh(
            group([outcome("disk-full", minute=7.5)]),
            start=START,
            end=START + timedelta(minutes=3),
            hurting=["web-01"],
            other_incidents=others,
            topology=Topology(SHOP.depends_on, one_clock=frozenset()),
            earlier={},
        )[0]
        for others in ([], later)
    )

    assert "its first sign came after all was well again, with the next incident" in another.doubts
    assert another.confidence < alone.confidence / 2


def test_an_order_that_rests_on_clocks_says_so(outcome: MakeOutcome) -> None:
    """A sign before the pain, on a host whose clock nobody could compare, speaks for it less, and says why."""
    early = outcome("disk-full", minute=-4)
    compared = Topology(SHOP.depends_on, one_clock=frozenset({"web-01", "db-01"}))
    apart = Topology(SHOP.depends_on, one_clock=frozenset())
    (sure,) = weigh(group([early]), start=START, hurting=["web-01"], topology=compared, earlier={})
    (unsure,) = weigh(group([early]), start=START, hurting=["web-01"], topology=apart, earlier={})

    assert "it began before users felt it" in sure.supports
    assert any("if the clocks of db-01 and web-01 agree" in each for each in unsure.supports)
    assert unsure.confidence < sure.confidence


def test_what_only_clients_tell_is_second_hand(outcome: MakeOutcome) -> None:
    """A server's own words go before what its clients were told, where a rule knows both."""
    own = outcome("connection-exhaustion")
    (sign,) = own.rule.steps
    rule = replace(own.rule, steps=(sign, replace(sign, id="told", seen_by="client")))
    told = replace(own, rule=rule, matched=(replace(own.matched[0], step="told"),))
    first, second = (ranked([each])[0] for each in (replace(own, rule=rule), told))

    assert first.confidence > second.confidence
    assert "only its clients tell of it, nothing of its own does" in second.doubts


def test_what_nobody_could_have_seen_takes_its_part_of_the_belief(outcome: MakeOutcome) -> None:
    """A class that leads to the best answer and that the inputs cannot show makes it less sure, and is named."""
    slow = outcome("slow-query")
    load = outcome("cpu-saturation", leads_to=("slow-query",))
    unseen, calm = replace(load, state="not-evaluable", matched=()), replace(load, state="not-fired")
    elsewhere = replace(outcome("certificate"), state="not-evaluable", matched=())
    unsure, sure, other = (
        weigh(group([slow]), start=START, hurting=["web-01"], topology=SHOP, earlier={}, outcomes=[slow, each])[0]
        for each in (unseen, calm, elsewhere)
    )

    assert unsure.confidence < sure.confidence == other.confidence
    assert [each for each in unsure.doubts if each not in sure.doubts] == [
        "the inputs cannot show whether it came of another cause: the processors were saturated"
    ]


def test_a_change_that_only_its_hour_speaks_for_stands_back(outcome: MakeOutcome) -> None:
    """A release in the minute of the pain may be chance where another server says what went wrong; its own may not."""
    release, locks = outcome("bad-deploy", "app-01", minute=0, prior=0.3), outcome("lock-contention", minute=0)
    alone = ranked([release])[0].score
    (beside,) = (each for each in ranked([release, outcome("deadlock", "app-01")]) if each.cause == "bad-deploy")
    assert beside.score == alone
    first, second = ranked([release, locks])

    assert (first.cause, second.cause) == ("lock-contention", "bad-deploy")
    assert second.score < alone
    assert "only its hour speaks for it, while the log of another host states a cause" in second.doubts


def test_that_a_change_was_felt_at_once_rests_on_clocks(outcome: MakeOutcome) -> None:
    """Where nothing compares the clocks, that users felt a release at once speaks against it rather than for it."""
    release = outcome("bad-deploy", "app-01", minute=0)
    compared, unsure = (
        weigh(
            group([release]),
            start=START,
            hurting=["web-01"],
            topology=replace(SHOP, one_clock=one_clock),
            earlier={},
        )[0]
        for one_clock in (frozenset({"app-01", "web-01"}), frozenset[str]())
    )
    assert "users felt it at once" in compared.supports
    assert "whether users felt it at once rests on clocks that nothing compares" in unsure.doubts


def test_what_happened_aside_is_no_likelier_for_being_well_proven(outcome: MakeOutcome) -> None:
    """Many files that tell of a host which no request needs prove that it happened, not that anybody felt it."""
    aside, loud = (ranked([outcome("disk-full", "mail-01", files=files)])[0] for files in (1, 4))
    needed, proven = (ranked([outcome("disk-full", "db-01", files=files)])[0] for files in (1, 4))

    assert loud.confidence == aside.confidence < needed.confidence < proven.confidence
