"""PostgreSQL 15 with the shop's tables, on a volume of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from tests.lab import schema
from tests.lab.cgroups import Groups
from tests.lab.database import Sample
from tests.lab.namespace import mount
from tests.lab.processes import Process, Processes, until
from tests.lab.site import ADDRESSES, Site

BIN = Path("/usr/lib/postgresql/15/bin")
SOCKETS = Path("/run/postgresql")
SETTINGS = {
    "listen_addresses": ADDRESSES["db"],
    "unix_socket_directories": str(SOCKETS),
    "logging_collector": "on",
    "log_filename": "postgresql-15-main.log",
    "log_rotation_age": "0",
    "log_lock_waits": "on",
    "log_min_duration_statement": "250ms",
    "log_checkpoints": "on",
    "shared_buffers": "64MB",
    "max_connections": "40",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "cluster_name": "15/main",
}
SUFFIXES = {"stderr": ".log", "csvlog": ".csv", "jsonlog": ".json"}
EXPORTER = """
SELECT 'pg_stat_activity_count', 'state=' || state, count(*) FROM pg_stat_activity WHERE state > '' GROUP BY state
UNION ALL SELECT 'pg_stat_activity_max_tx_duration', '', coalesce(max(extract(epoch FROM now() - xact_start)), 0)
  FROM pg_stat_activity WHERE backend_type = 'client backend'
UNION ALL SELECT 'pg_locks_waiting', '', count(*) FROM pg_locks WHERE NOT granted
UNION ALL SELECT 'pg_settings_max_connections', '', setting::numeric FROM pg_settings WHERE name = 'max_connections'
UNION ALL SELECT 'pg_stat_bgwriter_checkpoints_req', '', checkpoints_req FROM pg_stat_bgwriter
UNION ALL SELECT 'pg_stat_bgwriter_checkpoints_timed', '', checkpoints_timed FROM pg_stat_bgwriter
UNION ALL SELECT s.name, 'datname=shop', s.value FROM pg_stat_database d, LATERAL (VALUES
  ('pg_stat_database_xact_commit', xact_commit), ('pg_stat_database_xact_rollback', xact_rollback),
  ('pg_stat_database_blks_read', blks_read), ('pg_stat_database_blks_hit', blks_hit),
  ('pg_stat_database_tup_returned', tup_returned), ('pg_stat_database_temp_bytes', temp_bytes),
  ('pg_stat_database_deadlocks', deadlocks)) AS s (name, value) WHERE datname = 'shop'
"""


class PostgreSQL:
    """One server; ``groups`` are those of its host."""

    job, exporter_port = "postgres", 9187
    url = f"postgresql+psycopg2://shop:geheim@{ADDRESSES['db']}:5432/shop"
    volume, device = Path("/var/lib/postgresql"), "/dev/mapper/vg0-pgdata"

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
        self.settings = SETTINGS | {
            "log_directory": str(folder),
            "log_destination": site.server,
            "log_line_prefix": site.prefix,
            "log_timezone": site.zone_of("db"),
            "timezone": site.zone_of("db"),
        } | ({"logging_collector": "off"} if site.server == "syslog" else {}) | dict(settings)  # fmt: skip
        self.data = self.volume / "15" / "main"
        self.entry = (ADDRESSES["db"], 5432)  # where sessions of the shop come in
        self.process: Process | None = None

    def create(self) -> None:
        """Make the cluster, start it, fill it."""
        mount("tmpfs", "tmpfs", SOCKETS, "mode=777")
        self.folder.chmod(0o777)
        self._run(
            "initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "--locale=C.UTF-8", "--data-checksums"
        )
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in self.settings.items())
        rules = "local all all trust\nhost all postgres 127.0.0.0/8 trust\nhost all all 127.0.0.0/8 scram-sha-256\n"
        (self.data / "pg_hba.conf").write_text(rules, encoding="utf-8")
        self.start()
        until("PostgreSQL", self.is_up)
        self.sql("CREATE ROLE shop LOGIN PASSWORD 'geheim'")
        self.sql("CREATE DATABASE shop OWNER shop")
        self.sql("SET ROLE shop;" + schema.postgresql())
        self.control("stop", "-m", "fast")
        for log in self.logs().values():
            log.write_bytes(b"")
        self.start()
        until("PostgreSQL", self.is_up)

    def start(self) -> None:
        """Start the server."""
        command = [str(BIN / "postgres"), "-D", str(self.data)]
        output = self.folder / "startup.log"
        self.process = self.processes.start(
            command, user="postgres", output=output, groups=self.groups, TZ=self.site.zone_of("db")
        )

    def control(self, *words: str) -> str:
        """Run pg_ctl on the cluster."""
        return self._run("pg_ctl", "-D", str(self.data), *words)

    def is_up(self) -> bool:
        """Whether it answers."""
        return self.sql("SELECT 'here'", seconds=10).strip() == "here"

    def sql(self, statements: str, *, seconds: float = 120) -> str:
        """Run statements as postgres, over the local socket."""
        database = "postgres" if "shop" not in self._databases else "shop"
        where = ("-h", str(SOCKETS), "-U", "postgres", "-d", database)
        done = self._run("psql", *where, "-XqAt", "-F|", given=statements, seconds=seconds)
        if "CREATE DATABASE shop" in statements:
            self._databases.add("shop")
        return done

    _databases: set[str] = set()  # noqa: RUF012  # one server a process

    def session(self, statements: str, *, application: str = "psql") -> Process:
        """A connection of the role shop that stays."""
        address, port = self.entry
        where = ["-h", address, "-p", str(port), "-U", "shop", "-d", "shop"]
        psql = [str(BIN / "psql"), *where, "-Xq"]
        process = self.processes.start(psql, PGAPPNAME=application, PGPASSWORD="geheim")
        if process.stdin:
            with suppress(BrokenPipeError):  # a client that was refused is gone before it is asked
                process.stdin.write(statements.encode() + b"\n")
                process.stdin.flush()
        return process

    def samples(self) -> Iterable[Sample]:
        """The exporter's counters; pg_up 0 alone when the server does not answer."""
        rows = [line.split("|") for line in self.sql(EXPORTER, seconds=10).splitlines() if line.count("|") == 2]
        yield "pg_up", {}, float(bool(rows))
        for metric, label, value in rows:
            labels = dict([label.split("=", 1)]) if label else {}
            yield metric, labels, float(value)

    def logs(self) -> dict[str, Path]:
        """The log in the form that the site asked for; none of its own where it goes to syslog."""
        if self.site.server == "syslog":
            return {}
        suffix = SUFFIXES[self.site.server]
        return {f"postgresql-15-main{suffix}": self.folder / f"postgresql-15-main{suffix}"}

    def _run(self, program: str, *args: str, given: str = "", seconds: float = 120) -> str:
        command = [str(BIN / program), *args]
        return self.processes.run(command, user="postgres", given=given, seconds=seconds, PGAPPNAME="postgres_exporter")
