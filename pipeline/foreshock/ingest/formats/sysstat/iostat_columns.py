"""What the columns of iostat mean, from sysstat 9 to 12, in its text and in its JSON.

Source: iostat(1) of sysstat 9.0.4, 10.1.5 and 12.6.1. A column that no convention fits keeps its name.
"""

from __future__ import annotations

from collections.abc import Mapping

from foreshock.ingest.formats.parts.measurements import KIBIBYTE, MEBIBYTE, MILLISECOND, PERCENT, SECTOR, Measure
from foreshock.ingest.formats.sysstat.sar_columns import measure_of as sar_measure

_DIRECTIONS = {"r": "read", "w": "write", "d": "discard", "f": "flush"}
_SIZES = {"kB": KIBIBYTE, "MB": MEBIBYTE, "sec": SECTOR, "Blk": SECTOR}
_AMOUNTS = {"read": "read", "wrtn": "write", "dscd": "discard"}


def measure_of(column: str) -> Measure:
    """What a column measures; ``iostat.<column>`` where no convention fits."""
    return _MEASURES.get(column) or Measure(f"iostat.{column}", _own_unit(column))


def _own_unit(column: str) -> str | None:
    if column.startswith("%"):
        return "%"
    if column.endswith("/s"):
        return "/s"
    return {"kB_": "KiBy", "MB_": "MiBy"}.get(column[:3])


def _io(scale: float, direction: str) -> Measure:
    return Measure("system.disk.io", "By/s", scale, (("direction", direction),))


def _measures() -> Mapping[str, Measure]:
    measures = {column: sar_measure("DEV", column) for column in ("tps", "aqu-sz", "avgqu-sz", "await", "%util")}
    for column in ("user", "nice", "system", "iowait", "steal", "idle"):
        measures[f"%{column}"] = sar_measure("CPU", f"%{column}")
    for letter, direction in _DIRECTIONS.items():
        labels = (("direction", direction),)
        measures[f"{letter}/s"] = Measure("system.disk.operations", "{operation}/s", 1.0, labels)
        measures[f"{letter}_await"] = Measure("system.disk.operation_time", "s", MILLISECOND, labels)
        for size, scale in _SIZES.items():
            measures[f"{letter}{size}/s"] = _io(scale, direction)
    for word, direction in _AMOUNTS.items():
        for size, scale in _SIZES.items():
            measures[f"{size}_{word}/s"] = _io(scale, direction)
    measures["util"] = Measure("system.disk.io_time", "1", PERCENT)
    return measures


_MEASURES = _measures()
