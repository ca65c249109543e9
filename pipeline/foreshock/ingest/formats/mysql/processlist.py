"""``SHOW FULL PROCESSLIST``, as a table or vertical: how many threads do what, and for how long (pt-stalk's too)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim, number
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.time.clock import Clock

_RULE = re.compile(r"^\+-+(?:\+-+){7,}\+\s*$")
_HEADING = re.compile(r"^\| Id +\| User +\| Host +\| db +\| Command +\| Time +\| State +\| Info +(?:\| \w+ +)*\|\s*$")
_CELLS = re.compile(r"^\| *\d+ \| .* \|")
_FOOT = re.compile(r"^\d+ rows? in set|^Empty set")
_ROW = re.compile(r"^\*{20,} (?P<number>\d+)\. row \*{20,}\s*$")
_FIELD = re.compile(
    r"^ *(?P<name>Id|User|Host|db|Command|Time|State|Info|Progress|Rows_sent|Rows_examined): ?(?P<value>.*)$"
)
# What date and pt-stalk print; a statement may name any time.
_TIME = re.compile(r"^(?:TS \d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? |\d{4}-\d\d-\d\d[T ]|\d{10}\b)")
_OWN = ("Command", "Time", "State")
_COUNT = Measure("mysql.processlist.threads", "{thread}")
_LONGEST = Measure("mysql.processlist.longest", "s")

_TABLE = Sample(
    program="MySQL 8.0, SHOW PROCESSLIST, under date",
    text="""\
Mon Jul 10 20:00:01 UTC 2023
+----+------+-----------------+------+---------+------+----------+-----------------------+
| Id | User | Host            | db   | Command | Time | State    | Info                  |
+----+------+-----------------+------+---------+------+----------+-----------------------+
|  8 | app  | 10.0.0.21:51234 | shop | Query   |   61 | updating | update orders set a=1 |
|  9 | app  | 10.0.0.22:51235 | shop | Query   |   31 | updating | update orders set a=2 |
| 10 | app  | 10.0.0.22:51236 | shop | Sleep   |    3 |          | NULL                  |
+----+------+-----------------+------+---------+------+----------+-----------------------+
3 rows in set (0.00 sec)
""",
    rows=(
        {"line": 3, "time": "2023-07-10T20:00:01Z", "metric": "mysql.processlist.threads", "value": 2.0,
         "labels": {"command": "Query", "state": "updating"}},
        {"line": 3, "metric": "mysql.processlist.longest", "value": 61.0, "unit": "s"},
        {"line": 3, "metric": "mysql.processlist.threads", "value": 1.0, "labels": {"command": "Sleep"}},
        {"line": 3, "metric": "mysql.processlist.longest", "value": 3.0},
    ),
)  # fmt: skip
_VERTICAL = Sample(
    program="pt-stalk 3.5 of MySQL 5.7 (the file -processlist)",
    text="""\
TS 1689019201.5 2023-07-10 20:00:01
*************************** 1. row ***************************
     Id: 8
   User: app
   Host: 10.0.0.21:51234
     db: shop
Command: Query
   Time: 61
  State: Waiting for table metadata lock
   Info: alter table orders
  add column a int
TS 1689019202.5 2023-07-10 20:00:02
*************************** 1. row ***************************
     Id: 8
Command: Query
   Time: 62
  State: Waiting for table metadata lock
""",
    rows=(
        {"line": 2, "time": "2023-07-10T20:00:01.5Z", "metric": "mysql.processlist.threads", "value": 1.0,
         "labels": {"command": "Query", "state": "Waiting for table metadata lock"}},
        {"line": 2, "metric": "mysql.processlist.longest", "value": 61.0},
        {"line": 13, "time": "2023-07-10T20:00:02.5Z", "metric": "mysql.processlist.threads", "value": 1.0},
        {"line": 13, "metric": "mysql.processlist.longest", "value": 62.0},
    ),
)  # fmt: skip


class ProcesslistParser(ReportParser):
    """One file of lists; each is counted when it is over."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) says when a list without a time was taken."""
        super().__init__(clock, options)
        self._threads: list[dict[str, str]] = []
        self._begun = 0
        self._columns: list[str] = []

    def take(self, text: str, line: int) -> str:
        """Take in one line; a statement may go on over lines that look like anything."""
        if _RULE.match(text) or _FOOT.match(text) or not text.strip():
            return ATTACHED
        row = _ROW.match(text)
        if _HEADING.match(text) or (row and row["number"] == "1"):
            self.finish()
            self._begun = line
            self._columns = [] if row else _cells(text)
        thread = {} if row else self._cells_of(text)
        if thread is not None:
            self._threads.append(thread)
            return RECORD
        return ATTACHED if self._belongs(text) else "no line of a list of processes"

    def _cells_of(self, text: str) -> dict[str, str] | None:
        """The thread of a row of the table; None for any other line, the heading too."""
        if not self._columns or not _CELLS.match(text):
            return None
        return dict(zip(self._columns, _cells(text), strict=False))

    def _belongs(self, text: str) -> bool:
        """Whether a line is a time, the heading, a field of the thread above, or part of its statement."""
        if _TIME.match(text) and (stated := time_line(text)):
            self.finish()
            self.at(stated.stamp, stated.offset)
            return True
        found = _FIELD.match(text)
        if found and self._threads and found["name"] in _OWN:
            self._threads[-1].setdefault(found["name"], found["value"].strip())
        return bool(self._threads or _HEADING.match(text))

    def finish(self) -> None:
        """The list is over: its threads by what they do."""
        kinds: dict[tuple[str, str], list[float]] = {}
        for thread in self._threads:
            kinds.setdefault((thread.get("Command", ""), thread.get("State", "")), []).append(
                number(thread.get("Time", "")) or 0.0
            )
        for (command, state), seconds in kinds.items():
            named = (("command", command), ("state", state))
            labels = tuple((name, value) for name, value in named if value and value != "NULL")
            self.put(self._begun, labels, ((_COUNT, float(len(seconds))), (_LONGEST, max(seconds))))
        self._threads.clear()


def _cells(text: str) -> list[str]:
    """The cells up to the statement, in which bars may stand."""
    return [cell.strip() for cell in text.strip().strip("|").split("|", 7)]


class Processlist:
    """Lists of MySQL's threads."""

    name = "mysql-processlist"
    title = "SHOW PROCESSLIST"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = (_TABLE, _VERTICAL)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the heading of the table, or threads with their command and time, are among the lines."""
        tables = sum(bool(_HEADING.match(line)) for line in lines)
        fields = {match["name"] for line in lines if (match := _FIELD.match(line))}
        threads = sum(bool(_ROW.match(line)) for line in lines) if {"Command", "Time", "State"} <= fields else 0
        if not tables and not threads:
            return None
        known = sum(not line.strip() or any(kind.match(line) for kind in _KINDS) for line in lines)
        # A statement goes on over lines of its own.
        return claim(lines, max(known, len(lines) // 2), f"{tables or threads} lists or threads of MySQL")

    def open(self, options: Options, clock: Clock) -> ProcesslistParser:
        """A parser; option ``time`` (ISO 8601) says when a list without a time was taken."""
        return ProcesslistParser(clock, options)


_KINDS = (_RULE, _HEADING, _CELLS, _FOOT, _ROW, _FIELD)
FORMATS: tuple[Format, ...] = (Processlist(),)
