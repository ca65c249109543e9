"""One site that runs: front, shop, database, payment provider, users; faults act on it."""

from __future__ import annotations

import json
import shutil
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.lab import fronts
from tests.lab.cgroups import Limits
from tests.lab.database import Database
from tests.lab.load import Crowd, Load
from tests.lab.machine import Machine
from tests.lab.mariadb import MariaDB
from tests.lab.namespace import disk, host_groups, mount, share
from tests.lab.pgbouncer import PORT, PgBouncer
from tests.lab.postgresql import PostgreSQL
from tests.lab.processes import Process, Processes, end, listens, until
from tests.lab.site import ADDRESSES, PAYMENTS_NAME, Site
from tests.lab.syslog import Syslog

PROGRAMS = Path(__file__).parent / "programs"
SHOP = Path("/srv/shop")
ROLES = ("web", "app", "db")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a fault needs of the site: the server and its settings, files that nginx may open, and so on.

    ``size`` is that of the database's volume, ``limits`` what its host has (None: all that this machine has), ``rows``
    statements that fill it further, ``shop`` the shop's environment, ``certificate`` a certificate file with which the
    payment provider speaks TLS, ``pooler`` settings of PgBouncer where the site has one, ``measured`` the role whose
    host is sampled, ``prepare`` what is done before anything starts.
    """

    database: str = "postgresql"
    settings: Mapping[str, str] = field(default_factory=dict)
    size: str = "900m"
    limits: Limits | None = None
    rows: str = ""
    rate: float = 25.0
    pooler: Mapping[str, str] = field(default_factory=dict)
    files: int = 1024
    reading: str = "15s"
    shop: Mapping[str, str] = field(default_factory=dict)
    resolver: bool = False
    certificate: Path | None = None
    measured: str = "db"
    volumes: tuple[Path, ...] = ()
    prepare: Callable[[Lab], None] | None = None


class Lab:
    """All that runs in one recording."""

    def __init__(self, site: Site, needs: Needs, folder: Path) -> None:
        """Nothing runs yet; ``folder`` takes the logs, one folder a role."""
        self.site, self.needs, self.folder = site, needs, folder
        self.processes = Processes(site.zone)
        for role in (*ROLES, "machine"):
            (folder / role).mkdir()
        self.syslogs = {role: Syslog(site, role, folder / role) for role in ROLES}
        kind = PostgreSQL if needs.database == "postgresql" else MariaDB
        self.groups = host_groups() if needs.limits else None
        self.database: Database = kind(self.processes, site, folder / "db", settings=needs.settings, groups=self.groups)
        self.front = self._front()
        self.pooler = self._pooler()
        self.load = Load()
        volumes = (self.database.volume, *needs.volumes)
        self.machine = Machine(
            self.processes, site, folder / "machine", database=self.database, role=needs.measured, volumes=volumes
        )
        self.helpers: dict[str, Process] = {}
        self._repeated: dict[str, threading.Event] = {}
        self._stop = threading.Event()

    @property
    def postgresql(self) -> PostgreSQL:
        """The database, where a fault is PostgreSQL's own."""
        if not isinstance(self.database, PostgreSQL):
            raise TypeError("this fault needs PostgreSQL")
        return self.database

    @property
    def nginx(self) -> fronts.Nginx:
        """The front, where a fault is nginx's own."""
        if not isinstance(self.front, fronts.Nginx):
            raise TypeError("this fault needs nginx")
        return self.front

    @property
    def pgbouncer(self) -> PgBouncer:
        """The pooler, where a fault is its own."""
        if self.pooler is None:
            raise TypeError("this fault needs PgBouncer: --set pooler=app or pooler=db")
        return self.pooler

    def _pooler(self) -> PgBouncer | None:
        if not self.site.pooler:
            return None
        folder = self.folder / "pooler"
        folder.mkdir()
        found = PgBouncer(self.processes, self.site, folder, settings=self.needs.pooler)
        self.postgresql.entry = (found.address, PORT)
        return found

    def _front(self) -> fronts.Front:
        if self.site.front == "haproxy":
            stamp = self.syslogs["web"].stamp
            return fronts.HAProxy(self.processes, self.site, self.folder / "web", stamp=stamp)
        return fronts.Nginx(
            self.processes, self.site, self.folder / "web", files=self.needs.files, reading=self.needs.reading
        )

    def start(self) -> None:
        """Start everything but the users."""
        self._names()
        if self.site.server == "syslog":
            self.syslogs["db"].receive()
        SHOP.mkdir(exist_ok=True)
        if self.needs.prepare:
            self.needs.prepare(self)
        self._create_database()
        if self.pooler:
            self.pooler.start()
        self.provide("payments")
        self.release("v2.3.0")
        self.start_shop()
        self.front.start()
        self.machine.start()
        for syslog in self.syslogs.values():
            threading.Thread(target=syslog.chatter, args=(self._stop,), daemon=True).start()

    def _create_database(self) -> None:
        volume, limits = self.database.volume, self.needs.limits
        if limits and limits.disk_bytes:
            disk(self.folder / "db.img", volume, self.needs.size)
        else:
            mount("tmpfs", self.database.device, volume, f"size={self.needs.size},mode=777")
        self.database.create()
        if self.needs.rows:
            self.database.sql(self.needs.rows)
        if self.groups and limits:
            self.groups.limit(limits, self.folder)

    def run_on_database_host(self, name: str, *command: str) -> None:
        """Start a program on the database's host, as a helper of that name."""
        self.helpers[name] = self.processes.start(command, groups=self.groups)

    def open(self) -> None:
        """Let the users in."""
        self.load.come("users", Crowd(self.needs.rate))

    def stop(self) -> None:
        """End everything."""
        self.stop_watching()
        self.processes.stop()

    def repeat(self, name: str, deed: Callable[[], object], *, every: float) -> None:
        """Do something again and again, every few seconds, until :meth:`cease`."""
        stop = self._repeated[name] = threading.Event()

        def keep_on() -> None:
            while not stop.wait(every):
                deed()

        threading.Thread(target=keep_on, daemon=True).start()

    def cease(self, name: str) -> None:
        """Stop doing it, and end the helpers ``NAME-...`` that it started."""
        self._repeated.pop(name).set()
        self.end_helpers(name)

    def end_helpers(self, name: str) -> None:
        """Kill the helpers ``NAME-...``."""
        for helper in [each for each in self.helpers if each.startswith(f"{name}-")]:
            end(self.helpers.pop(helper), signal.SIGKILL)

    def stop_watching(self) -> None:
        """End what tells of the site; the site itself goes on."""
        self._stop.set()
        self.machine.stop()

    def _names(self) -> None:
        hosts = self.folder / "hosts"
        known = "" if self.needs.resolver else f"{ADDRESSES['pay']} {PAYMENTS_NAME}\n"
        hosts.write_text(f"127.0.0.1 localhost\n{known}", encoding="ascii")
        share(hosts, "/etc/hosts")
        resolver = self.folder / "resolv.conf"
        resolver.write_text(f"nameserver {ADDRESSES['dns']}\noptions timeout:2 attempts:2\n", encoding="ascii")
        share(resolver, "/etc/resolv.conf")
        if self.needs.resolver:
            self.provide("nameserver")

    def provide(self, helper: str) -> None:
        """Start the payment provider or the name server."""
        python, program = "/usr/bin/python3", str(PROGRAMS / f"{helper}.py")
        certificate = [str(self.needs.certificate)] if self.needs.certificate else []
        words = {
            "payments": [ADDRESSES["pay"], "8443", *certificate],
            "nameserver": [ADDRESSES["dns"], ADDRESSES["pay"]],
        }
        output = self.folder / f"{helper}.log"
        self.helpers[helper] = self.processes.start([python, program, *words[helper]], output=output)

    def release(self, version: str, *defects: str) -> None:
        """Put a release where gunicorn finds it; a running shop takes it on a reload."""
        shutil.copy(PROGRAMS / "shop.py", SHOP / "shop.py")
        text = json.dumps({"version": version, "defects": defects})
        (SHOP / "release.json").write_text(text, encoding="utf-8")

    def start_shop(self) -> None:
        """Start gunicorn and wait until it listens."""
        (self.folder / "app").chmod(0o777)
        scheme = "https" if self.needs.certificate else "http"
        environment = {
            "SHOP_DATABASE": self.pooler.url if self.pooler else self.database.url,
            "SHOP_PAYMENTS": f"{scheme}://{PAYMENTS_NAME}:8443",
            "SHOP_LOG": str(self.folder / "app" / "app.log"),
            "SHOP_FORM": self.site.application,
            "TZ": self.site.zone_of("app"),
        } | dict(self.needs.shop)  # fmt: skip
        command = [
            "gunicorn", "--bind", f"{ADDRESSES['app']}:8000", "--workers", "2", "--threads", "12", "--worker-class",
            "gthread", "--worker-tmp-dir", "/dev/shm", "--pythonpath", str(SHOP), "shop:app",
        ]  # fmt: skip
        output = self.folder / "app" / "gunicorn.log"
        self.shop = self.processes.start(command, user="www-data", output=output, groups=None, **environment)
        until("the shop", lambda: listens(ADDRESSES["app"], 8000))

    def deploy(self, version: str, *defects: str) -> None:
        """Roll out a release, as a deploy job does."""
        job = f"deploy[{self.shop.pid + 4000}]"
        self.syslogs["app"].say(job, f"shop: deploying release {version} (was v2.3.0), requested by ci")
        self.release(version, *defects)
        self.shop.send_signal(signal.SIGHUP)
        self.syslogs["app"].say(job, f"shop: release {version} is live")

    def stop_shop(self) -> None:
        """Stop gunicorn, as systemctl stop does."""
        self.syslogs["app"].say("systemd[1]", "Stopping shop.service - gunicorn for the shop...")
        end(self.shop)
        self.syslogs["app"].say("systemd[1]", "shop.service: Deactivated successfully.")
        self.syslogs["app"].say("systemd[1]", "Stopped shop.service - gunicorn for the shop.")
