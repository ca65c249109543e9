"""Text of sysstat 12.6 ``sar -A -F MOUNT``: ten-minute rows under headers, averages last; the sections that matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from foreshock.simulate.clock import DAY, MINUTE
from foreshock.simulate.machine import Machine, Moment

EVERY = 10 * MINUTE
Row = tuple[str | float | int, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """A table of sar: its column names, the width of the first one, how rows come from a moment."""

    names: tuple[str, ...]
    rows: Callable[[Machine, Moment, int], Iterable[Row]]
    first_width: int = 10
    last_is_text: bool = False
    summary: str = "Average:"


def sar_text(machine: Machine, day: int, rng: np.random.Generator, *, twelve_hours: bool = False) -> str:
    """One local day (its midnight in microseconds UTC) as ``sar`` prints it with LC_ALL=C, or with AM and PM."""
    zone = machine.zone
    date = zone.local(day + 12 * 60 * MINUTE)
    head = f"Linux 6.1.0-9-amd64 ({machine.host.name}) \t{date:%m/%d/%Y} \t_x86_64_\t({machine.host.cpus} CPU)\n"
    # cron starts sadc when the host's own clock shows a tenth minute.
    instants = [at - zone.ahead for at in range(day + EVERY, day + DAY, EVERY)]
    moments = [machine.moment(at, rng) for at in instants]
    stamp = _am_pm if twelve_hours else _plain
    parts = [head]
    for section in _SECTIONS:
        parts.append(f"\n{stamp(zone.local(day - zone.ahead + 1_000_000))}{_names(section)}\n")
        table = []
        for at, moment in zip(instants, moments, strict=True):
            rows = list(section.rows(machine, moment, at))
            table.extend(rows)
            parts.extend(f"{stamp(zone.local(at + 1_000_000))}{_row(section, row)}\n" for row in rows)
        parts.extend(f"{section.summary:<11}{_row(section, row)}\n" for row in _averages(section, table))
    return "".join(parts)


def _plain(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}   "


def _am_pm(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12:02d}:{moment:%M:%S} {'AM' if moment.hour < 12 else 'PM'}"


def _names(section: _Section) -> str:
    names = section.names[:-1] if section.last_is_text else section.names
    first, rest = names[0], names[1:]
    tail = f" {section.names[-1]}" if section.last_is_text else ""
    return first.rjust(section.first_width) + "".join(name.rjust(10) for name in rest) + tail


def _row(section: _Section, row: Row) -> str:
    cells = row[:-1] if section.last_is_text else row
    texts = [f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in cells]
    tail = f" {row[-1]}" if section.last_is_text else ""
    return texts[0].rjust(section.first_width) + "".join(text.rjust(10) for text in texts[1:]) + tail


def _averages(section: _Section, rows: Sequence[Row]) -> Iterable[Row]:
    """The mean of each column, one row for each label (device, interface, mount point)."""
    labels = list(dict.fromkeys(tuple(c for c in row if isinstance(c, str)) for row in rows))
    for label in labels:
        mine = [row for row in rows if tuple(c for c in row if isinstance(c, str)) == label]
        yield tuple(_mean([row[i] for row in mine]) for i in range(len(section.names)))


def _mean(cells: Sequence[str | float | int]) -> str | float | int:
    first = cells[0]
    if isinstance(first, str):
        return first
    mean = float(np.mean([float(cell) for cell in cells]))
    return mean if isinstance(first, float) else round(mean)


def _cpu(_: Machine, m: Moment, __: int) -> Iterable[Row]:
    rest = m.user + m.system + m.iowait + 0.11
    yield ("all", m.user, 0.0, m.system, m.iowait, 0.0, 0.0, 0.11, 0.0, 0.0, max(0.0, 100.0 - rest))


def _tasks(_: Machine, m: Moment, __: int) -> Iterable[Row]:
    yield (1.2 + m.user / 20, 900.0 + 160.0 * m.user)


def _swapping(_: Machine, __: Moment, ___: int) -> Iterable[Row]:
    yield (0.0, 0.0)


def _paging(_: Machine, m: Moment, __: int) -> Iterable[Row]:
    yield (m.read_kb, m.write_kb, 410.0 + 22.0 * m.user, 0.01, 380.0 + 30.0 * m.user, 0.0, 0.0, 0.0, 0.0)


def _io(_: Machine, m: Moment, __: int) -> Iterable[Row]:
    reads, writes = m.read_kb / 24, m.write_kb / 16
    yield (reads + writes, reads, writes, 0.0, m.read_kb * 2, m.write_kb * 2, 0.0)


def _memory(machine: Machine, m: Moment, _: int) -> Iterable[Row]:
    total = machine.host.memory_gb * 1024 * 1024
    free = max(total // 40, total - m.memory_used_kb - m.cached_kb)
    commit = int(m.memory_used_kb * 1.3)
    used = m.memory_used_kb
    yield (
        free, free + m.cached_kb, used, 100.0 * used / total, total // 90, m.cached_kb, commit, 100.0 * commit / total,
        m.cached_kb // 2, m.cached_kb // 3, int(m.write_kb * 9), used // 3, total // 40, 6_416, used // 60, 31_204,
    )  # fmt: skip


def _swap(_: Machine, __: Moment, ___: int) -> Iterable[Row]:
    yield (2_097_148, 0, 0.0, 0, 0.0)


def _queue(_: Machine, m: Moment, __: int) -> Iterable[Row]:
    yield (m.runq, m.processes, m.load, m.load * 0.97, m.load * 0.94, m.blocked)


def _disk(machine: Machine, m: Moment, at: int) -> Iterable[Row]:
    yield ("sda", 3.1, 2.2, 31.0, 0.0, 10.71, 0.01, 0.62, 0.31)
    device = machine.disk
    for volume in machine.volumes:
        if volume.swapped and at >= volume.swapped[0]:
            device = volume.swapped[1].removeprefix("/dev/").rstrip("0123456789")
    tps = m.read_kb / 24 + m.write_kb / 16
    wait = 0.7 + m.busy / 18
    size = (m.read_kb + m.write_kb) / max(tps, 0.01)
    yield (device, tps, m.read_kb, m.write_kb, 0.0, size, tps * wait / 1000, wait, m.busy)


def _network(_: Machine, m: Moment, __: int) -> Iterable[Row]:
    yield ("lo", 0.4, 0.4, 0.03, 0.03, 0.0, 0.0, 0.0, 0.0)
    share = max(m.received_kb, m.sent_kb) / 125_000 * 100
    yield ("eth0", m.received_kb * 1.6, m.sent_kb * 1.1, m.received_kb, m.sent_kb, 0.0, 0.0, 0.0, share)


def _network_errors(_: Machine, __: Moment, ___: int) -> Iterable[Row]:
    zeros = (0.0,) * 9
    yield ("lo", *zeros)
    yield ("eth0", *zeros)


def _filesystems(machine: Machine, _: Moment, at: int) -> Iterable[Row]:
    for volume in machine.volumes:
        size = volume.device_at(at)[1]
        share = volume.used(at)
        used = round(size * share)
        inodes = round(volume.inodes * min(0.04, share / 20))
        reserved = 5.1 if volume.mountpoint == "/" else 0.0
        yield (
            size - used, used, 100.0 * share, 100.0 * share + reserved, volume.inodes - inodes, inodes,
            100.0 * inodes / volume.inodes, volume.mountpoint,
        )  # fmt: skip


_SECTIONS = (
    _Section(
        ("CPU", "%usr", "%nice", "%sys", "%iowait", "%steal", "%irq", "%soft", "%guest", "%gnice", "%idle"), _cpu, 8
    ),
    _Section(("proc/s", "cswch/s"), _tasks),
    _Section(("pswpin/s", "pswpout/s"), _swapping),
    _Section(
        ("pgpgin/s", "pgpgout/s", "fault/s", "majflt/s", "pgfree/s", "pgscank/s", "pgscand/s", "pgsteal/s", "%vmeff"),
        _paging,
    ),
    _Section(("tps", "rtps", "wtps", "dtps", "bread/s", "bwrtn/s", "bdscd/s"), _io),
    _Section(
        ("kbmemfree", "kbavail", "kbmemused", "%memused", "kbbuffers", "kbcached", "kbcommit", "%commit", "kbactive",
         "kbinact", "kbdirty", "kbanonpg", "kbslab", "kbkstack", "kbpgtbl",
         "kbvmused"),
        _memory,
    ),
    _Section(("kbswpfree", "kbswpused", "%swpused", "kbswpcad", "%swpcad"), _swap),
    _Section(("runq-sz", "plist-sz", "ldavg-1", "ldavg-5", "ldavg-15", "blocked"), _queue),
    _Section(("DEV", "tps", "rkB/s", "wkB/s", "dkB/s", "areq-sz", "aqu-sz", "await", "%util"), _disk),
    _Section(
        ("IFACE", "rxpck/s", "txpck/s", "rxkB/s", "txkB/s", "rxcmp/s", "txcmp/s", "rxmcst/s", "%ifutil"), _network
    ),
    _Section(
        ("IFACE", "rxerr/s", "txerr/s", "coll/s", "rxdrop/s", "txdrop/s", "txcarr/s", "rxfram/s", "rxfifo/s",
         "txfifo/s"),
        _network_errors,
    ),
    _Section(
        ("MBfsfree", "MBfsused", "%fsused", "%ufsused", "Ifree", "Iused", "%Iused", "MOUNTPOINT"),
        _filesystems,
        last_is_text=True,
        summary="Summary:",
    ),
)  # fmt: skip
