"""What a look into a file says of its stamps, and the instants that they stand for once zone and year are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from foreshock.ingest.time.zone_names import zone_named

PLACEHOLDER_YEAR = 2000  # a leap year: every day of a stamp without a year exists in it


@dataclass(frozen=True, slots=True)
class FileStamps:
    """What a look into a file says of its stamps.

    ``zone`` is what they carry themselves, or what ``why_zone`` tells. Without a zone ``why_zone`` says what stands
    in its place. ``first`` and ``last`` are the stamps at both ends of the sample, as a UTC clock reads them; without
    years (``has_year`` false) in the year 2000 and, after a New Year, 2001.
    ``leap_day``: there is a 29 February among them. ``reaches_end``: ``last`` is that of the file's last lines.
    ``year`` is what another line than those with stamps tells of the first one.
    """

    source: str
    hint: str
    host: str
    zone: str | None = None
    has_year: bool = True
    first: datetime | None = None
    last: datetime | None = None
    leap_day: bool = False
    mtime: float | None = None
    reaches_end: bool = False
    why_zone: str = ""
    year: int | None = None


def ends_of(
    files: Iterable[FileStamps], zones: Mapping[str, tuple[str, str]], years: Mapping[str, tuple[int | None, str]]
) -> Mapping[str, datetime]:
    """The instant of each file's last stamp, where the look into it reached the end."""
    ends: dict[str, datetime] = {}
    for file in files:
        year = years[file.source][0]
        if file.last is None or not file.reaches_end or (year is None and not file.has_year):
            continue
        last = file.last
        if not file.has_year and year is not None:
            last += timedelta(days=_days_between(PLACEHOLDER_YEAR, year, last))
        if file.zone is None:
            last = last.replace(tzinfo=zone_named(zones[file.source][0])).astimezone(UTC)
        ends[file.source] = last
    return ends


def _days_between(placeholder: int, year: int, stamp: datetime) -> int:
    """How far a stamp moves when its placeholder year becomes ``year``; 29 February as 1 March where there is none."""
    there = stamp.year - placeholder + year
    moved = datetime(there, 3, 1, tzinfo=UTC) - datetime(stamp.year, 3, 1, tzinfo=UTC)
    before_march = stamp.month < 3  # noqa: PLR2004
    if before_march:
        moved = datetime(there, 1, 1, tzinfo=UTC) - datetime(stamp.year, 1, 1, tzinfo=UTC)
    return moved.days
