"""Which host depends on which, read from what they log about each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import duckdb

from foreshock.ingest.time.clock import FIRST_INSTANT, LAST_INSTANT
from foreshock.lake.catalog import run_sql_file
from foreshock.lake.large import LARGE_ROWS
from foreshock.rules.judgement import host_called

# In a large lake who speaks of whom is learned from the incidents and so long before each.
BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Topology:
    """``depends_on[host]`` are the hosts that it was seen to call.

    ``databases`` are hosts that run a database server: applications use them without a line in any log, so a
    missing edge to one of them means nothing. ``serving`` are hosts that speak of requests or run what requests need
    (application servers, caches, proxies, resolvers), ``standbys`` databases that follow another one,
    ``one_clock`` the hosts whose clocks could be compared (None: nobody asked), ``off`` those whose
    clocks are taken to be wrong, unnoticed, ``logging`` all that wrote a log,
    ``names`` the addresses and names that hosts are called by, in lower case.
    """

    depends_on: Mapping[str, frozenset[str]]
    databases: frozenset[str] = frozenset()
    serving: frozenset[str] = frozenset()
    standbys: frozenset[str] = frozenset()
    one_clock: frozenset[str] | None = None
    off: frozenset[str] = frozenset()
    logging: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    def behind(self, hosts: Collection[str]) -> frozenset[str]:
        """These hosts and every host that they depend on, directly or not."""
        reached: set[str] = set()
        frontier = list(hosts)
        while frontier:
            host = frontier.pop()
            if host not in reached:
                reached.add(host)
                frontier.extend(self.depends_on.get(host, ()))
        return frozenset(reached)

    def path(self, hurting: Collection[str]) -> frozenset[str]:
        """The hosts that hurt, those whose records coincide with theirs, and whom all these depend on."""
        same = self.one_clock or frozenset()
        return self.behind({*hurting, *same} if same & set(hurting) else hurting)

    def with_use_of(self, databases: frozenset[str]) -> Topology:
        """The same, with databases that are known to be in use."""
        return replace(self, serving=self.serving | databases)

    def with_clocks_off(self, hosts: Collection[str]) -> Topology:
        """The same, if the clocks of these hosts were wrong."""
        return replace(self, off=frozenset(hosts))

    def relates(self, host: str | None, hurting: Collection[str]) -> bool | None:
        """Whether a host stands at or behind the hosts that hurt; None where the data do not tell."""
        if host is None:
            return None
        behind = self.behind(hurting)
        if host in behind:
            return True
        return None if behind == frozenset(hurting) or host in self.databases else False

    def clocks_compared(self, host: str | None, hurting: Collection[str]) -> bool:
        """Whether an order between a host and those that hurt can be told."""
        return host is None or host in hurting or self.one_clock is None or host in self.one_clock

    def unsure_clocks(self, hurting: Collection[str]) -> frozenset[str]:
        """The hosts that wrote a log by a clock which nothing compares with those of the hosts that hurt."""
        return frozenset(host for host in self.logging if not self.clocks_compared(host, hurting))

    def share_a_clock(self, host: str, other: str) -> bool:
        """Whether the clocks of two hosts are known to agree, as they stand corrected."""
        return self.one_clock is not None and {host, other} <= self.one_clock

    def is_strange(self, host: str | None) -> bool:
        """Whether a host is a database that nobody was seen to use, while another one was seen in use."""
        return host in self._idle and bool(self.databases & self._used)

    def databases_to_choose_from(self, host: str | None) -> int:
        """How many databases may be the one in use, where a host is one of them and nobody was seen to use any."""
        return len(self._idle) if host in self._idle else 0

    @property
    def _used(self) -> frozenset[str]:
        return frozenset(called for targets in self.depends_on.values() for called in targets) | self.serving

    @property
    def _idle(self) -> frozenset[str]:
        """The databases that follow no other and that nobody was seen to use."""
        return self.databases - self._used - self.standbys

    def two_databases(self, host: str, other: str) -> bool:
        """Whether two hosts are databases of which none is known to need or to follow the other."""
        if not {host, other} <= self.databases or {host, other} & self.standbys:
            return False
        return not self.relates(host, [other]) and not self.relates(other, [host])

    def are_twins(self, host: str | None, other: str | None) -> bool:
        """Whether two hosts stand side by side: whoever was seen to call one of them calls the other."""
        callers = {caller for caller, called in self.depends_on.items() if host in called}
        return bool(callers) and callers == {caller for caller, called in self.depends_on.items() if other in called}

    def takes_part(self, host: str | None) -> bool:
        """Whether a host has a part in serving requests; True too where nothing is known of any host."""
        if host is None or not self.serving:
            return True
        return host in self.serving | self.databases or any(host in called for called in self.depends_on.values())


def read_topology(
    connection: duckdb.DuckDBPyConnection, incidents: Sequence[tuple[datetime, datetime]] = ()
) -> Topology:
    """The dependencies that upstream addresses, refused connections and listening lines tell.

    Of archives with very many log records only those of the incidents and the day before each of them are read.
    """
    spans = _spans(connection, incidents)
    hosts = [row[0] for row in connection.execute("SELECT DISTINCT host FROM files WHERE host IS NOT NULL").fetchall()]
    names = {address: host for host, address in _rows(connection, "addresses", spans)}
    names |= {host.lower(): host for host in hosts}
    edges: dict[str, set[str]] = {}
    for host, target in _rows(connection, "dependencies", spans):
        caller, owner = host_called(names, host), host_called(names, target)
        if caller is not None and owner is not None and owner != caller:
            edges.setdefault(caller, set()).add(owner)
    databases = run_sql_file(connection, "foreshock.diagnose", "database_hosts").fetchall()
    compared = connection.execute("SELECT host FROM shared_failures").fetchall()
    logging = connection.execute("SELECT DISTINCT host FROM services WHERE host IS NOT NULL").fetchall()
    return Topology(
        {host: frozenset(targets) for host, targets in edges.items()},
        databases=_hosts(databases),
        serving=_hosts(_rows(connection, "serving_hosts", spans)),
        standbys=_hosts(_rows(connection, "standby_hosts", spans)),
        one_clock=_hosts(compared),
        logging=_hosts(logging),
        names=names,
    )


def _spans(
    connection: duckdb.DuckDBPyConnection, incidents: Sequence[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """The periods whose records are read: all time where that is not too much."""
    records = int(connection.execute("SELECT count(*) FROM logs").fetchall()[0][0])
    if records <= LARGE_ROWS or not incidents:
        return [(FIRST_INSTANT, LAST_INSTANT)]
    return [(start - BEFORE, end) for start, end in incidents]


def _rows(
    connection: duckdb.DuckDBPyConnection, name: str, spans: Sequence[tuple[datetime, datetime]]
) -> list[tuple[str, ...]]:
    """What a query finds in any of the periods, in order."""
    found = {
        row
        for since, until in spans
        for row in run_sql_file(connection, "foreshock.diagnose", name, {"since": since, "until": until}).fetchall()
    }
    return sorted(found)


def _hosts(rows: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(host for (host,) in rows)
