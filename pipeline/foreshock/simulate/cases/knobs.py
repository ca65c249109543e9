"""What may differ from one drawn case to the next: the programs, the formats of their logs, clocks, noise, decoys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from foreshock.simulate.clock import Zone

Database = Literal["postgresql", "mariadb", "mysql"]
DatabaseLog = Literal["stderr", "csvlog", "jsonlog", "syslog", "error-log"]
WebLog = Literal["combined", "json", "logfmt", "apache", "haproxy"]
AppLog = Literal["python", "json"]
HostLog = Literal["rfc3164", "rfc3339", "journald"]
Metrics = Literal["sar", "sadf", "prometheus"]
Source = Literal["database", "app", "web-error", "syslog", "metrics"]
When = Literal["earlier", "together", "later"]

ZONES = (Zone("UTC", 0), Zone("EST", -5), Zone("CET", 1), Zone("JST", 9))


@dataclass(frozen=True, slots=True)
class Knobs:
    """One case. ``rate`` is people's requests a second, ``every_s`` the interval of the metrics.

    ``ahead`` is by how many seconds the clock of a host runs ahead, ``noise`` scales how much happens on the hosts
    that has nothing to do with the fault. ``decoy`` names an unrelated trouble on another host, ``decoy_when``
    where it lies; ``missing`` is the source that nobody kept.
    """

    cause: str
    seed: int
    minutes: int = 75
    rate: float = 6.0
    day: str = "2024-03-13"
    hour: int = 10
    zone: Zone = ZONES[0]
    database: Database = "postgresql"
    database_log: DatabaseLog = "stderr"
    web_log: WebLog = "combined"
    app_log: AppLog = "python"
    host_log: HostLog = "rfc3164"
    metrics: Metrics = "sar"
    every_s: int = 60
    ahead: Mapping[str, int] = field(default_factory=dict)
    noise: float = 1.0
    decoy: str | None = None
    decoy_when: When = "earlier"
    missing: Source | None = None

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is PostgreSQL; MySQL or MariaDB otherwise."""
        return self.database == "postgresql"

    @property
    def data_mount(self) -> str:
        """Where the volume of the database's files is mounted."""
        return "/var/lib/postgresql" if self.is_postgresql else "/var/lib/mysql"
