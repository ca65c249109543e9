"""PostgreSQL inside the journal: messages in parts, other programs between them, entries in odd forms."""

from __future__ import annotations

import json

import polars as pl

from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.postgresql.journald import FORMATS
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.time.clock import Clock

(JOURNALD,) = FORMATS
OPTIONS = {"log_line_prefix": "%m [%p] %q%u@%d ", "syslog_ident": "postgres"}
PREFIX = "2026-11-24 09:05:39.409 UTC [474] shop@shop "


def entry(message: str, *, ident: str = "postgres", pid: int = 474, second: int = 0) -> str:
    """One line of journalctl -o json."""
    fields = {"__REALTIME_TIMESTAMP": str(1795511139409101 + second * 1_000_000), "_HOSTNAME": "pg1", "PRIORITY": "6"}
    return json.dumps(fields | {"SYSLOG_IDENTIFIER": ident, "_PID": str(pid), "MESSAGE": message})


def parse(*blocks: list[str]) -> list[Parsed]:
    """Blocks of lines of one file, read by a clock far from UTC."""
    parser = JOURNALD.open(OPTIONS, Clock(zone="Asia/Kathmandu", year=2026))
    parsed, first = [], 1
    for place, block in enumerate(blocks):
        columns = {"line": range(first, first + len(block)), "offset": [0] * len(block), "text": block}
        parsed.append(parser.feed(pl.DataFrame(columns, schema=LINES_SCHEMA), last=place == len(blocks) - 1))
        first += len(block)
    assert sum(each.records + each.attached + each.rejects.height for each in parsed) == first - 1
    return parsed


def test_what_other_programs_write_between_two_parts_stays_theirs() -> None:
    """The parts of a message find each other by process and number, though other entries stand between them."""
    (parsed,) = parse(
        [
            entry(f"[7-1] {PREFIX}ERROR:  deadlock detected"),
            entry("session opened", ident="sshd", pid=9),
            entry(f"[8-1] {PREFIX}LOG:  other", pid=475),
            entry(f"[7-2] {PREFIX}STATEMENT:  select 1,"),
            entry("[7-3] \t2"),
        ]
    )
    rows = parsed.rows.select("line", "service", "severity_text", "pid", "statement").rows()
    assert rows == [
        (1, "postgresql", "ERROR", 474, "select 1,\n2"),
        (2, "sshd", "INFO", 9, None),
        (3, "postgresql", "LOG", 475, None),
    ]


def test_a_message_is_held_until_its_parts_have_come() -> None:
    """A part in the next block of the file belongs to its message, with what the journal knew of the first."""
    first, second = parse([entry(f"[7-1] {PREFIX}ERROR:  deadlock detected")], [entry(f"[7-2] {PREFIX}HINT:  retry")])
    assert (first.records, second.records, second.attached) == (0, 1, 1)
    assert second.rows.select("line", "detail", "host").rows() == [(1, "HINT: retry", "pg1")]


def test_the_journals_time_counts() -> None:
    """It needs no zone; the server's own stamp may have one that nobody knows."""
    ((row,),) = [each.rows.select("time").rows() for each in parse([entry(f"{PREFIX}LOG:  a", second=1)])]
    assert row[0].isoformat() == "2026-11-24T09:05:40.409101+00:00"


def test_entries_without_a_message_or_a_process_are_kept() -> None:
    """Nothing is lost of what is no message of PostgreSQL, or states less than usual."""
    bare = json.dumps({"__REALTIME_TIMESTAMP": "1795511139409101", "SYSLOG_IDENTIFIER": "postgres"})
    odd = json.dumps(
        {"__REALTIME_TIMESTAMP": "1795511139409102", "SYSLOG_IDENTIFIER": "postgres", "MESSAGE": "so it is"}
    )
    (parsed,) = parse([bare, odd, "{ broken", entry(f"{PREFIX}FATAL:  no")])
    assert parsed.rows["line"].to_list() == [1, 2, 4]
    assert parsed.rejects["line"].to_list() == [3]


def test_a_journal_without_postgresql_is_the_journals() -> None:
    """A message that speaks of an error is no log_line_prefix."""
    lines = [entry("LOG: nothing here", ident="app"), entry("started", ident="systemd")]
    assert JOURNALD.recognise(lines, "journal.json") is None
