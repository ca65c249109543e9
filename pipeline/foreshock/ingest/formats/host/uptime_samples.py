"""What uptime of procps-ng and of Solaris prints."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_ALONE = Sample(
    program="uptime, procps-ng 4.0.2",
    text=" 10:25:20 up 16:03,  2 users,  load average: 0.00, 0.01, 0.05\n",
    rows=(
        {"line": 1, "time": None, "metric": "system.uptime", "value": 57780.0, "unit": "s"},
        {"line": 1, "metric": "uptime.users", "value": 2.0},
        {"line": 1, "metric": "system.cpu.load_average.1m", "value": 0.0},
        {"line": 1, "metric": "system.cpu.load_average.5m", "value": 0.01},
        {"line": 1, "metric": "system.cpu.load_average.15m", "value": 0.05},
    ),
)
_DATED = Sample(
    program="date -Is; uptime, procps-ng 4.0.2",
    text=(
        "2023-07-10T20:00:01-05:00\n"
        " 20:00:01 up 23 days,  3 min,  1 user,  load average: 9.03, 7.41, 4.10\n"
    ),
    rows=(
        {"line": 2, "time": "2023-07-11T01:00:01Z", "metric": "system.uptime", "value": 23 * 86400.0 + 180},
        {"line": 2, "metric": "uptime.users", "value": 1.0},
        {"line": 2, "metric": "system.cpu.load_average.1m", "value": 9.03},
        {"line": 2, "metric": "system.cpu.load_average.5m", "value": 7.41},
        {"line": 2, "metric": "system.cpu.load_average.15m", "value": 4.1},
    ),
)  # fmt: skip

_SOLARIS = Sample(
    program="date -u; uptime, Solaris 11.4",
    text=(
        "Mon Jul 10 20:00:01 UTC 2023\n"
        "  8:00pm  up 1 day(s), 17 min(s),  1 user,  load average: 0.07, 0.03, 0.01\n"
    ),
    rows=(
        {"line": 2, "time": "2023-07-10T20:00:01Z", "metric": "system.uptime", "value": 86400.0 + 17 * 60},
        {"line": 2, "metric": "uptime.users", "value": 1.0},
        {"line": 2, "metric": "system.cpu.load_average.1m", "value": 0.07},
        {"line": 2, "metric": "system.cpu.load_average.5m", "value": 0.03},
        {"line": 2, "metric": "system.cpu.load_average.15m", "value": 0.01},
    ),
)  # fmt: skip

SAMPLES = (_ALONE, _DATED, _SOLARIS)
