"""The site that the scenarios happen to: hosts, their clocks, the days that are recorded, the volume of traffic."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from foreshock.simulate.clock import Zone

EST = Zone("EST", -5)


@dataclass(frozen=True, slots=True)
class Host:
    """A machine: its name, address, role, processors and memory; ``ahead_s`` is how far its clock runs ahead."""

    name: str
    address: str
    role: str
    cpus: int = 4
    memory_gb: int = 16
    ahead_s: int = 0


@dataclass(frozen=True, slots=True)
class World:
    """A web shop: one nginx, one application host, one PostgreSQL server, and a mail host nobody depends on.

    ``start``, ``logs_from`` and ``end`` are local days (midnight): metrics are recorded from ``start``, logs
    from ``logs_from``, both up to ``end``. ``visits_per_day`` is the number of requests by people and bots on
    an ordinary day; everything else scales with it.
    """

    zone: Zone = EST
    start: str = "2023-07-07"
    logs_from: str = "2023-07-09"
    end: str = "2023-07-11"
    visits_per_day: int = 40_000
    web: Host = field(default_factory=lambda: Host("web-01", "10.0.1.11", "web"))
    app: Host = field(default_factory=lambda: Host("app-01", "10.0.1.21", "app", cpus=8))
    db: Host = field(default_factory=lambda: Host("db-01", "10.0.1.31", "db", cpus=8, memory_gb=32))
    mail: Host = field(default_factory=lambda: Host("mail-01", "10.0.1.41", "mail", cpus=2, memory_gb=4))

    @property
    def hosts(self) -> tuple[Host, ...]:
        """All hosts, in the order of the request path."""
        return (self.web, self.app, self.db, self.mail)

    def clock(self, host: Host) -> Zone:
        """The zone as this host's clock shows it."""
        return replace(self.zone, ahead_s=host.ahead_s)

    def at(self, text: str) -> int:
        """Microseconds since 1970 UTC of a local time of the site."""
        return self.zone.micros(text)
