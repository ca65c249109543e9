"""Faults of PgBouncer: server connections that nobody gives back, clients that it refuses, a pooler that is gone."""

from __future__ import annotations

from tests.lab.faults.fault import Fault, leaking, no_leak, start_database, stop_postgresql
from tests.lab.lab import Lab, Needs
from tests.lab.site import Site

UNIT = "pgbouncer.service"


def _kill(lab: Lab) -> None:
    lab.pgbouncer.kill()
    say = lab.syslogs[lab.site.pooler].say
    say("systemd[1]", f"{UNIT}: Main process exited, code=killed, status=9/KILL")
    say("systemd[1]", f"{UNIT}: Failed with result 'signal'.")


def _start(lab: Lab) -> None:
    lab.pgbouncer.start()
    lab.syslogs[lab.site.pooler].say("systemd[1]", "Started pgbouncer.service - connection pooler for PostgreSQL.")


FAULTS = (
    Fault(
        "pgbouncer-pool-exhausted", "connection-exhaustion", "app",
        Site("web-01", "app-01", "db-01", zone="Europe/Madrid", access="timed", application="plain", pooler="app",
             metrics=("prometheus",)),
        # Each transaction that never ends keeps a server connection.
        leaking("BEGIN; SELECT count(*) FROM orders;"), no_leak, ("query_wait_timeout",),
        Needs(pooler={"default_pool_size": "8", "query_wait_timeout": "5"}),
        never=("traffic-surge", "upstream-down", "bad-deploy"),
    ),
    Fault(
        "pgbouncer-clients", "connection-exhaustion", "db",
        Site("edge-1", "shop-1", "pg-1", zone="UTC", access="keyed", application="json", server="csvlog", pooler="db",
             metrics=("sadf-json",)),
        # As fast as that it takes whatever place another client gives back.
        leaking(every=0.05), no_leak, ("no more connections allowed (max_client_conn)",),
        Needs(pooler={"max_client_conn": "40"}, shop={"SHOP_RECYCLE": "1"}),
        never=("traffic-surge", "upstream-down", "slow-query"),
    ),
    Fault(
        "pgbouncer-killed", "process-killed", "db",
        Site("lb-1", "app-1", "db-1", zone="America/Chicago", front="haproxy", application="dashes", pooler="db",
             metrics=("sar",)),
        _kill, _start, ("code=killed", "status=9/KILL"),
        expected=("upstream-down",), never=("traffic-surge", "bad-deploy", "database-restart"),
    ),
    Fault(
        "pgbouncer-database-stopped", "database-restart", "db",
        Site("web-3", "app-3", "pg-3", zone="Asia/Tokyo", access="combined", application="logfmt", pooler="app",
             metrics=("prometheus",)),
        stop_postgresql, start_database, ("received fast shutdown request", "the database system is shutting down"),
        never=("connection-exhaustion", "traffic-surge", "bad-deploy"),
    ),
)  # fmt: skip
