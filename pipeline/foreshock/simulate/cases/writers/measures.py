"""Metrics of the hosts: text of ``sar -A``, JSON of ``sadf -j``, or what Prometheus answers to query_range."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from foreshock.simulate.cases.gauges import Floats, Gauges
from foreshock.simulate.cases.scene import Scene
from foreshock.simulate.cases.shop import MAX_CONNECTIONS
from foreshock.simulate.cases.visits import load
from foreshock.simulate.clock import SECOND

_GIB_KB = 1024 * 1024
Table = tuple[tuple[str, ...], list[list[Any]]]


def instants(scene: Scene, host: str) -> list[int]:
    """When a host is measured: every interval of its own clock, unless it is off."""
    step = scene.knobs.every_s * SECOND
    ticks = range(scene.start + step, scene.end, step)
    return [at for at in ticks if not scene.is_silent(host, at)]


def sampled(scene: Scene, gauges: Gauges) -> tuple[list[int], dict[str, Floats]]:
    """The instants of a host's samples and all its measures there."""
    at = instants(scene, gauges.host.name)
    return at, gauges.values(at, load(scene, np.array(at, dtype=np.int64)))


def sar_text(scene: Scene, gauges: Gauges) -> str:
    """Sysstat 12.6, LC_ALL=C, 24 hours."""
    at, values = sampled(scene, gauges)
    host = gauges.host
    faces = [scene.face(host.name, each) for each in at]
    parts = [f"Linux 6.1.0-18-amd64 ({host.name}) \t{faces[0]:%m/%d/%Y} \t_x86_64_\t({host.cpus} CPU)\n"]
    for names, rows in _tables(gauges, values, at):
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


def _tables(gauges: Gauges, v: dict[str, Floats], at: list[int]) -> Iterator[Table]:
    """The sections of sar, a row an instant (an instant and a filesystem in the last)."""
    host, span = gauges.host, range(len(at))
    total = host.memory_gb * _GIB_KB
    yield (
        ("CPU", "%user", "%nice", "%system", "%iowait", "%steal", "%idle"),
        [["all", f(v["user"], i), 0.0, f(v["system"], i), f(v["iowait"], i), 0.0, f(v["idle"], i)] for i in span],
    )
    yield ("pswpin/s", "pswpout/s"), [[f(v["swapped"], i) * 0.45, f(v["swapped"], i) * 0.55] for i in span]
    yield (
        ("kbmemfree", "kbavail", "kbmemused", "%memused", "kbbuffers", "kbcached", "kbcommit", "%commit"),
        [
            [
                int(total * (1 - f(v["memory"], i)) * 0.3), int(total * (1 - f(v["memory"], i))),
                int(total * f(v["memory"], i)), 100 * f(v["memory"], i), total // 90,
                int(total * (1 - f(v["memory"], i)) * 0.6), int(total * f(v["memory"], i) * 1.3),
                130 * f(v["memory"], i),
            ]
            for i in span
        ],
    )  # fmt: skip
    yield (
        ("runq-sz", "plist-sz", "ldavg-1", "ldavg-5", "ldavg-15", "blocked"),
        [
            [
                int(running), 172 + int(f(v["sessions"], i)), running, running * 0.9, running * 0.8,
                int(f(v["iowait"], i) / 12),
            ]
            for i in span
            for running in (_load(gauges, v, i),)
        ],
    )  # fmt: skip
    yield (
        ("DEV", "tps", "rkB/s", "wkB/s", "dkB/s", "areq-sz", "aqu-sz", "await", "%util"),
        [
            [
                "sdb", tps, f(v["read_kb"], i), f(v["write_kb"], i), 0.0,
                (f(v["read_kb"], i) + f(v["write_kb"], i)) / max(tps, 0.1), tps * f(v["await"], i) / 1000,
                f(v["await"], i), f(v["busy"], i),
            ]
            for i in span
            for tps in (f(v["read_kb"], i) / 24 + f(v["write_kb"], i) / 16,)
        ],
    )  # fmt: skip
    yield (
        ("IFACE", "rxpck/s", "txpck/s", "rxkB/s", "txkB/s", "rxcmp/s", "txcmp/s", "rxmcst/s", "%ifutil"),
        [
            [
                "eth0", f(v["received_kb"], i) * 1.6, f(v["sent_kb"], i) * 1.1, f(v["received_kb"], i),
                f(v["sent_kb"], i), 0.0, 0.0, 0.0, f(v["sent_kb"], i) / 1250,
            ]
            for i in span
        ],
    )  # fmt: skip
    yield (
        ("IFACE", "rxerr/s", "txerr/s", "coll/s", "rxdrop/s", "txdrop/s", "txcarr/s", "rxfram/s", "rxfifo/s",
         "txfifo/s"),
        [["eth0", 0.0, 0.0, 0.0, f(v["dropped"], i), 0.0, 0.0, 0.0, 0.0, 0.0] for i in span],
    )  # fmt: skip
    rows: list[list[Any]] = []
    for moment in at:
        for each in gauges.filesystems:
            share, inodes = each.share(moment), each.inode_share(moment)
            count = each.size_mb * 64
            rows.append([
                int(each.size_mb * (1 - share)), int(each.size_mb * share), 100 * share, 100 * share,
                int(count * (1 - inodes)), int(count * inodes), 100 * inodes, each.mountpoint,
            ])  # fmt: skip
    yield ("MBfsfree", "MBfsused", "%fsused", "%ufsused", "Ifree", "Iused", "%Iused", "MOUNTPOINT"), rows


def f(values: Floats, place: int) -> float:
    """One value as Python's own float."""
    return round(float(values[place]), 4)


def _load(gauges: Gauges, v: dict[str, Floats], i: int) -> float:
    busy = (f(v["user"], i) + f(v["system"], i)) / 100
    # A processor that is wholly taken has a queue in front of it.
    queue = 3.0 * gauges.host.cpus * max(0.0, busy - 0.9) * 10
    return busy * gauges.host.cpus + queue + f(v["iowait"], i) / 8


def sadf_json(scene: Scene, gauges: Gauges) -> str:
    """``sadf -j -- -A``: one document; stamps in UTC, as sadf prints them without -T."""
    at, v = sampled(scene, gauges)
    host = gauges.host
    statistics = []
    for i, moment in enumerate(at):
        face = scene.face(host.name, moment - scene.knobs.zone.offset_hours * 3600 * SECOND)
        total = host.memory_gb * _GIB_KB
        used = f(v["memory"], i)
        statistics.append({
            "timestamp": {
                "date": f"{face:%Y-%m-%d}", "time": f"{face:%H:%M:%S}", "utc": 1, "interval": scene.knobs.every_s,
            },
            "cpu-load": [{
                "cpu": "all", "user": f(v["user"], i), "nice": 0.0, "system": f(v["system"], i),
                "iowait": f(v["iowait"], i), "steal": 0.0, "idle": f(v["idle"], i),
            }],
            "swap-pages": {"pswpin": f(v["swapped"], i) * 0.45, "pswpout": f(v["swapped"], i) * 0.55},
            "memory": {
                "memfree": int(total * (1 - used) * 0.3), "avail": int(total * (1 - used)),
                "memused": int(total * used), "memused-percent": round(100 * used, 2),
                "cached": int(total * (1 - used) * 0.6),
            },
            "queue": {"runq-sz": int(_load(gauges, v, i)), "ldavg-1": round(_load(gauges, v, i), 2)},
            "disk": [{
                "disk-device": "sdb", "rkB": f(v["read_kb"], i), "wkB": f(v["write_kb"], i),
                "await": f(v["await"], i), "util-percent": f(v["busy"], i),
                "aqu-sz": round((f(v["read_kb"], i) / 24 + f(v["write_kb"], i) / 16) * f(v["await"], i) / 1000, 2),
            }],
            "network": {
                "net-dev": [{"iface": "eth0", "rxkB": f(v["received_kb"], i), "txkB": f(v["sent_kb"], i)}],
                "net-edev": [{"iface": "eth0", "rxerr": 0.0, "rxdrop": f(v["dropped"], i), "txdrop": 0.0}],
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
        })  # fmt: skip
    head = {
        "nodename": host.name, "sysname": "Linux", "release": "6.1.0-18-amd64", "machine": "x86_64",
        "number-of-cpus": host.cpus, "file-date": f"{scene.face(host.name, scene.start):%Y-%m-%d}", "timezone": "UTC",
        "statistics": statistics,
    }  # fmt: skip
    return json.dumps({"sysstat": {"hosts": [head]}}, indent=1) + "\n"


def prometheus(scene: Scene, all_gauges: Iterable[Gauges]) -> str:
    """One answer with the series of all hosts' exporters; stamps are Prometheus' own, which no host's clock moves."""
    result = []
    for gauges in all_gauges:
        at, v = sampled(scene, gauges)
        for name, labels, values in _series(scene, gauges, at, v):
            job = "node" if name.startswith("node_") else "database"
            metric = {"__name__": name, "instance": f"{gauges.host.name}:9100", "job": job, **labels}
            pairs = [[moment / SECOND, f"{value:.6g}"] for moment, value in zip(at, values, strict=True)]
            result.append({"metric": metric, "values": pairs})
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}}) + "\n"


Series = tuple[str, dict[str, str], Sequence[float] | Floats]


def _series(scene: Scene, gauges: Gauges, at: list[int], v: dict[str, Floats]) -> Iterator[Series]:
    step = float(scene.knobs.every_s)

    def counter(rate: Floats, begin: float = 4_000.0) -> Floats:
        """A counter that grows by a rate a second."""
        return np.asarray(begin + np.cumsum(rate * step), dtype=np.float64)

    host = gauges.host
    for mode in ("user", "system", "iowait", "idle"):
        yield "node_cpu_seconds_total", {"mode": mode, "cpu": "0"}, counter(v[mode] / 100 * host.cpus)
    yield "node_load1", {}, [_load(gauges, v, i) for i in range(len(at))]
    total = host.memory_gb * _GIB_KB * 1024.0
    yield "node_memory_MemTotal_bytes", {}, np.full(len(at), total)
    yield "node_memory_MemAvailable_bytes", {}, total * (1 - v["memory"])
    yield "node_vmstat_pswpin", {}, counter(v["swapped"] * 0.45)
    yield "node_vmstat_pswpout", {}, counter(v["swapped"] * 0.55)
    disk = {"device": "sdb"}
    yield "node_disk_io_time_seconds_total", disk, counter(v["busy"] / 100)
    yield "node_disk_read_bytes_total", disk, counter(v["read_kb"] * 1024)
    yield "node_disk_written_bytes_total", disk, counter(v["write_kb"] * 1024)
    nic = {"device": "eth0"}
    yield "node_network_receive_bytes_total", nic, counter(v["received_kb"] * 1024)
    yield "node_network_transmit_bytes_total", nic, counter(v["sent_kb"] * 1024)
    yield "node_network_receive_drop_total", nic, counter(v["dropped"])
    yield "node_nf_conntrack_entries", {}, v["conntrack"]
    yield "node_nf_conntrack_entries_limit", {}, np.full(len(at), 65_536.0)
    for each in gauges.filesystems:
        labels = {"mountpoint": each.mountpoint, "device": f"/dev/{each.device}", "fstype": "ext4"}
        size, inodes = each.size_mb * 1024.0 * 1024.0, each.size_mb * 64.0
        yield "node_filesystem_size_bytes", labels, np.full(len(at), size)
        yield "node_filesystem_avail_bytes", labels, [size * (1 - each.share(moment)) for moment in at]
        yield "node_filesystem_files", labels, np.full(len(at), inodes)
        yield "node_filesystem_files_free", labels, [inodes * (1 - each.inode_share(moment)) for moment in at]
    if host.role in {"db", "replica", "warehouse"}:
        yield from (_postgresql if scene.knobs.is_postgresql else _mysql)(host.role, v, counter)


def _postgresql(role: str, v: dict[str, Floats], counter: Any) -> Iterator[Series]:
    shop = {"datname": "shop"}
    yield "pg_up", {}, np.ones(len(v["active"]))
    yield "pg_settings_max_connections", {}, np.full(len(v["active"]), float(MAX_CONNECTIONS))
    yield "pg_stat_activity_count", {**shop, "state": "active"}, np.rint(v["active"])
    yield "pg_stat_activity_count", {**shop, "state": "idle"}, np.rint(np.maximum(v["sessions"] - v["active"], 0))
    yield (
        "pg_stat_activity_count",
        {**shop, "state": "idle in transaction"},
        np.rint(v["idle_in_transaction"]),
    )
    yield "pg_locks_waiting", {}, np.rint(v["lock_waits"])
    yield "pg_stat_database_deadlocks", shop, np.rint(counter(v["deadlocks"], 3.0))
    yield "pg_stat_database_temp_bytes", shop, counter(v["temp_bytes"])
    yield "pg_stat_database_tup_returned", shop, counter(v["rows"])
    yield "pg_stat_database_xact_commit", shop, counter(v["commits"])
    yield "pg_stat_bgwriter_checkpoints_req", {}, np.rint(counter(v["requested_checkpoints"], 2.0))
    if role == "replica":
        yield "pg_replication_lag_seconds", {}, v["lag"]


def _mysql(role: str, v: dict[str, Floats], counter: Any) -> Iterator[Series]:
    yield "mysql_up", {}, np.ones(len(v["active"]))
    yield "mysql_global_variables_max_connections", {}, np.full(len(v["active"]), float(MAX_CONNECTIONS))
    yield "mysql_global_status_threads_connected", {}, np.rint(v["sessions"] + v["idle_in_transaction"])
    yield "mysql_global_status_threads_running", {}, np.rint(v["active"] + 1)
    yield "mysql_global_status_innodb_row_lock_current_waits", {}, np.rint(v["lock_waits"])
    yield "mysql_global_status_innodb_deadlocks", {}, np.rint(counter(v["deadlocks"], 3.0))
    yield "mysql_global_status_created_tmp_disk_tables", {}, np.rint(counter(v["tmp_disk"]))
    yield "mysql_global_status_innodb_rows_read", {}, counter(v["rows"])
    yield "mysql_global_status_slow_queries", {}, np.rint(counter(v["slow"], 40.0))
    yield "mysql_global_status_innodb_buffer_pool_wait_free", {}, np.rint(counter(v["wait_free"]))
    yield "mysql_global_status_innodb_checkpoint_age", {}, v["checkpoint_age"] * 9e7
    yield "mysql_global_status_innodb_checkpoint_max_age", {}, np.full(len(v["active"]), 9e7)
    yield "mysql_global_status_commands_total", {"command": "commit"}, counter(v["commits"])
    if role == "replica":
        yield "mysql_slave_status_seconds_behind_master", {}, np.rint(v["lag"])
