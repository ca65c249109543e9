"""How Windows' performance monitor calls its counters: the machine, the object, which of them, the counter."""

from __future__ import annotations

import re

_COUNTER = re.compile(r"^\\\\(?P<host>[^\\]+)\\(?P<object>[^\\(]+)(?:\((?P<instance>.*)\))?\\(?P<counter>[^\\]+)$")


def counter_of(name: str) -> tuple[str, dict[str, str], str] | None:
    r"""Metric, labels and host of ``\\DB-01\LogicalDisk(C:)\% Free Space``; None for what is no counter."""
    match = _COUNTER.match(name)
    if match is None:
        return None
    metric = ".".join(_word(match[part]) for part in ("object", "counter"))
    return metric, {"instance": match["instance"]} if match["instance"] else {}, match["host"]


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower().replace("%", "percent ")).strip("_")
