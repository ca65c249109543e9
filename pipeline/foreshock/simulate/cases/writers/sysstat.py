"""Metrics of a host as sysstat prints them: text of ``sar -A``, JSON of ``sadf -j``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from foreshock.simulate.cases.gauges import Gauges
from foreshock.simulate.cases.scene import Scene
from foreshock.simulate.cases.writers.measures import KB_A_GIB, Sample, run_queue, sampled, samples
from foreshock.simulate.clock import SECOND

Table = tuple[tuple[str, ...], list[list[Any]]]


def sar_text(scene: Scene, gauges: Gauges) -> str:
    """Sysstat 12.6, LC_ALL=C, 24 hours."""
    at, values = sampled(scene, gauges)
    host = gauges.host
    faces = [scene.face(host.name, each) for each in at]
    parts = [f"Linux 6.1.0-18-amd64 ({host.name}) \t{faces[0]:%m/%d/%Y} \t_x86_64_\t({host.cpus} CPU)\n"]
    for names, rows in _tables(gauges, samples(values), at):
        begin = scene.face(host.name, scene.start)
        parts.append(f"\n{begin:%H:%M:%S}   {_cells(names)}\n")
        per_instant = len(rows) // max(len(at), 1)
        for number, row in enumerate(rows):
            parts.append(f"{faces[number // per_instant]:%H:%M:%S}   {_cells(row)}\n")
    return "".join(parts)


def _cells(row: Sequence[Any]) -> str:
    *cells, last = [f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row]
    tail = f" {last}" if str(row[-1]).startswith("/") or row[-1] == "MOUNTPOINT" else last.rjust(10)
    return cells[0].rjust(8) + "".join(cell.rjust(10) for cell in cells[1:]) + tail


def _tables(gauges: Gauges, rows: Sequence[Sample], at: Sequence[int]) -> Iterator[Table]:
    """The sections of sar, a row an instant (an instant and a filesystem in the last)."""
    yield from _processors_and_memory(gauges, rows)
    yield from _devices(rows)
    yield _filesystems(gauges, at)


def _processors_and_memory(gauges: Gauges, rows: Sequence[Sample]) -> Iterator[Table]:
    total = gauges.host.memory_gb * KB_A_GIB
    yield (
        ("CPU", "%user", "%nice", "%system", "%iowait", "%steal", "%idle"),
        [["all", now["user"], 0.0, now["system"], now["iowait"], 0.0, now["idle"]] for now in rows],
    )
    yield ("pswpin/s", "pswpout/s"), [[now["swapped"] * 0.45, now["swapped"] * 0.55] for now in rows]
    yield (
        ("kbmemfree", "kbavail", "kbmemused", "%memused", "kbbuffers", "kbcached", "kbcommit", "%commit"),
        [
            [
                int(total * (1 - now["memory"]) * 0.3), int(total * (1 - now["memory"])),
                int(total * now["memory"]), 100 * now["memory"], total // 90,
                int(total * (1 - now["memory"]) * 0.6), int(total * now["memory"] * 1.3),
                130 * now["memory"],
            ]
            for now in rows
        ],
    )  # fmt: skip
    yield (
        ("runq-sz", "plist-sz", "ldavg-1", "ldavg-5", "ldavg-15", "blocked"),
        [
            [
                int(running), 172 + int(now["sessions"]), running, running * 0.9, running * 0.8,
                int(now["iowait"] / 12),
            ]
            for now in rows
            for running in (run_queue(gauges, now),)
        ],
    )  # fmt: skip


def _devices(rows: Sequence[Sample]) -> Iterator[Table]:
    yield (
        ("DEV", "tps", "rkB/s", "wkB/s", "dkB/s", "areq-sz", "aqu-sz", "await", "%util"),
        [
            [
                "sdb", tps, now["read_kb"], now["write_kb"], 0.0,
                (now["read_kb"] + now["write_kb"]) / max(tps, 0.1), tps * now["await"] / 1000,
                now["await"], now["busy"],
            ]
            for now in rows
            for tps in (now["read_kb"] / 24 + now["write_kb"] / 16,)
        ],
    )  # fmt: skip
    yield (
        ("IFACE", "rxpck/s", "txpck/s", "rxkB/s", "txkB/s", "rxcmp/s", "txcmp/s", "rxmcst/s", "%ifutil"),
        [
            [
                "eth0", now["received_kb"] * 1.6, now["sent_kb"] * 1.1, now["received_kb"],
                now["sent_kb"], 0.0, 0.0, 0.0, now["sent_kb"] / 1250,
            ]
            for now in rows
        ],
    )  # fmt: skip
    yield (
        ("IFACE", "rxerr/s", "txerr/s", "coll/s", "rxdrop/s", "txdrop/s", "txcarr/s", "rxfram/s", "rxfifo/s",
         "txfifo/s"),
        [["eth0", 0.0, 0.0, 0.0, now["dropped"], 0.0, 0.0, 0.0, 0.0, 0.0] for now in rows],
    )  # fmt: skip


def _filesystems(gauges: Gauges, at: Sequence[int]) -> Table:
    rows: list[list[Any]] = []
    for moment in at:
        for each in gauges.filesystems:
            share, inodes = each.share(moment), each.inode_share(moment)
            count = each.size_mb * 64
            rows.append([
                int(each.size_mb * (1 - share)), int(each.size_mb * share), 100 * share, 100 * share,
                int(count * (1 - inodes)), int(count * inodes), 100 * inodes, each.mountpoint,
            ])  # fmt: skip
    return ("MBfsfree", "MBfsused", "%fsused", "%ufsused", "Ifree", "Iused", "%Iused", "MOUNTPOINT"), rows


def sadf_json(scene: Scene, gauges: Gauges) -> str:
    """``sadf -j -- -A``: one document; stamps in UTC, as sadf prints them without -T."""
    at, values = sampled(scene, gauges)
    host = gauges.host
    head = {
        "nodename": host.name, "sysname": "Linux", "release": "6.1.0-18-amd64", "machine": "x86_64",
        "number-of-cpus": host.cpus, "file-date": f"{scene.face(host.name, scene.start):%Y-%m-%d}", "timezone": "UTC",
        "statistics": [
            _statistics(scene, gauges, moment, now) for moment, now in zip(at, samples(values), strict=True)
        ],
    }  # fmt: skip
    return json.dumps({"sysstat": {"hosts": [head]}}, indent=1) + "\n"


def _statistics(scene: Scene, gauges: Gauges, moment: int, now: Sample) -> dict[str, Any]:
    """One element of ``statistics``: everything that was measured at a moment."""
    face = scene.face(gauges.host.name, moment - scene.knobs.zone.offset_hours * 3600 * SECOND)
    total, used = gauges.host.memory_gb * KB_A_GIB, now["memory"]
    return {
        "timestamp": {
            "date": f"{face:%Y-%m-%d}", "time": f"{face:%H:%M:%S}", "utc": 1, "interval": scene.knobs.every_s,
        },
        "cpu-load": [{
            "cpu": "all", "user": now["user"], "nice": 0.0, "system": now["system"],
            "iowait": now["iowait"], "steal": 0.0, "idle": now["idle"],
        }],
        "swap-pages": {"pswpin": now["swapped"] * 0.45, "pswpout": now["swapped"] * 0.55},
        "memory": {
            "memfree": int(total * (1 - used) * 0.3), "avail": int(total * (1 - used)),
            "memused": int(total * used), "memused-percent": round(100 * used, 2),
            "cached": int(total * (1 - used) * 0.6),
        },
        "queue": {"runq-sz": int(run_queue(gauges, now)), "ldavg-1": round(run_queue(gauges, now), 2)},
        "disk": [{
            "disk-device": "sdb", "rkB": now["read_kb"], "wkB": now["write_kb"],
            "await": now["await"], "util-percent": now["busy"],
            "aqu-sz": round((now["read_kb"] / 24 + now["write_kb"] / 16) * now["await"] / 1000, 2),
        }],
        "network": {
            "net-dev": [{"iface": "eth0", "rxkB": now["received_kb"], "txkB": now["sent_kb"]}],
            "net-edev": [{"iface": "eth0", "rxerr": 0.0, "rxdrop": now["dropped"], "txdrop": 0.0}],
        },
        "filesystems": [
            {
                "filesystem": f"/dev/{each.device}", "mountpoint": each.mountpoint,
                "MBfsfree": int(each.size_mb * (1 - each.share(moment))),
                "MBfsused": int(each.size_mb * each.share(moment)),
                "%fsused": round(100 * each.share(moment), 2),
                "Ifree": int(each.size_mb * 64 * (1 - each.inode_share(moment))),
                "Iused": int(each.size_mb * 64 * each.inode_share(moment)),
                "%Iused": round(100 * each.inode_share(moment), 2),
            }
            for each in gauges.filesystems
        ],
    }  # fmt: skip
