"""Reports of a name and a value a line: ``redis-cli INFO``, memcached's ``stats``, ZooKeeper's ``mntr``, ..."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.status.quantities import quantity
from foreshock.ingest.formats.status.samples import SAMPLES
from foreshock.ingest.formats.status.stated import (
    Clockwork,
    PhpFpmClock,
    apache_clock,
    memcached_clock,
    no_clock,
    redis_clock,
)
from foreshock.ingest.time.clock import Clock

_TOLD = 3  # keys that are the program's own, of which so many must stand in the sample
_MOST_HELD = 10_000  # values that wait for the line that states the time
_NOTHING = r"^\s*$"


@dataclass(frozen=True, slots=True)
class KeyValues:
    """One program's report: how its lines look, which names are its own, and which line states the time.

    A metric is called ``prefix`` and the program's own name in small letters with underscores, unless ``measures``
    names it.
    """

    name: str
    title: str
    prefix: str
    line: re.Pattern[str]
    own: frozenset[str]
    aside: re.Pattern[str] = re.compile(_NOTHING)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    clock: Callable[[], Clockwork] = lambda: no_clock
    elsewhere: re.Pattern[str] | None = None  # a line of a log in which such a report stands
    texts: frozenset[str] = frozenset()  # numbers that measure nothing
    table: Table = "metrics"

    @property
    def samples(self) -> tuple[Sample, ...]:
        """What the program prints."""
        return SAMPLES[self.name]

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when names that only this program has are among the lines."""
        found = [self.line.match(line) for line in lines]
        keys = {match["key"] for match in found if match}
        if len(keys & self.own) < min(_TOLD, len(self.own)):
            return None
        if self.elsewhere is not None and any(self.elsewhere.match(line) for line in lines):
            return None
        known = sum(match is not None or bool(self.aside.match(line)) for match, line in zip(found, lines, strict=True))
        return claim(lines, known, f"{len(keys & self.own)} names that are its own")

    def open(self, options: Options, clock: Clock) -> KeyValuesParser:
        """A parser; option ``time`` (ISO 8601) says when a report without a time was made."""
        return KeyValuesParser(self, clock, options)

    def measure(self, key: str) -> Measure:
        """What a name measures."""
        own = re.sub(r"\W+", "_", key.strip()).lower().strip("_")
        return self.measures.get(key) or Measure(f"{self.prefix}.{own}", None)


class KeyValuesParser(ReportParser):
    """One file of reports; a name that comes again begins the next one."""

    def __init__(self, kind: KeyValues, clock: Clock, options: Options) -> None:
        """``options`` may hold ``time``."""
        super().__init__(clock, options)
        self._kind = kind
        self._clockwork = kind.clock()
        self._seen: set[str] = set()
        self._waiting: list[tuple[int, Labels, Measure, float]] = []

    def take(self, text: str, line: int) -> str:
        """Take in one line; a value that is no number is a record without one."""
        match = self._kind.line.match(text)
        if match is None:
            if self._kind.aside.match(text):
                return ATTACHED
            return ATTACHED if self.dated_by(text) else f"not a line of {self._kind.title}"
        key, value = match["key"], match["value"]
        if key in self._seen:
            self.finish()
            self._seen.clear()
        self._seen.add(key)
        if (stated := self._clockwork(key, value)) is not None:
            self.at(*stated)
            self.finish()
        elif key not in self._kind.texts:
            self._keep(line, self._kind.measure(key), value)
        return RECORD

    def _keep(self, line: int, measure: Measure, value: str) -> None:
        for labels, number in _parts(value):
            self._waiting.append((line, labels, measure, number))
        if len(self._waiting) > _MOST_HELD:
            self.finish()

    def finish(self) -> None:
        """The time of what waits is known now, or nothing will tell it."""
        for line, labels, measure, number in self._waiting:
            self.put(line, labels, ((measure, number),))
        self._waiting.clear()


def _parts(value: str) -> list[tuple[Labels, float]]:
    """The number of a value; of ``keys=12,expires=3`` each, with its name as the label ``kind``."""
    if (number := quantity(value)) is not None:
        return [((), number)]
    pairs = [part.partition("=") for part in value.split(",")] if "=" in value else []
    numbers = [(name, quantity(text)) for name, _, text in pairs]
    return [((("kind", name),), number) for name, number in numbers if number is not None]


FORMATS: tuple[Format, ...] = (
    KeyValues(
        "redis-info", "redis-cli INFO", "redis.status",
        re.compile(r"^(?P<key>[a-z][a-z0-9_]*(?:[.-][\w.-]+)?):(?P<value>[^\r]*)\r?$"),
        frozenset({"redis_version", "redis_mode", "connected_clients", "used_memory", "used_memory_human",
                   "total_connections_received", "keyspace_hits", "rdb_last_save_time", "mem_fragmentation_ratio"}),
        aside=re.compile(r"^# [A-Z]\w+\r?$|^\s*$"),
        clock=lambda: redis_clock,
        # The server writes all of it into its log when it crashes.
        elsewhere=re.compile(r"^\d+:[XCSM] \d\d [A-Z][a-z]{2} |^=== REDIS BUG REPORT|^------ INFO OUTPUT"),
        texts=frozenset({"process_id", "tcp_port", "redis_git_sha1", "redis_git_dirty", "arch_bits"}),
    ),
    KeyValues(
        "memcached-stats", "memcached's stats", "memcached.status",
        re.compile(r"^STAT (?P<key>[\w:]+) (?P<value>[^\r]*)\r?$"),
        frozenset({"pid", "uptime", "curr_connections", "cmd_get", "get_hits", "curr_items", "evictions"}),
        aside=re.compile(r"^(?:END)?\s*$"),
        clock=lambda: memcached_clock,
        texts=frozenset({"pid", "pointer_size"}),
    ),
    KeyValues(
        "zookeeper-mntr", "ZooKeeper's mntr", "zookeeper",
        re.compile(r"^zk_(?P<key>\w+)[\t ]+(?P<value>.*)$"),
        frozenset({"version", "server_state", "avg_latency", "max_latency", "outstanding_requests", "znode_count"}),
    ),
    KeyValues(
        "php-fpm-status", "PHP-FPM's status", "php_fpm",
        re.compile(r"^(?P<key>[a-z][a-z ]+): +(?P<value>.*?)\s*$"),
        frozenset({"process manager", "start since", "accepted conn", "listen queue", "active processes",
                   "max children reached"}),
        aside=re.compile(r"^(?:\*+)?\s*$"),
        clock=PhpFpmClock,
        texts=frozenset({"pid"}),
    ),
    KeyValues(
        "apache-status", "Apache's server-status?auto", "apache.status",
        re.compile(r"^(?P<key>[A-Z][A-Za-z0-9_ ]*): (?P<value>.*)$"),
        frozenset({"ServerUptimeSeconds", "Total Accesses", "Total kBytes", "BusyWorkers", "IdleWorkers", "Scoreboard",
                   "ReqPerSec", "ServerMPM"}),
        aside=re.compile(r"^[\w.-]*\s*$"),
        clock=lambda: apache_clock,
    ),
    KeyValues(
        "varnishstat", "varnishstat -1", "varnish",
        re.compile(r"^(?P<key>[A-Z][A-Z0-9]*\.\S+) +(?P<value>-?\d+) +(?:-?[\d.]+|\.) .*$"),
        frozenset({"MGT.uptime", "MAIN.uptime", "MAIN.sess_conn", "MAIN.cache_hit", "MAIN.cache_miss"}),
    ),
)  # fmt: skip
