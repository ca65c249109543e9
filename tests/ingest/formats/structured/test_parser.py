"""Files of JSON objects and key=value lines, mixed, damaged and without a time."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.structured.parser import StructuredParser
from foreshock.ingest.formats.structured.rows import GENERIC
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.time.clock import Clock


def parsed(texts: list[str], *, keep_untimed: bool = False, written: datetime | None = None) -> Parsed:
    """What the parser makes of these lines."""
    lines = pl.DataFrame({"line": range(1, len(texts) + 1), "offset": 0, "text": texts}, schema_overrides=LINES_SCHEMA)
    parser = StructuredParser(Clock(written=written), GENERIC, keep_untimed=keep_untimed)
    out = parser.feed(lines, last=True)
    assert out.records + out.attached + out.rejects.height == len(texts)
    return out


def test_a_broken_line_costs_itself_only() -> None:
    """A line cut short or of another program is rejected at its place; its neighbours are read."""
    out = parsed(
        [
            '{"ts":1689019201,"msg":"a"}',
            '{"ts":1689019202,"msg":"b',
            '{"ts":1689019203,"msg":"c"}',
            "DEBUG: something else",
            "and more",
            'ts=2023-07-10T20:00:04Z level=info msg="d e"',
            '{"ts":1689019205,"msg":"f"}',
        ]
    )
    assert out.rows["line"].to_list() == [1, 3, 6, 7]
    assert out.rows["body"].to_list() == ["a", "c", "d e", "f"]
    assert out.rejects["line"].to_list() == [2, 4, 5]


def test_objects_of_many_lines_and_arrays() -> None:
    """A pretty-printed object begins at its brace; elements of an array are records of their lines."""
    out = parsed(
        ["[", '{"time":"2023-07-10T20:00:01Z",', '  "msg":"a"},', '{"time":"2023-07-10T20:00:02Z","msg":"b"}', "]"]
    )
    assert out.rows["line"].to_list() == [2, 4]
    assert (out.records, out.attached) == (2, 3)


def test_a_record_without_a_time_has_that_of_the_one_before() -> None:
    """The time is that of the record before it, or of the first that states one, and says that it was inferred."""
    out = parsed(['{"msg":"a"}', '{"ts":1689019202,"msg":"b"}', '{"msg":"c"}'])
    assert out.rows["time"].dt.second().to_list() == [2, 2, 2]
    assert out.rows["attributes"].map.get("time_inferred").to_list() == ["true", None, "true"]


def test_where_no_record_states_a_time_the_file_tells() -> None:
    """Without any time, the date of the file is taken, and without that the lines are rejected."""
    written = datetime(2023, 7, 10, 20, tzinfo=UTC)
    assert parsed(["a=1 b=2"], written=written).rows["time"].to_list() == [written]
    assert parsed(["a=1 b=2"]).rejects.height == 1
    assert parsed(["a=1 b=2"], keep_untimed=True).records == 1


def test_fields_that_mean_the_same() -> None:
    """Names of many programs lead to the same columns; the second name of a kind stays an attribute."""
    out = parsed(
        ['{"@timestamp":"2023-07-10T20:00:01Z","log.level":"warn","message":"m","logger_name":"l","time":"x"}']
    )
    row = out.rows.row(0, named=True)
    assert (row["severity_text"], row["severity_number"], row["body"]) == ("warn", 13, "m")
    assert out.rows["attributes"].map.get("logger").to_list() == ["l"]
    assert out.rows["attributes"].map.get("time").to_list() == ["x"]


def test_date_and_time_of_day_in_two_fields() -> None:
    """Firewalls write date=2023-07-10 time=20:00:01."""
    out = parsed(["date=2023-07-10 time=20:00:01 devname=fw level=notice"])
    assert out.rows["time"].to_list() == [datetime(2023, 7, 10, 20, 0, 1, tzinfo=UTC)]


def test_what_was_raised_is_the_detail_of_the_message() -> None:
    """The exception that a text log has under its message is where rules look for errors; it stays an attribute."""
    out = parsed(
        [
            '{"ts":1689019201,"msg":"failed","exception":"Traceback\\nOSError: [Errno 28] No space left on device"}',
            '{"ts":1689019202,"msg":"failed","exc_info":"OSError: [Errno 24] Too many open files"}',
            '{"ts":1689019203,"msg":"fine"}',
        ]
    )
    details = out.rows["detail"].to_list()
    assert details[0] == "Traceback\nOSError: [Errno 28] No space left on device"
    assert details[1] == "OSError: [Errno 24] Too many open files"
    assert details[2] is None


def test_fields_of_logstashs_first_events() -> None:
    """Logstash before 1.2 put what a program logged below @fields: its level and message are the record's."""
    out = parsed(['{"ts":"2023-07-10T20:00:01Z","@fields":{"lvl":"ERROR","msg":"disk full","user":"ann"}}'])
    assert out.rows["severity_text"].to_list() == ["ERROR"]
    assert out.rows["body"].to_list() == ["disk full"]


def test_colours_that_json_escapes_are_no_part_of_a_message() -> None:
    """A program that takes its output for a terminal writes escapes, which JSON hides behind its own."""
    out = parsed(
        [r'{"ts":1689019201,"msg":"\u001b[0;31mdisk\u001b[0m \u001b]8;;http://x\u001b\\full\u001b]8;;\u0007"}']
    )
    assert out.rows["body"].to_list() == ["disk full"]
