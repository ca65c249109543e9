"""``netstat -an`` and ``ss``: how many connections of each protocol are in which state, snapshot by snapshot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.host.connections_samples import SAMPLES
from foreshock.ingest.formats.parts.measurements import Collected, Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim
from foreshock.ingest.time.clock import Clock

_NETSTAT = re.compile(r"Proto Recv-Q Send-Q +Local Address +Foreign Address +(?:State\b|\(state\))")
_SS = re.compile(r"(?:Netid +)?State +Recv-Q +Send-Q +Local Address:Port +Peer Address:Port")
_SOCKET = re.compile(
    r"(?P<protocol>(?:tcp|udp|raw|sctp)\d{0,2}) +\d+ +\d+ +\S+ +\S+(?: +(?P<state>[A-Z_]+[12]?))?(?: |$)"
)
_SS_SOCKET = re.compile(
    r"(?:(?P<protocol>tcp|udp|raw|sctp|mptcp) +)?(?P<state>[A-Z]+(?:-[A-Z0-9]+)*) +\d+ +\d+ +\S+ +\S+"
)
# Sockets inside of the machine, and what stands above and between the lists.
_ASIDE = re.compile(r"Active |Proto RefCnt |unix +\d|(?:u_\w+|nl|p_\w+|v_\w+|icmp6|ti\w*|xdp) +[A-Z]+ +\d"
                    r"|Address +Type |[\da-f]{8,16} +(?:stream|dgram|seqpac)|icm\d|Registered |\s")  # fmt: skip
_STATES = {"estab": "established", "unconn": "close", "fin_wait1": "fin_wait_1", "fin_wait2": "fin_wait_2"}
_STATELESS = "close"  # a socket of UDP that nobody is connected to: ss says UNCONN, netstat nothing


class ConnectionsParser(ReportParser):
    """One file of snapshots; the counts of one stand at its first socket of each kind."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) dates what carries no time lines."""
        super().__init__(clock, options)
        self._socket: re.Pattern[str] | None = None
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lines: dict[tuple[str, str], int] = {}

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; the last snapshot is counted when it is over."""
        parsed = super().feed(lines, last=last)
        if not last:
            return parsed
        self.values = Collected()
        self._count()
        return replace(parsed, rows=pl.concat([parsed.rows, self.values.frame(self.clock)]))

    def take(self, text: str, line: int) -> str:
        """Take in a header, a socket, or what stands between."""
        if socket := header_of(text):
            self._count()
            self._socket = socket
            return ATTACHED
        if kind := kind_of(text, self._socket):
            self._counts[kind] += 1
            self._lines.setdefault(kind, line)
            return RECORD
        if not text.strip() or _ASIDE.match(text):
            return ATTACHED
        self._count()  # before the clock goes on
        return ATTACHED if self.dated_by(text) else "not a line of netstat or ss"

    def _count(self) -> None:
        """Put down how many sockets of each kind there were."""
        for (protocol, state), count in self._counts.items():
            measure = Measure("system.network.connections", "{connection}")
            self.put(
                self._lines[protocol, state], (("protocol", protocol), ("state", state)), [(measure, float(count))]
            )
        self._counts, self._lines = Counter(), {}


def header_of(text: str) -> re.Pattern[str] | None:
    """How the sockets below a header look; None when the line is none."""
    return _SOCKET if _NETSTAT.match(text) else _SS_SOCKET if _SS.match(text) else None


def kind_of(text: str, socket: re.Pattern[str] | None) -> tuple[str, str] | None:
    """Protocol and state of a socket; None when the line is none."""
    match = socket.match(text) if socket else None
    if match is None:
        return None
    state = (match["state"] or _STATELESS).lower().replace("-", "_")
    return (match["protocol"] or "tcp").rstrip("46"), _STATES.get(state, state)


class Connections:
    """Lists of sockets of net-tools and iproute2."""

    name = "connections"
    title = "netstat -an, ss"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when a header is among the lines, by the sockets below it."""
        socket = next((found for line in lines if (found := header_of(line))), None)
        if socket is None:
            return None
        sockets = sum(kind_of(line, socket) is not None for line in lines)
        others = sum(bool(not line.strip() or header_of(line) or _ASIDE.match(line)) for line in lines)
        return claim(lines, sockets + others, f"{sockets} of {len(lines)} sampled lines are sockets below a header")

    def open(self, options: Options, clock: Clock) -> ConnectionsParser:
        """A parser; ``time`` dates what carries no time lines."""
        return ConnectionsParser(clock, options)


FORMATS: tuple[Format, ...] = (Connections(),)
