"""Metrics of all hosts as Prometheus answers to query_range, with the series of their exporters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from foreshock.simulate.cases.gauges import Gauges
from foreshock.simulate.cases.scene import Scene
from foreshock.simulate.cases.shop import MAX_CONNECTIONS
from foreshock.simulate.cases.writers.measures import KB_A_GIB, run_queue, sampled, samples
from foreshock.simulate.clock import SECOND
from foreshock.simulate.load import Floats

Series = tuple[str, dict[str, str], Sequence[float] | Floats]


def query_range(scene: Scene, all_gauges: Iterable[Gauges]) -> str:
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


def _series(scene: Scene, gauges: Gauges, at: list[int], v: dict[str, Floats]) -> Iterator[Series]:
    step = float(scene.knobs.every_s)

    def counter(rate: Floats, begin: float = 4_000.0) -> Floats:
        """A counter that grows by a rate a second."""
        return np.asarray(begin + np.cumsum(rate * step), dtype=np.float64)

    host = gauges.host
    for mode in ("user", "system", "iowait", "idle"):
        yield "node_cpu_seconds_total", {"mode": mode, "cpu": "0"}, counter(v[mode] / 100 * host.cpus)
    yield "node_load1", {}, [run_queue(gauges, now) for now in samples(v)]
    total = host.memory_gb * KB_A_GIB * 1024.0
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
