"""Unrelated troubles on hosts that nobody who shops depends on: louder, earlier or later than the fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from foreshock.simulate.cases.scene import Scene
from foreshock.simulate.cases.shop import BUILD, MAIL, WAREHOUSE
from foreshock.simulate.clock import MINUTE, SECOND

Decoy = Callable[[Scene, int, int], None]


def add_decoy(scene: Scene) -> str:
    """Tell the decoy of the case; the class of cause that it looks like, "" without a decoy."""
    if scene.knobs.decoy is None:
        return ""
    shift = {"earlier": -9 * MINUTE, "together": -20 * SECOND, "later": 3 * MINUTE}[scene.knobs.decoy_when]
    start = scene.fault_at + shift
    tell, cause = DECOYS[scene.knobs.decoy]
    tell(scene, start, start + 25 * MINUTE)
    return cause


def _mail_disk(scene: Scene, start: int, end: int) -> None:
    """The mail spool is full: a line a second, far louder than what hurts."""
    gauges = scene.join(MAIL)
    gauges.filesystems[0].used = [(scene.start, 0.93), (start, 0.999), (end, 0.999), (end + 1, 0.7)]
    for at in scene.every(start, end, 1.5):
        scene.say(
            at, MAIL, f"postfix/smtpd[{2_000 + at // SECOND % 500}]",
            "error: write file maildrop/4C1F2: No space left on device", level="ERROR",
        )  # fmt: skip


def _build_memory(scene: Scene, start: int, end: int) -> None:
    """A compiler eats the memory of the build host until the kernel ends it, again and again."""
    gauges = scene.join(BUILD)
    gauges.move("memory", start - 4 * MINUTE, end, 0.985, ramp_s=200)
    gauges.move("swapped", start - 2 * MINUTE, end, 2_400)
    for at in scene.every(start, end, 150):
        pid = int(scene.rng.integers(10_000, 60_000))
        scene.say(
            at, BUILD, "kernel",
            "cc1plus invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0",
            f"Out of memory: Killed process {pid} (cc1plus) total-vm:9184220kB, anon-rss:8811204kB, file-rss:0kB, "
            "shmem-rss:0kB, UID:998 pgtables:17880kB oom_score_adj:0",
            level="ERROR",
        )  # fmt: skip


def _build_processors(scene: Scene, start: int, end: int) -> None:
    scene.join(BUILD).move("user", start, end, 97.0)
    scene.say(start, BUILD, "systemd[1]", "Starting nightly-build.service - Full rebuild...")


def _warehouse_locks(scene: Scene, start: int, end: int) -> None:
    """Analysts block each other in a database of their own."""
    gauges = scene.join(WAREHOUSE)
    gauges.move("lock_waits", start, end, 9)
    gauges.move("active", start, end, 11)
    session = "analyst@dwh"
    for at in scene.every(start, end, 9):
        pid = int(scene.rng.integers(10_000, 60_000))
        waited = float(scene.rng.uniform(1_000, 9_000))
        if scene.knobs.is_postgresql:
            scene.server(
                at, "LOG", f"process {pid} still waiting for ShareLock on transaction 91822 after {waited:.3f} ms",
                more={"DETAIL": "Process holding the lock: 9118. Wait queue: 9131, 9147.",
                      "STATEMENT": "UPDATE fact_orders SET margin = 0 WHERE day = '2024-03-12'"},
                session=session, pid=pid, host=WAREHOUSE,
            )  # fmt: skip
        else:
            scene.server(at, "Warning", "Lock wait timeout exceeded; try restarting transaction (fact_orders)",
                         code="MY-010914", session="Server", pid=pid, host=WAREHOUSE)  # fmt: skip


def _warehouse_disk(scene: Scene, start: int, end: int) -> None:
    gauges = scene.join(WAREHOUSE)
    gauges.move("busy", start, end, 99.0)
    gauges.move("iowait", start, end, 44.0)
    gauges.move("await", start, end, 61.0)
    gauges.move("read_kb", start, end, 240_000)


DECOYS: Mapping[str, tuple[Decoy, str]] = {
    "mail-disk": (_mail_disk, "disk-full"),
    "build-memory": (_build_memory, "process-killed"),
    "build-processors": (_build_processors, "cpu-saturation"),
    "warehouse-locks": (_warehouse_locks, "lock-contention"),
    "warehouse-disk": (_warehouse_disk, "disk-io-saturation"),
}
"""Name of each decoy -> how it is told, and which class of cause it looks like."""
