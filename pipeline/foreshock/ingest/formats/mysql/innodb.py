"""``SHOW ENGINE INNODB STATUS``: the counters that its sections state; pt-stalk keeps one a file, or in a series.

Source: storage/innobase/srv/srv0srv.cc (srv_printf_innodb_monitor) of MySQL 5.7 and 8.0, MariaDB 10.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.mysql.innodb_samples import SAMPLES
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, number
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.time.clock import Clock

# The stamp of the report; that of the deadlock it remembers stands alone, and is of another time.
_HEAD = re.compile(r"^(?P<stamp>\d{4}-\d\d-\d\d +\d{1,2}:\d\d:\d\d)(?: \S+)? INNODB MONITOR OUTPUT\s*$")
_END = re.compile(r"^END OF INNODB MONITOR OUTPUT\s*$")
_OF_CLIENT = re.compile(r"^(?:\*{20,} \d+\. row \*{20,}| *(?:Type|Name|Status):|Type\tName\tStatus|InnoDB\t)")
_ROWS = ("inserted", "updated", "deleted", "read")
_RATES = ("inserts", "updates", "deletes", "reads")
# A line, and the measures of its groups.
_LINES: tuple[tuple[re.Pattern[str], tuple[Measure, ...]], ...] = tuple(
    (re.compile(pattern), tuple(Measure(f"mysql.innodb.{name}", unit) for name, unit in measured))
    for pattern, measured in (
        (r"^History list length (\d+)", (("history_list_length", None),)),
        (
            r"^Number of rows inserted (\d+), updated (\d+), deleted (\d+), read (\d+)",
            tuple((f"rows_{each}", "{row}") for each in _ROWS),
        ),
        (
            r"^([\d.]+) inserts/s, ([\d.]+) updates/s, ([\d.]+) deletes/s, ([\d.]+) reads/s",
            tuple((f"{each}_per_second", "{row}/s") for each in _RATES),
        ),
        (
            r"^(\d+) queries inside InnoDB, (\d+) queries in queue",
            (("queries_inside", "{query}"), ("queries_in_queue", "{query}")),
        ),
        (
            r"^([\d.]+) reads/s, [\d.]+ avg bytes/read, ([\d.]+) writes/s, ([\d.]+) fsyncs/s",
            (("file_reads_per_second", "{read}/s"), ("file_writes_per_second", "{write}/s"),
             ("fsyncs_per_second", "{fsync}/s")),
        ),
        (
            r"^Pending flushes \(fsync\) log: (\d+); buffer pool: (\d+)",
            (("pending_fsyncs_log", "{fsync}"), ("pending_fsyncs_buffer_pool", "{fsync}")),
        ),
        (r"^(\d+) pending log (?:flushes|writes), (\d+) pending chkp writes",
         (("pending_log_writes", "{write}"), ("pending_checkpoint_writes", "{write}"))),
        (r"^Log sequence number +(\d+)$", (("log_sequence_number", "By"),)),
        (r"^Last checkpoint at +(\d+)$", (("last_checkpoint", "By"),)),
        (r"^Buffer pool size +(\d+)$", (("buffer_pool_pages", "{page}"),)),
        (r"^Free buffers +(\d+)$", (("buffer_pool_free_pages", "{page}"),)),
        (r"^Modified db pages +(\d+)$", (("buffer_pool_dirty_pages", "{page}"),)),
        (r"^Pending reads +(\d+)$", (("pending_reads", "{read}"),)),
        (r"^OS WAIT ARRAY INFO: reservation count (\d+)", (("wait_array_reservations", None),)),
    )
)  # fmt: skip
_TRANSACTION = re.compile(r"^---TRANSACTION \d+, (?:ACTIVE (?:\([^)]*\) )?(?P<seconds>\d+) sec|not started)")
_WAITING = re.compile(r"^------- TRX HAS BEEN WAITING (?P<seconds>\d+) SEC|^LOCK WAIT \d+ lock struct")
_ACTIVE = Measure("mysql.innodb.transactions", "{transaction}", labels=(("state", "active"),))
_LOCKED = Measure("mysql.innodb.transactions", "{transaction}", labels=(("state", "waiting"),))
_OLDEST = Measure("mysql.innodb.oldest_transaction", "s")


class InnodbStatusParser(ReportParser):
    """One file of reports; what is no counter belongs to its report."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) is not needed: each report states its own."""
        super().__init__(clock, options)
        self._within = False
        self._pools = False  # the buffer pool's instances repeat what was told of the whole
        self._active = self._waiting = 0
        self._oldest = 0.0

    def take(self, text: str, line: int) -> str:
        """Take in one line of a report, or around it."""
        if head := _HEAD.match(text):
            stated = time_line(head["stamp"])
            if stated is None:
                return "the stamp is no time"
            self.at(stated.stamp, stated.offset)
            self._within, self._pools = True, False
            self._active = self._waiting = 0
            self._oldest = 0.0
            return RECORD
        if not self._within:
            around = not text.strip() or set(text.strip()) == {"="} or _OF_CLIENT.match(text) or time_line(text)
            return ATTACHED if around else "no line of InnoDB's status"
        if _END.match(text):
            self._within = False
            counted = ((_ACTIVE, float(self._active)), (_LOCKED, float(self._waiting)), (_OLDEST, self._oldest))
            self.put(line, (), counted)
            return RECORD
        return self._counter(text, line)

    def _counter(self, text: str, line: int) -> str:
        self._pools |= text.startswith("---BUFFER POOL")
        self._count(text)
        for pattern, measures in () if self._pools and not text.startswith("Number of") else _LINES:
            if match := pattern.match(text):
                self.put(line, (), zip(measures, map(number, match.groups()), strict=True))
                return RECORD
        return ATTACHED

    def _count(self, text: str) -> None:
        """Transactions are counted until the report is over."""
        if (transaction := _TRANSACTION.match(text)) and transaction["seconds"]:
            self._active += 1
            self._oldest = max(self._oldest, float(transaction["seconds"]))
        elif (waiting := _WAITING.match(text)) and not waiting["seconds"]:
            self._waiting += 1


class InnodbStatus:
    """What the InnoDB monitor prints."""

    name = "mysql-innodb-status"
    title = "SHOW ENGINE INNODB STATUS"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when a report begins or ends among the lines: all between is its own."""
        heads = sum(bool(_HEAD.match(line)) for line in lines)
        if not heads or not any(pattern.match(line) for line in lines for pattern, _ in _LINES):
            return None  # a head alone may be quoted in a log
        return Recognition(1.0, f"{heads} report(s) of the InnoDB monitor")

    def open(self, options: Options, clock: Clock) -> InnodbStatusParser:
        """A parser; there are no options."""
        return InnodbStatusParser(clock, options)


FORMATS: tuple[Format, ...] = (InnodbStatus(),)
