"""Exporters' metrics that a convention names as they stand; counters and all others keep their own names."""

from __future__ import annotations

from collections.abc import Mapping

from foreshock.ingest.formats.parts.measurements import Measure


def measure_of(name: str) -> Measure:
    """What a metric measures; its own name without a unit where no convention fits."""
    return _MEASURES.get(name) or Measure(name, None)


def _state(metric: str, unit: str, state: str) -> Measure:
    return Measure(metric, unit, labels=(("state", state),))


_MEMORY = "system.memory.usage"
_SWAP = "system.paging.usage"
_MEASURES: Mapping[str, Measure] = {
    "node_load1": Measure("system.cpu.load_average.1m", "1"),
    "node_load5": Measure("system.cpu.load_average.5m", "1"),
    "node_load15": Measure("system.cpu.load_average.15m", "1"),
    # What a service that is not root can still write, as df's Avail; node_filesystem_free_bytes keeps its name.
    "node_filesystem_avail_bytes": _state("system.filesystem.usage", "By", "free"),
    "node_filesystem_size_bytes": Measure("system.filesystem.limit", "By"),
    "node_filesystem_files_free": _state("system.filesystem.inodes.usage", "{inode}", "free"),
    "node_filesystem_files": Measure("system.filesystem.inodes.limit", "{inode}"),
    "node_memory_MemTotal_bytes": Measure("system.memory.limit", "By"),
    "node_memory_MemAvailable_bytes": _state(_MEMORY, "By", "available"),
    "node_memory_MemFree_bytes": _state(_MEMORY, "By", "free"),
    "node_memory_Buffers_bytes": _state(_MEMORY, "By", "buffers"),
    "node_memory_Cached_bytes": _state(_MEMORY, "By", "cached"),
    "node_memory_Committed_AS_bytes": _state(_MEMORY, "By", "committed"),
    "node_memory_Dirty_bytes": _state(_MEMORY, "By", "dirty"),
    "node_memory_Active_bytes": _state(_MEMORY, "By", "active"),
    "node_memory_Inactive_bytes": _state(_MEMORY, "By", "inactive"),
    "node_memory_SwapFree_bytes": _state(_SWAP, "By", "free"),
    "node_memory_SwapCached_bytes": _state(_SWAP, "By", "cached"),
    "node_procs_running": Measure("system.processes.count", "{process}", labels=(("status", "running"),)),
    "node_procs_blocked": Measure("system.processes.count", "{process}", labels=(("status", "blocked"),)),
    "pg_stat_activity_count": Measure("postgresql.backends", "{connection}"),
    "pg_settings_max_connections": Measure("postgresql.connection.max", "{connection}"),
}
