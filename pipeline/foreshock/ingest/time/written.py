"""When a file was written: the date of what states none itself, such as a snapshot of df, free or /proc."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from foreshock.ingest.time.zone_names import zone_named

_DAY = r"(?P<year>20\d\d)(?P<sep>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=sep)(?P<day>0[1-9]|[12]\d|3[01])"
_TIME = r"(?:[T_.-]?(?P<hour>[01]\d|2[0-3])[:._-]?(?P<minute>[0-5]\d)(?:[:._-]?(?P<second>[0-5]\d))?)?"
_STAMP = re.compile(rf"(?<!\d){_DAY}{_TIME}(?!\d)")
_AGREE = timedelta(days=2)  # a day, and the width of the world's zones


def written_of(source: str, hint: str, mtime: float | None, zone: str) -> tuple[datetime | None, str]:
    """The instant at which a file was written, and why; None when nothing tells it.

    Tried in this order: a date in the file's name (as ``zone`` reads it; pt-stalk's 2023_07_10_20_00_01-df, a
    plain date means its midnight), the file's own time of change unless a folder's date contradicts it, that
    folder's date. Never the present.
    """
    name = source.rsplit("/", 1)[-1]
    if named := stamp_in(name):
        return _instant(named, zone), f"the file's name holds {named:%Y-%m-%d %H:%M:%S}"
    folder = next((stamp for part in reversed(hint.split("/")[:-1]) if (stamp := stamp_in(part))), None)
    changed = None if mtime is None else datetime.fromtimestamp(mtime, UTC)
    if folder is not None and (changed is None or abs(changed - _instant(folder, zone)) > _AGREE):
        return _instant(folder, zone), f"a folder's name holds {folder:%Y-%m-%d %H:%M:%S}"
    if changed is None:
        return None, "nothing tells when it was written"
    return changed, f"nothing in it is dated; the file was last changed at {changed:%Y-%m-%d %H:%M:%S} UTC"


def stamp_in(name: str) -> datetime | None:
    """The date in a name, with the time that follows it or midnight, naive; None where there is none."""
    for match in _STAMP.finditer(name):
        part = match.groupdict()
        try:
            day = datetime(int(part["year"]), int(part["month"]), int(part["day"]))  # noqa: DTZ001 - zone comes later
            hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
            return day.replace(hour=hour, minute=minute, second=second)
        except ValueError:
            continue
    return None


def _instant(naive: datetime, zone: str) -> datetime:
    return naive.replace(tzinfo=zone_named(zone)).astimezone(UTC)
