"""Faults of the machine: a backup that takes the processors, a runaway process, no memory; and days without any."""

from __future__ import annotations

from tests.lab.cgroups import Groups, Limits
from tests.lab.faults.fault import SMALL_RENTED, Fault, events_of
from tests.lab.lab import Lab, Needs
from tests.lab.site import Site

GREEDY = "SELECT array_agg(row_to_json(r)::text || md5(r.body)) FROM reviews r CROSS JOIN generate_series(1, 12) n;"
DUMP = "pg_dump -Fd -j 3 -Z 1 -f /var/lib/postgresql/backup shop"
RUNAWAYS = 24
YEARS = (2024, 2025, 2026)
# Pattern that backtracks for ever, in a program that is served before the database, as agents that watch hosts are.
RUNAWAY = ("nice", "-n", "-10", "python3", "-c", "import re; re.match('(a+)+$', 'a' * 64 + '!')")


def _back_up(lab: Lab) -> None:
    lab.syslogs["db"].say("CRON[6021]", f"(postgres) CMD ({DUMP})")
    lab.run_on_database_host("job-backup", "sh", "-c", f"PATH=/usr/lib/postgresql/15/bin:$PATH {DUMP} -U postgres")


def _backup_ends(lab: Lab) -> None:
    lab.end_helpers("job")


def _ask_for_much(lab: Lab) -> None:
    _groups(lab).limit_memory("460M")

    def ask() -> None:
        lab.end_helpers("export")
        lab.helpers["export-1"] = lab.database.session(GREEDY, application="review-export")

    lab.repeat("export", ask, every=7)


def _nobody_asks(lab: Lab) -> None:
    lab.cease("export")
    _groups(lab).limit_memory("-1")


def _groups(lab: Lab) -> Groups:
    if lab.groups is None:
        raise TypeError("this fault needs limits")
    return lab.groups


def _hog(lab: Lab) -> None:
    for number in range(RUNAWAYS):
        lab.run_on_database_host(f"hog-{number}", *RUNAWAY)


def _hogs_end(lab: Lab) -> None:
    lab.end_helpers("hog")


def _harmless_release(lab: Lab) -> None:
    lab.deploy("v2.3.1")


def _small_job(lab: Lab) -> None:
    lab.syslogs["db"].say("CRON[3307]", "(postgres) CMD (vacuumdb --analyze --quiet shop)")
    lab.database.sql("VACUUM ANALYZE orders")


def _mistyped(lab: Lab) -> None:
    lab.database.sql("SELECT nothing FROM nowhere")


def _one_killed(lab: Lab) -> None:
    lab.syslogs["app"].say("systemd[1]", "apt-daily.service: Failed with result 'exit-code'.")


FAULTS = (
    Fault(
        "backup", "backup-job", "db",
        Site("web-04", "app-04", "pg-04", zone="America/Bogota", access="json", application="dashes",
             server="csvlog", syslog="iso", metrics=("sar", "iostat", "pidstat")),
        _back_up, _backup_ends, ("pg_dump",),
        Needs(settings={"shared_buffers": "16MB"}, size="4g", limits=SMALL_RENTED,
              rows="".join(events_of(year, 2_000_000) for year in YEARS) + "VACUUM (FREEZE, ANALYZE); CHECKPOINT;"),
        never=("traffic-surge", "bad-deploy", "slow-query"),
    ),
    Fault(
        "runaway-processes", "cpu-saturation", "db",
        Site("lb-05", "node-05", "maria-05", zone="Asia/Singapore", front="haproxy", application="json", syslog="iso",
             metrics=("sar", "pidstat", "vmstat")),
        _hog, _hogs_end, ("all     9", "python3"), Needs("mariadb", limits=Limits()),
        never=("traffic-surge", "bad-deploy", "lock-contention", "slow-query"),
        before=((60, _harmless_release),),
    ),
    Fault(
        "memory-limit", "out-of-memory", "db",
        Site("web-01", "app-01", "db-01", zone="UTC", access="keyed", application="json",
             prefix="%t [%p] %u@%d ", syslog="iso", metrics=("sadf-json", "prometheus")),
        _ask_for_much, _nobody_asks, ("Killed process", "was terminated by signal 9: Killed"),
        Needs(limits=Limits()), expected=("process-killed",), never=("bad-deploy", "connection-exhaustion"),
        reads_kernel=True,
    ),
    Fault(
        "healthy-plain", "none", "db",
        Site("web-01", "app-01", "db-01", zone="Europe/Berlin", access="timed", application="plain",
             metrics=("sadf-json", "prometheus")),
    ),
    Fault(
        "healthy-busy-day", "none", "db",
        Site("edge-1", "shop-1", "maria-1", zone="America/New_York", access="json", application="json", syslog="iso",
             metrics=("sar", "vmstat", "prometheus"), packed=("access.log",)),
        needs=Needs("mariadb"),
        before=((70, _harmless_release), (110, _one_killed)),
    ),
    Fault(
        "healthy-with-jobs", "none", "db",
        Site("lb-01", "app-01", "db-01", zone="Asia/Tokyo", front="haproxy", application="dashes", server="csvlog",
             metrics=("sadf-csv", "prometheus")),
        before=((50, _mistyped), (90, _small_job), (140, _harmless_release), (150, _mistyped)),
    ),
)  # fmt: skip
