"""collectd's identifiers (plugin, type, instances, data source) as metrics; ``plugin.type.source`` where none fits."""

from __future__ import annotations

from collections.abc import Mapping

from foreshock.ingest.formats.parts.measurements import PERCENT, Measure
from foreshock.ingest.formats.parts.tags import Labels

_STATES: Mapping[str, str] = {
    "user": "user", "system": "system", "idle": "idle", "wait": "iowait", "nice": "nice", "steal": "steal",
    "interrupt": "irq", "softirq": "softirq", "used": "used", "free": "free", "cached": "cached",
    "buffered": "buffers", "available": "available", "active": "active", "inactive": "inactive",
    "running": "running", "blocked": "blocked", "sleeping": "sleeping",
}  # fmt: skip
_LOADS = {"shortterm": "1m", "midterm": "5m", "longterm": "15m"}
# (plugin, type) -> metric, unit, scale, the label of the type instance, the label of the plugin instance
_STATED: Mapping[tuple[str, str], tuple[str, str, float, str, str]] = {
    ("cpu", "percent"): ("system.cpu.utilization", "1", PERCENT, "state", "cpu"),
    ("memory", "memory"): ("system.memory.usage", "By", 1.0, "state", ""),
    ("memory", "percent"): ("system.memory.utilization", "1", PERCENT, "state", ""),
    ("swap", "swap"): ("system.paging.usage", "By", 1.0, "state", ""),
    ("swap", "percent"): ("system.paging.utilization", "1", PERCENT, "state", ""),
    ("df", "df_complex"): ("system.filesystem.usage", "By", 1.0, "state", "mountpoint"),
    ("df", "df_inodes"): ("system.filesystem.inodes.usage", "{inode}", 1.0, "state", "mountpoint"),
    ("processes", "ps_state"): ("system.processes.count", "{process}", 1.0, "status", ""),
}  # fmt: skip


def identified(parts: Mapping[str, str], source: str) -> tuple[Measure, Labels]:
    """The measure, with what it adds to the labels in it, and the labels of the instances.

    ``parts`` are plugin, plugin_instance, type and type_instance; ``source`` is the data source.
    """
    plugin, kind = parts["plugin"], parts["type"]
    plugin_instance, type_instance = parts["plugin_instance"], parts["type_instance"]
    if (plugin, kind) == ("load", "load") and source in _LOADS:
        return Measure(f"system.cpu.load_average.{_LOADS[source]}", "1"), ()
    if (plugin, kind, type_instance) == ("df", "percent_bytes", "used"):
        return Measure("system.filesystem.utilization", "1", PERCENT), (("mountpoint", _mountpoint(plugin_instance)),)
    stated = _STATED.get((plugin, kind))
    if stated is not None:
        metric, unit, scale, state, of = stated
        instance = _mountpoint(plugin_instance) if of == "mountpoint" else plugin_instance or "all"
        return Measure(metric, unit, scale, ((state, _STATES.get(type_instance, type_instance)),)), (
            ((of, instance),) if of else ()
        )
    named = [part for part in (plugin, kind, source if source != "value" else "") if part]
    instances = (("plugin_instance", plugin_instance), ("type_instance", type_instance))
    return Measure(".".join(named) or source, None), tuple((key, value) for key, value in instances if value)


def _mountpoint(instance: str) -> str:
    # The plugin df writes / as root and a slash as a dash.
    return "/" if instance == "root" else "/" + instance.replace("-", "/")
