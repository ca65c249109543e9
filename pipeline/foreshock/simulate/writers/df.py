"""``date; df -k`` as a cron job appends it to a file every six hours (coreutils 9, LC_ALL=C)."""

from __future__ import annotations

from foreshock.simulate.clock import HOUR, MONTHS
from foreshock.simulate.machine import Machine

EVERY = 6 * HOUR
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_RESERVED = 0.05


def df_text(machine: Machine, start: int, end: int) -> str:
    """The snapshots from ``start`` up to ``end`` (microseconds UTC), one second past each sixth hour."""
    return "".join(_snapshot(machine, at - machine.zone.ahead + 1_000_000) for at in range(start, end, EVERY))


def _snapshot(machine: Machine, at: int) -> str:
    moment = machine.zone.local(at)
    weekday, month = _DAYS[moment.weekday()], MONTHS[moment.month - 1]
    date = f"{weekday} {month} {moment.day:2d} {moment:%H:%M:%S} {machine.zone.name} {moment.year}"
    rows = [("Filesystem", "1K-blocks", "Used", "Available", "Use%", "Mounted on")]
    for volume in machine.volumes:
        device, size_mb = volume.device_at(at)
        blocks = size_mb * 1024
        used = round(blocks * volume.used(at))
        free = blocks - used - (round(blocks * _RESERVED) if volume.mountpoint == "/" else 0)
        percent = -(-100 * used // (used + free))
        rows.append((device, str(blocks), str(used), str(free), f"{percent}%", volume.mountpoint))
    device_width = max(14, *(len(row[0]) for row in rows))
    widths = [max(len(row[i]) for row in rows) for i in range(1, 5)]
    lines = [
        " ".join(
            [row[0].ljust(device_width), *(cell.rjust(w) for cell, w in zip(row[1:5], widths, strict=True)), row[5]]
        )
        for row in rows
    ]
    return "\n".join([date, *lines]) + "\n"
