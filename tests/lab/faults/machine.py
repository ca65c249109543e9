"""Faults of the machine: a backup that takes the processors, a runaway process, no memory; and days without any."""

from __future__ import annotations

from pathlib import Path

from tests.lab.faults.fault import Fault
from tests.lab.lab import Lab, Needs
from tests.lab.site import ADDRESSES, Site

CGROUP = Path("/sys/fs/cgroup/memory/foreshock-lab")
GREEDY = "SELECT array_agg(row_to_json(r)::text || md5(r.body)) FROM reviews r CROSS JOIN generate_series(1, 12) n;"
DUMP = f"pg_dump -h {ADDRESSES['db']} -U postgres shop | xz -9e -T4 > /dev/null"


def _back_up(lab: Lab) -> None:
    lab.syslogs["db"].say("CRON[6021]", "(postgres) CMD (/usr/local/bin/nightly-backup.sh shop)")
    lab.syslogs["db"].say("nightly-backup[6022]", "backup of shop started: pg_dump, xz -9e, 6 jobs")
    for number in range(6):
        lab.helpers[f"job-{number}"] = lab.processes.start(
            ["sh", "-c", f"while :; do {DUMP}; done"], PGAPPNAME="pg_dump"
        )


def _backup_ends(lab: Lab) -> None:
    lab.end_helpers("job")
    lab.syslogs["db"].say("nightly-backup[6022]", "backup of shop finished")


def _limit_memory(lab: Lab) -> None:
    CGROUP.mkdir(exist_ok=True)
    lab.postgresql.cgroup = CGROUP
    lab.leftovers.append(CGROUP)


def _ask_for_much(lab: Lab) -> None:
    (CGROUP / "memory.limit_in_bytes").write_text("460M", encoding="ascii")

    def ask() -> None:
        lab.end_helpers("export")
        lab.helpers["export-1"] = lab.database.session(GREEDY, application="review-export")

    lab.repeat("export", ask, every=7)


def _nobody_asks(lab: Lab) -> None:
    lab.cease("export")
    (CGROUP / "memory.limit_in_bytes").write_text("-1", encoding="ascii")


def _hog(lab: Lab) -> None:
    for number in range(32):
        lab.helpers[f"hog-{number}"] = lab.processes.start(["python3", "-c", "while True: pass"])


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
        Site("web-01", "app-01", "db-01", zone="America/New_York", access="timed", application="plain",
             prefix="%m [%p] %q%u@%d/%a ", metrics=("sar", "vmstat", "prometheus")),
        _back_up, _backup_ends, ("nightly-backup",), expected=("cpu-saturation",),
        never=("traffic-surge", "bad-deploy", "slow-query"),
    ),
    Fault(
        "runaway-processes", "cpu-saturation", "db",
        Site("front-2", "app-2", "pg-2", zone="Asia/Singapore", access="timed", application="plain",
             prefix="%m [%p] %q%u@%d ", metrics=("sar", "vmstat", "prometheus")),
        _hog, _hogs_end, ("all", "cpu"), never=("traffic-surge", "bad-deploy", "lock-contention"),
        before=((60, _harmless_release),),
    ),
    Fault(
        "memory-limit", "out-of-memory", "db",
        Site("web-01", "app-01", "db-01", zone="UTC", access="keyed", application="json",
             prefix="%t [%p] %u@%d ", syslog="iso", metrics=("sadf-json", "prometheus")),
        _ask_for_much, _nobody_asks, ("Killed process", "was terminated by signal 9: Killed"),
        Needs(prepare=_limit_memory), expected=("process-killed",), never=("bad-deploy", "connection-exhaustion"),
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
