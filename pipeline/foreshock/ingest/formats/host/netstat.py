"""Snapshots of ``netstat -s``: the counters of the network stack, a sentence each, under the protocol's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim
from foreshock.ingest.time.clock import Clock

_PROTOCOL = re.compile(r"((?:(?:MP)?Tcp|Ip|Icmp|Udp|Sctp|Igmp)(?:Ext|Msg|Lite)?6?):\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])")
_COUNTER = re.compile(r"\s+(?=\S)(?:.* )?\d+(?: .*)?$")
_HEADING = re.compile(r"\s+[^\d]*:$")  # of a histogram
_NO_WORD = re.compile(r"\W+")

_SNAPSHOT = Sample(
    program="date -u; netstat -s, net-tools 2.10",
    text=(
        "Mon Jul 10 20:00:01 UTC 2023\n"
        "Ip:\n"
        "    Forwarding: 1\n"
        "    1093 total packets received\n"
        "Icmp:\n"
        "    ICMP input histogram:\n"
        "        destination unreachable: 4\n"
        "TcpExt:\n"
        "    14 times the listen queue of a socket overflowed\n"
        "    Quick ack mode was activated 56 times\n"
        "    TCPTimeouts: 7\n"
    ),
    rows=(
        {"line": 3, "time": "2023-07-10T20:00:01Z", "metric": "netstat.ip.forwarding", "value": 1.0},
        {"line": 4, "metric": "netstat.ip.total_packets_received", "value": 1093.0},
        {"line": 7, "metric": "netstat.icmp.icmp_input_histogram.destination_unreachable", "value": 4.0},
        {"line": 9, "metric": "netstat.tcpext.times_the_listen_queue_of_a_socket_overflowed", "value": 14.0},
        {"line": 10, "metric": "netstat.tcpext.quick_ack_mode_was_activated_times", "value": 56.0},
        {"line": 11, "time": "2023-07-10T20:00:01Z", "metric": "netstat.tcpext.tcptimeouts", "value": 7.0},
    ),
)


class NetstatParser(ReportParser):
    """One file of snapshots, each under a line that says when it was taken."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) dates snapshots that no time line precedes."""
        super().__init__(clock, options)
        self._protocol = self._heading = ""
        self._depth = 0  # of the heading of a histogram

    def take(self, text: str, line: int) -> str:
        """Take in a protocol, the heading of a histogram, or a counter: its words without the number are its name."""
        if not text.strip():
            return ATTACHED
        if protocol := _PROTOCOL.match(text):
            self._protocol, self._heading = protocol[1].lower(), ""
            return ATTACHED
        if self.dated_by(text):
            return ATTACHED
        depth = len(text) - len(text.lstrip())
        if self._protocol and _HEADING.match(text):
            self._heading, self._depth = _slug(text), depth
            return ATTACHED
        number = _NUMBER.search(text) if _COUNTER.match(text) else None
        if not self._protocol or number is None:
            return "not a line of netstat -s"
        heading = self._heading if depth > self._depth else ""
        name = _slug(text[: number.start()] + " " + text[number.end() :])
        metric = ".".join(part for part in ("netstat", self._protocol, heading, name) if part)
        self.put(line, (), [(Measure(metric, None), float(number[0]))])
        return RECORD


def _slug(words: str) -> str:
    return _NO_WORD.sub("_", words.strip().lower()).strip("_")


class Netstat:
    """netstat -s of net-tools."""

    name = "netstat-statistics"
    title = "netstat -s"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = (_SNAPSHOT,)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when protocols are among the lines, and most others are counters below them."""
        protocols = sum(_PROTOCOL.match(line) is not None for line in lines)
        if not protocols:
            return None
        inner = sum(bool(_COUNTER.match(line) or _HEADING.match(line) or not line.strip()) for line in lines)
        return claim(lines, protocols + inner, f"{protocols} protocol(s) of netstat -s") if inner else None

    def open(self, options: Options, clock: Clock) -> NetstatParser:
        """A parser; ``time`` dates snapshots that no time line precedes."""
        return NetstatParser(clock, options)


FORMATS: tuple[Format, ...] = (Netstat(),)
