"""Records inside of syslog's messages: JSON and CEF, and what is neither."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.syslog.events import Cef

HEAD = "Jul 10 20:00:01 web-01 app[7]: "


def test_the_header_says_who_and_the_record_says_what(read: Read) -> None:
    """Host, program and pid are syslog's; those of the record stay attributes."""
    (row,) = read("syslog-rfc3164", f'{HEAD}{{"host":"a","pid":9,"msg":"m","level":"warn"}}\n').rows.to_dicts()
    assert (row["host"], row["service"], row["pid"]) == ("web-01", "app", 7)
    assert (row["body"], row["severity_text"], row["severity_number"]) == ("m", "warn", 13)
    text = '{"host":"a","pid":9,"msg":"m","level":"warn"}'
    assert row["attributes"] == {"host": "a", "pid": "9", "message": text}


def test_the_time_is_syslogs(read: Read) -> None:
    """When the relay took it: a record's own clock is an attribute."""
    (row,) = read("syslog-rfc3164", f'{HEAD}{{"time":"2020-01-01T00:00:00Z","msg":"m"}}\n').rows.to_dicts()
    assert row["time"].isoformat() == "2023-07-10T20:00:01+00:00"
    assert row["attributes"]["time"] == "2020-01-01T00:00:00Z"


@pytest.mark.parametrize("body", ['{"a":', "{}", "{a b}", "@cee: nothing", "CEF:0|a|b", '[{"a":1}]', '{"a":1} {"b":2}'])
def test_what_is_no_record_stays_a_message(read: Read, body: str) -> None:
    """Cut objects, words in braces, a head of CEF that is not whole."""
    (row,) = read("syslog-rfc3164", f"{HEAD}{body}\n").rows.to_dicts()
    assert (row["body"], row["attributes"]) == (body, None)


def test_many_records_keep_their_places(read: Read) -> None:
    """Records between other messages, of two shapes, in blocks of any size."""
    bodies = [f'{{"msg":"m{n}","n":{n}}}' if n % 3 else f"plain {n}" for n in range(200)]
    text = "".join(f"{HEAD}{body}\n" for body in bodies)
    expected = [f"m{n}" if n % 3 else f"plain {n}" for n in range(200)]
    for block in (1, 7, 1000):
        assert read("syslog-rfc3164", text, block=block).rows["body"].to_list() == expected


@pytest.mark.parametrize("extension", ["", " ", "no pairs", "=", "a=", "\\", "a=\\"])
def test_an_event_may_have_no_pairs(read: Read, extension: str) -> None:
    """The head of CEF is what an event must have."""
    (row,) = read("syslog-rfc3164", f"{HEAD}CEF:0|v|p|1|s|n|5|{extension}\n").rows.to_dicts()
    assert row["attributes"]["vendor"] == "v"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("rt=1689019201123", "2023-07-10T20:00:01.123000+00:00"),
        ("end=Jul 10 2023 20:00:01", "2023-07-10T20:00:01+00:00"),
        ("rt=Jul 10, 2023 20:00:01 EST", "2023-07-11T01:00:01+00:00"),
        ("date=2023-07-10 time=20:00:01", "2023-07-10T20:00:01+00:00"),
    ],
)
def test_the_times_of_events(read: Read, stated: str, expected: str) -> None:
    """Milliseconds since 1970, or month first, with a comma and a zone or without; date and time apart."""
    (row,) = read("cef", f"CEF:0|v|p|1|s|n|5|{stated} act=drop\n").rows.to_dicts()
    assert row["time"].isoformat() == expected


def test_pairs_of_a_logger(read: Read) -> None:
    """What Docker and its kin print is read; a firewall's own pairs stay a message."""
    text = f'{HEAD}time="2023-07-10T20:00:01Z" level=error msg="a b"\n{HEAD}a=1 b=2\n'
    rows = read("syslog-rfc3164", text).rows
    assert rows.select("body", "severity_text").rows() == [("a b", "error"), ("a=1 b=2", None)]


def test_a_hostile_extension_takes_linear_time(read: Read) -> None:
    """Blanks and words without end are one value; nothing is lost."""
    value = "a " * 100_000 + " " * 100_000
    (row,) = read("syslog-rfc3164", f"{HEAD}CEF:0|v|p|1|s|n|5|msg={value}x=1\n").rows.to_dicts()
    assert row["attributes"]["x"] == "1"
    assert row["severity_number"] == 13


def test_the_head_of_an_event_says_more_than_its_pairs(read: Read) -> None:
    """Check Point's pairs hold a version of their own; a pair that repeats the head is no second field."""
    (row,) = read("cef", "CEF:0|v|p|1|s|n|5|version=5 product=p\n").rows.to_dicts()
    fields = row["attributes"]
    assert (fields["version"], fields["extension.version"], fields["product"]) == ("0", "5", "p")
    assert "extension.product" not in fields


def test_headers_without_years_among_events_with_them() -> None:
    """The file's year is asked for: the events that state their own do not tell it."""
    lines = ["CEF:0|v|p|1|s|n|5|rt=1689019201123", "Jul 10 20:00:02 fw1 CEF:0|v|p|1|s|n|5|act=drop"]
    assert [claim.has_year for of in (lines, lines[:1]) if (claim := Cef().recognise(of, "x.log"))] == [False, True]


def test_a_record_that_names_a_field_as_the_header_does_keeps_both(read: Read) -> None:
    """Many programs log their version, and RFC 5424's header has one: no attribute stands twice in a row."""
    said = '{"level":"error","msg":"no space","version":"2.3","facility":"billing"}'
    (row,) = read("syslog-rfc5424", f"<189>1 2023-07-10T20:00:01Z db app 12 - - {said}\n").rows.to_dicts()
    names = list(row["attributes"])
    assert row["attributes"]["version"] == "1"
    assert row["attributes"]["record.version"] == "2.3"
    assert row["attributes"]["facility"] == "local7"
    assert row["attributes"]["record.facility"] == "billing"
    assert len(names) == len(set(names))


def test_a_level_beside_the_severity_of_cef_is_kept(read: Read) -> None:
    """The severity is a number, its attribute ``level``; a pair of that name says something else."""
    (row,) = read("cef", "CEF:0|v|p|1|s|n|1|level=alert act=drop\n").rows.to_dicts()
    assert row["severity_text"] == "Low"
    assert row["attributes"]["level"] == "1"
    assert row["attributes"]["extension.level"] == "alert"


@pytest.mark.parametrize(
    ("body", "severity", "number"),
    [
        ("2023-07-10T20:00:01Z [ERROR] [/lib/http/error.go:57]: not found", "ERROR", 17),
        ("2023-07-10T20:00:01.123456Z [WARNING] [/lib/cache.go:9]: slow", "WARNING", 13),
        ("2023-07-10 20:00:01,123 info: done", "info", 9),
        ("2023-07-10T20:00:01Z no level", None, None),
    ],
)
def test_the_level_behind_a_programs_own_stamp_counts(read: Read, body: str, severity: str, number: int) -> None:
    """Harbor's containers log through syslog without a priority, with a stamp and a level of their own."""
    (row,) = read("syslog-rfc3164", f"{HEAD}{body}\n").rows.to_dicts()
    assert (row["severity_text"], row["severity_number"], row["body"]) == (severity, number, body)
