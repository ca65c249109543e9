"""``ping``, also with a time in front of each line (-D, or a script's): how long answers took, and which did not come.

Source: iputils' ping.c and icmp error texts (iputils-20221126), ping(8) of FreeBSD and macOS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.host.ping_samples import SAMPLES
from foreshock.ingest.formats.parts.measurements import MILLISECOND, PERCENT, Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim, number
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.time.clock import Clock

_START = re.compile(
    r"PING6?(?: (?P<name>[^\s(]{1,255}) ?\([\da-fA-F.:]+[%)\s]|\(\S+ bytes\) \S+ --> (?P<address>\S+)\s*$)"
)
_REPLY = re.compile(
    r"\b\d{1,5} bytes from (?P<peer>\S{1,255}(?: \(\S+\))?)[:,] icmp_seq=\d+ [^=]{0,9}=?[^=]{0,9}"
    r"time[=<](?P<ms>\d{1,9}(?:\.\d{1,9})?) ?ms"
)
_UNANSWERED = re.compile(
    r"(?P<silence>no answer yet for icmp_seq=\d+|Request timeout for icmp_seq \d+)\s*$"
    r"|(?:From \S{1,255}(?: \(\S+\))?:? icmp_seq=\d+|\b\d{1,5} bytes from \S{1,255}(?: \(\S+\))?:)"
    r" (?P<why>[A-Z][\w :,()=]*)$"
    r"|ping6?: send(?:msg|to): (?P<failure>.*)$"
)
_TITLE = re.compile(r"--- (?P<target>\S+) ping6? statistics ---")
_PACKETS = re.compile(
    r"\b(?P<sent>\d{1,12}) packets transmitted, (?P<received>\d{1,12}) (?:packets )?received,(?: \+\d+ \w+,){0,3} "
    r"(?P<lost>\d{1,3}(?:\.\d{1,9})?)% packet loss"
)
_TIMES = re.compile(r"(?:rtt|round-trip) min/avg/max(?:/\S+)? = (?P<times>[\d.]+(?:/[\d.]+)+) ms")
# The pattern that fills the packets; what macOS shows of a packet that came back.
_ASIDE = re.compile(r"PATTERN: |Vr HL TOS |(?: +[\da-f]+){10} +[\d.]+ +[\d.]+ *$")
_EPOCH = re.compile(r"\[(\d{9,10}\.\d{1,6})\] ")
_KINDS = (_REPLY, _UNANSWERED, _PACKETS, _TIMES, _START, _TITLE)
_RTT = Measure("ping.round_trip_time", "s", MILLISECOND)
_LOST = Measure("ping.unanswered", "{packet}")


def _cut(text: str) -> tuple[re.Match[str] | None, str]:
    """What ping says in a line, and what a script or -D puts in front of it."""
    found = next((match for kind in _KINDS if (match := kind.search(text))), None)
    return found, text[: found.start()] if found else ""


class PingParser(ReportParser):
    """One file: one run, or several."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) dates lines without a time."""
        super().__init__(clock, options)
        self._target: Labels = ()

    def take(self, text: str, line: int) -> str:
        """Take in a line of ping; the time in front of it, or on a line above it, is when that was."""
        if not text.strip() or _ASIDE.match(text):
            return ATTACHED
        found, before = _cut(text)
        if found is None:
            return ATTACHED if self.dated_by(text) else "not a line of ping"
        if epoch := _EPOCH.match(before):
            self.at(round(float(epoch[1]) * 1_000_000), 0)
        elif before and not self.dated_by(before.rstrip(" :")):
            return "not a line of ping"
        if found.re is _START:
            self._target = (("target", found["name"] or found["address"]),)
            return ATTACHED
        if found.re is _TITLE:
            self._target = (("target", found["target"]),)
            return ATTACHED
        self.put(line, self._target, _measured(found))
        return RECORD


def _measured(found: re.Match[str]) -> Iterator[tuple[Measure, float | None]]:
    """The values of a line."""
    if found.re is _REPLY:
        yield _RTT, float(found["ms"])
    elif found.re is _UNANSWERED:
        reason = "no answer" if found["silence"] else (found["why"] or found["failure"]).strip()
        yield Measure(_LOST.metric, _LOST.unit, 1.0, (("reason", reason),)), 1.0
    elif found.re is _PACKETS:
        for direction, name in (("transmit", "sent"), ("receive", "received")):
            yield Measure("ping.packets", "{packet}", 1.0, (("direction", direction),)), float(found[name])
        yield Measure("ping.packet_loss", "1", PERCENT), float(found["lost"])
    else:
        for name, milliseconds in zip(("min", "avg", "max"), found["times"].split("/"), strict=False):
            yield Measure(f"{_RTT.metric}.{name}", "s", MILLISECOND), number(milliseconds)


class Ping:
    """ping of iputils, the BSDs and macOS, over IPv4 and IPv6."""

    name = "ping"
    title = "ping, also with -D"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when answers, or packets without one, are among the lines."""
        kinds = [(found.re, before) for line in lines for found, before in [_cut(line)] if found]
        if not any(kind in {_REPLY, _UNANSWERED, _PACKETS} for kind, _ in kinds):
            return None
        others = sum(not line.strip() or _ASIDE.match(line) is not None for line in lines)
        recognition = claim(lines, len(kinds) + others, f"{len(kinds)} line(s) of ping")
        if recognition is None or recognition.dated:
            return recognition
        stamped = [before for _, before in kinds if before]
        zone = next((stated.zone for each in stamped if (stated := time_line(each.rstrip(" :"))) and stated.zone), None)
        utc = "UTC" if any(_EPOCH.match(each) for each in stamped) else None
        return Recognition(recognition.score, recognition.reason, zone=zone or utc, dated=bool(stamped))

    def open(self, options: Options, clock: Clock) -> PingParser:
        """A parser; ``time`` dates lines without a time."""
        return PingParser(clock, options)


FORMATS: tuple[Format, ...] = (Ping(),)
