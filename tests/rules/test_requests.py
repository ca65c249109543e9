"""Requests are told apart by client, path, user agent: who has far more of them than ever before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from foreshock.lake.frames import query
from foreshock.rules.match import match
from foreshock.rules.misses import miss_of_step
from foreshock.rules.model import RulePack, RuleSet
from foreshock.rules.predicates import RequestPredicate
from foreshock.rules.presence import Presence
from foreshock.rules.scenes import INCIDENT_START, read_scene
from foreshock.yamldoc import Document

USUAL = """
    -10m..+5m/100ms web-01 198.51.100.7 GET /product/12 200 0.03
    -10m..+5m/1s web-01 198.51.100.8 GET /cart 200 0.03
"""
FLOOD = "-60s..+5m/50ms web-01 203.0.113.66 GET /search?q=a 200 0.4\n"


def rules_with(predicate: str) -> RuleSet:
    """A rule set of one rule with one step on requests."""
    text = (
        "pack: p\ntitle: t\nrules:\n  - id: p.r\n    cause: abusive-client\n    title: t\n    prior: 0.5\n"
        "    entity: host\n    words: {cause: a, effect: b, confirm: c, fix: d, prevent: [{sentence: e}]}\n"
        f"    steps:\n      - {{id: s, title: t, requests: {predicate}}}\n"
    )
    document = Document(text, "p.yaml")
    pack = document.build(RulePack)
    assert pack is not None, document.faults
    return RuleSet((pack,), "")


def found(
    connection: duckdb.DuckDBPyConnection,
    requests: str,
    predicate: str = "{by: client_address, share: 0.25, above_baseline: 5}",
    windows: list[tuple[datetime, datetime]] | None = None,
) -> list[tuple[float, str, str]]:
    """Seconds from the start of the incident, entity and text of each match."""
    read_scene("", "", "", ("latency",), 60, requests=requests).fill(connection)
    match(rules_with(predicate), connection, windows)
    rows = query(connection, "FROM rule_matches ORDER BY start")
    return [
        ((row["start"] - INCIDENT_START).total_seconds(), row["entity"], row["text"])
        for row in rows.iter_rows(named=True)
    ]


def test_a_client_with_a_large_new_part_is_found(connection: duckdb.DuckDBPyConnection) -> None:
    """The match begins with its flood and says whose it is."""
    ((start, entity, text),) = found(connection, USUAL + FLOOD)

    assert (start, entity) == (-60, "web-01")
    assert text.startswith("requests by client_address 203.0.113.66: 200 of 31")


def test_a_client_that_always_had_most_is_not(connection: duckdb.DuckDBPyConnection) -> None:
    """A balancer in front is no flood, nor is a client whose part grows because the others left."""
    leaving = (
        "-10m..-60s/50ms web-01 198.51.100.9 GET /cart 200 0.03\n-10m..+5m/200ms web-01 198.51.100.7 GET / 200 0.1\n"
    )

    assert found(connection, USUAL) == []
    assert found(connection, leaving) == []


def test_a_flood_is_no_measure_of_itself(connection: duckdb.DuckDBPyConnection) -> None:
    """It matches to its end, though it lasts as long as all that came before it."""
    before = "-60s..+60s/100ms web-01 198.51.100.7 GET /product/12 200 0.03\n"
    flood = "+0s..+60s/20ms web-01 203.0.113.66 GET /search?q=a 200 0.4\n"
    found(connection, before + flood, "{by: client_address, share: 0.25, above_baseline: 5, for: 50 s}")

    ((start, end),) = query(connection, 'SELECT start, "end" FROM rule_matches').iter_rows()
    assert (start, end - start) == (INCIDENT_START, timedelta(seconds=60))


def test_few_costly_requests_are_found_by_their_time(connection: duckdb.DuckDBPyConnection) -> None:
    """A client with a fifth of the requests and nearly all of the time."""
    costly = "-60s..+5m/400ms web-01 203.0.113.66 GET /search 200 2.4\n"
    by_time = "{by: client_address, measure: duration, share: 0.5, above_baseline: 5, at_least: 20}"

    assert found(connection, USUAL + costly) == []
    assert [start for start, _, _ in found(connection, USUAL + costly, by_time)] == [-60]


def test_only_the_windows_are_looked_at(connection: duckdb.DuckDBPyConnection) -> None:
    """Months of requests are not told apart by client where nobody hurt."""
    away = datetime(2023, 7, 1, tzinfo=UTC)

    assert found(connection, USUAL + FLOOD, windows=[(away, away + timedelta(hours=1))]) == []
    assert found(connection, USUAL + FLOOD, windows=[]) == []


@pytest.mark.parametrize(
    ("share", "growth", "problem"),
    [(0.0, 5.0, "'share' must lie"), (1.2, 5.0, "'share' must lie"), (0.3, 1.0, "growth")],
)
def test_shares_and_growths_are_checked(share: float, growth: float, problem: str) -> None:
    """A share of everything or nothing, or a growth that is none, is a mistake."""
    with pytest.raises(
        ValueError, match="'share' must lie" if problem != "growth" else "'above_baseline' must be more"
    ):
        RequestPredicate("client_address", share, growth)


def test_only_the_values_that_are_asked_for_count(connection: duckdb.DuckDBPyConnection) -> None:
    """Answers of one status are watched; others, be they as many, are not."""
    answers = (
        "-30s..+5m/500ms web-01 198.51.100.7 GET /a 502 0.03\n-30s..+5m/500ms web-01 198.51.100.7 GET /a 404 0.03\n"
    )
    predicate = "{by: status, only: ['50*'], share: 0.02, above_baseline: 3, at_least: 5}"
    ((start, entity, text),) = found(connection, USUAL + answers, predicate)

    assert (start, entity) == (-30, "web-01")
    assert text.startswith("requests by status 502: ")


@pytest.mark.parametrize(
    ("failing", "entity"),
    [
        ("-30s..+5m/500ms web-01 198.51.100.7 GET /a 504 10 by app-02", "web-01:app-02"),
        ("".join(f"-30s..+5m/1s web-01 198.51.100.7 GET /a 504 10 by app-0{number}\n" for number in (1, 2)), "web-01"),
    ],
)
def test_the_one_server_that_fails_of_several_is_singled_out(
    connection: duckdb.DuckDBPyConnection, failing: str, entity: str
) -> None:
    """Where nearly all answers of a status are one server's, and those of others are not, it is named."""
    served = (
        "-10m..+5m/200ms web-01 198.51.100.7 GET /a 200 0.03 by app-01\n"
        "-10m..-31s/200ms web-01 198.51.100.7 GET /a 200 0.03 by app-02\n"
    )
    predicate = "{by: status, only: ['50*'], share: 0.02, above_baseline: 3, at_least: 5}"
    ((_, found_on, text),) = found(connection, served + failing, predicate)

    assert found_on == entity
    assert text.endswith(f"nearly all by the server {entity[7:]}") is (entity != "web-01")


def test_the_only_server_is_not_singled_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing sets a server apart that no other stands beside."""
    requests = (
        "-10m..-31s/200ms web-01 198.51.100.7 GET /a 200 0.03 by app-01\n"
        "-30s..+5m/500ms web-01 198.51.100.7 GET /a 504 10 by app-01\n"
    )
    predicate = "{by: status, only: ['50*'], share: 0.02, above_baseline: 3, at_least: 5}"

    assert [entity for _, entity, _ in found(connection, requests, predicate)] == ["web-01"]


def test_statuses_that_do_not_count_are_left_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Who asks for what does not exist has no part of the requests that were served."""
    scan = "-60s..+5m/50ms web-01 203.0.113.66 GET /.env 404 0.001\n"
    predicate = "{by: client_address, share: 0.25, above_baseline: 5"

    assert found(connection, USUAL + scan, f"{predicate}, without: ['404']}}") == []
    assert len(found(connection, USUAL + scan, f"{predicate}, without: ['5*']}}")) == 1


def test_who_waits_like_everybody_takes_no_time(connection: duckdb.DuckDBPyConnection) -> None:
    """A third of the requests and a third of the time is a third of the waiting, whoever is to blame for it."""
    stalled = (
        "-10m..-61s/100ms web-01 198.51.100.7 GET /product/12 200 0.03\n"
        "-10m..-90s/10s web-01 203.0.113.66 GET /a 404 0.03\n"
        "-60s..+5m/100ms web-01 198.51.100.7 GET /product/12 200 9\n-60s..+5m/200ms web-01 203.0.113.66 GET /a 404 9\n"
    )
    predicate = "{by: client_address, measure: duration, share: 0.25, above_baseline: 5, at_least: 20}"

    assert found(connection, stalled, predicate) == []
    assert len(found(connection, stalled, predicate.replace("duration", "requests"))) == 1


def test_a_client_with_few_requests_is_compared_where_nobody_had_more(connection: duckdb.DuckDBPyConnection) -> None:
    """What never had enough requests matches nothing; the largest of each moment still tells how near it came."""
    requests = "-10m..+5m/20s web-01 198.51.100.7 GET / 200 0.03\n-60s..+5m/10s web-01 203.0.113.66 GET / 200 0.4\n"
    predicate = "{by: client_address, share: 0.25, above_baseline: 5, at_least: 50}"

    assert found(connection, requests, predicate) == []
    ((rule, step),) = rules_with(predicate).steps()
    presence = Presence.read(connection)
    miss = miss_of_step(rule, step, INCIDENT_START, presence, connection)
    assert miss.how == "highest 100.0 % on web-01, needs 25.0 %"
