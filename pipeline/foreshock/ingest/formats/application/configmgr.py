"""Logs of Microsoft's Configuration Manager and Intune (CMTrace): the message first, then its time and its place.

Source: the client's log format as CMTrace documents it; the number behind the time is minutes west of UTC.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foreshock.ingest.formats.application.configmgr_samples import SAMPLE
from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.syslog.message import severity_numbers
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.lines.rejects import rejected_lines
from foreshock.ingest.time.clock import Clock

_BEGINS = "<![LOG["
_RECORD = (
    r'(?s)^<!\[LOG\[(?P<body>.*)\]LOG\]!><time="(?P<clock>\d{1,2}:\d\d:\d\d(?:\.\d{1,9})?)(?P<west>[+-]\d{1,4})?" '
    r'date="(?P<date>\d{1,2}-\d{1,2}-\d{4})" component="(?P<component>[^"]*)" context="(?P<user>[^"]*)" '
    r'type="(?P<type>\d*)" thread="(?P<thread>[^"]*)"(?: file="(?P<file>[^"]*)")?>\s*$'
)
_ENDS = r'\]LOG\]!><time="'
_LEVELS = {"0": "info", "1": "info", "2": "warning", "3": "error"}
_RECOGNISED = 0.5


class ConfigMgrParser:
    """One file; a message may have many lines."""

    def __init__(self, clock: Clock) -> None:
        """Start at the top of a file."""
        self._clock = clock
        self._gatherer = Gatherer()

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a message."""
        gathered = self._gatherer.feed(lines, lines["text"].str.starts_with(_BEGINS), last=last)
        records = gathered.records
        found = records["text"].str.extract_groups(_RECORD).struct.unnest()
        stamps = (found["date"] + " " + found["clock"]).str.to_datetime(
            "%m-%d-%Y %H:%M:%S%.f", time_unit="us", strict=False
        )
        west = found["west"].cast(pl.Int64, strict=False)
        good = stamps.is_not_null()
        level = found["type"].replace_strict(_LEVELS, default=None, return_dtype=pl.String)
        rows = pl.DataFrame(
            {
                "time": self._clock.instants(stamps, west * -60),
                "line": records["line"],
                "service": found["component"],
                "severity_text": level,
                "severity_number": severity_numbers(level),
                "body": found["body"],
                "user": pl.select(pl.when(found["user"] != "").then(found["user"])).to_series(),
                "attributes": tags({"thread": found["thread"], "file": found["file"]}),
            }
        ).filter(good)
        refused = rejected_lines(records.filter(~good), "no message with a time of the Configuration Manager")
        attached = int(records.filter(good)["span"].sum()) - rows.height
        return Parsed(rows, rows.height, attached, pl.concat([gathered.rejects, refused]).sort("line"))


class ConfigMgr:
    """What CMTrace shows."""

    name = "configmgr"
    title = "Configuration Manager and Intune (CMTrace)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = (SAMPLE,)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on messages in LOG brackets; those of several lines have only ends of them."""
        texts = pl.Series([line for line in lines if line.strip()], dtype=pl.String)
        begun = int(texts.str.starts_with(_BEGINS).sum())
        if not begun:
            return None
        whole = int((texts.str.starts_with(_BEGINS) | texts.str.contains(_ENDS)).sum())
        if whole < _RECOGNISED * len(texts):
            return None
        return Recognition(1.0, f"{begun} of {len(texts)} sampled lines begin a message in LOG brackets")

    def open(self, options: Options, clock: Clock) -> ConfigMgrParser:
        """A parser; there are no options."""
        return ConfigMgrParser(clock)


FORMATS: tuple[Format, ...] = (ConfigMgr(),)
