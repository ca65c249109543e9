"""HAProxy's log: sessions and events beside requests, syslog's missing year, times that were never reached."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.web.haproxy import FORMATS
from foreshock.ingest.formats.web.haproxy_fields import heads
from foreshock.ingest.time.clock import Clock

HAPROXY = FORMATS[0]
REQUEST = (
    "Jan  1 00:00:01 lb-01 haproxy[7]: 10.0.1.2:33317 [31/Dec/2023:23:59:59.655] web shop/web-01 "
    '10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1"'
)
SESSION = (
    "Jan  1 00:00:02 lb-01 haproxy[7]: 10.0.1.2:5 [01/Jan/2024:00:00:00.500] db db/db-01 1/0/1500 91 -- 1/1/0/0/0 0/0"
)
DOWN = "Dec 31 23:59:58 lb-01 haproxy[7]: Server shop/web-02 is DOWN, reason: Layer4 timeout"


def parse(*texts: str) -> Parsed:
    """Lines recognised and read as one file."""
    found = HAPROXY.recognise(texts, "haproxy.log")
    assert found is not None
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    parsed = HAPROXY.open(found.options, Clock()).feed(lines, last=True)
    assert parsed.records + parsed.attached + parsed.rejects.height == len(texts)
    return parsed


def test_events_before_new_year_have_the_year_of_the_accept_dates() -> None:
    """Syslog's stamp has no year, the accept date of the next request has one."""
    parsed = parse(DOWN, REQUEST)
    assert parsed.asides["logs"]["time"].to_list() == [datetime(2023, 12, 31, 23, 59, 58, tzinfo=UTC)]
    assert parsed.rows["started_at"].to_list() == [datetime(2023, 12, 31, 23, 59, 59, 655_000, tzinfo=UTC)]


def test_seconds_and_fractions_of_accept_dates_are_put_together_line_by_line() -> None:
    """They are read apart, each distinct one once; a date that no calendar has costs its own line only."""
    stamps = (
        "31/Dec/2023:23:59:59.655",
        "31/Dec/2023:23:59:59",
        "01/Jan/2024:00:00:00.655",
        "31/Feb/2024:00:00:00.655",
    )
    stamp = pl.Series([f"10.0.1.2:33317 [{text}] rest" for text in (*stamps, stamps[0])])
    first = datetime(2023, 12, 31, 23, 59, 59, 655_000)  # noqa: DTZ001 - naive, as the stamps
    expected = [first, first.replace(microsecond=0), first + timedelta(seconds=1), None, first]
    assert heads(stamp)["stamp"].to_list() == expected


def test_a_session_is_a_log_record_at_its_end() -> None:
    """A database behind HAProxy: client, length, what was sent, and how it ended."""
    (row,) = parse(REQUEST, SESSION).asides["logs"].to_dicts()
    assert row["time"] == datetime(2024, 1, 1, 0, 0, 2, tzinfo=UTC)
    assert (row["client"], row["duration_s"], row["host"]) == ("10.0.1.2:5", 1.5, "lb-01")
    said = {name: row["attributes"][name] for name in ("backend", "server", "termination_state", "connect_ms", "bytes")}
    assert said == {"backend": "db", "server": "db-01", "termination_state": "--", "connect_ms": "0", "bytes": "91"}


def test_steps_that_were_never_reached_have_no_time() -> None:
    """HAProxy writes -1; the attributes keep it, the columns are null."""
    text = REQUEST.replace("10/0/30/69/109 200", "0/5000/-1/-1/5000 -1").replace("shop/web-01", "shop/<NOSRV>")
    (row,) = parse(text).rows.to_dicts()
    assert (row["status"], row["upstream_address"], row["upstream_duration_s"]) == (None, None, None)
    assert (row["duration_s"], row["attributes"]["connect_ms"]) == (5.0, "-1")


def test_a_log_without_traffic_is_left_to_syslog() -> None:
    """Notices alone are what any program writes."""
    assert HAPROXY.recognise([DOWN, DOWN], "haproxy.log") is None


def test_connections_are_claimed_where_haproxy_logs_nothing_else() -> None:
    """Without option httplog or tcplog a line tells who connected to which frontend."""
    text = "Sep 20 15:42:59 lb-01 haproxy[24551]: Connect from 192.0.2.7:40780 to 10.0.0.2:5000 (main/HTTP)"
    recognition = FORMATS[0].recognise([text], "messages")
    assert recognition is not None
    assert (recognition.host, recognition.has_year) == ("lb-01", False)
    row = parse(text).asides["logs"].to_dicts()[0]
    assert row["client"] == "192.0.2.7:40780"
    about = {"client_port": "40780", "destination": "10.0.0.2:5000", "frontend": "main", "mode": "HTTP"}
    assert dict(row["attributes"]) == about
