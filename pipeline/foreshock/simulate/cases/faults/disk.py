"""Faults of disks and filesystems."""

from __future__ import annotations

from foreshock.simulate.cases import failures
from foreshock.simulate.cases.faults.told import Fault, Told
from foreshock.simulate.cases.scene import Scene
from foreshock.simulate.cases.shop import APP, DB, ON_DATABASE, READING, WRITING
from foreshock.simulate.clock import MINUTE, SECOND


def disk_full(scene: Scene) -> Told:
    """The data volume fills up over the last hour; from the last block on, what writes fails."""
    at, end = scene.fault_at, scene.fixed_at
    mount = scene.knobs.data_mount
    volume = scene.gauges[DB.name].volume(mount)
    volume.used = [(scene.start, 0.78), (at - 30 * MINUTE, 0.86), (at, 1.0), (end, 1.0), (end + 1, 0.64)]
    scene.fail(at, end, failures.DISK_FULL, (0.7, 0.95), routes=WRITING)
    scene.fail(at + 20 * SECOND, end, failures.DISK_FULL, (0.03, 0.12), routes=READING)
    scene.slow(at, end, (1.4, 2.2))
    if scene.knobs.is_postgresql:
        for moment in scene.every(at, end, 70):
            scene.server(
                moment, "ERROR", 'could not extend file "base/16385/24601_vm": No space left on device', code="53100",
                more={"HINT": "Check free disk space.", "CONTEXT": 'automatic vacuum of table "shop.public.orders"'},
                pid=40_118,
            )  # fmt: skip
    else:
        for moment in scene.every(at, end, 60):
            scene.server(
                moment, "ERROR",
                "Write to file ./shop/orders.ibd failed at offset 1048576, 1048576 bytes should have been written, "
                "only 0 were written. Operating system error number 28. Check that your OS and file system support "
                "files of this size. Check also that the disk is not full or a disk quota exceeded.",
                code="MY-012639", session="InnoDB", pid=17,
            )  # fmt: skip
    return Told(DB.name, at, end, ("No space left on device", "Operating system error number 28", "is full", mount))


def inodes(scene: Scene) -> Told:
    """Session files that nobody removes take the last inode of the application's volume."""
    at, end = scene.fault_at, scene.fixed_at
    volume = scene.gauges[APP.name].volume("/srv")
    volume.inodes = [(scene.start, 0.83), (at, 1.0), (end, 1.0), (end + 1, 0.2)]
    scene.fail(at, end, failures.NO_SESSION_FILE, (0.35, 0.6))
    return Told(APP.name, at, end, ("/srv",))


def io_saturation(scene: Scene) -> Told:
    """A neighbour on the same storage takes its throughput: the disk is busy, and nothing says why."""
    at, end = scene.fault_at, scene.fixed_at
    scene.gauges[DB.name].move_to(at, end, {"busy": 99.2, "await": 74.0, "iowait": 46.0})
    scene.slow(at + 4 * SECOND, end, (14.0, 22.0))
    return Told(DB.name, at + 5 * SECOND, end, ("system.disk.io_time", "system.cpu.utilization", "sdb"))


def disk_failure(scene: Scene) -> Told:
    """A disk reports medium errors; what it holds there cannot be read."""
    at, end = scene.fault_at, scene.fixed_at
    sector = 117_440_512
    scene.say(at - 9 * MINUTE, DB, "smartd[611]", "Device: /dev/sdb [SAT], 8 Currently unreadable (pending) sectors")
    for moment in scene.every(at, end, 11):
        sector += 8
        scene.say(
            moment, DB, "kernel",
            "sd 2:0:0:0: [sdb] tag#12 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=4s",
            "sd 2:0:0:0: [sdb] tag#12 Sense Key : Medium Error [current] ",
            f"critical medium error, dev sdb, sector {sector} op 0x0:(READ) flags 0x80700 phys_seg 4 prio class 2",
            level="ERROR",
        )  # fmt: skip
    scene.gauges[DB.name].move_to(at, end, {"await": 310.0, "busy": 97.0})
    scene.fail(at + 3 * SECOND, end, failures.IO_ERROR, (0.15, 0.3), routes=ON_DATABASE)
    scene.slow(at, end, (2.0, 6.0))
    return Told(DB.name, at + 3 * SECOND, end, ("medium error, dev sdb", "Medium Error"))


def read_only(scene: Scene) -> Told:
    """ext4 meets an aborted journal and remounts read-only."""
    at, end = scene.fault_at, scene.fixed_at
    server = "postgres" if scene.knobs.is_postgresql else "mysqld"
    scene.say(
        at, DB, "kernel",
        "Aborting journal on device sdb1-8.",
        f"EXT4-fs error (device sdb1): ext4_journal_check_start:83: comm {server}: Detected aborted journal",
        "EXT4-fs (sdb1): Remounting filesystem read-only",
        level="ERROR",
    )  # fmt: skip
    if not scene.knobs.is_postgresql:
        for moment in scene.every(at + SECOND, end, 20):
            scene.server(moment, "ERROR", "Operating system error number 30 in a file operation.", code="MY-012592",
                         session="InnoDB", pid=0)  # fmt: skip
            scene.server(moment + 1, "ERROR", "Error number 30 means 'Read-only file system'", code="MY-012596",
                         session="InnoDB", pid=0)  # fmt: skip
    scene.fail(at + SECOND, end, failures.READ_ONLY, (0.9, 1.0), routes=WRITING)
    scene.fail(at + SECOND, end, failures.READ_ONLY, (0.05, 0.2), routes=READING)
    return Told(DB.name, at + SECOND, end, ("Remounting filesystem read-only", "Read-only file system"))


FAULTS = (
    Fault("disk-full", disk_full, ("database",)),
    Fault("inode-exhaustion", inodes, ("metrics",)),
    Fault("disk-io-saturation", io_saturation, ("metrics",)),
    Fault("disk-failure", disk_failure, ("syslog",)),
    Fault("filesystem-read-only", read_only, ("syslog",)),
)
