"""MariaDB 10.11 with the shop's tables, on a volume of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from tests.lab import schema
from tests.lab.cgroups import Groups
from tests.lab.database import Sample
from tests.lab.processes import Process, Processes, end, until
from tests.lab.site import ADDRESSES, Site

SETTINGS = {
    "bind-address": ADDRESSES["db"],
    "slow_query_log": "1",
    "long_query_time": "0.25",
    "log_warnings": "4",
    "innodb_buffer_pool_size": "128M",
    "innodb_log_file_size": "32M",
    "innodb_print_all_deadlocks": "1",
    "innodb_lock_wait_timeout": "8",
    "max_connections": "60",
}
COUNTERS = (
    "aborted_connects", "connection_errors_max_connections", "innodb_deadlocks", "innodb_row_lock_current_waits",
    "questions", "slow_queries", "threads_connected", "threads_running", "created_tmp_disk_tables",
    "handler_read_rnd_next",
)  # fmt: skip


class MariaDB:
    """One server; ``groups`` are those of its host."""

    job, exporter_port = "mysqld", 9104
    url = f"mysql+pymysql://shop:geheim@{ADDRESSES['db']}:3306/shop"
    volume, device = Path("/var/lib/mysql"), "/dev/mapper/vg0-mysql"
    socket = volume / "mysqld.sock"

    def __init__(
        self,
        processes: Processes,
        site: Site,
        folder: Path,
        *,
        settings: Mapping[str, str],
        groups: Groups | None = None,
    ) -> None:
        """Nothing runs yet; logs go to ``folder``."""
        self.processes, self.site, self.folder, self.groups = processes, site, folder, groups
        self.settings = SETTINGS | dict(settings)
        self.process: Process | None = None

    def create(self) -> None:
        """Make the data, start the server, fill it."""
        self.folder.chmod(0o777)
        files = {
            "datadir": self.volume,
            "socket": self.socket,
            "log_error": self.folder / "error.log",
            "slow_query_log_file": self.folder / "mariadb-slow.log",
            "pid-file": self.volume / "mysqld.pid",
        }
        lines = [f"{name}={value}\n" for name, value in (files | self.settings).items()]
        self.conf = self.folder / "my.cnf"
        self.conf.write_text("[mysqld]\n" + "".join(lines), encoding="utf-8")
        self.processes.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={self.volume}",
             "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"],
            user="mysql",
        )  # fmt: skip
        self.start()
        until("MariaDB", self.is_up)
        self.sql("CREATE DATABASE shop; CREATE USER shop@'127.0.0.%' IDENTIFIED BY 'geheim'")
        self.sql("GRANT ALL ON shop.* TO shop@'127.0.0.%'; USE shop;" + schema.mariadb())
        if self.process:
            end(self.process, seconds=30)
        for log in self.logs().values():
            log.write_bytes(b"")
        self.start()
        until("MariaDB", self.is_up)

    def start(self) -> None:
        """Start the server."""
        command = ["mariadbd", f"--defaults-file={self.conf}"]
        output = self.folder / "startup.log"
        self.process = self.processes.start(
            command, user="mysql", output=output, groups=self.groups, TZ=self.site.zone_of("db")
        )

    def is_up(self) -> bool:
        """Whether it answers."""
        return self.sql("SELECT 'here'", seconds=10).strip() == "here"

    def sql(self, statements: str, *, seconds: float = 120) -> str:
        """Run statements as root, over the local socket."""
        return self.processes.run(["mariadb", f"-S{self.socket}", "-uroot", "-BN"], given=statements, seconds=seconds)

    def session(self, statements: str, *, application: str = "mariadb") -> Process:
        """A connection of the user shop that stays."""
        command = ["mariadb", f"-h{ADDRESSES['db']}", "-ushop", "-pgeheim", "-n", "shop"]
        process = self.processes.start(command, SHELL_NAME=application)
        if process.stdin:
            with suppress(BrokenPipeError):  # a client that was refused is gone before it is asked
                process.stdin.write(statements.encode() + b"\n")
                process.stdin.flush()
        return process

    def samples(self) -> Iterable[Sample]:
        """The exporter's counters; mysql_up 0 alone when the server does not answer."""
        rows = [line.split("\t") for line in self.sql("SHOW GLOBAL STATUS", seconds=10).splitlines()]
        known = {name.lower(): value for name, value in (row for row in rows if len(row) == 2)}
        yield "mysql_up", {}, float(bool(known))
        for name in COUNTERS:
            if known.get(name):
                yield f"mysql_global_status_{name}", {}, float(known[name])
        if known:
            yield "mysql_global_variables_max_connections", {}, float(self.settings["max_connections"])

    def logs(self) -> dict[str, Path]:
        """The error log and the slow log."""
        return {"error.log": self.folder / "error.log", "mariadb-slow.log": self.folder / "mariadb-slow.log"}
