"""A consequence is part of the chain, not a rival."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.diagnose.conftest import START

from foreshock.diagnose.hypotheses import databases_told_of, fold_consequences, group, join_twins
from foreshock.diagnose.topology import Topology
from foreshock.rules.outcomes import Outcome

MakeOutcome = Callable[..., Outcome]
SHOP = Topology({"web-01": frozenset({"app-01"}), "app-01": frozenset({"db-01"})})
UNKNOWN = Topology({})


def test_one_hypothesis_a_cause_and_host(outcome: MakeOutcome) -> None:
    """Two rules of one class on one host are one hypothesis; what did not fire is none."""
    hypotheses = group([outcome("disk-full"), outcome("disk-full", prior=0.9), outcome("deadlock", fired=False)])

    assert [(each.cause, len(each.outcomes)) for each in hypotheses] == [("disk-full", 2)]
    assert hypotheses[0].leading.rule.prior == 0.9


def test_a_crash_after_the_disk_filled_is_its_consequence(outcome: MakeOutcome) -> None:
    """What a rule leads to, later and on the same host, joins its chain."""
    disk = outcome("disk-full", minute=-20, leads_to=("database-restart",))
    crash = outcome("database-restart", minute=-1)

    roots = fold_consequences(group([crash, disk]), [], SHOP)

    assert [root.cause for root in roots] == ["disk-full"]
    assert roots[0].consequences == [crash]


def test_a_rule_knows_what_it_never_comes_of(outcome: MakeOutcome) -> None:
    """Who waits for a table's lock waits for no processor, though busy processors make others wait."""
    busy = outcome("cpu-saturation", minute=-5, leads_to=("lock-contention", "slow-query"))
    locked = outcome("lock-contention", minute=-1, not_caused_by=("cpu-saturation",))
    slow = outcome("slow-query", minute=-1)

    assert {root.cause for root in fold_consequences(group([busy, locked, slow]), [], SHOP)} == {
        "cpu-saturation",
        "lock-contention",
    }


@pytest.mark.parametrize(
    ("one_clock", "roots"), [(None, 1), (frozenset({"db-01"}), 1), (frozenset({"db-01", "web-01"}), 2)]
)
def test_clocks_that_agree_tell_what_came_first(
    outcome: MakeOutcome, one_clock: frozenset[str] | None, roots: int
) -> None:
    """What another host saw four minutes before the cause is its consequence only where clocks may differ so far."""
    disk = outcome("disk-full", minute=-1, leads_to=("upstream-down",))
    down = outcome("upstream-down", "web-01", minute=-5)
    topology = replace(SHOP, one_clock=one_clock)

    assert len(fold_consequences(group([disk, down]), [], topology)) == roots


@pytest.mark.parametrize(
    ("off", "unit", "roots"), [((), "1", 2), (("db-01",), "1", 1), (("db-01",), "{line}", 2), (("web-01",), "1", 2)]
)
def test_a_clock_that_may_be_off_orders_nothing_against_what_others_measure(
    outcome: MakeOutcome, off: tuple[str, ...], unit: str, roots: int
) -> None:
    """Lines by a clock that may be off are in no order with what another clock stamped; with each other they are."""
    killed = outcome("process-killed", minute=7, leads_to=("upstream-down",))
    down = outcome("upstream-down", minute=0)
    down = replace(down, matched=tuple(replace(step, unit=unit) for step in down.matched))

    assert len(fold_consequences(group([killed, down]), [], SHOP.with_clocks_off(off))) == roots


@pytest.mark.parametrize(("leads_to", "behind"), [(["upstream-down"], ["upstream-down"]), ([], [])])
def test_what_a_cause_led_to_is_no_rival(outcome: MakeOutcome, leads_to: list[str], behind: list[str]) -> None:
    """A cause that was named, and is found in the chain of another when a clock is not believed, came of that one."""
    down = outcome("upstream-down", "web-01", minute=0)
    killed = outcome("process-killed", minute=-1, leads_to=tuple(leads_to))
    named = group([down])
    first = fold_consequences(group([down, killed]), [], SHOP)[0]

    assert first.cause == "process-killed"
    assert [each.cause for each in named if first.lies_behind(each)] == behind


def test_a_host_without_a_part_is_in_no_chain(outcome: MakeOutcome) -> None:
    """A process that is killed on the build machine is no consequence of the site's trouble."""
    disk = outcome("disk-full", minute=-5, leads_to=("process-killed",))
    killed = outcome("process-killed", "ci-01", minute=-1)
    topology = replace(SHOP, serving=frozenset({"web-01", "app-01"}))

    assert {root.host for root in fold_consequences(group([disk, killed]), [], topology)} == {"db-01", "ci-01"}


@pytest.mark.parametrize(("standbys", "roots"), [(frozenset(), 2), (frozenset({"dwh-01"}), 1)])
def test_databases_do_not_hurt_each_other(outcome: MakeOutcome, standbys: frozenset[str], roots: int) -> None:
    """Trouble of one database is no consequence of another one's, unless one follows the other."""
    locked = outcome("lock-contention", "dwh-01", minute=-2, leads_to=("connection-exhaustion",))
    taken = outcome("connection-exhaustion", "db-01", minute=-1)
    topology = Topology({}, databases=frozenset({"db-01", "dwh-01"}), standbys=standbys)

    assert len(fold_consequences(group([locked, taken]), [], topology)) == roots


def test_what_began_first_is_no_consequence(outcome: MakeOutcome) -> None:
    """A restart long before the disk filled stays a rival."""
    disk = outcome("disk-full", minute=-1, leads_to=("database-restart",))
    crash = outcome("database-restart", minute=-20)

    assert {root.cause for root in fold_consequences(group([crash, disk]), [], SHOP)} == {
        "disk-full",
        "database-restart",
    }


def test_consequences_reach_the_hosts_that_depend_on_it(outcome: MakeOutcome) -> None:
    """A dead upstream on the proxy that needs the host is a consequence; on an unrelated host it is not."""
    disk = outcome("disk-full", minute=-20, leads_to=("upstream-down",))
    served = outcome("upstream-down", "web-01", minute=0)
    unrelated = outcome("upstream-down", "mail-01", minute=0)

    def causes(other: Outcome, topology: Topology) -> list[str | None]:
        return [root.host for root in fold_consequences(group([disk, other]), [], topology)]

    assert causes(served, SHOP) == ["db-01"]
    assert causes(served, UNKNOWN) == ["db-01"]
    mail = Topology({"mail-01": frozenset({"relay-01"})})
    assert causes(unrelated, mail) == ["db-01", "mail-01"]


def test_clocks_of_two_hosts_may_disagree_by_minutes(outcome: MakeOutcome) -> None:
    """A consequence on another host may be stamped some minutes before its cause."""
    disk = outcome("disk-full", minute=6, leads_to=("upstream-down",))
    served = outcome("upstream-down", "web-01", minute=0)

    assert [root.cause for root in fold_consequences(group([disk, served]), [], SHOP)] == ["disk-full"]


def test_two_causes_that_lead_to_each_other_leave_the_earlier(outcome: MakeOutcome) -> None:
    """Mutual consequences never swallow each other both."""
    slow = outcome("slow-query", minute=-9, leads_to=("connection-exhaustion",))
    connections = outcome("connection-exhaustion", minute=-9, leads_to=("slow-query",), prior=0.5)

    roots = fold_consequences(group([connections, slow]), [], SHOP)

    assert [root.cause for root in roots] == ["slow-query"]
    assert roots[0].consequences == [connections]


def test_a_chain_of_consequences_has_one_root(outcome: MakeOutcome) -> None:
    """Disk, then crash, then refused connections seen only later: one root with both in its chain."""
    disk = outcome("disk-full", minute=-20, leads_to=("database-restart",))
    crash = outcome("database-restart", minute=-2, leads_to=("upstream-down",))
    refused = outcome("upstream-down", "web-01", minute=31, fired=False)

    roots = fold_consequences(group([disk, crash]), [refused], SHOP)

    assert [root.cause for root in roots] == ["disk-full"]
    assert roots[0].consequences == [crash, refused]


def test_where_the_order_is_open_the_better_backed_cause_leads(outcome: MakeOutcome) -> None:
    """Samples and records a few seconds apart have no order; half an hour apart they have."""
    slow = outcome("slow-query", minute=-1.1, leads_to=("cpu-saturation",), prior=0.4)
    busy = outcome("cpu-saturation", minute=-1, leads_to=("slow-query",), prior=0.5)
    long_slow = outcome("slow-query", minute=-30, leads_to=("cpu-saturation",), prior=0.4)

    assert [root.cause for root in fold_consequences(group([slow, busy]), [], SHOP)] == ["cpu-saturation"]
    assert [root.cause for root in fold_consequences(group([long_slow, busy]), [], SHOP)] == ["slow-query"]


def test_what_a_client_repeats_is_its_servers_trouble(outcome: MakeOutcome) -> None:
    """The same cause on the application's host joins that of the database that it tells of."""
    own = outcome("lock-contention", minute=-2)
    told = outcome("lock-contention", "app-01", minute=-1)

    (root,) = fold_consequences(group([own, told]), [], SHOP)
    assert (root.host, root.consequences) == ("db-01", [told])


@pytest.mark.parametrize(
    ("one_clock", "known"), [(frozenset({"web-01", "app-01"}), {"db-01"}), (frozenset({"web-01"}), set())]
)
def test_a_database_of_whose_trouble_a_client_on_the_path_tells_is_in_use(
    outcome: MakeOutcome, one_clock: frozenset[str], known: set[str]
) -> None:
    """An application whose records coincide with the front's says which of two databases it talks to."""
    two = Topology({}, databases=frozenset({"db-01", "stats-9"}), one_clock=one_clock)
    told = [outcome("authentication-failure"), outcome("authentication-failure", "app-01")]
    other = outcome("lock-contention", "stats-9")

    assert databases_told_of(group([*told, other]), ["web-01"], two) == known


def test_a_prompt_cause_has_no_late_consequences(outcome: MakeOutcome) -> None:
    """A reload ten minutes before does not explain what began now."""
    reload = outcome("config-change", minute=-10, leads_to=("slow-query",))
    prompt = replace(reload, rule=replace(reload.rule, prompt=60.0))
    slow = outcome("slow-query", minute=0)

    assert len(fold_consequences(group([reload, slow]), [], SHOP)) == 1
    assert len(fold_consequences(group([prompt, slow]), [], SHOP)) == 2


@pytest.mark.parametrize(("ready", "roots"), [(-4.5, 2), (-1.5, 1), (None, 1)])
def test_what_was_over_led_to_nothing_later(outcome: MakeOutcome, ready: float | None, roots: int) -> None:
    """A restart that its own server said was over is no cause of what began there a minute or more after that."""
    restart = outcome("database-restart", minute=-5, leads_to=("connection-exhaustion",))
    if ready is not None:
        (sign,) = restart.matched
        moment = START + timedelta(minutes=ready)
        again = replace(sign, step="again", role="recovery", start=moment, end=moment)
        restart = replace(restart, matched=(sign, again))
    exhausted = outcome("connection-exhaustion", minute=-2)

    assert len(fold_consequences(group([restart, exhausted]), [], SHOP)) == roots


@pytest.mark.parametrize(
    ("behind", "minute", "hosts"),
    [
        ({"app-01", "app-02"}, -4.5, ["app-01"]),
        ({"app-01"}, -4.5, ["app-01", "app-02"]),
        ({"app-01", "app-02"}, -1, ["app-01", "app-02"]),
    ],
)
def test_one_trouble_of_twins_is_one_cause(
    outcome: MakeOutcome, behind: set[str], minute: float, hosts: list[str]
) -> None:
    """Servers behind one balancer that fail alike at one time are no rivals; another server, or another time, is."""
    first, second = outcome("certificate", "app-01"), outcome("certificate", "app-02", minute=minute)
    hypotheses = join_twins(group([second, first]), Topology({"web-01": frozenset(behind)}))

    assert [each.host for each in hypotheses] == hosts
    assert sum(len(each.outcomes) for each in hypotheses) == 2
