"""PgBouncer between the shop and PostgreSQL, on the host of either."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from pathlib import Path

from tests.lab.processes import Process, Processes, end, listens, until
from tests.lab.site import ADDRESSES, Site

PORT = 6432
SETTINGS = {
    "auth_type": "scram-sha-256",
    "pool_mode": "transaction",
    "max_client_conn": "100",
    "default_pool_size": "20",
    "log_connections": "0",
    "log_disconnections": "0",
    "stats_period": "60",
    "ignore_startup_parameters": "extra_float_digits",
}
PASSWORDS = '"shop" "geheim"\n'


class PgBouncer:
    """One pooler; its log goes to ``folder``."""

    def __init__(self, processes: Processes, site: Site, folder: Path, *, settings: Mapping[str, str]) -> None:
        """Nothing runs yet."""
        self.processes, self.site = processes, site
        self.address = ADDRESSES[site.pooler]
        self.url = f"postgresql+psycopg2://shop:geheim@{self.address}:{PORT}/shop"
        self.log, self.users = folder / "pgbouncer.log", folder / "userlist.txt"
        self.settings = SETTINGS | dict(settings)
        self.configuration = folder / "pgbouncer.ini"
        self.process: Process | None = None

    def start(self) -> None:
        """Start the pooler and wait until it listens."""
        self.configuration.parent.chmod(0o777)
        self.users.write_text(PASSWORDS, encoding="utf-8")
        own = {
            "listen_addr": self.address, "listen_port": str(PORT), "logfile": str(self.log),
            "auth_file": str(self.users), "unix_socket_dir": "",
        }  # fmt: skip
        lines = [f"{name} = {value}\n" for name, value in (own | self.settings).items()]
        head = f"[databases]\nshop = host={ADDRESSES['db']} port=5432 dbname=shop\n\n[pgbouncer]\n"
        self.configuration.write_text(head + "".join(lines), encoding="utf-8")
        command = ["pgbouncer", "-q", str(self.configuration)]
        self.process = self.processes.start(command, user="postgres", TZ=self.site.zone_of(self.site.pooler))
        until("PgBouncer", lambda: listens(self.address, PORT))

    def kill(self) -> None:
        """Kill it, as the kernel would."""
        if self.process:
            end(self.process, signal.SIGKILL)
