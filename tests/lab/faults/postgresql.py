"""Faults of PostgreSQL: a full volume, connections, locks, deadlocks, spills, a restart, a password, damage."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

from tests.lab.decoys import DECOYS
from tests.lab.faults.fault import (
    SMALL_RENTED,
    Fault,
    events_of,
    leaking,
    no_leak,
    start_database,
    stop_postgresql,
)
from tests.lab.lab import Lab, Needs
from tests.lab.namespace import mount
from tests.lab.processes import until
from tests.lab.site import Site

DUMP = "/var/lib/postgresql/exports/orders.csv"
SPILL = (
    "SELECT * FROM (SELECT a.body, row_number() OVER (ORDER BY md5(a.body)) n FROM reviews a) r WHERE n % 50000 = 0;"
)
LOCK_UP = "BEGIN; ALTER TABLE products ADD COLUMN weight integer;"
HOT_ROWS = 24
IMPORTED = events_of(2026, 200_000) + "ALTER TABLE events_2026 OWNER TO shop;"
ARCHIVE = Path("/srv/archive")


def _harmless_release(lab: Lab) -> None:
    lab.deploy("v2.3.1")


def _fill(lab: Lab) -> None:
    folder = Path(DUMP).parent
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777)
    lab.syslogs["db"].say("CRON[4711]", "(postgres) CMD (psql -qc \"COPY (SELECT ...) TO '" + DUMP + "'\" shop)")
    lab.database.sql(f"COPY (SELECT r.*, n FROM reviews r, generate_series(1, 400) n) TO '{DUMP}'")


def _free(lab: Lab) -> None:
    Path(DUMP).unlink()
    if not lab.database.is_up():
        lab.database.start()


def _jobs_end(lab: Lab) -> None:
    lab.end_helpers("job")


def _block(lab: Lab) -> None:
    lab.helpers["job-migration"] = lab.database.session(LOCK_UP, application="migration")


def _hold_rows(lab: Lab) -> None:
    lab.helpers["job-0"] = lab.database.session(
        "BEGIN; UPDATE stock SET reserved = 0 WHERE product_id < 3000;", application="stock-import"
    )


def _kill_one(lab: Lab) -> None:
    """Somebody kills a backend with signal 9: all sessions end, and an hour of WAL is replayed from a slow disk."""
    pid = lab.database.sql("SELECT max(pid) FROM pg_stat_activity WHERE usename = 'shop'")
    os.kill(int(pid), signal.SIGKILL)


def _it_recovers(lab: Lab) -> None:
    until("PostgreSQL", lab.database.is_up, seconds=180)


def _work_against(lab: Lab) -> None:
    chance = random.Random(7)
    rounds = []
    for _ in range(4000):
        rows = sorted(chance.sample(range(1, HOT_ROWS + 1), 6), reverse=True)
        updates = (
            f"UPDATE stock SET reserved = 0 WHERE product_id = {row}; SELECT pg_sleep(0.05) \\g /dev/null"
            for row in rows
        )
        rounds.append("\n".join(("BEGIN;", *updates, "COMMIT;")))
    script = lab.folder / "stock-sync.sql"
    script.write_text("\n".join(rounds), encoding="utf-8")
    for number in range(4):
        lab.helpers[f"job-{number}"] = lab.database.session(f"\\i {script}", application="stock-sync")


def _report(lab: Lab) -> None:
    script = lab.folder / "report.sql"
    script.write_text(f"{SPILL}\n" * 500, encoding="utf-8")
    lab.syslogs["db"].say("CRON[5120]", "(report) CMD (/usr/local/bin/review-report --workers 8)")
    for number in range(8):
        lab.helpers[f"job-{number}"] = lab.database.session(f"\\i {script}", application="review-report")


def _rotate_password(lab: Lab) -> None:
    lab.database.sql("ALTER ROLE shop PASSWORD 'rotated'")


def _old_password(lab: Lab) -> None:
    lab.database.sql("ALTER ROLE shop PASSWORD 'geheim'")


def _impatient(lab: Lab) -> None:
    lab.database.sql("ALTER SYSTEM SET statement_timeout = '4ms'")
    lab.database.sql("SELECT pg_reload_conf()")


def _patient(lab: Lab) -> None:
    lab.database.sql("ALTER SYSTEM RESET statement_timeout")
    lab.database.sql("SELECT pg_reload_conf()")


def _damage(lab: Lab) -> None:
    page = 8192
    place = lab.database.sql("SELECT pg_relation_filepath('stock')").strip()
    lab.database.sql("CHECKPOINT")
    with (lab.postgresql.data / place).open("r+b") as file:
        for number in range(12):
            file.seek(page * number + 1000)
            file.write(b"\xde\xad" * 64)
    lab.database.sql("SELECT sum(length(body)) FROM reviews; SELECT count(*) FROM orders")


def _anew(lab: Lab) -> None:
    lab.database.sql(
        "SET zero_damaged_pages = on; SELECT count(*) FROM stock; TRUNCATE stock;"
        "INSERT INTO stock SELECT n, 0 FROM generate_series(1, 6000) n"
    )


def _read_on(lab: Lab) -> None:
    """A report keeps its transaction open; a migration waits for it, and everybody else for the migration."""
    lab.helpers["job-report"] = lab.database.session("BEGIN; SELECT count(*) FROM products;", application="report")
    time.sleep(1)
    lab.helpers["job-migration"] = lab.database.session(LOCK_UP, application="migration")


def _write_much(lab: Lab) -> None:
    """An import rewrites a table again and again, on a server whose WAL is kept short."""
    script = lab.folder / "import.sql"
    script.write_text("UPDATE events_2026 SET body = reverse(body);\n" * 200, encoding="utf-8")
    lab.syslogs["db"].say("CRON[5120]", "(postgres) CMD (/usr/local/bin/import-events)")
    lab.helpers["job-0"] = lab.database.session(f"\\i {script}", application="import-events")


def _no_archive(lab: Lab) -> None:
    """Nobody may write to the archive any more, and an import writes WAL that nobody may remove."""
    ARCHIVE.chmod(0)
    _write_much(lab)


def _archive(lab: Lab) -> None:
    ARCHIVE.chmod(0o777)
    _jobs_end(lab)
    if not lab.database.is_up():
        lab.database.start()


def _archive_volume(_: Lab) -> None:
    mount("tmpfs", "/dev/mapper/vg0-archive", ARCHIVE, "size=900m,mode=777")


FAULTS = (
    Fault(
        "postgresql-disk-full", "disk-full", "db",
        Site(zone="America/New_York", access="keyed", application="brackets",
             prefix="%t [%p]: user=%u,db=%d,app=%a,client=%h "),
        _fill, _free, ("No space left on device",),
        Needs(size="420m"), never=("traffic-surge", "bad-deploy", "slow-query", "connection-exhaustion"),
        before=((60, _harmless_release),),
    ),
    Fault(
        "postgresql-connections", "connection-exhaustion", "db",
        Site("edge1", "shop1", "pg1", zone="Asia/Kolkata", access="json", application="json", server="csvlog",
             metrics=("sar", "vmstat", "prometheus")),
        leaking(), no_leak, ("sorry, too many clients already", "remaining connection slots are reserved"),
        Needs(shop={"SHOP_RECYCLE": "15"}), never=("traffic-surge", "upstream-down", "slow-query"),
    ),
    Fault(
        "postgresql-blocking-migration", "lock-contention", "db",
        Site("lb-01", "web-02", "db-primary", zone="Europe/Berlin", front="haproxy", application="dashes", syslog="iso",
             metrics=("sadf-csv", "vmstat")),
        _block, _jobs_end, ("still waiting for AccessShareLock", "still waiting for"),
        never=("upstream-timeout", "slow-query", "connection-exhaustion", "traffic-surge"),
    ),
    Fault(
        "postgresql-locked-rows", "lock-contention", "db",
        Site("lb-2", "shop-2", "pg-2", zone="America/Chicago", access="json", application="plain", syslog="iso",
             prefix="%m [%p] %q%u@%d ", metrics=("sadf-json", "prometheus")),
        _hold_rows, _jobs_end, ("still waiting for ShareLock", "still waiting for"),
        never=("upstream-timeout", "slow-query", "traffic-surge", "bad-deploy"), before=((70, _harmless_release),),
    ),
    Fault(
        "postgresql-backend-killed", "process-killed", "db",
        Site("web-7", "app-7", "db-7", zone="Europe/Helsinki", access="keyed", application="json", server="jsonlog",
             metrics=("sadf-csv", "vmstat")),
        _kill_one, _it_recovers, ("was terminated by signal 9: Killed",),
        Needs(settings={"max_wal_size": "4GB", "checkpoint_timeout": "1h"}, size="4g", limits=SMALL_RENTED,
              rows=events_of(2026, 400_000)),
        expected=("database-restart",),
        never=("upstream-down", "connection-exhaustion", "bad-deploy"),
    ),
    Fault(
        "postgresql-deadlocks", "deadlock", "db",
        Site(zone="UTC", access="timed", application="plain", server="jsonlog", packed=("access.log",)),
        _work_against, _jobs_end, ("deadlock detected",), expected=("lock-contention",),
        never=("traffic-surge", "slow-query", "bad-deploy"), before=((80, _harmless_release),),
    ),
    Fault(
        "postgresql-blocked-migration", "lock-contention", "db",
        Site("web-2", "app-2", "pg-2", zone="Europe/Athens", access="combined", application="logfmt", syslog="journal",
             prefix="%t [%p] ", metrics=("sar",)),
        _read_on, _jobs_end, ("ALTER TABLE", "duration: "),
        Needs(settings={"log_lock_waits": "off"}), expected=("slow-query",),
        never=("traffic-surge", "bad-deploy", "connection-exhaustion", "upstream-timeout"),
        before=((45, DECOYS["job"]),),
    ),
    Fault(
        "postgresql-checkpoints", "checkpoint-pressure", "db",
        Site("web-2", "app-2", "pg-2", zone="Asia/Jakarta", access="timed", application="plain", server="syslog",
             prefix="%q%u@%d ", metrics=("sar", "iostat")),
        _write_much, _jobs_end, ("checkpoints are occurring too frequently", "checkpoint starting: wal"),
        Needs(settings={"max_wal_size": "32MB"}, size="4g", limits=SMALL_RENTED, rows=IMPORTED),
        expected=("disk-io-saturation",), never=("traffic-surge", "bad-deploy", "slow-query"),
    ),
    Fault(
        "postgresql-archiving", "wal-archiving-failure", "db",
        Site("web-2", "app-2", "pg-2", zone="UTC", access="timed", application="json", server="jsonlog",
             metrics=("prometheus",)),
        _no_archive, _archive, ("archive command failed",),
        Needs(size="700m", rows=IMPORTED, prepare=_archive_volume,
              settings={"archive_mode": "on", "archive_command": f"cp %p {ARCHIVE}/%f", "max_wal_size": "64MB"}),
        expected=("disk-full",), never=("traffic-surge", "bad-deploy", "connection-exhaustion"),
    ),
    Fault(
        "postgresql-temp-files", "temp-file-spill", "db",
        Site("web-01", "app-01", "db-01", zone="America/Sao_Paulo", access="keyed", application="brackets",
             prefix="%m %u@%d %r [%p] ", metrics=("sar", "iostat", "prometheus")),
        _report, _jobs_end, ("temporary file: path", "ORDER BY md5(a.body)"),
        Needs(settings={"log_temp_files": "0", "work_mem": "256kB"}), expected=("slow-query", "cron-job"),
        never=("traffic-surge", "disk-full", "bad-deploy"),
    ),
    Fault(
        "postgresql-restart", "database-restart", "db",
        Site("proxy-a", "api-a", "pg-a", zone="Asia/Tokyo", access="combined", application="plain", syslog="iso",
             prefix="%t:%r:%u@%d:[%p]: ", metrics=("sadf-json",)),
        stop_postgresql, start_database, ("received fast shutdown request", "the database system is shutting down"),
        never=("upstream-down", "connection-exhaustion", "disk-full"),
    ),
    Fault(
        "postgresql-password-rotated", "authentication-failure", "db",
        Site(zone="Australia/Adelaide", access="timed", application="json", metrics=("sar", "prometheus")),
        _rotate_password, _old_password, ("password authentication failed for user",),
        Needs(shop={"SHOP_RECYCLE": "10"}), never=("upstream-down", "connection-exhaustion", "bad-deploy"),
    ),
    Fault(
        "postgresql-statement-timeout", "config-change", "db",
        Site("www1", "app1", "db1", zone="America/New_York", access="timed", application="dashes", server="csvlog",
             syslog="iso", metrics=("vmstat", "sadf-csv", "prometheus")),
        _impatient, _patient, ('parameter "statement_timeout" changed', "canceling statement due to statement timeout"),
        never=("slow-query", "traffic-surge", "lock-contention"),
    ),
    Fault(
        "postgresql-damaged-pages", "corruption", "db",
        Site(zone="UTC", access="json", application="brackets",
             prefix="%m [%p] %q%u@%d ", metrics=("sadf-json", "iostat")),
        _damage, _anew, ("page verification failed", "invalid page in block"),
        Needs(settings={"shared_buffers": "1MB"}), never=("bad-deploy", "disk-full", "upstream-down"),
    ),
)  # fmt: skip
