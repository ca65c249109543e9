"""Faults of too much work: crowds, one client, backups, jobs, files that stay open."""

from __future__ import annotations

from foreshock.simulate.cases import failures
from foreshock.simulate.cases.faults.told import Fault, Told
from foreshock.simulate.cases.scene import Crowd, Entry, Scene
from foreshock.simulate.cases.shop import APP, DB, DYNAMIC, WEB
from foreshock.simulate.clock import MINUTE, SECOND


def surge(scene: Scene) -> Told:
    """A campaign brings three times as many people; everything behind the door has more to do than it can."""
    at, end = scene.fault_at, scene.fixed_at
    scene.crowds.append(Crowd(at, end, factor=float(scene.rng.uniform(2.4, 3.4))))
    scene.gauges[APP.name].move("user", at + 20 * SECOND, end, 96.0)
    scene.slow(at + 30 * SECOND, end, (4.0, 9.0), part="app", routes=DYNAMIC)
    scene.slow(at + 30 * SECOND, end, (1.5, 3.0))
    scene.fail(at + 90 * SECOND, end, failures.POOL_EMPTY, (0.02, 0.08))
    return Told(WEB.name, at + 30 * SECOND, end, ("requests per second", "request rate", "http.server.request.rate"))


def abusive(scene: Scene) -> Told:
    """One client searches as fast as it gets answers."""
    at, end = scene.fault_at, scene.fixed_at
    rate = scene.knobs.rate * float(scene.rng.uniform(1.6, 2.6))
    scene.crowds.append(
        Crowd(at, end, client="203.0.113.66", agent="python-requests/2.31.0", rate=rate, route="search")
    )
    scene.gauges[DB.name].move("user", at + 10 * SECOND, end, 78.0)
    scene.slow(at + 10 * SECOND, end, (5.0, 8.0))
    return Told(WEB.name, at + 12 * SECOND, end, ("203.0.113.66", "python-requests"), ("traffic-surge",))


def backup(scene: Scene) -> Told:
    """The nightly dump runs at noon and takes the disk."""
    at, end = scene.fault_at, scene.fixed_at
    levels = {"busy": 98.0, "read_kb": 190_000, "iowait": 31.0, "await": 38.0}
    scene.gauges[DB.name].move_to(at + 2 * SECOND, end, levels)
    scene.slow(at + 5 * SECOND, end, (6.0, 9.0))
    tool = (
        "pg_dump -Fc -f /backup/shop.dump shop" if scene.knobs.is_postgresql else "mysqldump --single-transaction shop"
    )
    scene.say(at, DB, "CRON[30114]", f"(root) CMD ({tool})")
    tables = ("order_items", "orders", "products", "reviews")
    for number, table in enumerate(tables, start=1):
        moment = at + number * (end - at) // (len(tables) + 1)
        took = (end - at) / SECOND / (len(tables) + 1)
        text = f"COPY public.{table} TO stdout;" if scene.knobs.is_postgresql else (
            f"SELECT /*!40001 SQL_NO_CACHE */ * FROM `{table}`"  # noqa: S608 - as mysqldump asks
        )  # fmt: skip
        scene.entries.append(Entry(moment, DB.name, "slow", f"{took:.6f}", "backup@shop", text, pid=30_118))
    return Told(DB.name, at + 6 * SECOND, end, ("pg_dump", "mysqldump", "COPY public.", "SQL_NO_CACHE"))


def cron_job(scene: Scene) -> Told:
    """A new report is started by cron and takes all processors until it is done."""
    at, end = scene.fault_at, scene.fixed_at
    host = (APP, DB)[int(scene.rng.integers(0, 2))]
    at -= at % MINUTE
    scene.gauges[host.name].move("user", at + SECOND, end, 97.0)
    scene.slow(at + 3 * SECOND, end, (6.0, 10.0), part="app" if host is APP else "db", routes=DYNAMIC)
    scene.say(at + SECOND, host, "CRON[30114]", "(reports) CMD (/opt/reports/bin/monthly-margin --full --year 2024)")
    scene.say(end, host, "monthly-margin[30116]", "report finished, 184212 rows")
    return Told(host.name, at + 5 * SECOND, end, ("monthly-margin",))


def files(scene: Scene) -> Told:
    """A leak leaves no file descriptor to the application, or to the proxy."""
    at, end = scene.fault_at, scene.fixed_at
    if scene.rng.random() < 0.6 or scene.knobs.web_log in {"haproxy", "apache"}:
        scene.fail(at, end, failures.NO_FILES, (0.3, 0.8))
        return Told(APP.name, at, end, ("Too many open files",))
    scene.fail(at, end, failures.Failure(500, 0.001), (0.3, 0.7))
    for moment in scene.every(at, end, 2):
        text = "accept4() failed (24: Too many open files)"
        scene.entries.append(Entry(moment, WEB.name, "web-error", "alert", "", text, pid=901))
    return Told(WEB.name, at, end, ("Too many open files",))


FAULTS = (
    Fault("traffic-surge", surge, ()),
    Fault("abusive-client", abusive, ()),
    Fault("backup-job", backup, ("syslog", "metrics", "database")),
    Fault("cron-job", cron_job, ("syslog", "metrics")),
    Fault("fd-exhaustion", files, ("app", "web-error")),
)
