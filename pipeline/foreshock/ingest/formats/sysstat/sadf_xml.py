"""``sadf -x``: the XML of sysstat, sample by sample, with the measures of its JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.measurements import Collected
from foreshock.ingest.formats.parts.report import number
from foreshock.ingest.formats.sysstat.sadf import ZONES, take_sample
from foreshock.ingest.formats.sysstat.sadf_samples import XML_SAMPLES
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.lines.rejects import EMPTY_REJECTS, rejected_lines
from foreshock.ingest.time.clock import Clock

_OPENS, _CLOSES, _BOOT = r"<timestamp\s", r"</timestamp>", r"<boot\s"
_TAG = r'^\s*(?:<[/?!]?[\w-]+.*>?|[\w:]+=".*|"http.*>|)\s*$'
_HOST = re.compile(r'<host nodename="([^"]*)"')
_WHEN = ("date", "time", "utc", "tz")
_NOTES = frozenset({*_WHEN, "interval", "per", "unit"})
_NAMES = {"dev": "disk-device", "fsname": "filesystem"}  # attributes that have another name in the JSON
_ENTITIES = frozenset({*_NAMES, "number", "cpu", "iface", "intr", "line", "fchost", "mountpoint"})
_ITEMS = frozenset({"cpu", "disk-device", "filesystem", "mountpoint", "tty", "irq"})


class SadfXmlParser:
    """One file."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``zone`` is what the document names; it holds for local stamps when nothing but UTC was set."""
        local = clock.zone == "UTC" and options.get("zone")
        self._clock = Clock(options["zone"], clock.year) if local else clock
        self._gatherer = Gatherer()
        self._open = 0  # samples that have begun and not ended
        self._host: str | None = None

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; a sample that may go on stays back."""
        text = lines["text"]
        opens, closes = text.str.contains(_OPENS).cast(pl.Int64), text.str.contains(_CLOSES).cast(pl.Int64)
        depth = self._open + (opens - closes).cum_sum()
        self._open = int(depth[-1]) if len(depth) else self._open
        inside = (depth - opens + closes) > 0
        gathered = self._gatherer.feed(lines, ~inside, last=last)
        values = Collected()
        records = attached = 0
        wrong: list[int] = []
        for row, (line, _, record, span) in enumerate(gathered.records.iter_rows()):
            if host := _HOST.search(record):
                self._host = host[1]
            if re.search(f"{_OPENS}|{_BOOT}", record):
                sample = _sample_of(record)
                if sample is None:
                    wrong.append(row)
                    continue
                take_sample(sample, line, self._host, values)
                records, attached = records + 1, attached + span - 1
            elif re.match(_TAG, record):
                attached += span
            else:
                wrong.append(row)
        rejects = rejected_lines(gathered.records[wrong], "no XML of sadf") if wrong else EMPTY_REJECTS
        return Parsed(values.frame(self._clock), records, attached, pl.concat([gathered.rejects, rejects]).sort("line"))


def _sample_of(record: str) -> dict[str, Any] | None:
    """A sample as the JSON of sadf would tell it; None when it is cut or broken."""
    begin, end = record.find("<"), record.rfind(">") + 1
    try:
        element = ET.fromstring(record[begin:end])  # noqa: S314 - as above
    except ET.ParseError:
        return None
    when: dict[str, Any] = {key: element.get(key) for key in _WHEN}
    when["utc"] = int(when["utc"] == "1")
    when["cpu_count"] = element.get("cpu_count")
    return {element.tag: when, **_content(element)}


def _content(element: ET.Element) -> dict[str, Any]:
    """Attributes, and what stands below: single values, or lists of items under the name of their section."""
    content: dict[str, Any] = {}
    for key, text in element.attrib.items():
        if key not in _NOTES and key != "cpu_count":
            value = None if key in _ENTITIES else number(text)
            content[_NAMES.get(key, key)] = text if value is None else value
    if element.tag == "irq" and "value" in content and "cpu" in content:
        of = str(content.pop("cpu"))
        content[of if of == "all" else f"CPU{of}"] = content.pop("value")
    for child in element:
        if not child.attrib and not len(child):
            content[child.tag] = number(child.text or "")
        elif len(child) and all(grand.tag in _ITEMS for grand in child):
            content["interrupts" if child.tag == "int-global" else child.tag] = [_content(grand) for grand in child]
        elif child.tag in content and isinstance(content[child.tag], list):
            content[child.tag].append(_content(child))
        else:
            content[child.tag] = [_content(child)]
    return content


class SadfXml:
    """``sadf -x``."""

    name = "sadf-xml"
    title = "sysstat sadf -x (XML)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = XML_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on XML whose root is sysstat's."""
        text = "\n".join(lines)
        if not re.search(r"<sysstat\b", text):
            return None
        host, zone = _HOST.search(text), re.search(r"<timezone>([^<]+)</timezone>", text)
        local = ZONES.get(zone[1]) if zone and 'utc="0"' in text else None
        return Recognition(
            score=sum(re.match(_TAG, line) is not None for line in lines) / len(lines),
            reason="XML of sysstat",
            options={"zone": local} if local else {},
            zone=local or "UTC",
            host=host[1] if host else None,
        )

    def open(self, options: Options, clock: Clock) -> SadfXmlParser:
        """A parser; ``zone`` is what the document names."""
        return SadfXmlParser(clock, options)


FORMATS: tuple[Format, ...] = (SadfXml(),)
