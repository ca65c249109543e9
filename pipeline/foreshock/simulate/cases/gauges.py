"""What a host measures over time: normal levels that follow the load, and how faults move them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from foreshock.simulate.clock import Micros
from foreshock.simulate.load import Floats
from foreshock.simulate.noise import Noise
from foreshock.simulate.world import Host

Mode = Literal["set", "add", "times"]

# Normal levels, and which of them follow the traffic. Processors and disk in per cent, memory as a share,
# kB and events a second, milliseconds of a disk's answer.
_LEVELS: dict[str, dict[str, float]] = {
    "web": {"user": 7, "memory": 0.31, "busy": 1.5},
    "app": {"user": 17, "memory": 0.46, "busy": 2.0},
    "db": {"user": 14, "memory": 0.38, "busy": 7.0, "read_kb": 240, "write_kb": 620, "iowait": 0.6},
    "replica": {"user": 9, "memory": 0.36, "busy": 6.0, "read_kb": 140, "write_kb": 600},
    "mail": {"user": 3, "memory": 0.35},
    "build": {"user": 22, "memory": 0.41, "busy": 12.0},
    "warehouse": {"user": 15, "memory": 0.52, "busy": 15.0, "read_kb": 2_100},
}
_COMMON: dict[str, float] = {
    "user": 5, "system": 2.5, "iowait": 0.3, "busy": 2.0, "await": 1.1, "read_kb": 30, "write_kb": 90, "memory": 0.4,
    "swapped": 0.0, "dropped": 0.0, "received_kb": 190, "sent_kb": 560, "conntrack": 2_100, "files": 3_800,
    "sessions": 12, "active": 1.6, "idle_in_transaction": 0.1, "lock_waits": 0.0, "deadlocks": 0.0,
    "temp_bytes": 18_000, "rows": 7_400, "requested_checkpoints": 0.0, "lag": 0.3, "slow": 0.02, "tmp_disk": 0.2,
    "wait_free": 0.0, "checkpoint_age": 0.22, "commits": 22,
}  # fmt: skip
_WITH_TRAFFIC = frozenset({
    "user", "system", "iowait", "busy", "read_kb", "write_kb", "received_kb", "sent_kb", "active", "rows", "commits",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """A measure leaves its normal level from ``start`` to ``end``, reaching ``to`` after ``ramp_s`` seconds."""

    name: str
    start: int
    end: int
    to: float
    mode: Mode
    ramp_s: float


@dataclass(slots=True)
class FileSystem:
    """A mounted filesystem: shares used of space and inodes, as knots (instant, share) that it moves between."""

    mountpoint: str
    device: str
    size_mb: int
    used: list[tuple[int, float]]
    inodes: list[tuple[int, float]]

    def share(self, at: int) -> float:
        """The share of the space in use."""
        return _between(self.used, at)

    def inode_share(self, at: int) -> float:
        """The share of the inodes in use."""
        return _between(self.inodes, at)


def _between(knots: list[tuple[int, float]], at: int) -> float:
    return float(np.interp(at, [knot[0] for knot in knots], [knot[1] for knot in knots]))


@dataclass(slots=True)
class Gauges:
    """The measures of one host."""

    host: Host
    noise: Noise
    data_mount: str
    moves: list[Move] = field(default_factory=list)
    filesystems: list[FileSystem] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = {"db": 61_000, "replica": 61_000, "warehouse": 480_000}.get(self.host.role)
        self.filesystems.append(FileSystem("/", "sda1", 38_000, [(0, 0.34)], [(0, 0.06)]))
        if size:
            self.filesystems.append(FileSystem(self.data_mount, "sdb1", size, [(0, 0.57)], [(0, 0.02)]))
        elif self.host.role == "app":
            self.filesystems.append(FileSystem("/srv", "sdb1", 18_000, [(0, 0.41)], [(0, 0.11)]))

    def volume(self, mountpoint: str) -> FileSystem:
        """One of the filesystems."""
        return next(each for each in self.filesystems if each.mountpoint == mountpoint)

    def move(self, name: str, start: int, end: int, to: float, *, mode: Mode = "set", ramp_s: float = 15.0) -> None:
        """A measure leaves its normal level for a while."""
        if name not in _COMMON:
            raise KeyError(name)
        self.moves.append(Move(name, start, end, to, mode, ramp_s))

    def move_to(self, start: int, end: int, levels: Mapping[str, float]) -> None:
        """Several measures leave their normal levels together."""
        for name, to in levels.items():
            self.move(name, start, end, to)

    def values(self, instants: Sequence[int], traffic: Floats) -> dict[str, Floats]:
        """Every measure at each instant; ``traffic`` is the load there, 1 on an ordinary day."""
        at = np.asarray(instants, dtype=np.int64)
        levels = _COMMON | _LEVELS.get(self.host.role, {})
        found: dict[str, Floats] = {}
        for name, level in levels.items():
            rng = self.noise.stream(f"{self.host.name} {name}")
            follows = 0.35 + 0.65 * traffic if name in _WITH_TRAFFIC else np.ones(len(at))
            found[name] = level * follows * np.exp(0.09 * rng.standard_normal(len(at)))
        for move in self.moves:
            found[move.name] = _moved(found[move.name], move, at)
        found["memory"] = np.clip(found["memory"], 0.02, 0.995)
        return _within_a_processor(found)


def _moved(values: Floats, move: Move, at: Micros) -> Floats:
    """The values with one move; a level keeps a little of the noise that it had."""
    inside = (at >= move.start) & (at < move.end)
    if not inside.any():
        return values
    reached = np.clip((at - move.start) / max(move.ramp_s * 1e6, 1.0), 0.0, 1.0)
    wobble = 1.0 + 0.25 * (values / max(float(np.mean(values)), 1e-9) - 1.0)
    target = {"set": move.to * wobble, "add": values + move.to * wobble, "times": values * move.to}[move.mode]
    return np.where(inside, values + (target - values) * reached, values)


def _within_a_processor(found: dict[str, Floats]) -> dict[str, Floats]:
    """User, system and iowait cannot pass a hundred per cent, nor can a disk be busier than always."""
    total = found["user"] + found["system"] + found["iowait"]
    over = np.maximum(total / 99.4, 1.0)
    for name in ("user", "system", "iowait"):
        found[name] = found[name] / over
    found["idle"] = np.maximum(100.0 - found["user"] - found["system"] - found["iowait"], 0.0)
    found["busy"] = np.minimum(found["busy"], 99.9)
    return found
