"""What a host's processors, memory, disks and network do over time: the state that sar and df print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from foreshock.simulate.clock import Zone
from foreshock.simulate.load import rhythm
from foreshock.simulate.world import Host


@dataclass(frozen=True, slots=True)
class Volume:
    """A mounted file system: ``filled`` gives the knots (instant, share used) that it moves between.

    ``swapped`` is what a replacement of the device changes from an instant on: (instant, device, MiB).
    """

    mountpoint: str
    device: str
    size_mb: int
    filled: Sequence[tuple[int, float]]
    inodes: int = 1_000_000
    swapped: tuple[int, str, int] | None = None

    def used(self, at: int) -> float:
        """The share of the space that is used, 0 to 1."""
        instants, shares = zip(*self.filled, strict=True)
        return float(np.interp(at, instants, shares))

    def device_at(self, at: int) -> tuple[str, int]:
        """The device and its size in MiB."""
        if self.swapped and at >= self.swapped[0]:
            return self.swapped[1], self.swapped[2]
        return self.device, self.size_mb


@dataclass(frozen=True, slots=True)
class Strain:
    """A stretch of time in which a host works otherwise than its load says; levels are per cent, rates per second.

    ``user`` and ``iowait`` are added to what the load makes; with ``idle`` the load does not reach the host.
    """

    start: int
    end: int
    user: float = 0.0
    iowait: float = 0.0
    busy: float = 0.0
    write_kb: float = 0.0
    read_kb: float = 0.0
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """One sample of a host: shares in per cent, rates a second, memory in kB."""

    user: float
    system: float
    iowait: float
    busy: float
    read_kb: float
    write_kb: float
    load: float
    runq: int
    blocked: int
    processes: int
    memory_used_kb: int
    cached_kb: int
    received_kb: float
    sent_kb: float


@dataclass(frozen=True, slots=True)
class Machine:
    """A host under load; ``cpu_at_mean`` is its user share in per cent when the load is the mean of a day."""

    host: Host
    zone: Zone
    cpu_at_mean: float
    disk: str
    volumes: tuple[Volume, ...]
    strains: tuple[Strain, ...] = ()
    presence: Callable[[int], float] = lambda _: 1.0

    def moment(self, at: int, rng: np.random.Generator) -> Moment:
        """The averages over the ten minutes that end at an instant."""
        middle = at - 300_000_000
        strains = [strain for strain in self.strains if strain.start <= middle < strain.end]
        reached = 0.02 if any(strain.idle for strain in strains) else self.presence(middle)
        level = float(rhythm(self.zone, np.array([middle]))[0]) * reached
        jitter = rng.normal(1.0, 0.06, 8)
        user = min(92.0, (0.6 + self.cpu_at_mean * level) * jitter[0] + sum(s.user for s in strains))
        iowait = max(0.0, 0.15 * level * jitter[2] + sum(s.iowait for s in strains) * jitter[2])
        busy = min(99.6, max(0.1, 4.0 * level * jitter[3] + sum(s.busy for s in strains) * jitter[3]))
        load = (user + iowait) / 100 * self.host.cpus * jitter[4]
        total = self.host.memory_gb * 1024 * 1024
        return Moment(
            user=user,
            system=user * 0.28 * jitter[1],
            iowait=iowait,
            busy=busy,
            read_kb=max(0.0, 220 * level * jitter[5] + sum(s.read_kb for s in strains) * jitter[5]),
            write_kb=max(0.0, 410 * level * jitter[6] + sum(s.write_kb for s in strains) * jitter[6]),
            load=load,
            runq=round(load),
            blocked=round(iowait / 12),
            processes=160 + round(25 * level),
            memory_used_kb=int(total * (0.22 + 0.05 * level * jitter[7])),
            cached_kb=int(total * (0.61 if reached > 0.1 else 0.3)),
            received_kb=max(0.0, 180 * level * jitter[5]),
            sent_kb=max(0.0, 640 * level * jitter[6]),
        )
