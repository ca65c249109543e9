"""``sadf -p``: one value a line, for awk and its like: host, interval, time, what it is about, measure, value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, number
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.sysstat.sadf import RESTART_ROW, ZONES, stamp_of
from foreshock.ingest.formats.sysstat.sadf_samples import PAIR_SAMPLES
from foreshock.ingest.formats.sysstat.sar_columns import RESTART, entity_of, measure_of
from foreshock.ingest.formats.sysstat.sar_tables import entity_labels
from foreshock.ingest.time.clock import Clock

_ROW = re.compile(
    r"(?P<host>[^\t]*)\t(?P<interval>-?\d+)\t(?P<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: (?P<zone>\S+))?|\d{9,11})"
    r"\t(?P<item>[^\t]*)(?:\t(?P<column>[^\t]+)(?:\t(?P<value>-?[\d.,]+|nan))?)?\s*$"
)
_RECOGNISED = 0.5


class SadfPairsParser(ReportParser):
    """One file."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """A row that names its zone is not in UTC, whatever was set for the archive."""
        if clock.zone == "UTC" and options.get("zone"):
            clock = Clock(options["zone"], clock.year, clock.written)
        super().__init__(clock, options)

    def take(self, text: str, line: int) -> str:
        """Take in a row."""
        if not text.strip():
            return ATTACHED
        row = _ROW.match(text)
        stamp = stamp_of(row["stamp"]) if row else None
        if row is None or stamp is None:
            return "not a row of sadf -p"
        self.at(*stamp)
        self.host = row["host"] or None
        if restart := RESTART_ROW.match(f"{row['item']}\t{row['column'] or ''}"):
            self.put(line, (("cpus", restart[1]),) if restart[1] else (), [(RESTART, 1.0)])
            return RECORD
        column = row["column"]
        if column is None or row["value"] is None:
            return ATTACHED if row["item"].startswith("COM ") else "not a row of sadf -p"
        entity = entity_of(column, row["item"])
        item = row["item"].removeprefix("cpu") if entity == "CPU" else row["item"]
        labels: Labels = entity_labels(entity, item) if entity else ()
        self.put(line, labels, [(measure_of(entity, column), number(row["value"]))])
        return RECORD


class SadfPairs:
    """``sadf -p``, with UTC, local or epoch stamps."""

    name = "sadf-pairs"
    title = "sysstat sadf -p (tabs)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = PAIR_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on rows of six fields between tabs."""
        rows = [match for line in lines if (match := _ROW.match(line))]
        score = (len(rows) + sum(not line.strip() for line in lines)) / len(lines)
        if not rows or score < _RECOGNISED:
            return None
        written = next((row["zone"] for row in rows if row["zone"]), None)
        zone = ZONES.get(written, written) if written else "UTC" if rows[0]["stamp"].isdecimal() else None
        return Recognition(
            score=score,
            reason=f"{len(rows)} row(s) of sadf -p",
            options={"zone": ZONES[written]} if written in ZONES else {},
            zone=zone,
            host=next((row["host"] for row in rows if row["host"]), None),
        )

    def open(self, options: Options, clock: Clock) -> SadfPairsParser:
        """A parser; ``zone`` is what the rows name."""
        return SadfPairsParser(clock, options)


FORMATS: tuple[Format, ...] = (SadfPairs(),)
