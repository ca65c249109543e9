"""Control groups (version 1): the lab's share of this machine, and a host that has as little as a small rented one."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
CONTROLLERS = ("cpu", "memory", "blkio")
BEFORE_OTHERS = 16384  # share of the processors, where each other program has 1024: the lab suffers its faults alone


@dataclass(frozen=True, slots=True)
class Limits:
    """What a host has: bytes of memory with its page cache (empty: this machine's), bytes and operations a second.

    Nought operations and bytes: as many as this machine's disk does.
    """

    memory: str = ""
    disk_bytes: int = 0
    disk_operations: int = 0


class Groups:
    """One group a controller, all of one name; gone when :meth:`remove` is called."""

    def __init__(self, name: str) -> None:
        """Make them, open to each user's programs; FileNotFoundError where the machine has no such controllers."""
        self.paths = {controller: ROOT / controller / name for controller in CONTROLLERS}
        for path in self.paths.values():
            path.mkdir()
            (path / "cgroup.procs").chmod(0o666)

    def inside(self, command: Sequence[str]) -> list[str]:
        """The command that runs a program in these groups."""
        enter = "".join(f"echo 0 > {path}/cgroup.procs; " for path in self.paths.values())
        return ["sh", "-c", f'{enter} exec "$@"', "sh", *command]

    def come_before_others(self) -> None:
        """Give these groups the processors before what else runs on this machine."""
        (self.paths["cpu"] / "cpu.shares").write_text(str(BEFORE_OTHERS), encoding="ascii")

    def limit_memory(self, most: str) -> None:
        """Let them use so much memory, ``-1`` for all that there is."""
        (self.paths["memory"] / "memory.limit_in_bytes").write_text(most, encoding="ascii")

    def limit(self, limits: Limits, folder: Path) -> None:
        """Let them use no more than that, of the disk on which ``folder`` lies."""
        if limits.memory:
            self.limit_memory(limits.memory)
        device = folder.stat().st_dev
        for way in ("read", "write"):
            for unit, most in (("bps", limits.disk_bytes), ("iops", limits.disk_operations)):
                rule = f"{os.major(device)}:{os.minor(device)} {most}"
                (self.paths["blkio"] / f"blkio.throttle.{way}_{unit}_device").write_text(rule, encoding="ascii")

    def remove(self) -> None:
        """Remove them, and those within them, as soon as what ran there is gone."""
        for path in self.paths.values():
            for place in (*path.glob("*/"), path):
                for _ in range(50):
                    with suppress(OSError):
                        place.rmdir()
                        break
                    time.sleep(0.1)
