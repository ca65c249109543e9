"""Finds out the layout of an access log whose fields stand between tabs or bars, with labels (LTSV) or without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

_DELIMITERS = ("\t", "|")
_FEWEST_FIELDS = 4  # a stamp, a client, a request and a status
_MOST_LINES = 0.8  # of the lines have as many fields, with the same labels, as the rest of the log
_LABELLED = re.compile(r"([A-Za-z_][\w.-]*):(.*)", re.DOTALL)
_CLF = r"\d{1,2}/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}"
_ADDRESS = r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+"
# What the values of a column look like -> what they are; the first column of each kind is the one.
_KINDS: tuple[tuple[str, str], ...] = (
    (rf"\[{_CLF}\]", "[$time_local]"),
    (_CLF, "$time_local"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)", "$time_iso8601"),
    (r"1\d{9}\.\d{3}", "$msec"),
    (r'"[A-Z][A-Z_-]{1,20} \S.*? HTTPS?/\d(?:\.\d)?"', '"$request"'),
    (r"[A-Z][A-Z_-]{1,20} \S.*? HTTPS?/\d(?:\.\d)?", "$request"),
    (r"[A-Z][A-Z_-]{1,20}", "$request_method"),
    (r"/\S*", "$request_uri"),
    (r"HTTPS?/\d(?:\.\d)?", "$server_protocol"),
    (_ADDRESS, "$remote_addr"),
    (r"[1-5]\d\d", "$status"),
    (r"\d+", "$body_bytes_sent"),
    (r"\d+\.\d{3}", "$request_time"),
    (r"https?://\S*", "$http_referer"),
    (r"[A-Za-z][\w.-]*/[\w.]+(?: .*)?", "$http_user_agent"),
)
_STAMPS = {"[$time_local]", "$time_local", "$time_iso8601", "$msec"}
# The labels that ltsv.org recommends and people use, where they are not the names of nginx's variables.
_LABELS = {
    "host": "$remote_addr", "forwardedfor": "$http_x_forwarded_for", "user": "$remote_user", "req": "$request",
    "method": "$request_method", "uri": "$request_uri", "path": "$request_uri", "protocol": "$server_protocol",
    "size": "$body_bytes_sent", "reqsize": "$request_length", "referer": "$http_referer", "ua": "$http_user_agent",
    "vhost": "$host", "reqtime": "$request_time", "taken": "$request_time", "reqtime_microsec": "$request_time_us",
    "apptime": "$upstream_response_time", "backend": "$upstream_addr", "xff": "$http_x_forwarded_for",
}  # fmt: skip


def infer_delimited(lines: Sequence[str]) -> str | None:
    """The log_format of most of these lines, in nginx's words; None where they are no access log between delimiters."""
    for delimiter in _DELIMITERS:
        rows = [line.split(delimiter) for line in lines]
        width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
        if width < _FEWEST_FIELDS or count < _MOST_LINES * len(rows):
            continue
        columns = [list(column) for column in zip(*(row for row in rows if len(row) == width), strict=True)]
        names = _labelled(columns) or _by_values(columns)
        if _is_access_log(names):
            return delimiter.join(names)
    return None


def _labelled(columns: list[list[str]]) -> list[str]:
    """``label:$variable`` for each column; empty where the fields have no labels, or not the same ones."""
    names = []
    for values in columns:
        found = [_LABELLED.fullmatch(value) for value in values]
        labels = {match[1] for match in found if match}
        if None in found or len(labels) != 1:
            return []
        label = labels.pop()
        said = [match[2] for match in found if match]
        stamp = _kind(said, {}) if label.startswith("time") else None
        names.append(f"{label}:{stamp or _LABELS.get(label, '$' + re.sub(r'[^0-9A-Za-z_]', '_', label))}")
    return names


def _by_values(columns: list[list[str]]) -> list[str]:
    """The variable of each column by what stands in it; what nothing speaks for keeps its place as its name."""
    taken: dict[str, int] = {}
    for place, values in enumerate(columns):
        if name := _kind(values, taken):
            taken[name] = place
    named = {place: name for name, place in taken.items()}
    return [named.get(place, f"$field_{place + 1}") for place in range(len(columns))]


def _kind(values: list[str], taken: Mapping[str, int]) -> str | None:
    known = [value for value in values if value not in {"-", ""}]
    return next(
        (name for pattern, name in _KINDS
         if known and name not in taken and all(re.fullmatch(pattern, value) for value in known)),
        None,
    )  # fmt: skip


def _is_access_log(names: Sequence[str]) -> bool:
    """Whether there are a stamp, a status, and a request or its method and target."""
    variables = {name.rpartition(":")[2].strip('"') if ":" in name else name.strip('"') for name in names}
    asked = "$request" in variables or {"$request_method", "$request_uri"} <= variables
    return asked and "$status" in variables and bool(variables & _STAMPS)
