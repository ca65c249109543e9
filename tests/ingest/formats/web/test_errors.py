"""Error logs of nginx and Apache: context, errno, records of several lines, zones."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from foreshock.ingest.formats.base import Format, Parsed
from foreshock.ingest.formats.web.access import FORMATS as ACCESS
from foreshock.ingest.formats.web.errors import FORMATS
from foreshock.ingest.time.clock import Clock

NGINX, APACHE = FORMATS


def parse(format_: Format, *texts: str, zone: str = "UTC") -> Parsed:
    """Lines read by one format."""
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    parsed = format_.open({}, Clock(zone=zone)).feed(lines, last=True)
    assert parsed.records + parsed.attached + parsed.rejects.height == len(texts)
    return parsed


def only(format_: Format, *texts: str, zone: str = "UTC") -> dict[str, object]:
    """The one row of one record."""
    (row,) = parse(format_, *texts, zone=zone).rows.to_dicts()
    return row


def test_stamps_without_a_zone_go_through_the_clock_of_the_file() -> None:
    """Both nginx and Apache write local time."""
    nginx = only(NGINX, "2023/07/10 20:00:00 [crit] 1#1: x", zone="America/New_York")
    apache = only(APACHE, "[Mon Jul 10 20:00:00.5 2023] [core:crit] [pid 1] x", zone="-05:00")
    assert nginx["time"] == datetime(2023, 7, 11, 0, 0, 0, tzinfo=UTC)
    assert apache["time"] == datetime(2023, 7, 11, 1, 0, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("recv() failed (104: Connection reset by peer) while reading response header from upstream", "104"),
        ('pwrite() "/var/cache/x" failed (28: No space left on device) while reading upstream', "28"),
        ("upstream timed out (110: Connection timed out) while connecting to upstream", "110"),
        ("worker process 17 exited on signal 9", None),
    ],
)
def test_errno_is_the_code(message: str, code: str | None) -> None:
    """The number in front of the system's words."""
    tail = ', client: ::1, server: , request: "GET / HTTP/1.1", host: "shop"'
    row = only(NGINX, f"2023/07/10 20:00:00 [error] 1#1: *7 {message}{tail}")
    assert (row["code"], row["body"], row["client"]) == (code, message, "::1")


def test_output_of_fastcgi_spans_lines() -> None:
    """A line without a stamp belongs to the record above, and the context at its end is found."""
    row = only(
        NGINX,
        '2023/07/10 20:00:00 [error] 1#1: *7 FastCGI sent in stderr: "PHP message: PHP Fatal error: boom',
        "Stack trace:",
        '#0 {main}" while reading response header from upstream, client: 10.0.0.1, server: shop, '
        'request: "GET / HTTP/1.1", upstream: "fastcgi://unix:/run/php.sock:", host: "shop"',
    )
    assert str(row["body"]).count("\n") == 2
    assert row["client"] == "10.0.0.1"


def test_apache_puts_the_errno_before_or_after_the_client() -> None:
    """2.4 before, 2.2 after; both are read."""
    new = only(
        APACHE, "[Mon Jul 10 20:00:00.5 2023] [a:error] [pid 1:tid 2] (13)Permission denied: [client ::1:5] AH1: no"
    )
    old = only(APACHE, "[Mon Jul 10 20:00:00 2023] [error] [client 10.0.0.1] (13)Permission denied: no")
    assert (new["code"], new["client"]) == ("13", "::1:5")
    assert (old["code"], old["client"]) == ("13", "10.0.0.1")


def test_lines_before_the_first_record_are_rejects() -> None:
    """A file that begins in the middle of a record says so."""
    parsed = parse(NGINX, "rest of a record", "2023/07/10 20:00:00 [error] 1#1: x")
    assert (parsed.records, parsed.rejects["line"].to_list()) == (1, [1])


def test_requests_in_an_error_log_are_requests() -> None:
    """A server whose two logs go to one place: the request is no continuation of the error above it."""
    texts = (
        '2022/04/02 15:45:25 [info] 8#8: *15950 client login failed: "AUTH", client: 192.0.2.7, server: x',
        '192.0.2.8 - - [02/Apr/2022:17:11:53 +0200] "GET /a HTTP/1.1" 403 118 "-" "curl/7.88.1"',
    )
    lines = pl.DataFrame(
        {"line": [1, 2], "offset": [0, 0], "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    parsed = NGINX.open({}, Clock()).feed(lines, last=True)
    assert (parsed.records, parsed.attached, parsed.rejects.height) == (2, 0, 0)
    assert parsed.rows["line"].to_list() == [1]
    assert parsed.asides["requests"].select("line", "path", "status").row(0) == (2, "/a", 403)


def test_errors_in_an_access_log_are_errors() -> None:
    """And the other way round: an error among the requests goes to the logs table."""
    texts = (
        '192.0.2.8 - - [08/Jun/2020:06:49:01 +0000] "GET / HTTP/1.0" 500 803 "-" "-"',
        (
            "[Thu Oct 13 12:24:49.880562 2022] [auth_basic:error] [pid 10] [client 192.0.2.7:5] "
            "AH01618: user sss not found"
        ),
        "neither",
    )
    lines = pl.DataFrame(
        {"line": [1, 2, 3], "offset": [0, 0, 0], "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    apache = next(format_ for format_ in ACCESS if format_.name == "apache-access")
    parsed = apache.open({}, Clock()).feed(lines, last=True)
    assert (parsed.records, parsed.rejects["line"].to_list()) == (2, [3])
    assert parsed.asides["logs"].select("line", "user", "severity_text").row(0) == (2, "sss", "error")
