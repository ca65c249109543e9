"""Who depends on whom is read from what hosts log about each other, whatever else they log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from foreshock.diagnose.topology import Topology, read_topology

TABLES = """
CREATE TABLE files (host VARCHAR);
CREATE TABLE logs (
    time TIMESTAMPTZ, host VARCHAR, service VARCHAR, severity_number INTEGER, body VARCHAR, detail VARCHAR,
    client VARCHAR, duration_s DOUBLE, attributes MAP(VARCHAR, VARCHAR)
);
CREATE TABLE requests (time TIMESTAMPTZ, host VARCHAR, upstream_address VARCHAR);
CREATE TABLE request_rollup (host VARCHAR);
CREATE TABLE services (host VARCHAR, service VARCHAR);
CREATE TABLE measures (host VARCHAR, metric VARCHAR, labels MAP(VARCHAR, VARCHAR));
CREATE TABLE shared_failures (host VARCHAR);
INSERT INTO files VALUES ('web-01'), ('app-01'), ('db-01'), ('db-02');
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of a case with four hosts, of which nothing is known yet."""
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


def log(connection: duckdb.DuckDBPyConnection, hours: float, host: str, service: str, body: str) -> None:
    """A warning, so many hours after midnight."""
    connection.execute(
        "INSERT INTO logs (time, host, service, severity_number, body) "
        "VALUES (TIMESTAMPTZ '2023-07-10 00:00Z' + to_seconds($at), $host, $service, 13, $body)",
        {"at": hours * 3600, "host": host, "service": service, "body": body},
    )


def test_a_proxy_depends_on_whom_it_passes_requests_to(connection: duckdb.DuckDBPyConnection) -> None:
    """An upstream's address is that of the host which said that it listens there; a host's own name stands for it."""
    log(connection, 0, "app-01", "gunicorn", "Listening at: http://10.0.0.21:8000 (77)")
    connection.execute("INSERT INTO requests VALUES ('2023-07-10 01:00Z', 'web-01', '10.0.0.21:8000')")
    log(connection, 1, "app-01", "shop", 'connection to server at "db-01.internal", port 5432 failed')
    topology = read_topology(connection)
    assert topology.depends_on == {"web-01": {"app-01"}, "app-01": {"db-01"}}
    assert topology.behind(["web-01"]) == {"web-01", "app-01", "db-01"}
    assert topology.serving == {"app-01"}


def test_databases_are_known_by_what_they_log_and_measure(connection: duckdb.DuckDBPyConnection) -> None:
    """A server's log, measures or volume of data tell a database; what it replays, that it follows another."""
    connection.execute("INSERT INTO services VALUES ('db-01', 'postgres'), ('web-01', 'nginx')")
    connection.execute("INSERT INTO measures VALUES ('db-02', 'pg_up', MAP {}), ('app-01', 'node_load1', MAP {})")
    log(connection, 1, "db-02", "postgres", "started streaming WAL from primary at 0/3000000 on timeline 1")
    topology = read_topology(connection)
    assert topology.databases == {"db-01", "db-02"}
    assert topology.standbys == {"db-02"}
    assert topology.serving == {"web-01"}


@pytest.mark.parametrize(
    ("one_clock", "unsure"), [(None, set()), (frozenset({"db-01"}), {"app-01"}), (frozenset(), {"app-01", "db-01"})]
)
def test_the_clocks_that_nothing_compares_are_known(one_clock: frozenset[str] | None, unsure: set[str]) -> None:
    """Of all hosts with a log those that neither hurt nor were compared; none where nobody compared clocks."""
    topology = Topology({}, one_clock=one_clock, logging=frozenset({"web-01", "app-01", "db-01"}))
    assert topology.unsure_clocks(["web-01"]) == unsure


def test_in_a_large_lake_only_incidents_and_the_day_before_are_read(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more records than are read whole, those of the day before an incident tell who calls whom; of fewer, all."""
    for hours, host, target in ((0, "web-01", "app-01"), (30, "app-01", "db-01"), (60, "app-01", "db-02")):
        log(connection, hours, host, "shop", f'connection to server at "{target}", port 80 failed')
    start = datetime(2023, 7, 11, 8, tzinfo=UTC)
    incidents = [(start, start + timedelta(hours=2))]
    everything = {"web-01": {"app-01"}, "app-01": {"db-01", "db-02"}}

    assert read_topology(connection, incidents).depends_on == everything
    monkeypatch.setattr("foreshock.diagnose.topology.LARGE_ROWS", 2)
    assert read_topology(connection, incidents).depends_on == {"app-01": {"db-01"}}
    assert read_topology(connection).depends_on == everything
