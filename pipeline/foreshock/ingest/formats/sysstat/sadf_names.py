"""sar's column names for the keys of ``sadf -j``, which drops the units from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.sysstat.sar_columns import CODES, WORDS, measure_of
from foreshock.ingest.formats.sysstat.sar_tables import entity_labels

# The key that names what an object is about, and sar's column for it.
_ENTITIES = {
    "cpu": "CPU", "number": "CPU", "disk-device": "DEV", "iface": "IFACE", "filesystem": "FILESYSTEM",
    "mountpoint": "MOUNTPOINT", "intr": "INTR", "line": "TTY", "fchost": "FCHOST",
    "bus_number": "BUS",
}  # fmt: skip
_NUMBERED = {
    "fan-speed": "FAN",
    "temperature": "TEMP",
    "voltage-input": "IN",
    "battery": "BAT",
}  # where "number" is no CPU's
_PREFIXES = {"cpu-load": "%", "cpu-load-all": "%", "memory": "kb", "hugepages": "kb"}
_PLAIN_SECTIONS = frozenset({
    "kernel", "queue", "filesystems", "net-sock", "net-sock6", "usb-devices", *_NUMBERED,
})  # fmt: skip
_PLAIN_KEYS = frozenset({"tps", "rtps", "wtps", "dtps", "areq-sz", "aqu-sz", "await", "svctm", "blg_len"})
_OTHER_NAMES = {"frequency": "MHz", "inactive": "kbinact", "percent-capacity": "%cap", "variation": "cap/min"}
# The same measures again, in sectors and under their old names.
_REPEATED = {"rd_sec": "rkB", "wr_sec": "wkB", "dc_sec": "dkB", "avgrq-sz": "areq-sz", "avgqu-sz": "aqu-sz"}
_NOT_SECTIONS = frozenset({"timestamp", "boot"})


def json_values(sample: Mapping[str, Any]) -> Iterator[tuple[Measure, float, Labels]]:
    """Every value of one sample: its measure, the number as printed, the labels of what it is about."""
    for section, content in sample.items():
        if section not in _NOT_SECTIONS:
            yield from _section(section, content)


def _section(section: str, content: object) -> Iterator[tuple[Measure, float, Labels]]:
    if isinstance(content, list):
        for item in content:
            yield from _section(section, item)
    elif isinstance(content, dict):
        key = next((key for key in _ENTITIES if key in content), None)
        entity = _NUMBERED.get(section, _ENTITIES[key]) if key else ""
        codes = ((code, str(content[code])) for code in CODES if code in content)
        labels = (*entity_labels(entity, str(content[key])), *codes) if key else ()
        for name, value in content.items():
            if isinstance(value, dict | list):
                yield from _section(name, value)
            elif name != key and isinstance(value, int | float) and _REPEATED.get(name) not in content:
                column = _column(section, name)
                if column not in WORDS:
                    yield measure_of(entity, column), value, labels


def _column(section: str, key: str) -> str:
    """The name that sar has for a key."""
    if key in _OTHER_NAMES:
        return _OTHER_NAMES[key]
    if key.endswith("-percent"):
        return f"%{key.removesuffix('-percent')}"
    if section.startswith("psi-"):
        kind, _, window = key.partition("_avg")
        return f"%{kind[0]}{section.removeprefix('psi-')}" + (f"-{window}" if window else "")
    if section in _PREFIXES:
        return _PREFIXES[section] + key
    if section == "interrupts":
        return "intr/s" if key == "value" else key
    return key if section in _PLAIN_SECTIONS or key in _PLAIN_KEYS else f"{key}/s"
