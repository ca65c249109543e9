"""Faults of MariaDB: a dropped index, rows that stay locked, a killed server, a full volume."""

from __future__ import annotations

import random
import signal
import time
from dataclasses import replace
from pathlib import Path

from tests.lab.decoys import DECOYS
from tests.lab.faults.fault import SMALL_RENTED, Fault, leaking, no_leak
from tests.lab.lab import Lab, Needs
from tests.lab.processes import end
from tests.lab.site import ADDRESSES, Site

BALLAST = Path("/var/lib/mysql/export.sql")


DUMP = "mariadb-dump -u backup shop | gzip > /var/lib/mysql/shop.sql.gz"
EVENTS = "CREATE TABLE events AS SELECT seq AS id, concat(md5(seq), repeat('x', 170)) AS body FROM seq_1_to_4000000"


def _back_up(lab: Lab) -> None:
    lab.syslogs["db"].say("CRON[7102]", f"(root) CMD ({DUMP})")
    lab.run_on_database_host("job-dump", "sh", "-c", DUMP.replace("-u backup", "-S /var/lib/mysql/mysqld.sock -u root"))


def _drop(lab: Lab) -> None:
    lab.database.sql("USE shop; DROP INDEX idx_reviews_product_id ON reviews")


def _create(lab: Lab) -> None:
    lab.database.sql("USE shop; CREATE INDEX idx_reviews_product_id ON reviews (product_id)")


def _hold_rows(lab: Lab) -> None:
    lab.helpers["job-0"] = lab.database.session("BEGIN; UPDATE stock SET reserved = 0 WHERE product_id < 500;")


def _let_go(lab: Lab) -> None:
    lab.end_helpers("job")


def _kill(lab: Lab) -> None:
    if lab.database.process:
        end(lab.database.process, signal.SIGKILL)
    unit = "mariadb.service"
    lab.syslogs["db"].say("systemd[1]", f"{unit}: Main process exited, code=killed, status=9/KILL")
    lab.syslogs["db"].say("systemd[1]", f"{unit}: Failed with result 'signal'.")


def _start(lab: Lab) -> None:
    lab.syslogs["db"].say("systemd[1]", "Starting mariadb.service - MariaDB 10.11.18 database server...")
    lab.database.start()


def _fill(lab: Lab) -> None:
    lab.syslogs["db"].say("CRON[3391]", f"(root) CMD (mariadb-dump shop > {BALLAST})")
    lab.processes.run(["dd", "if=/dev/zero", f"of={BALLAST}", "bs=64k"])
    lab.helpers["job-0"] = lab.database.session(
        "CREATE TABLE archive AS SELECT * FROM reviews; INSERT INTO archive SELECT * FROM reviews;"
    )


def _free(lab: Lab) -> None:
    BALLAST.unlink()
    _let_go(lab)


def _read_on(lab: Lab) -> None:
    """A report that has read a table keeps its transaction open; a migration waits for it, and all others for that."""
    lab.helpers["job-report"] = lab.database.session("BEGIN; SELECT count(*) FROM products; SELECT SLEEP(600);")
    time.sleep(1)
    lab.helpers["job-migration"] = lab.database.session("ALTER TABLE products ADD COLUMN weight int;")


def _cross(lab: Lab) -> None:
    """Four jobs that lock the shop's rows in the other order."""
    chance = random.Random(7)
    rounds = []
    for _ in range(4000):
        rows = sorted(chance.sample(range(1, 25), 6), reverse=True)
        updates = (f"UPDATE stock SET reserved = 0 WHERE product_id = {row}; DO SLEEP(0.05);" for row in rows)
        rounds.append("\n".join(("BEGIN;", *updates, "COMMIT;")))
    script = lab.folder / "stock-sync.sql"
    script.write_text("\n".join(rounds), encoding="utf-8")
    for number in range(4):
        command = ["sh", "-c", f"mariadb -h{ADDRESSES['db']} -ushop -pgeheim -f shop < {script}"]
        lab.helpers[f"job-{number}"] = lab.processes.start(command)


FAULTS = (
    Fault(
        "mariadb-backup", "backup-job", "db",
        Site("edge-11", "web-11", "sql-11", zone="Africa/Johannesburg", access="keyed", application="json",
             metrics=("sadf-json", "prometheus")),
        _back_up, _let_go, ("mariadb-dump", "SQL_NO_CACHE"),
        Needs("mariadb", size="4g", limits=replace(SMALL_RENTED, memory="320M"), rows=f"USE shop; {EVENTS};"),
        never=("traffic-surge", "upstream-timeout", "bad-deploy", "connection-exhaustion"),
    ),
    Fault(
        "mariadb-dropped-index", "slow-query", "db",
        Site("web-01", "app-01", "db-01", zone="Europe/Berlin", access="keyed", application="dashes",
             metrics=("sadf-csv", "prometheus"), packed=("access.log",)),
        _drop, _create, ("FROM reviews WHERE product_id",), Needs("mariadb"),
        never=("traffic-surge", "bad-deploy", "lock-contention"),
    ),
    Fault(
        "mariadb-locked-rows", "lock-contention", "db",
        Site("edge-2", "shop-2", "mysql-2", zone="America/New_York", access="timed", application="plain",
             metrics=("sar", "vmstat", "prometheus")),
        _hold_rows, _let_go, ("Lock wait timeout exceeded",), Needs("mariadb"),
        never=("upstream-timeout", "slow-query", "traffic-surge"),
    ),
    Fault(
        "mariadb-connections", "connection-exhaustion", "db",
        Site("www-1", "php-1", "sql-1", zone="Europe/Madrid", access="combined", application="brackets", syslog="iso",
             metrics=("sar", "prometheus")),
        leaking(), no_leak, ("Too many connections",),
        Needs("mariadb", settings={"max_connections": "40"}, shop={"SHOP_RECYCLE": "15"}),
        never=("traffic-surge", "upstream-down", "slow-query"),
    ),
    Fault(
        "mariadb-killed", "process-killed", "db",
        Site("lb1", "php1", "maria1", zone="UTC", front="haproxy", application="json", syslog="iso",
             metrics=("sadf-json", "prometheus")),
        _kill, _start, ("status=9/KILL", "InnoDB: Starting crash recovery"), Needs("mariadb"),
        expected=("database-restart",), never=("upstream-down", "connection-exhaustion", "bad-deploy"),
    ),
    Fault(
        "mariadb-metadata-lock", "lock-contention", "db",
        Site("web-1", "app-1", "my-1", zone="Europe/Rome", access="timed", application="plain", syslog="journal",
             metrics=("prometheus",)),
        _read_on, _let_go, ("ALTER TABLE products", "Lock_time: ", "QueuePool limit"), Needs("mariadb"),
        expected=("slow-query",), never=("traffic-surge", "upstream-down", "connection-exhaustion", "bad-deploy"),
        before=((65, DECOYS["debug"]),),
    ),
    Fault(
        "mariadb-deadlocks", "deadlock", "db",
        Site("web-1", "app-1", "my-1", zone="Europe/Lisbon", access="combined", application="logfmt",
             metrics=("vmstat",)),
        _cross, _let_go,
        ("Deadlock found when trying to get lock", "LATEST DETECTED DEADLOCK", "aborted due to Deadlock"),
        Needs("mariadb"), expected=("lock-contention",), never=("traffic-surge", "bad-deploy"),
    ),
    Fault(
        "mariadb-disk-full", "disk-full", "db",
        Site("web-03", "app-03", "db-03", zone="Pacific/Auckland", access="json", application="brackets",
             metrics=("sar", "iostat")),
        _fill, _free, ("No space left on device", "Errcode: 28", "is full"), Needs("mariadb", size="330m"),
        never=("traffic-surge", "lock-contention", "corruption"),
    ),
)  # fmt: skip
