"""The error log of MySQL 8 as log_sink_json writes it: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.conventions import SEVERITY_NUMBERS
from foreshock.ingest.formats.mysql.messages import facts
from foreshock.ingest.formats.mysql.stamps import mysql_stamps
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.lines.rejects import as_rejects
from foreshock.ingest.time.clock import Clock

_NUMBERS = {**SEVERITY_NUMBERS, "system": 9}
_ATTRIBUTES = {
    "thread": "thread_id", "subsystem": "component", "err_symbol": "err_symbol", "SQL_state": "sqlstate",
    "source_file": "source_file", "source_line": "source_line", "function": "function", "OS_errno": "os_errno",
    "OS_errmsg": "os_errmsg", "query_id": "query_id", "table": "table",
}  # fmt: skip
_FIELDS = ("time", "label", "msg", "err_code", "user", "host", "db", *_ATTRIBUTES)

_LOG = Sample(
    program="MySQL 8.0.36 (log_error_services = 'log_filter_internal; log_sink_json')",
    text=(
        '{ "prio" : 0, "err_code" : 10116, "source_line" : 2280, "source_file" : "mysqld.cc", "function" : '
        '"process_bootstrap", "msg" : "/usr/sbin/mysqld (mysqld 8.0.36) starting as process 1", "time" : '
        '"2024-02-05T13:44:56.657000Z", "ts" : 1707140696657, "thread" : 0, "err_symbol" : "ER_STARTING_AS", '
        '"SQL_state" : "HY000", "subsystem" : "Server", "buffered" : 1707140696657000, "label" : "System" }\n'
        '{ "prio" : 1, "err_code" : 12640, "subsystem" : "InnoDB", "msg" : "Error number 28 means \'No space left on '
        'device\'\\nsecond line", "time" : "2024-02-05T15:59:58.103441+01:00", "thread" : 2412, "err_symbol" : '
        '"ER_IB_MSG_815", "SQL_state" : "HY000", "label" : "Error" }\n'
    ),
    rows=(
        {
            "line": 1, "time": "2024-02-05T13:44:56.657Z", "severity_text": "System", "severity_number": 9,
            "body": "/usr/sbin/mysqld (mysqld 8.0.36) starting as process 1", "code": "10116", "pid": None,
            "attributes": {
                "thread_id": "0", "component": "Server", "err_symbol": "ER_STARTING_AS", "sqlstate": "HY000",
                "source_file": "mysqld.cc", "source_line": "2280", "function": "process_bootstrap",
            },
        },
        {
            "line": 2, "time": "2024-02-05T14:59:58.103441Z", "severity_number": 17, "code": "12640",
            "body": "Error number 28 means 'No space left on device'\nsecond line",
        },
    ),
    year=2024,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MysqlErrorJson:
    """What the JSON sink writes beside the traditional error log (``error.log.00.json``)."""

    name: str = "mysql-error-json"
    title: str = "MySQL 8 error log (JSON)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = (_LOG,)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on the lines that are objects with prio, label, msg and time, as the sink names them."""
        entries = [entry for line in lines if line.lstrip().startswith("{") and (entry := _entry(line))]
        if not entries:
            return None
        reason = f"{len(entries)} of {len(lines)} sampled lines are objects of MySQL's JSON sink"
        local = any(not entry["time"].endswith("Z") for entry in entries)
        return Recognition(len(entries) / len(lines), reason, zone=None if local else "UTC")

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser; there are no options."""
        return JsonParser(clock)


class JsonParser:
    """Reads one file; an error log is small, so its objects are read one by one."""

    def __init__(self, clock: Clock) -> None:
        """Start at the top of a file."""
        self._clock = clock

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row an object; every line stands for itself."""
        del last
        blank = lines["text"].str.strip_chars() == ""
        written = lines.filter(~blank)
        entries = [_entry(text) for text in written["text"]]
        own = pl.Series([entry is not None for entry in entries], dtype=pl.Boolean)
        found = {
            name: pl.Series([_text(entry.get(name)) for entry in entries if entry], dtype=pl.String) for name in _FIELDS
        }
        stamps, offsets = mysql_stamps(found["time"])
        label, stated = found["label"], facts(found["msg"])
        nothing = pl.repeat(None, len(label), dtype=pl.String, eager=True)
        numbers = label.str.to_lowercase().replace_strict(_NUMBERS, default=None, return_dtype=pl.Int8)
        rows = pl.select(
            written["line"].filter(own),
            self._clock.instants(stamps, offsets).alias("time"),
            label.alias("severity_text"),
            numbers.alias("severity_number"),
            found["msg"].alias("body"),
            found["err_code"].alias("code"),
            pl.coalesce(found["user"], stated.get("user", nothing)).alias("user"),
            pl.coalesce(found["db"], stated.get("database", nothing)).alias("database"),
            pl.coalesce(found["host"], stated.get("client", nothing)).alias("client"),
            tags({key: found[name] for name, key in _ATTRIBUTES.items()}).alias("attributes"),
        )
        return Parsed(
            rows, rows.height, int(blank.sum()), as_rejects(written.filter(~own), "no object of MySQL's JSON sink")
        )


def _entry(line: str) -> dict[str, Any] | None:
    """The object on a line, or None when it is none that the sink writes."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    told = isinstance(entry, dict) and "prio" in entry and "label" in entry and isinstance(entry.get("msg"), str)
    return entry if told and isinstance(entry.get("time"), str) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value).encode("utf-8", "replace").decode()  # JSON may hold half characters


FORMATS: tuple[Format, ...] = (MysqlErrorJson(),)
