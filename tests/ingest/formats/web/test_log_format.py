"""log_format and LogFormat strings: what they compile to, and what is refused."""

from __future__ import annotations

import pytest

from foreshock.ingest.exceptions import FormatOptionError
from foreshock.ingest.formats.web.log_format import parse_log_format

COMBINED_KEYS = (
    "client_address", "ident", "user", "time_local", "time_zone", "request", "status", "response_bytes", "referrer",
    "user_agent",
)  # fmt: skip

NGINX_COMBINED = (
    '$remote_addr $ident $remote_user [$time_local] "$request" $status $body_bytes_sent '
    '"$http_referer" "$http_user_agent"'
)
NGINX_DIRECTIVE = (
    "log_format main '$remote_addr $ident $remote_user [$time_local] \"$request\" '\n"
    "    '$status $body_bytes_sent \"$http_referer\" '\n    '\"${http_user_agent}\"';"
)


@pytest.mark.parametrize(
    "text",
    [
        "combined",
        r'%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
        r'LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"" combined',
        NGINX_COMBINED,
        NGINX_DIRECTIVE,
    ],
)
def test_all_ways_to_write_combined_mean_the_same(text: str) -> None:
    """The name, the bare string, and the directive as it stands in either server's configuration."""
    assert parse_log_format(text).keys == COMBINED_KEYS


def test_directives_with_modifiers_and_arguments() -> None:
    """Status conditions, original or final requests, header names and units of %T."""
    layout = parse_log_format("%!200,304{X-Request-Id}i %<s %{ms}T %{us}T %a %{c}a %{Host}i %v:%p")
    assert layout.keys == (
        "x_request_id", "status", "duration_ms", "duration_us", "client_address", "peer_address", "host_header",
        "server", "server_port",
    )  # fmt: skip


def test_a_field_that_comes_twice_is_an_attribute_the_second_time() -> None:
    """No column is written twice."""
    assert parse_log_format("$status $status $msec").keys == ("status", "status_2", "time_s")


@pytest.mark.parametrize("text", ["", "hello", "%%", "no variables here"])
def test_a_string_without_variables_is_refused_with_what_would_be_valid(text: str) -> None:
    """The message shows the value and the valid names."""
    with pytest.raises(FormatOptionError, match="combined"):
        parse_log_format(text)
