"""What the variables of nginx's log_format and the directives of Apache's LogFormat mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What an unquoted value may look like when the layout is read as a regular expression.
WORD = r"\S*"
# One address, or what X-Forwarded-For lists.
CLIENTS = r"(?:[\w.:-]+, ?)*[^\s\"]*"
ANYTHING = r".*?"
# A name that may hold blanks, but not "- -" nor " -": that is a line with words more in front.
USER = r"(?:-|[^-\s](?:[^ ]| [^-])*?|-\S+)?"
UPSTREAMS = r"\S+(?:(?:, | : |,|:) ?\S+)*?"
CLF_STAMP = r"\d{1,2}/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d"
CLF_ZONE = r"[+-]\d{4}"
ISO_STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)"


@dataclass(frozen=True, slots=True)
class Field:
    """One variable of an access log line.

    ``key`` is the column that the raw text lands in; keys outside ``COLUMNS`` become attributes.
    ``pattern`` is what an unquoted value looks like; ``strftime`` is set for a stamp of Apache's ``%{...}t``,
    ``ends`` for one that says when the request ended (``%{end:...}t``).
    """

    key: str
    pattern: str = WORD
    strftime: str = ""
    ends: bool = False


# Raw columns that typing knows; every other key is an attribute of its own name, unless it begins with _.
COLUMNS = frozenset({
    "host", "client_address", "time_local", "time_zone", "time_iso8601", "time_s", "time_ms", "time_us", "time_custom",
    "request", "method", "target", "path", "query", "protocol", "status", "response_bytes",
    "duration_s", "duration_ms", "duration_us", "upstream_address", "upstream_duration_s", "upstream_status",
    "referrer", "user_agent",
})  # fmt: skip

_NGINX_KEYS = {
    "remote_addr": "client_address",
    "remote_user": "user",
    "msec": "time_s",
    "time_iso8601": "time_iso8601",
    "request": "request",
    "request_method": "method",
    "request_uri": "target",
    "uri": "path",
    "document_uri": "path",
    "args": "query",
    "query_string": "query",
    "server_protocol": "protocol",
    "status": "status",
    "body_bytes_sent": "response_bytes",
    "bytes_sent": "response_bytes",
    "request_time": "duration_s",
    "request_time_ms": "duration_ms",
    "request_time_us": "duration_us",
    "upstream_addr": "upstream_address",
    "upstream_response_time": "upstream_duration_s",
    "upstream_status": "upstream_status",
    "http_referer": "referrer",
    "http_user_agent": "user_agent",
    "http_x_forwarded_for": "x_forwarded_for",
    "http_host": "host_header",
    "host": "host_header",
    "server_name": "server",
    "hostname": "host",
}

_NGINX_PATTERNS = {
    "time_iso8601": ISO_STAMP,
    "msec": r"\d+\.\d+",
    "remote_addr": CLIENTS,
    "remote_user": USER,
    "upstream_addr": UPSTREAMS,
    "upstream_response_time": UPSTREAMS,
    "upstream_connect_time": UPSTREAMS,
    "upstream_header_time": UPSTREAMS,
    "upstream_response_length": UPSTREAMS,
    "upstream_status": UPSTREAMS,
    "http_x_forwarded_for": ANYTHING,
    "hierarchy": r"[A-Z_]+",  # Squid's
    "request": ANYTHING,
    "rest": ANYTHING,
    "_day": r" ?\d{1,2}",
}

_APACHE_KEYS = {
    "h": "client_address", "a": "client_address", "l": "ident", "u": "user", "r": "request", "s": "status",
    "b": "response_bytes", "B": "response_bytes", "O": "response_bytes", "I": "request_length", "D": "duration_us",
    "T": "duration_s", "v": "server", "V": "server", "p": "server_port", "m": "method", "U": "path", "q": "query",
    "H": "protocol", "P": "pid", "k": "keepalive_requests", "X": "connection_status", "L": "log_id",
    "A": "local_address", "R": "handler", "f": "filename", "S": "bytes_transferred", "^FB": "first_byte_us",
}  # fmt: skip

_APACHE_PATTERNS = {"u": USER, "h": CLIENTS, "a": CLIENTS, "r": ANYTHING, "U": ANYTHING, "f": ANYTHING}
_APACHE_UNITS = {"ms": "duration_ms", "us": "duration_us", "s": "duration_s"}
_APACHE_TIMES = {"sec": "time_s", "msec": "time_ms", "usec": "time_us"}
_HEADER_KEYS = {
    "referer": "referrer",
    "user_agent": "user_agent",
    "x_forwarded_for": "x_forwarded_for",
    "host": "host_header",
}
_STRFTIME_PATTERNS = {
    "Y": r"\d{4}", "m": r"\d\d", "d": r"\d\d", "e": r" ?\d{1,2}", "H": r"\d\d", "M": r"\d\d", "S": r"\d\d",
    "b": r"[A-Za-z]{3}", "z": r"[+-]\d{2}:?\d{2}", "T": r"\d\d:\d\d:\d\d", "F": r"\d{4}-\d\d-\d\d", "y": r"\d\d",
    "a": r"[A-Za-z]{3}", "D": r"\d\d/\d\d/\d\d", "R": r"\d\d:\d\d", "s": r"\d+", "%": "%",
}  # fmt: skip

CLF_TIME: tuple[Field | str, ...] = (Field("time_local", CLF_STAMP), " ", Field("time_zone", CLF_ZONE))


def nginx_variable(name: str) -> tuple[Field | str, ...]:
    """The fields that ``$name`` prints; a variable that means no column of its own keeps its name.

    ``$request_time_ms`` and ``$request_time_us`` are not nginx's: they say in nginx's words what other
    servers print.
    """
    if name == "time_local":
        return CLF_TIME
    return (Field(_NGINX_KEYS.get(name, name), _NGINX_PATTERNS.get(name, WORD)),)


def apache_directive(argument: str, letter: str) -> tuple[Field | str, ...]:
    """The fields that ``%{argument}letter`` prints; the argument is empty where there is none."""
    if letter == "t":
        return _apache_time(argument)
    if letter in "ioeCn" and argument:
        key = re.sub(r"\W", "_", argument.lower())
        return (Field(_HEADER_KEYS.get(key, key) if letter == "i" else key, ANYTHING),)
    if letter == "T" and argument:
        return (Field(_APACHE_UNITS.get(argument, "duration_s")),)
    if letter == "a" and argument == "c":
        return (Field("peer_address"),)
    pattern = _APACHE_PATTERNS.get(letter, WORD)
    return (Field(_APACHE_KEYS.get(letter, f"directive_{letter}"), pattern),)


def _apache_time(argument: str) -> tuple[Field | str, ...]:
    """``%t`` with its brackets, an epoch, or a strftime format (with ``begin:`` or ``end:`` in front)."""
    if not argument:
        return ("[", *CLF_TIME, "]")
    plain = re.sub(r"^(begin|end):?", "", argument)
    ends = argument.startswith("end")
    if plain in _APACHE_TIMES:
        return (Field(_APACHE_TIMES[plain], r"\d+", ends=ends),)
    if plain in {"msec_frac", "usec_frac"}:
        return (Field(plain, r"\d+"),)
    pattern = re.sub(r"%(.)|([^%])", lambda m: _STRFTIME_PATTERNS.get(m[1], r"\S+") if m[1] else re.escape(m[2]), plain)
    return (Field("time_custom", pattern, plain, ends),)
