"""collectd's plain text protocol: the commands of exec scripts, of the unixsock plugin, and of ``Format Command``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.metrics.collectd_names import identified
from foreshock.ingest.formats.metrics.collectd_samples import PUTVAL_SAMPLES
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, number
from foreshock.ingest.time.clock import Clock

_IDENTIFIER = r'(?:"(?P<quoted>(?:[^"\\]|\\.)+)"|(?P<plain>[^\s"]+))'
_OPTION = r'(?:[\w:.-]+=(?:"(?:[^"\\]|\\.)*"|[^\s"]*)\s+)'
_LIST = r"(?:N|\d{1,10}(?:\.\d+)?)(?::[^\s:]+)+"
_PUTVAL = re.compile(rf"PUTVAL\s+{_IDENTIFIER}\s+{_OPTION}*(?P<lists>{_LIST}(?:\s+{_LIST})*)\s*$", re.IGNORECASE)
_OTHER = re.compile(r"(?:PUTNOTIF|FLUSH|LISTVAL|GETVAL|GETTHRESHOLD)\b|#", re.IGNORECASE)
_PARTS = 3
# types.db: the data sources of the types that have several.
_SOURCES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"load$"), ("shortterm", "midterm", "longterm")),
    (
        re.compile(r"(?:if_(?:octets|packets|errors|dropped)|io_(?:octets|packets)|mysql_octets|dns_octets)$"),
        ("rx", "tx"),
    ),
    (re.compile(r"(?:disk_\w+|ps_disk_\w+)$"), ("read", "write")),
    (re.compile(r"ps_count$"), ("processes", "threads")),
    (re.compile(r"ps_cputime$"), ("user", "syst")),
    (re.compile(r"ps_pagefaults$"), ("minflt", "majflt")),
    (re.compile(r"df$"), ("used", "free")),
    (re.compile(r"vmpage_(?:io|faults)$"), ("in", "out")),
)


class CollectdPutvalParser(ReportParser):
    """One file of commands; values of now (``N``) are of the values above, or of when the file was written."""

    def take(self, text: str, line: int) -> str:
        """Take in a command."""
        if not text.strip() or _OTHER.match(text):
            return ATTACHED
        found = _PUTVAL.match(text)
        if found is None:
            return "not a PUTVAL command"
        parts = re.sub(r"\\(.)", r"\1", found["quoted"] or found["plain"]).split("/", _PARTS - 1)
        if len(parts) != _PARTS:
            return "not HOST/PLUGIN/TYPE"
        self.host = parts[0]
        plugin, _, plugin_instance = parts[1].partition("-")
        kind, _, type_instance = parts[2].partition("-")
        names = {"plugin": plugin, "plugin_instance": plugin_instance, "type": kind, "type_instance": type_instance}
        for listed in found["lists"].split():
            when, *words = listed.split(":")
            if when.upper() != "N":
                self.at(round(float(when) * 1e6), 0)
            for source, word in zip(_sources(kind, len(words)), words, strict=True):
                measure, labels = identified(names, source)
                self.put(line, labels, [(measure, float("nan") if word.upper() == "U" else number(word))])
        return RECORD


def _sources(kind: str, count: int) -> Sequence[str]:
    """The data sources of a type; numbers where its are not known."""
    known = next((sources for pattern, sources in _SOURCES if pattern.match(kind) and len(sources) == count), None)
    return known or (["value"] if count == 1 else [str(at) for at in range(count)])


class CollectdPutval:
    """Lines that begin with PUTVAL."""

    name = "collectd-putval"
    title = "collectd plain text protocol (PUTVAL)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = PUTVAL_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on commands."""
        commands = [found for line in lines if (found := _PUTVAL.match(line))]
        if not commands:
            return None
        known = len(commands) + sum(not line.strip() or _OTHER.match(line) is not None for line in lines)
        host = (commands[0]["quoted"] or commands[0]["plain"]).partition("/")[0]
        dated = commands[0]["lists"][0] not in "Nn"
        reason = f"{len(commands)} PUTVAL commands"
        return Recognition(known / len(lines), reason, zone="UTC", host=host, dated=dated)

    def open(self, options: Options, clock: Clock) -> CollectdPutvalParser:
        """A parser; there are no options."""
        return CollectdPutvalParser(clock, options)


FORMATS: tuple[Format, ...] = (CollectdPutval(),)
