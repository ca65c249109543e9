"""BSD syslog lines (RFC 3164), and the same with the ISO 8601 stamp that rsyslog and systemd hosts write."""

from __future__ import annotations

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.repeating import coded
from foreshock.ingest.formats.parts.stamps import CLOCK_TIME, ISO_DATE, ISO_OFFSET, iso_stamps
from foreshock.ingest.formats.syslog.bsd_stamps import STAMP_WIDTH, USUAL, dated, split_stamps
from foreshock.ingest.formats.syslog.devices import DEVICE_CODE
from foreshock.ingest.time.clock import Clock

ISO_STAMP = rf"{ISO_DATE}T{CLOCK_TIME}(?:[.,]\d+)?{ISO_OFFSET}?"
_LEVELS = ("EMERG", "ALERT", "CRIT", "ERR", "ERROR", "WARNING", "WARN", "NOTICE", "INFO", "DEBUG", "info", "warning")
# What macOS puts between the sender and a message.
_ASL = "Emergency|Alert|Critical|Error|Warning|Notice|Info|Debug"
# ESXi 8 writes the priority behind the stamp: "In(182) vmkernel: ".
_VMWARE_PRIORITY = r"^(?:Em|Al|Cr|Er|Wa|No|In|Db)\((\d{1,3})\) "


def usual(texts: pl.Series) -> bool:
    """Whether every line begins with a BSD stamp of the usual width."""
    return bool(texts.str.contains(USUAL).all())


def usual_fields(texts: pl.Series, clock: Clock) -> pl.DataFrame:
    """What ``bsd_fields`` gives, of lines that are all ``usual``; their stamps have no offset."""
    stamp, rest = texts.str.head(STAMP_WIDTH), texts.str.slice(STAMP_WIDTH + 1)
    return sender_fields(rest).with_columns(dated(stamp, clock))


def bsd_fields(texts: pl.Series, clock: Clock) -> pl.DataFrame:
    """The ``stamp`` (naive), its ``offset``, and host, program, pid, level, body of lines without PRI."""
    if usual(texts):
        return usual_fields(texts, clock)
    parts = split_stamps(texts, clock)
    return sender_fields(parts["rest"]).with_columns(parts["stamp"], parts["offset"])


def iso_fields(texts: pl.Series) -> pl.DataFrame:
    """The ``stamp`` (naive), its ``offset`` (seconds), and host, program, pid, level, body of lines without PRI.

    ``priority`` is there where lines have it behind the stamp.
    """
    parts = texts.str.splitn(" ", 2).struct.unnest()
    stamps, offsets = iso_stamps(parts["field_0"])
    rests, priority = parts["field_1"], []
    if rests.str.contains(_VMWARE_PRIORITY).any():
        priority = [rests.str.extract(_VMWARE_PRIORITY).cast(pl.Int64).alias("priority")]
        rests = rests.str.replace(_VMWARE_PRIORITY, "")
    return sender_fields(rests).with_columns(stamps.alias("stamp"), offsets.alias("offset"), *priority)


def sender_fields(rests: pl.Series) -> pl.DataFrame:
    """host, program, pid (Int64), level, about and body of what follows the stamp.

    The usual ``host program[pid]: body`` is split at blanks; lines of another shape are looked at one by one
    in columns of their own: no host, a level instead of a host, a tag without colon.
    """
    parts = rests.str.splitn(" ", 3).struct.rename_fields(["host", "tag", "body"]).struct.unnest()
    plainly = (parts["tag"].str.ends_with(":") & ~parts["host"].str.ends_with(":")).fill_null(value=False)
    plainly &= ~parts["host"].is_in(_LEVELS) & (parts["host"] != "---")
    plainly &= ~rests.str.contains(DEVICE_CODE)
    parts = parts.with_columns(pl.lit(None, pl.String).alias("level"), pl.lit(None, pl.String).alias("about"))
    if plainly.all():
        return _with_program(parts)
    index = pl.Series(np.arange(len(rests)), dtype=pl.UInt32)
    plain = _with_program(parts.filter(plainly))
    other = _with_program(_unusual(rests.filter(~plainly)))
    order = pl.concat([index.filter(plainly), index.filter(~plainly)]).arg_sort()
    return pl.concat([plain, other])[order]


def _with_program(parts: pl.DataFrame) -> pl.DataFrame:
    """Columns host, program, pid, level, about, body; ``tag`` (few are distinct) is ``program[pid]:`` or a part."""
    tags, codes = coded(parts["tag"])
    name = tags.str.strip_suffix(":").str.splitn("[", 2).struct
    program, number = name.field("field_0"), name.field("field_1").str.strip_suffix("]")
    pid = number.str.to_integer(strict=False, dtype=pl.Int64)
    return parts.select(
        "host",
        pl.select(pl.when(program != "").then(program)).to_series().gather(codes).alias("program"),
        pid.gather(codes).alias("pid"),
        "level",
        "about",
        pl.col("body").fill_null(""),
    )


_HOST = r"(?:(?P<host>[A-Za-z0-9_.:%-]*[A-Za-z0-9])\s+)?"
_ALONE = r"(?:(?P<host>[A-Za-z0-9_.:%-]*[A-Za-z0-9]):?\s+)?"  # some daemons set it off with a colon
_LEVEL = rf"(?:(?P<level>{'|'.join(_LEVELS)})\s+)?"
_TAG = r"[\w./()@+-]*\w[\w./()@+-]*"
# What a line without the usual shape may be; the first that fits counts.
_SHAPES = (
    # A device of Cisco's, whose message begins with its code; a relay leaves the device's number and stamp in front.
    rf"(?s)^{_ALONE}:?\s*(?P<body>(?:\d+: )?(?:[*.]?[A-Z][a-z]{{2}} [ \d]\d [^%]{{0,40}}: )?{DEVICE_CODE}.*)$",
    rf"(?s)^{_HOST}(?P<body>CEF: ?\d+(?:\.\d+)?\|.*)$",
    rf"(?s)^{_ALONE}(?P<body>(?:--- )?last message repeated \d+ time.*)$",
    rf"(?s)^{_HOST}(?P<tag>{_TAG}\[\d+\]) <(?P<level>{_ASL})>:? (?P<body>.*)$",
    # macOS: the process that launchd or the sandbox speaks of.
    rf"(?s)^{_HOST}(?P<tag>{_TAG}\[\d+\]) \((?P<about>[^()\s]+)\): (?P<body>.*)$",
    # syslogd's own "-- MARK --", and login's "-- root[2421]: ROOT LOGIN".
    r"(?s)^(?P<host>[\w.:%-]*[A-Za-z0-9])\s+(?P<body>-- .*)$",
    # A firewall's kernel, unnamed.
    r"(?s)^(?P<host>[\w.:%-]*[A-Za-z0-9])\s+(?P<body>(?:\[[^\]\s]+\] ?|[\w:.-]+:)IN=\S* OUT=.*)$",
    # Palo Alto's firewalls name no program; F5's leaves no blank behind its colon.
    r"(?s)^(?P<host>[\w.:%-]*[A-Za-z0-9])\s+(?P<body>\d,\d{4}/\d\d/\d\d \d\d:\d\d:\d\d,.*)$",
    r"(?s)^(?P<host>[\w.:%-]*[A-Za-z0-9])\s+(?P<tag>[A-Za-z][\w.-]+(?:\[\d+\])?:)(?P<body>[^\s:/].*)$",
    # A content network's relay names no program in front of JSON (Fastly).
    r"(?s)^(?P<host>[\w.:%-]*[A-Za-z0-9])\s+(?P<body>\{.*\}\s*)$",
    rf"(?s)^{_LEVEL}(?P<tag>{_TAG}\[\d+\]:?|{_TAG}:)(?:\s+(?P<body>.*))?$",
    rf"(?s)^{_HOST}{_LEVEL}(?P<tag>{_TAG}(?:\[[^\]\s]*\])?:?)(?:\s+(?P<body>.*))?$",
    r"(?s)^(?P<body>.*)$",
)
_PARTS = ("host", "level", "tag", "about", "body")


def _unusual(rests: pl.Series) -> pl.DataFrame:
    """host, level, tag, about, body of lines of other shapes; a line that fits none is all body."""
    shaped = [_groups(rests, shape) for shape in _SHAPES]
    shape = pl.select(pl.coalesce(pl.when(parts["fits"]).then(number) for number, parts in enumerate(shaped)))
    number = shape.to_series()
    return pl.DataFrame(
        {
            name: pl.select(
                pl.coalesce(pl.when(number == at).then(parts[name]) for at, parts in enumerate(shaped))
            ).to_series()
            for name in _PARTS
        }
    )


def _groups(rests: pl.Series, shape: str) -> pl.DataFrame:
    groups = rests.str.extract_groups(shape).struct.unnest()
    missing = [pl.lit(None, pl.String).alias(name) for name in _PARTS if name not in groups.columns]
    return groups.with_columns(*missing, rests.str.contains(shape).alias("fits"))
