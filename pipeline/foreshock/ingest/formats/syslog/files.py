"""Syslog files: RFC 3164 lines, the same with ISO 8601 stamps, and RFC 5424 lines, also mixed in one file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table, most_said
from foreshock.ingest.formats.parts.stamps import ISO_DATE, ISO_OFFSET
from foreshock.ingest.formats.syslog import rfc3164, rfc5424
from foreshock.ingest.formats.syslog.bsd_stamps import BSD_STAMP, YEARLESS_STAMP
from foreshock.ingest.formats.syslog.devices_samples import DEVICE_SAMPLES
from foreshock.ingest.formats.syslog.frames import Frames
from foreshock.ingest.formats.syslog.rfc5424_samples import IETF_SAMPLES
from foreshock.ingest.formats.syslog.rows import typed
from foreshock.ingest.formats.syslog.samples import BSD_SAMPLES
from foreshock.ingest.formats.syslog.years import year_told
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.lines.rejects import as_rejects, rejected_lines
from foreshock.ingest.time.clock import Clock

# Cisco's devices number their messages, and mark stamps of a clock that nothing keeps right.
_NUMBERED = r"(?:\d{0,9}: )?[*.]?"
_PRI = rf"(?:(?:\d{{1,5}} )?<\d{{1,3}}>)?{_NUMBERED}"  # RFC 6587 puts the length of the message in front
_BSD = rf"^{_PRI}{BSD_STAMP}(?:\.\d+)?:? "
_YEARLESS = rf"^{_PRI}{YEARLESS_STAMP}[ :.]"
_ISO = rf"^{_PRI}{rfc3164.ISO_STAMP} "
_IETF = rf"^{_PRI}{rfc5424.HEADER}"
# Not more than tells a head from a continuation: this is looked for in every line.
_START = (
    rf"^{_PRI}(?:{BSD_STAMP}[ :.]|(?:\d{{1,3}} )?{rfc3164.ISO_STAMP} )"
    r"|^(?:\d{1,5} )?<\d{1,3}>\d{1,3} - "
)
# The same without the priority, for formats that come inside of syslog's lines.
ENVELOPE = rf"^(?:{BSD_STAMP}[ :.]|(?:\d{{1,3}} )?{rfc3164.ISO_STAMP} |\d{{1,3}} - )"
_BANNER = r"^-- (?:Logs begin|Journal begins|Boot|Reboot|No entries).*--$"
_BROKEN_START = r"^(?:\d{1,5} )?<\d|^1 \d"
_SENDER = re.compile(r"(?:[^\s\[\]]+ )?(?:[A-Z]+ )?[\w./()@+-]+(?:\[\d+\])?:(?: |$)|(?:\d{1,3}\.){3}\d{1,3} +\{")
# "2026-10-05T10:00:00Z error: ..." is how winston and others write a level: no program is called so.
_LEVEL_ALONE = re.compile(
    r"(?:emerg|alert|crit(?:ical)?|fatal|err(?:or)?|warn(?:ing)?|notice|info|http|verbose|debug|silly|trace):"
    r"|(?-i:DDEBUG|SUBDEBUG) ",  # dnf's: no host is called so, and no severity of syslog's
    re.IGNORECASE,
)
_ISO_PARTS = re.compile(rf"{_PRI}{ISO_DATE}T\S+?({ISO_OFFSET})? (.*)")
_RECOGNISED = 0.5


class SyslogParser:
    """One syslog file. Indented lines belong to the record above, and so do others when ``loose``."""

    def __init__(self, clock: Clock, *, loose: bool) -> None:
        """``loose``: lines without a stamp are continuations also when they are not indented."""
        self._clock = clock
        self._loose = loose
        self._gatherer = Gatherer()
        self._frames = Frames()

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; the last record stays back while it may go on."""
        physical = lines.height
        lines, inside = self._frames.cut(lines)
        extra = lines.height - physical  # messages that stand on the line of another
        starts = lines["text"].str.contains(_START)  # also inside: lengths lie
        blank = 0
        rejects = []
        if not starts.all():
            text = lines["text"]
            indented = text.str.contains(r"^\s")
            # journalctl's "-- Logs begin at ... --" and "-- Reboot --" say nothing of a record.
            empty = ((text.str.strip_chars() == "") | text.str.contains(_BANNER)) & ~inside
            broken = ~starts & ~empty & ~indented & ~inside
            if self._loose:
                broken &= text.str.contains(_BROKEN_START)
            rejects.append(as_rejects(lines.filter(broken), "no stamp of syslog"))
            kept = ~(broken | empty)
            blank = int((empty & ~starts).sum())
            lines, starts = lines.filter(kept), starts.filter(kept)
        gathered = self._gatherer.feed(lines, starts, last=last)
        rows, timeless = self._rows(gathered.records)
        rejects += [gathered.rejects, timeless]
        rejected = pl.concat(rejects).sort("line")
        attached = blank + int(gathered.records["span"].sum()) - rows.height - timeless.height
        return Parsed(rows, records=rows.height - extra, attached=attached, rejects=rejected)

    def _rows(self, records: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Rows of the logs table, and the rejects for records whose stamp is no time."""
        priorities, texts = without_priority(records["text"])
        fields = header_fields(texts, self._clock)
        instants = self._clock.instants(fields["stamp"], fields["offset"])
        priority = pl.coalesce(priorities, pl.col("priority"))
        fields = fields.with_columns(line=records["line"], priority=priority, time=instants)
        # RFC 5424 lets a sender without a clock write - for the time.
        timed = fields["time"].is_not_null() | texts.str.contains(r"^\d{1,3} - ")
        if timed.all():
            return typed(fields), rejected_lines(records.clear(), "")
        return typed(fields.filter(timed)), rejected_lines(records.filter(~timed), "the stamp is no time")


_FIELDS: dict[str, pl.DataType] = {
    "stamp": pl.Datetime("us"),
    "offset": pl.Int64(),
    "host": pl.String(),
    "program": pl.String(),
    "pid": pl.Int64(),
    "level": pl.String(),
    "about": pl.String(),
    "version": pl.String(),
    "procid": pl.String(),
    "msgid": pl.String(),
    "data": pl.String(),
    "priority": pl.Int64(),
    "body": pl.String(),
}


def without_priority(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """PRI (Int64, null where there is none) and the texts behind it."""
    if not texts.str.contains(r"^(?:\d{1,5} )?<\d").any():
        return pl.repeat(None, len(texts), dtype=pl.Int64, eager=True), _unnumbered(texts)
    if texts.str.contains(r"^<[0-9]{1,3}>").all():
        parts = texts.str.splitn(">", 2).struct.unnest()
        return parts["field_0"].str.slice(1).cast(pl.Int64), _unnumbered(parts["field_1"])
    priorities = texts.str.extract(r"^(?:\d{1,5} )?<([0-9]{1,3})>").cast(pl.Int64)
    return priorities, _unnumbered(texts.str.replace(r"^(?:\d{1,5} )?<[0-9]{1,3}>", ""))


def _unnumbered(texts: pl.Series) -> pl.Series:
    """The texts without what a device of Cisco's puts in front of its stamp."""
    if not texts.str.contains(r"^(?:\d{0,9}: |[*.])").any():
        return texts
    return texts.str.replace(rf"^{_NUMBERED}", "")


def header_fields(texts: pl.Series, clock: Clock) -> pl.DataFrame:
    """The fields of every line, whatever its kind, in order."""
    if rfc3164.usual(texts):
        return _complete(rfc3164.usual_fields(texts, clock))
    ietf = texts.str.contains(_IETF)
    if ietf.all():
        return _complete(rfc5424.fields(texts))
    bsd = ~ietf & texts.str.contains(_BSD)
    iso = ~bsd & ~ietf
    if iso.all():
        return _complete(rfc3164.iso_fields(texts))
    index = pl.int_range(len(texts), eager=True)
    parsed = [
        rfc3164.bsd_fields(texts.filter(bsd), clock),
        rfc5424.fields(texts.filter(ietf)),
        rfc3164.iso_fields(texts.filter(iso)),
    ]
    order = pl.concat([index.filter(kind) for kind in (bsd, ietf, iso)]).arg_sort()
    return pl.concat([_complete(frame) for frame in parsed])[order]


def _complete(fields: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in _FIELDS.items() if name not in fields.columns]
    return fields.with_columns(missing).select(*_FIELDS)


@dataclass(frozen=True, slots=True)
class Syslog:
    """One of the two formats; both read all kinds of lines, each claims the files of its own kind."""

    name: str
    title: str
    ietf: bool
    samples: tuple[Sample, ...]
    table: Table = "logs"

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines with syslog's header; ISO stamps count when a sender with a colon follows."""
        text = pl.Series(lines, dtype=pl.String)
        bsd = text.str.contains(_BSD)
        ietf = ~bsd & text.str.contains(_IETF)
        others = (~bsd & ~ietf & text.str.contains(_ISO)).to_list()
        iso = [parts for line, other in zip(lines, others, strict=True) if other and (parts := _ISO_PARTS.match(line))]
        sent = [parts for parts in iso if parts[0].startswith("<") or _sent(parts[2])]
        own = int(ietf.sum()) if self.ietf else int(bsd.sum()) + len(sent)
        if not own or (not self.ietf and int(ietf.sum()) > own):
            return None
        attached = int(text.str.contains(rf"^\s|^$|{_BANNER}").sum())
        explained = own + attached + (int(bsd.sum()) + len(sent) if self.ietf else 0)
        score = min(1.0, explained / len(lines))
        if score < _RECOGNISED:
            return None
        return Recognition(
            score=score,
            reason=f"{own} of {len(lines)} sampled lines have the header of {'RFC 5424' if self.ietf else 'RFC 3164'}",
            zone=most_said(parts[1] for parts in sent if parts[1]),
            has_year=not lacks_year(text).any(),
            year=year_told(lines),
            host=_common_host(text),
        )

    def open(self, options: Options, clock: Clock) -> SyslogParser:
        """A parser; there are no options."""
        return SyslogParser(clock, loose=not self.ietf)


def _sent(rest: str) -> bool:
    """Whether a sender begins what follows an ISO stamp."""
    return bool(_SENDER.match(rest)) and not _LEVEL_ALONE.match(rest)


def has_header(lines: pl.Series) -> pl.Series:
    """Which lines begin with a header of syslog's, of either kind."""
    return lines.str.contains(f"{_BSD}|{_IETF}|{_ISO}")


def lacks_year(lines: pl.Series) -> pl.Series:
    """Which lines begin with a stamp that writes no year."""
    return lines.str.contains(_YEARLESS)


def _common_host(lines: pl.Series) -> str | None:
    """The host that most of the sampled lines name."""
    _, texts = without_priority(lines.filter(lines.str.contains(_START)))
    return most_said(header_fields(texts, Clock())["host"].drop_nulls())


FORMATS: tuple[Format, ...] = (
    Syslog(
        "syslog-rfc3164",
        "syslog (RFC 3164, also with ISO 8601 stamps)",
        ietf=False,
        samples=(*BSD_SAMPLES, *DEVICE_SAMPLES),
    ),
    Syslog("syslog-rfc5424", "syslog (RFC 5424)", ietf=True, samples=IETF_SAMPLES),
)
