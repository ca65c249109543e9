"""Times as people type them, to instants in UTC. A time without a zone is UTC: never this machine's zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from foreshock.exceptions import UsageError
from foreshock.ingest.time.zone_names import zone_named


class Interval(NamedTuple):
    """From when to when; ``end`` is None while it lasts."""

    start: datetime
    end: datetime | None


UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
SPAN = re.compile(r"(\d+)([dhms])")


def instant(text: str) -> datetime:
    """The instant in UTC: ISO 8601 with Z, an offset, or a zone name after a space; without any, UTC."""
    stamp, _, zone = text.rpartition(" ")
    try:
        if stamp and zone[:1].isalpha():
            return datetime.fromisoformat(stamp).replace(tzinfo=zone_named(zone)).astimezone(UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, UsageError) as error:
        raise UsageError(
            "Not a time",
            value=text,
            valid=["2023-07-11T01:00Z", "2023-07-10T20:00-05:00", "2023-07-10 20:00 America/New_York"],
        ) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def span(text: str) -> timedelta:
    """The length of time: numbers with d, h, m or s; ISO 8601's PT2H as well."""
    compact = text.replace(" ", "").removeprefix("PT").lower()
    parts = SPAN.findall(compact)
    if not parts or "".join(number + unit for number, unit in parts) != compact:
        raise UsageError("Not a length of time", value=text, valid=["90s", "10m", "1h30m", "2d"])
    try:
        return sum((timedelta(**{UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
    except OverflowError as error:
        raise UsageError("Too long a time", value=text, valid=["90s", "10m", "1h30m", "2d"]) from error


def interval(text: str) -> Interval:
    """Start and end in UTC, from ``START/END``, ``START/SPAN`` or, while it lasts, ``START/..`` (end None)."""
    for slash in re.finditer("/", text):  # the name of a zone has slashes too: the first that makes sense counts
        try:
            start = instant(text[: slash.start()])
            end = _end(start, text[slash.end() :])
        except UsageError:
            continue
        if end is not None and end <= start:
            raise UsageError("The interval ends before it starts", value=text, try_next="--incident START/END")
        return Interval(start, end)
    valid = ["2023-07-11T01:00Z/2023-07-11T03:00Z", "2023-07-11T01:00Z/2h", "2023-07-11T01:00Z/.."]
    raise UsageError("Not an interval", value=text, valid=valid)


def _end(start: datetime, text: str) -> datetime | None:
    if text == "..":
        return None
    return start + span(text) if text.lower().endswith(tuple(UNITS)) else instant(text)
