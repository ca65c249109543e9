"""What rules say about an incident: fired, not fired and how near, or not evaluable and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

import duckdb
import polars as pl
import pytest

from foreshock.rules.match import match
from foreshock.rules.model import RuleSet
from foreshock.rules.outcomes import Outcome, judge
from foreshock.rules.packs import load
from foreshock.rules.scenes import INCIDENT_START, read_scene

DISK_FILLS = """
    -6h..-20m/10m db-01 system.filesystem.utilization{mountpoint=/srv} 0.50..0.96
    -10m..+60m/10m db-01 system.filesystem.utilization{mountpoint=/srv} 0.98..1.00
"""
REFUSED = "-60s..+50m/60s db-01 postgresql ERROR: could not extend file: No space left on device"


def outcomes(
    connection: duckdb.DuckDBPyConnection,
    ruleset: RuleSet,
    *,
    logs: str = "",
    metrics: str = "",
    series: str = "",
    depends_on: Mapping[str, list[str]] | None = None,
    unsure_clocks: Collection[str] = (),
) -> dict[str, Outcome]:
    """The outcomes of a scene by rule id; of a rule with several entities the last one."""
    scene = read_scene(logs, metrics, series, ("latency", "errors"), 7200)
    scene.fill(connection)
    match(ruleset, connection)
    symptoms = pl.DataFrame({"kind": ["latency", "errors"], "host": ["web-01", "web-01"]})
    judged = judge(
        ruleset, connection, scene.start, scene.until, symptoms, depends_on=depends_on, unsure_clocks=unsure_clocks
    )
    found = judged.with_misses(connection)
    return {outcome.rule.id: outcome for outcome in found}


def test_logs_and_metrics_of_a_host_make_one_story(connection: duckdb.DuckDBPyConnection, ruleset: RuleSet) -> None:
    """The metric names the mount point, the log gives the onset, both are evidence."""
    outcome = outcomes(connection, ruleset, logs=REFUSED, metrics=DISK_FILLS)["demo.full"]
    assert (outcome.state, outcome.entity, outcome.lead_seconds) == ("fired", "db-01:/srv", 60.0)
    assert outcome.onset == INCIDENT_START - timedelta(seconds=60)
    assert {step.step: step.evidence[0].source for step in outcome.matched} == {
        "at-limit": "db-01/metrics",
        "refused": "db-01/postgresql.log",
    }
    assert outcome.sentence == (
        "db-01:/srv is full since 2023-07-11 00:59 UTC (100.0 %): could not extend file: No space left on device"
    )


def test_a_partition_that_is_always_full_is_not_blamed(connection: duckdb.DuckDBPyConnection, ruleset: RuleSet) -> None:
    """Beside a mount point that filled up, one that was full from the first sample on stands back."""
    boot = "-6h..+60m/10m db-01 system.filesystem.utilization{mountpoint=/boot} 0.99"
    scene = read_scene(REFUSED, DISK_FILLS + boot, "", ("latency",), 7200)
    scene.fill(connection)
    match(ruleset, connection)
    symptoms = pl.DataFrame({"kind": ["latency"], "host": ["web-01"]})
    found = judge(ruleset, connection, scene.start, scene.until, symptoms).with_misses(connection)
    assert [outcome.entity for outcome in found] == ["db-01:/srv"]


def test_a_host_that_repeats_what_another_said_is_not_blamed(connection: duckdb.DuckDBPyConnection) -> None:
    """The application logs the database's error too; the only suspect is the database's mount point."""
    logs = f"""
        -2h..-2m/1m app-01 shop INFO: order placed customer=40120 region=PL total=381.69
        {REFUSED}
        -60s app-01 shop ERROR: psycopg.errors.DiskFull: could not extend file: No space left on device
    """
    scene = read_scene(logs, DISK_FILLS, "", ("latency",), 7200)
    scene.fill(connection)
    match(load(), connection)
    symptoms = pl.DataFrame({"kind": ["latency"], "host": ["web-01"]})
    found = judge(load(), connection, scene.start, scene.until, symptoms).with_misses(connection)
    fired = [outcome for outcome in found if outcome.state == "fired"]
    assert [(outcome.cause, outcome.entity) for outcome in fired] == [("disk-full", "db-01:/srv")]
    assert "told-by-database" in {step.step for step in fired[0].matched}


def test_consequences_are_no_rivals_and_keep_their_story(connection: duckdb.DuckDBPyConnection) -> None:
    """A crash half an hour after the disk filled has not fired, and yet tells when and where, for the chain."""
    logs = f"""
        -2h..-2m/1m db-01 postgresql LOG: checkpoint starting: time
        -2h..+29m/1m web-01 nginx notice: signal process started
        {REFUSED}
        +30m db-01 postgresql LOG: terminating any other active server processes
        +31m..+50m/1s web-01 nginx error: connect() failed (111: Connection refused) while connecting to upstream
    """
    found = outcomes(connection, load(), logs=logs, metrics=DISK_FILLS)
    fired = {name for name, outcome in found.items() if outcome.state == "fired"}
    assert fired == {"disk.full"}
    for name in ("database.restart", "web.upstream-down"):
        consequence = found[name]
        assert consequence.cause in found["disk.full"].rule.leads_to
        assert consequence.lead_seconds is not None
        assert consequence.lead_seconds < 0
        assert consequence.matched
        assert "after the incident began, window 1 m" in consequence.reason


@pytest.mark.parametrize("after", ["90s", "20s"])
def test_the_ripple_before_the_wave_gives_no_onset(connection: duckdb.DuckDBPyConnection, after: str) -> None:
    """Six slow statements two minutes before users felt anything are not where a hundred a minute began.

    Unless the wave follows within the rule's minute: then nothing lies between them.
    """
    usual = "-80m..-5m/5m db-01 postgresql LOG[419 ms]: duration: 419.029 ms  statement: SELECT 1"
    ripple = "-{}..-{}/3s db-01 postgresql LOG[597 ms]: duration: 597.444 ms  statement: SELECT 2"
    wave = "+0s..+10m/500ms db-01 postgresql LOG[856 ms]: duration: 855.969 ms  statement: SELECT 3"
    ends = int(after.removesuffix("s"))
    logs = f"{usual}\n{ripple.format(f'{ends + 21}s', after)}\n{wave}"
    outcome = outcomes(connection, load(), logs=logs)["database.slow-query"]
    assert outcome.onset is not None
    began = INCIDENT_START if after == "90s" else INCIDENT_START - timedelta(seconds=41)
    assert timedelta(0) <= began - outcome.onset < timedelta(seconds=1)  # a statement is told when it is done


@pytest.mark.parametrize(("server", "began"), [("postgresql", -30), ("mysql", -30), ("mariadb", 0)])
def test_a_statement_began_before_it_was_told(connection: duckdb.DuckDBPyConnection, server: str, began: int) -> None:
    """Servers log a statement when it is done, and so do their stamps say; MariaDB's says when it began."""
    logs = f"-80m..-5m/5m db-01 {server} LOG: ready\n+0s..+5m/2s db-01 {server} LOG[30000 ms]: SELECT 1"
    outcome = outcomes(connection, load(), logs=logs)["database.slow-query"]
    assert outcome.onset == INCIDENT_START + timedelta(seconds=began)


def test_the_hypothesis_of_load_is_answered_with_numbers(connection: duckdb.DuckDBPyConnection) -> None:
    """Not "no": how high the request rate was, and how low the idle share, against what the rules ask for."""
    metrics = DISK_FILLS + "-6h..+60m/10m db-01 system.cpu.utilization{cpu=all,state=idle} 0.62"
    series = "-6h..+60m/1m web-01 http.server.request.rate 102 baseline 100"
    found = outcomes(connection, load(), logs=REFUSED, metrics=metrics, series=series)
    reasons = {name: (found[name].state, found[name].reason) for name in ("load.traffic-surge", "load.cpu-saturation")}
    assert reasons == {
        "load.traffic-surge": (
            "not-fired",
            "request rate: highest 1.02 times its baseline on web-01, needs 1.40 times its baseline",
        ),
        "load.cpu-saturation": (
            "not-fired",
            "idle share of the processors: lowest 62.0 % on db-01, needs 10.0 %",
        ),
    }


def test_a_source_that_is_missing_or_silent_makes_a_rule_not_evaluable(
    connection: duckdb.DuckDBPyConnection, ruleset: RuleSet
) -> None:
    """No data is not the same as no sign."""
    none = outcomes(connection, ruleset)["demo.full"]
    assert (none.state, none.reason) == (
        "not-evaluable",
        "no log in the inputs and no metric system.filesystem.utilization in the inputs",
    )
    silent = outcomes(
        connection, ruleset, metrics="-9h..-3h/10m db-01 system.filesystem.utilization{mountpoint=/srv} 0.5"
    )["demo.full"]
    assert silent.state == "not-evaluable"
    assert "the metric system.filesystem.utilization is silent from 00:00 to 03:00 UTC" in silent.reason


def test_clients_that_tell_nothing_rule_nothing_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Without a log of the database nobody knows whether its sessions waited for locks."""
    logs = "-2h..+50m/1m app-01 shop INFO: order placed customer=40120 region=PL total=381.69"
    found = outcomes(connection, load(), logs=logs)["database.lock-contention"]
    assert found.state == "not-evaluable"
    assert "no log of postgres or mariadb or mysql in the inputs" in found.reason


@pytest.mark.parametrize(
    ("unsure_clocks", "state"), [((), "not-fired"), (("app-01",), "not-fired"), (("db-01",), "fired")]
)
def test_a_clock_that_nothing_compares_widens_the_window(
    connection: duckdb.DuckDBPyConnection, ruleset: RuleSet, unsure_clocks: Collection[str], state: str
) -> None:
    """What came nine minutes late, by a clock that may be ten minutes off, may have come in time."""
    logs = "+9m..+20m/1m db-01 postgresql ERROR: could not extend file: No space left on device"
    assert outcomes(connection, ruleset, logs=logs, unsure_clocks=unsure_clocks)["demo.full"].state == state


@pytest.mark.parametrize(("back", "state"), [("-5m", "not-fired"), ("+115m", "fired")])
def test_how_long_something_lasted_is_told_by_a_clock_that_is_off_too(
    connection: duckdb.DuckDBPyConnection, back: str, state: str
) -> None:
    """A database that is back a second later does not explain two hours, whenever that was; one that stays down may."""
    logs = f"""
        -301s db-01 postgresql LOG: received fast shutdown request
        {back} db-01 postgresql LOG: database system is ready to accept connections
    """
    assert outcomes(connection, load(), logs=logs, unsure_clocks=("db-01",))["database.restart"].state == state


def test_what_only_clients_saw_is_told_of_the_server(connection: duckdb.DuckDBPyConnection) -> None:
    """Without the database's log the application's tells; the dependency says which host it speaks of."""
    logs = "-10s..+5m/1s app-01 shop ERROR: (1040, 'Too many connections')"
    alone = outcomes(connection, load(), logs=logs)["database.connections"]
    placed = outcomes(connection, load(), logs=logs, depends_on={"app-01": ["db-01"]})["database.connections"]
    assert [(each.state, each.entity) for each in (alone, placed)] == [("fired", "app-01"), ("fired", "db-01")]


@pytest.mark.parametrize(
    ("asked", "host"), [("api.pay.example", "app-01"), ("stock-01.internal", "stock-01"), ("10.0.1.31", "stock-01")]
)
def test_a_client_that_names_another_server_does_not_speak_of_its_own(
    connection: duckdb.DuckDBPyConnection, asked: str, host: str
) -> None:
    """Whoever waits in vain for a service that is not at hand tells of itself, not of the host that it needs."""
    error = f"requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='{asked}', port=443): Read timed out."
    logs = f"""
        -1h..-5m/5m app-01 shop INFO: order placed customer=40120 region=PL total=381.69
        -20s..+5m/2s app-01 shop ERROR: {error}
    """
    told = outcomes(connection, load(), logs=logs, depends_on={"app-01": ["stock-01"]})["web.service-timeout"]
    assert (told.state, told.host) == ("fired", host)


def test_a_metric_of_the_server_tells_whom_the_clients_speak_of(connection: duckdb.DuckDBPyConnection) -> None:
    """The database's log is lost, its connections were counted: the story is told of the database."""
    logs = "-10s..+5m/1s app-01 shop ERROR: (1040, 'Too many connections')"
    metrics = """
        -1h..+30m/10s db-01 mysql_global_variables_max_connections 40
        -1h..-20s/10s db-01 mysql_global_status_threads_connected 12
        -10s..+5m/10s db-01 mysql_global_status_threads_connected 40
    """
    outcome = outcomes(connection, load(), logs=logs, metrics=metrics)["database.connections"]
    assert (outcome.state, outcome.entity) == ("fired", "db-01")
    assert {step.step for step in outcome.matched} == {"turned-away", "threads-taken"}


@pytest.mark.parametrize("logged", ["-10s", "+20s"])
def test_the_servers_own_log_goes_before_that_of_its_clients(
    connection: duckdb.DuckDBPyConnection, logged: str
) -> None:
    """The clients are witnesses then, not culprits; also where the server was slower to say so, or its clock is."""
    logs = f"""
        {logged}..+5m/1s db-01 mariadb Warning: Aborted connection 0 to db: 'unconnected' (Too many connections)
        -10s..+5m/1s app-01 shop ERROR: (1040, 'Too many connections')
    """
    outcome = outcomes(connection, load(), logs=logs)["database.connections"]
    assert (outcome.entity, {step.host for step in outcome.matched}) == ("db-01", {"db-01", "app-01"})


@pytest.mark.parametrize(("names", "host"), [({"10.0.0.2": "app-02", "app-02": "app-02"}, "app-02"), ({}, "web-01")])
def test_the_one_server_of_which_a_proxy_complains_is_to_blame(
    connection: duckdb.DuckDBPyConnection, names: Mapping[str, str], host: str
) -> None:
    """Of two servers behind a proxy the one whose answers fail, by its address; the proxy where nobody knows that."""
    requests = """
        -10m..+5m/200ms web-01 198.51.100.7 GET /a 200 0.03 by 10.0.0.1:8080
        -10m..-31s/200ms web-01 198.51.100.7 GET /a 200 0.03 by 10.0.0.2:8080
        -30s..+5m/500ms web-01 198.51.100.7 GET /a 504 10 by 10.0.0.2:8080
    """
    scene = read_scene("", "", "", ("errors",), 60, requests=requests)
    scene.fill(connection)
    match(ruleset := load(), connection)
    symptoms = pl.DataFrame({"kind": ["errors"], "host": ["web-01"]})
    depends_on = {"web-01": ["app-01", "app-02"]}
    found = judge(ruleset, connection, scene.start, None, symptoms, depends_on=depends_on, names=names).with_misses(
        connection
    )

    assert [each.host for each in found if each.rule.id == "web.gateway-timeout"] == [host]


def test_a_rule_that_cannot_explain_the_symptoms_says_so(connection: duckdb.DuckDBPyConnection) -> None:
    """More requests do not make fewer requests."""
    scene = read_scene("", "", "-1h..+1h/1m web-01 http.server.request.rate 300 baseline 100", ("traffic-drop",), 60)
    scene.fill(connection)
    ruleset = load()
    match(ruleset, connection)
    symptoms = pl.DataFrame({"kind": ["traffic-drop"], "host": ["web-01"]})
    found = {
        each.rule.id: each for each in judge(ruleset, connection, scene.start, None, symptoms).with_misses(connection)
    }
    assert found["load.traffic-surge"].reason == (
        "it explains latency or errors or outage, the incident has traffic-drop"
    )


def test_every_rule_has_an_outcome(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing that was checked goes unmentioned."""
    ruleset = load()
    found = outcomes(connection, ruleset, logs=REFUSED, metrics=DISK_FILLS)
    assert set(found) == {rule.id for rule in ruleset.rules}
    assert all(outcome.reason for outcome in found.values() if outcome.state != "fired")
