"""The CSV that dstat and pcp-dstat write with ``--output``: groups of columns under a heading of two lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.parts.csv_fields import fields_of
from foreshock.ingest.formats.parts.measurements import PERCENT, Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, number
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.time.clock import Clock

_BANNER = re.compile(r'"(?:Dstat|pcp-dstat) [\w.]+ CSV output"', re.IGNORECASE)
_ABOUT = re.compile(r'"(?:Author|Host|Cmdline):"')
_STAMP = re.compile(r"(?P<day>\d\d)-(?P<month>\d\d) (?P<clock>\d\d:\d\d:\d\d)$")
_DELAY = re.compile(r" (\d{1,5})(?: \d+)?$")  # dstat [-afv] [options..] [delay [count]]
_CPU, _IO, _NET = "system.cpu.utilization", "system.disk.io", "system.network.io"
_STATES = {
    "usr": "user", "sys": "system", "idl": "idle", "wai": "iowait", "hiq": "irq", "siq": "softirq", "stl": "steal",
}  # fmt: skip
_MEMORY = {"used": "used", "free": "free", "buff": "buffers", "cach": "cached"}


def measure_of(group: str, column: str) -> tuple[Measure, Labels]:
    """What a column of a group measures, and of what; dstat counts in bytes and percent."""
    name, _, about = group.partition("/")
    if match := re.match(r"(?:total )?cpu(\d*)(?: usage)?$", group):
        share = Measure(_CPU, "1", PERCENT, (("state", _STATES.get(column, column)),))
        return share, (("cpu", match[1] or "all"),)
    device: Labels = (("device", "all" if about in {"", "total"} else about),)
    known = {
        ("dsk", "read"): Measure(_IO, "By/s", labels=(("direction", "read"),)),
        ("dsk", "writ"): Measure(_IO, "By/s", labels=(("direction", "write"),)),
        ("io", "read"): Measure("system.disk.operations", "{operation}/s", labels=(("direction", "read"),)),
        ("io", "writ"): Measure("system.disk.operations", "{operation}/s", labels=(("direction", "write"),)),
        ("net", "recv"): Measure(_NET, "By/s", labels=(("direction", "receive"),)),
        ("net", "send"): Measure(_NET, "By/s", labels=(("direction", "transmit"),)),
    }.get((name, column))
    if known:
        return known, device
    of_host = {
        ("load avg", "1m"): Measure("system.cpu.load_average.1m", "1"),
        ("load avg", "5m"): Measure("system.cpu.load_average.5m", "1"),
        ("load avg", "15m"): Measure("system.cpu.load_average.15m", "1"),
        ("system", "csw"): Measure("system.context_switches", "{switch}/s"),
        ("procs", "run"): Measure("system.processes.count", "{process}", labels=(("status", "running"),)),
        ("procs", "blk"): Measure("system.processes.count", "{process}", labels=(("status", "blocked"),)),
        ("procs", "new"): Measure("system.processes.created", "{process}/s"),
        ("swap", "used"): Measure("system.paging.usage", "By", labels=(("state", "used"),)),
        ("swap", "free"): Measure("system.paging.usage", "By", labels=(("state", "free"),)),
    }.get((group, column))
    if group == "memory usage" and column in _MEMORY:
        of_host = Measure("system.memory.usage", "By", labels=(("state", _MEMORY[column]),))
    return of_host or Measure(f"dstat.{group}.{column}".replace(" ", "_"), None), ()


_SAMPLE = Sample(
    program="Dstat 0.7.4 (dstat -t -c -d -n -m --output dstat.csv 5), over New Year",
    text=(
        '"Dstat 0.7.4 CSV output"\n'
        '"Author:","Dag Wieers <dag@wieers.com>",,,,"URL:","http://dag.wieers.com/home-made/dstat/"\n'
        '"Host:","db-01",,,,"User:","root"\n'
        '"Cmdline:","dstat -t -c -d -n -m --output dstat.csv 5",,,,"Date:","31 Dec 2023 23:59:55 UTC"\n'
        '"system","total cpu usage",,,"dsk/sda",,"net/total",,"memory usage",\n'
        '"time","usr","idl","stl","read","writ","recv","send","used","free"\n'
        "31-12 23:59:55,1.5,98.5,0.0,1024.0,0.0,512.0,128.0,4096.0,8192.0\n"
        "01-01 00:00:00,2.5,97.5,0.0,0.0,0.0,0.0,0.0,4096.0,8192.0\n"
    ),
    rows=(
        {"line": 7, "time": "2023-12-31T23:59:55Z", "host": "db-01", "metric": _CPU, "value": 0.015, "unit": "1",
         "labels": {"cpu": "all", "state": "user"}},
        {"line": 7, "labels": {"cpu": "all", "state": "idle"}, "value": 0.985},
        {"line": 7, "labels": {"cpu": "all", "state": "steal"}, "value": 0.0},
        {"line": 7, "metric": _IO, "labels": {"device": "sda", "direction": "read"}, "value": 1024.0, "unit": "By/s"},
        {"line": 7, "metric": _IO, "labels": {"device": "sda", "direction": "write"}, "value": 0.0},
        {"line": 7, "metric": _NET, "labels": {"device": "all", "direction": "receive"}, "value": 512.0},
        {"line": 7, "metric": _NET, "labels": {"device": "all", "direction": "transmit"}, "value": 128.0},
        {"line": 7, "metric": "system.memory.usage", "labels": {"state": "used"}, "value": 4096.0, "unit": "By"},
        {"line": 7, "metric": "system.memory.usage", "labels": {"state": "free"}, "value": 8192.0},
        {"line": 8, "time": "2024-01-01T00:00:00Z", "metric": _CPU, "value": 0.025},
        *({"line": 8, "time": "2024-01-01T00:00:00Z"} for _ in range(8)),
    ),
)  # fmt: skip


class DstatParser(ReportParser):
    """One file; dstat writes the head again whenever it is started on the same file."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """The year, and the time of rows without one, is that of the ``Date:`` in the head."""
        super().__init__(clock, options)
        self._groups: list[str] = []
        self._columns: list[tuple[str, str]] = []
        self._step = 1_000_000
        self._month = 0
        self._year = clock.year

    def take(self, text: str, line: int) -> str:
        """Take in a line of the head, a heading, or a row."""
        cells = fields_of(text, ",")
        if not text.strip() or _BANNER.match(text):
            self._groups, self._columns = [], []
            return ATTACHED
        if _ABOUT.match(text):
            self._about(cells)
            return ATTACHED
        if not self._groups:
            self._groups = _filled(cells)
            return ATTACHED
        if not self._columns:
            self._columns = list(zip(self._groups, cells, strict=False))
            return ATTACHED
        return self._row(cells, line)

    def _about(self, cells: Sequence[str]) -> None:
        said = dict(pairwise(cells))
        self.host = said.get("Host:") or self.host
        if delay := _DELAY.search(said.get("Cmdline:", "")):
            self._step = int(delay[1]) * 1_000_000
        if self.dated_by(said.get("Date:", "")) and self.stamp is not None:
            began = datetime.fromtimestamp(self.stamp // 1_000_000, UTC)
            self._year, self._month = began.year, began.month
            self.stamp -= self._step  # the first row is of that time

    def _row(self, cells: Sequence[str], line: int) -> str:
        if len(cells) != len(self._columns):
            return f"{len(cells)} values under {len(self._columns)} columns"
        values = dict(zip(self._columns, cells, strict=True))
        if not self._timed(values) and self.stamp is not None:
            self.stamp += self._step
        numbers = {key: number(text) for key, text in values.items() if key[1] not in {"time", "epoch"}}
        if not any(value is not None for value in numbers.values()):
            return "a row without a number"
        for (group, column), value in numbers.items():
            measure, labels = measure_of(group, column)
            self.put(line, labels, [(measure, value)])
        return RECORD

    def _timed(self, values: Mapping[tuple[str, str], str]) -> bool:
        """Whether the row states its time: day and month without a year, or seconds since 1970."""
        for (_, column), text in values.items():
            if column == "epoch" and (seconds := number(text)) is not None:
                self.at(round(seconds * 1e6), 0)
                return True
            match = _STAMP.match(text) if column == "time" else None
            if match:
                month = int(match["month"])
                self._year += month < self._month
                self._month = month
                stated = time_line(f"{self._year}-{match['month']}-{match['day']} {match['clock']}")
                if stated:
                    self.at(stated.stamp, None)
                return stated is not None
        return False


def _filled(cells: Sequence[str]) -> list[str]:
    """The group of each column: the name stands above its first one."""
    groups: list[str] = []
    for cell in cells:
        groups.append(cell or (groups[-1] if groups else ""))
    return groups


class Dstat:
    """dstat and pcp-dstat."""

    name = "dstat-csv"
    title = "dstat (CSV)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = (_SAMPLE,)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when dstat's banner is among the lines."""
        if not any(_BANNER.match(line) for line in lines):
            return None
        known = sum(bool(not line.strip() or _BANNER.match(line) or _ABOUT.match(line)) for line in lines)
        rows = sum("," in line and not _ABOUT.match(line) for line in lines)
        about = next((line for line in lines if line.startswith('"Cmdline:"')), "")
        date = time_line(about.rpartition('"Date:",')[2])
        host = fields_of(next((line for line in lines if line.startswith('"Host:"')), ""), ",")
        return Recognition(
            (known + rows) / len(lines),
            "the head of dstat's CSV",
            zone=date.zone if date else None,
            host=host[1] if len(host) > 1 else None,
            dated=date is not None,
        )

    def open(self, options: Options, clock: Clock) -> DstatParser:
        """A parser; ``time`` (ISO 8601) is of the first row where neither it nor the head has one."""
        return DstatParser(clock, options)


FORMATS: tuple[Format, ...] = (Dstat(),)
