"""Reports in columns under a heading: ``docker stats``, ``kubectl top``, mongostat, HAProxy's ``show stat``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.formats.status.quantities import quantity
from foreshock.ingest.formats.status.samples import SAMPLES
from foreshock.ingest.formats.status.stated import date_of
from foreshock.ingest.time.clock import EPOCH, Clock

_BLANKS = re.compile(r"\s{2,}|\t")
_ANY_BLANKS = re.compile(r"\s+")
_PART = re.compile(r" / |\|")  # 512MiB / 2GiB, 12|0
_YEARLESS = re.compile(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\.\d{3}$")
_YEARLESS_FORM = "%Y %b %d %H:%M:%S.%f"
_LEAP_YEAR = 2000
_BYTES = "By"


@dataclass(frozen=True, slots=True)
class Columns:
    """One program's table: how its heading looks, what its columns measure, and which say of what.

    A column without ``measures`` is called ``prefix`` and its own name in small letters with underscores.
    """

    name: str
    title: str
    prefix: str
    heading: re.Pattern[str]
    labels: Mapping[str, str]
    measures: Mapping[str, tuple[Measure, ...]] = field(default_factory=dict)
    split: re.Pattern[str] = _BLANKS
    host: str = ""  # the column that names it
    stamp: str = ""  # the column that states the time
    ignored: frozenset[str] = frozenset()
    words: Mapping[str, float] = field(default_factory=dict)
    aside: re.Pattern[str] = re.compile(r"^\s*$")
    table: Table = "metrics"

    @property
    def samples(self) -> tuple[Sample, ...]:
        """What the program prints."""
        return SAMPLES[self.name]

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the heading is among the lines."""
        headings = [match for line in lines if (match := self.heading.match(line))]
        if not headings:
            return None
        widths = {len(self.cells(_without_stamp(heading))) for heading in headings}
        known = sum(
            bool(self.heading.match(line) or self.aside.match(line)) or len(self.cells(line, max(widths))) in widths
            for line in lines
        )
        found = claim(lines, known, f"{len(headings)} heading(s) of {self.title}")
        return replace(found, has_year=False, dated=True) if found and self.stamp else found

    def open(self, options: Options, clock: Clock) -> ColumnsParser:
        """A parser; option ``time`` (ISO 8601) says when a table without a time was made."""
        return ColumnsParser(self, clock, options)

    def cells(self, text: str, width: int = 0) -> list[str]:
        """The cells of a line; of no more than ``width``, the last holds the rest."""
        return self.split.split(text.strip().removeprefix("# "), maxsplit=max(width - 1, 0))

    def value(self, text: str) -> float | None:
        """The number of a cell; "UP 1/2" is the word UP, and mongostat marks with * what came by replication."""
        number = quantity(text.strip().removeprefix("*"))
        return self.words.get(text.partition(" ")[0]) if number is None else number

    def measures_of(self, column: str) -> tuple[Measure, ...]:
        """What a column measures."""
        own = re.sub(r"\W+", "_", column).lower().strip("_")
        return self.measures.get(column) or (Measure(f"{self.prefix}.{own}", None),)


def _without_stamp(heading: re.Match[str]) -> str:
    """The names of the columns in a heading, behind which mongotop writes the time."""
    return heading.string[: heading.start("stamp")] if "stamp" in heading.re.groupindex else heading.string


class ColumnsParser(ReportParser):
    """One file of tables."""

    def __init__(self, kind: Columns, clock: Clock, options: Options) -> None:
        """``options`` may hold ``time``."""
        super().__init__(clock, options)
        self._kind = kind
        self._columns: list[str] = []

    def take(self, text: str, line: int) -> str:
        """Take in a line of the table."""
        kind = self._kind
        if heading := kind.heading.match(text):
            if stated := time_line(heading.groupdict().get("stamp") or ""):
                self.at(stated.stamp, stated.offset)
            self._columns = kind.cells(_without_stamp(heading))
            return ATTACHED
        if kind.aside.match(text):
            return ATTACHED
        cells = kind.cells(text, len(self._columns))
        if len(cells) != len(self._columns) or len(cells) < 2:  # noqa: PLR2004 - a name and a value
            return ATTACHED if self.dated_by(text) else f"not a line of {kind.title}"
        self._row(dict(zip(self._columns, cells, strict=True)), line)
        return RECORD

    def _row(self, row: dict[str, str], line: int) -> None:
        kind = self._kind
        if kind.stamp in row and not self._dated_in(row[kind.stamp]):
            return
        self.host = row.get(kind.host) or None
        labels = tuple((label, row[column]) for column, label in kind.labels.items() if row.get(column))
        for column, text in row.items():
            if column in kind.labels or column in kind.ignored or column in {kind.host, kind.stamp}:
                continue
            measures = kind.measures_of(column)
            parts = _PART.split(text) if len(measures) > 1 else [text]
            for measure, part in zip(measures, parts, strict=False):
                self.put(line, labels, ((measure, kind.value(part)),))

    def _dated_in(self, text: str) -> bool:
        """The time of a row that states its own, without a year too."""
        if stated := time_line(text):
            self.at(stated.stamp, stated.offset)
        elif _YEARLESS.match(text) and (date := date_of(f"{_LEAP_YEAR} {text}", _YEARLESS_FORM)):
            (stamp,) = self.clock.with_years(pl.Series([date.replace(tzinfo=None)]))
            self.at((stamp.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1), None)
        return self.dated


def _memory(name: str) -> tuple[Measure, ...]:
    return (Measure(f"{name}.usage", _BYTES), Measure(f"{name}.limit", _BYTES))


def _both(name: str) -> tuple[Measure, ...]:
    ways = ("receive", "transmit") if name.endswith("network.io") else ("read", "write")
    return tuple(Measure(name, _BYTES, 1.0, (("direction", way),)) for way in ways)


FORMATS: tuple[Format, ...] = (
    Columns(
        "docker-stats", "docker stats", "container",
        re.compile(r"^CONTAINER(?: ID)? +(?:NAME +)?CPU % +MEM USAGE / LIMIT +MEM %"),
        {"CONTAINER ID": "id", "CONTAINER": "id", "NAME": "container"},
        {"CPU %": (Measure("container.cpu.utilization", "1"),), "MEM USAGE / LIMIT": _memory("container.memory"),
         "MEM %": (Measure("container.memory.utilization", "1"),), "NET I/O": _both("container.network.io"),
         "BLOCK I/O": _both("container.disk.io"), "PIDS": (Measure("container.processes", "{process}"),)},
    ),
    Columns(
        "kubectl-top-nodes", "kubectl top nodes", "k8s.node",
        re.compile(r"^NAME +CPU\(cores\) +CPU(?:%|\(%\)) +MEMORY\(bytes\) +MEMORY(?:%|\(%\))\s*$"),
        {},
        {"CPU(cores)": (Measure("k8s.node.cpu.usage", "{cpu}"),), "CPU%": (Measure("k8s.node.cpu.utilization", "1"),),
         "CPU(%)": (Measure("k8s.node.cpu.utilization", "1"),),
         "MEMORY(bytes)": (Measure("k8s.node.memory.usage", _BYTES),),
         "MEMORY%": (Measure("k8s.node.memory.utilization", "1"),),
         "MEMORY(%)": (Measure("k8s.node.memory.utilization", "1"),)},
        host="NAME",
    ),
    Columns(
        "kubectl-top-pods", "kubectl top pods", "container",
        re.compile(r"^(?:NAMESPACE +)?(?:POD +)?NAME +CPU\(cores\) +MEMORY\(bytes\)\s*$"),
        {"NAMESPACE": "namespace", "POD": "pod", "NAME": "name"},
        {"CPU(cores)": (Measure("container.cpu.usage", "{cpu}"),),
         "MEMORY(bytes)": (Measure("container.memory.usage", _BYTES),)},
    ),
    Columns(
        "haproxy-stat", "HAProxy's show stat", "haproxy.status",
        re.compile(r"^# pxname,svname,(?:\w+,)*\w*$"),
        {"pxname": "proxy", "svname": "server"},
        {"status": (Measure("haproxy.server.up", None),)},
        split=re.compile(","),
        ignored=frozenset({"pid", "iid", "sid", "type", "check_status", "check_code", "tracked", ""}),
        words={"UP": 1.0, "OPEN": 1.0, "DOWN": 0.0, "MAINT": 0.0, "DRAIN": 0.0, "NOLB": 0.0, "STOP": 0.0},
    ),
    Columns(
        "mongostat", "mongostat", "mongodb.status",
        re.compile(r"^\s*(?:host +)?insert +query +update +delete +getmore +command .* time\s*$"),
        {"host": "server", "set": "set", "repl": "role"},
        {"command": (Measure("mongodb.status.command", None), Measure("mongodb.status.command_replicated", None)),
         "qrw": tuple(Measure("mongodb.status.queued", None, 1.0, (("kind", kind),)) for kind in ("read", "write")),
         "arw": tuple(Measure("mongodb.status.active", None, 1.0, (("kind", kind),)) for kind in ("read", "write"))},
        split=_ANY_BLANKS,
        stamp="time",
    ),
    Columns(
        "mongotop", "mongotop", "mongodb.top",
        re.compile(r"^ *ns +total +read +write +(?P<stamp>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))\s*$"),
        {"ns": "collection"},
        split=_ANY_BLANKS,
        aside=re.compile(r"^\s*$|.*connected to: "),
    ),
    Columns(
        "nodetool-tpstats", "nodetool tpstats", "cassandra.thread_pool",
        re.compile(r"^(?:Pool Name +Active +Pending +Completed +Blocked +All time blocked *|Message type +Dropped.*)$"),
        {"Pool Name": "pool", "Message type": "message"},
        {"Dropped": (Measure("cassandra.messages.dropped", "{message}"),)},
        aside=re.compile(r"^\s*$|^\s+50% +95% "),
    ),
    Columns(
        "rabbitmqctl-queues", "rabbitmqctl list_queues", "rabbitmq.queue",
        re.compile(r"^(?:vhost\t)?name\t(?:\w+\t)*(?:messages|consumers|memory)(?:_\w+)?(?:\t\w+)*$"),
        {"vhost": "vhost", "name": "queue"},
        split=re.compile(r"\t"),
        ignored=frozenset({"pid", "arguments", "policy", "state"}),
        aside=re.compile(r"^\s*$|^Timeout: [\d.]+ seconds \.\.\.$|^Listing queues for vhost .* \.\.\.$|^\.\.\.done\.$"),
    ),
)  # fmt: skip
