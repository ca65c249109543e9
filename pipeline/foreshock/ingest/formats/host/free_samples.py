"""What free of procps-ng 4.0.2 and 3.2.8 prints."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_MEMORY = "system.memory.usage"
_WIDE = Sample(
    program="date -Is; free -w, procps-ng 4.0.2",
    text=(
        "2023-07-10T20:00:01-05:00\n"
        "               total        used        free      shared     buffers       cache   available\n"
        "Mem:         8053804     1262704     5830864       60576       61596      898640     6483996\n"
        "Swap:        2097152        1024     2096128\n"
    ),
    rows=(
        {"line": 3, "time": "2023-07-11T01:00:01Z", "metric": "system.memory.limit", "value": 8053804.0 * 1024,
         "unit": "By"},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "used"}, "value": 1262704.0 * 1024},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "free"}, "value": 5830864.0 * 1024},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "shared"}, "value": 60576.0 * 1024},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "buffers"}, "value": 61596.0 * 1024},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "cached"}, "value": 898640.0 * 1024},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "available"}, "value": 6483996.0 * 1024},
        {"line": 4, "metric": "system.paging.limit", "value": 2097152.0 * 1024},
        {"line": 4, "metric": "system.paging.usage", "labels": {"state": "used"}, "value": 1024.0 * 1024},
        {"line": 4, "metric": "system.paging.usage", "labels": {"state": "free"}, "value": 2096128.0 * 1024},
    ),
)  # fmt: skip
_OLD = Sample(
    program="free -m, procps 3.2.8",
    text=(
        "             total       used       free     shared    buffers     cached\n"
        "Mem:         15950      15721        229          0        154       9530\n"
        "-/+ buffers/cache:       6036       9914\n"
        "Swap:         2047          0       2047\n"
    ),
    rows=tuple(
        {"line": line, "time": None, "metric": metric, "value": mib * 1024.0**2}
        for line, metric, mib in (
            (2, "system.memory.limit", 15950), (2, _MEMORY, 15721), (2, _MEMORY, 229), (2, _MEMORY, 0),
            (2, _MEMORY, 154), (2, _MEMORY, 9530), (3, "free.buffers_cache.used", 6036),
            (3, "free.buffers_cache.free", 9914), (4, "system.paging.limit", 2047),
            (4, "system.paging.usage", 0), (4, "system.paging.usage", 2047),
        )
    ),
)  # fmt: skip
_HUMAN = Sample(
    program="free -h, procps-ng 4.0.2",
    text=(
        "               total        used        free      shared  buff/cache   available\n"
        "Mem:            23Gi       758Mi        19Gi       8.7Mi       3.4Gi        22Gi\n"
        "Swap:             0B          0B          0B\n"
    ),
    rows=(
        {"line": 2, "metric": "system.memory.limit", "value": 23.0 * 1024**3},
        {"line": 2, "metric": _MEMORY, "labels": {"state": "used"}, "value": 758.0 * 1024**2},
        {"line": 2, "metric": _MEMORY, "labels": {"state": "free"}, "value": 19.0 * 1024**3},
        {"line": 2, "metric": _MEMORY, "labels": {"state": "shared"}, "value": 8.7 * 1024**2},
        {"line": 2, "metric": _MEMORY, "labels": {"state": "buff_cache"}, "value": 3.4 * 1024**3},
        {"line": 2, "metric": _MEMORY, "labels": {"state": "available"}, "value": 22.0 * 1024**3},
        {"line": 3, "metric": "system.paging.limit", "value": 0.0},
        {"line": 3, "metric": "system.paging.usage", "labels": {"state": "used"}, "value": 0.0},
        {"line": 3, "metric": "system.paging.usage", "labels": {"state": "free"}, "value": 0.0},
    ),
)

SAMPLES = (_WIDE, _OLD, _HUMAN)
