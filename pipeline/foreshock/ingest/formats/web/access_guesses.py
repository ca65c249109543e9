"""What the words of an access log mean, told by nothing but their values."""

from __future__ import annotations

import re
from collections.abc import Sequence

PEER = re.compile(r"(?:https?://)?(?:\[[0-9a-fA-F:.]+\]|[\w.-]+):\d{2,5}|unix:\S+")
_ADDRESSES = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?:, ?\S+)*|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]+")
_SECONDS = re.compile(r"\d+\.\d{3}")
_SECONDS_LISTED = re.compile(r"\d+\.\d{3}(?:[,: ]+(?:-|\d+\.\d{3}))*")  # of several upstreams
_AGENT = re.compile(r"[\w.-]{2,40}/\d")
_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def has_agents(values: Sequence[str]) -> bool:
    """Whether these name programs with their versions."""
    return any(map(_AGENT.match, values)) and all(value in {"-", ""} or _AGENT.match(value) for value in values)


def guess(values: list[str], taken: list[str]) -> str | None:
    """The variable whose values look like these, None when nothing speaks for one."""
    known = [value for value in values if value not in {"-", ""}]
    if not known:
        return None
    if all(_SECONDS_LISTED.fullmatch(value) for value in known):
        return "$request_time" if "$request_time" not in taken else "$upstream_response_time"
    for pattern, name in (
        (_ID, "$request_id"),
        (re.compile(r"[X+]"), "$connection_status"),  # %X of Apache and Tomcat, who log no upstream
        (PEER, "$upstream_addr"),
        (_ADDRESSES, "$http_x_forwarded_for"),
        (re.compile(r"\d+ms"), "$request_time_ms"),
        (re.compile(r"[1-5]\d\d"), "$upstream_status"),
    ):
        if all(pattern.fullmatch(value) for value in known):
            if name == "$upstream_status" and "$connection_status" in taken:
                return None
            return name if name != "$request_time_ms" else "${request_time_ms}ms"
    if all(value.isascii() and value.isdigit() for value in known) and "$request_time" not in taken:
        # Apache's %D: microseconds; requests of less than a millisecond throughout are not believable.
        return "$request_time_us" if max(map(int, known)) >= 1000 else None  # noqa: PLR2004
    return None


def order_durations(columns: list[list[str]], names: list[str]) -> None:
    """Swap request and upstream time when the first is mostly the shorter: the upstream is part of the request."""
    if not {"$request_time", "$upstream_response_time"} <= set(names):
        return
    first, second = names.index("$request_time"), names.index("$upstream_response_time")
    pairs = [
        (float(a), float(b))
        for a, b in zip(columns[first], columns[second], strict=True)
        if _SECONDS.fullmatch(a) and _SECONDS.fullmatch(b)
    ]
    # nginx rounds both to milliseconds, so that they often differ by one either way.
    longer = sum(a > b + 0.0015 for a, b in pairs)
    shorter = sum(b > a + 0.0015 for a, b in pairs)
    dashes = columns[first].count("-") - columns[second].count("-")
    if (shorter, dashes) > (longer, 0) and shorter >= longer:
        names[first], names[second] = names[second], names[first]
