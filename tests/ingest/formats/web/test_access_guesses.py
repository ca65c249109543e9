"""Words of access logs whose meaning only their values tell."""

from __future__ import annotations

from foreshock.ingest.formats.web.access_inference import infer_log_format

HEAD = '10.0.0.7 - ann [10/Jul/2023:20:00:01 +0000] "POST /x HTTP/1.1"'
USUAL = '$remote_addr $ident $remote_user [$time_local] "$request" $status $body_bytes_sent'


def test_referrer_and_user_agent_behind_other_words() -> None:
    """Tomcat's pattern with %A %X %T in front of both, and a header under its own name behind."""
    lines = [
        f'{HEAD} {status} 10.0.0.8 + 400 "{referrer}" "Mozilla/5.0 (X11)" X-Forwarded-For="10.0.0.1, 10.0.0.2"'
        for status, referrer in (("200 20486", "http://shop.example/a"), ("302 -", "-"))
    ]
    tail = '$field_8 $connection_status $field_10 "$http_referer" "$http_user_agent"'
    assert infer_log_format(lines) == f'{USUAL} {tail} X-Forwarded-For="$http_x_forwarded_for"'


def test_two_quoted_words_that_are_something_else() -> None:
    """Neither a page and a program: no name is better than a wrong one."""
    assert infer_log_format([f'{HEAD} 200 12 word "a" "b c"']) == f'{USUAL} $field_8 "$field_9" "$field_10"'


def test_a_number_behind_a_connections_status_is_no_upstreams_status() -> None:
    """%X is of servers that log no upstream."""
    assert infer_log_format([f"{HEAD} 200 12 X 400"]) == f"{USUAL} $connection_status $field_9"
    assert infer_log_format([f"{HEAD} 200 12 400"]) == f"{USUAL} $upstream_status"


def test_addresses_are_no_seconds() -> None:
    """Three digits behind the first point are those of an address; seconds stand in lists, not in a row of points."""
    agents = '"-" "curl/8.0"'
    usual = f'{USUAL} "$http_referer" "$http_user_agent"'
    assert infer_log_format([f'{HEAD} 200 12 {agents} "45.148.10.28"']) == f'{usual} "$http_x_forwarded_for"'
    assert infer_log_format([f'{HEAD} 200 12 {agents} "0.148, 0.010"']) == f'{usual} "$request_time"'
    assert infer_log_format([f'{HEAD} 200 12 {agents} "0.148 : -"']) == f'{usual} "$request_time"'
