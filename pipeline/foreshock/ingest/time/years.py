"""The year of each file whose stamps write none, decided once for the whole archive, with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from foreshock.ingest.time.stamps import PLACEHOLDER_YEAR, FileStamps

_ANY_ZONE = timedelta(hours=14)  # a stamp without zone may be that far from UTC
_DISORDER = timedelta(days=1)  # zones, and lines that were written late
_CERTAIN = ("set by", "a line of", "then it overlaps")  # reasons that do not rest on names and times of change
_DAY = re.compile(r"(?<!\d)((?:19[7-9]|20[0-9])\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19[7-9]|20[0-9])\d)[-_./](0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19[7-9]|20[0-9])\d)(?!\d)")

Interval = tuple[datetime, datetime]


def years_of(files: Sequence[FileStamps], year: int | None = None) -> Mapping[str, tuple[int | None, str]]:
    """For each source the year of its first stamp and the reason; None where nothing tells it.

    Tried in this order: the stamps themselves, ``year`` (``--year``), another line, files of the same host, then of the
    archive, whose stamps have years (the year in which the ranges overlap), a date in the path, the file's own
    time of change. Never today's date.
    """
    dated = [file for file in files if file.has_year and file.first and file.last]
    return {file.source: _year_of(file, year, dated) for file in files}


def years_in_order(
    files: Sequence[FileStamps],
    years: Mapping[str, tuple[int | None, str]],
    families: Sequence[Sequence[str]],
) -> Mapping[str, tuple[int | None, str]]:
    """The years again, but those of rotated files (``families``, each the oldest first) follow from one of them.

    That one is the newest whose year is certain, or else the newest: the others end before it, or begin after.
    """
    stamps = {file.source: file for file in files}
    decided = dict(years)
    for family in families:
        chain = [stamps[source] for source in family if source in stamps and stamps[source].first]
        known = [file for file in chain if decided[file.source][0] is not None]
        if not known:
            continue
        certain = [file for file in known if file.has_year or decided[file.source][1].startswith(_CERTAIN)]
        anchor = chain.index((certain or known)[-1])
        for at in range(anchor - 1, -1, -1):
            decided[chain[at].source] = _before(chain[at], chain[at + 1], decided)
        for at in range(anchor + 1, len(chain)):
            decided[chain[at].source] = _after(chain[at], chain[at - 1], decided)
    return decided


def _before(
    file: FileStamps, later: FileStamps, decided: Mapping[str, tuple[int | None, str]]
) -> tuple[int | None, str]:
    """The latest year in which a file ends before the one that was written after it begins."""
    own, limit = decided[file.source], _decided_range(later, decided)
    if file.has_year or limit is None:
        return own
    fitting = [year for year in _candidates(file, limit) if _range(file, year)[1] <= limit[0] + _DISORDER]
    if not fitting or fitting[0] == own[0]:
        return own
    return fitting[0], f"then it ends before {later.source} begins, which was rotated after it"


def _after(
    file: FileStamps, earlier: FileStamps, decided: Mapping[str, tuple[int | None, str]]
) -> tuple[int | None, str]:
    """The earliest year in which a file begins after the one that was written before it has ended."""
    own, limit = decided[file.source], _decided_range(earlier, decided)
    if file.has_year or limit is None:
        return own
    fitting = [year for year in _candidates(file, limit) if _range(file, year)[0] >= limit[1] - _DISORDER]
    if not fitting or fitting[-1] == own[0]:
        return own
    return fitting[-1], f"then it begins after the end of {earlier.source}, which was rotated before it"


def _decided_range(file: FileStamps, decided: Mapping[str, tuple[int | None, str]]) -> Interval | None:
    year = decided[file.source][0]
    if file.has_year:
        return _instant(file.first), _instant(file.last)
    return None if year is None else _range(file, year)


def _year_of(file: FileStamps, year: int | None, dated: Sequence[FileStamps]) -> tuple[int | None, str]:
    if file.has_year:
        return (file.first.year if file.first else None), "the stamps carry it"
    if year is not None:
        return year, "set by --year"
    if file.year is not None:
        return file.year, "a line of the file tells it"
    if file.first is None or file.last is None:
        file = replace(
            file, first=datetime(PLACEHOLDER_YEAR, 1, 1, tzinfo=UTC), last=datetime(PLACEHOLDER_YEAR, 1, 1, tzinfo=UTC)
        )
    same_host = [other for other in dated if other.host == file.host]
    return (
        _by_overlap(file, same_host, "of the same host")
        or _by_overlap(file, dated, "of the archive")
        or _by_path(file)
        or _by_distance(file, dated)
        or _by_mtime(file)
        or (None, "nothing tells the year; --year sets it")
    )


def _by_overlap(file: FileStamps, neighbours: Sequence[FileStamps], whose: str) -> tuple[int, str] | None:
    """The year in which the file overlaps with its neighbours.

    Among several the path's date decides, then the file's own time of change, then the latest is taken.
    """
    fitting = _overlapping(file, neighbours)
    if not fitting:
        return None
    best = max(fitting)
    if len(fitting) == 1:
        return best, f"then it overlaps with {fitting[best]} {whose}"
    by_path, by_mtime = _by_path(file, list(fitting)), _by_mtime(file)
    if by_path:
        return by_path[0], f"of the years that overlap with other files, {by_path[1]}"
    if by_mtime and by_mtime[0] in fitting:
        return by_mtime[0], f"of the years that overlap with other files, {by_mtime[1]}"
    return best, f"the latest of the years that overlap with other files, such as {fitting[best]}"


def _by_path(file: FileStamps, years: Sequence[int] = ()) -> tuple[int, str] | None:
    """The year that lies nearest to a date in the path."""
    found = _dates_in(file.source) or _dates_in(file.hint)
    if found is None:
        return None
    interval, text = found
    return _nearest(file, years or _candidates(file, interval), interval), f"the path holds {text}"


def _by_distance(file: FileStamps, dated: Sequence[FileStamps]) -> tuple[int, str] | None:
    """The year that lies nearest to the files with years, where none overlaps."""
    if not dated:
        return None
    interval = min(_instant(other.first) for other in dated), max(_instant(other.last) for other in dated)
    best = _nearest(file, _candidates(file, interval), interval)
    return best, "then it lies nearest to the files whose stamps carry years"


def _nearest(file: FileStamps, years: Sequence[int], interval: Interval) -> int:
    return min(years, key=lambda year: (_distance(_range(file, year), interval), -year))


def _overlapping(file: FileStamps, neighbours: Sequence[FileStamps]) -> dict[int, str]:
    """The years in which the file's range overlaps with a neighbour's, and that neighbour."""
    found: dict[int, str] = {}
    for other in neighbours:
        interval = (_instant(other.first), _instant(other.last))
        for year in _candidates(file, interval):
            if _distance(_range(file, year), interval) <= _ANY_ZONE:
                found.setdefault(year, other.source)
    return found


def _candidates(file: FileStamps, interval: Interval) -> list[int]:
    """The years in question around an interval, latest first."""
    years = range(interval[1].year + 1, interval[0].year - 2, -1)
    possible = [year for year in years if not file.leap_day or _is_leap(year)]
    return possible or list(years)


def _range(file: FileStamps, year: int) -> Interval:
    """The file's range when its first stamp is in ``year``."""
    first, last = _instant(file.first), _instant(file.last)
    day = first.replace(day=28) if first.month == 2 and first.day == 29 and not _is_leap(year) else first  # noqa: PLR2004
    start = day.replace(year=year)
    return start, start + max(last - first, timedelta(0))


def _distance(one: Interval, other: Interval) -> timedelta:
    """The time between two intervals; zero when they overlap."""
    return max(one[0] - other[1], other[0] - one[1], timedelta(0))


def _by_mtime(file: FileStamps) -> tuple[int, str] | None:
    """The latest year in which the file's last stamp is not after the file's own time of change."""
    if file.mtime is None:
        return None
    changed = datetime.fromtimestamp(file.mtime, UTC)
    interval = changed - timedelta(days=1461), changed + timedelta(days=1)  # a zone may put a stamp ahead of UTC
    years = [year for year in _candidates(file, interval) if _range(file, year)[1] <= interval[1]]
    return (years[0] if years else changed.year), f"the file was last changed on {changed:%Y-%m-%d}"


def _dates_in(path: str) -> tuple[Interval, str] | None:
    """The last and most precise date in a path, as an interval, and its text."""
    for pattern in (_DAY, _MONTH, _YEAR):
        found = list(pattern.finditer(path))
        for match in reversed(found):
            interval = _interval_of(pattern, match)
            if interval:
                return interval, match[0]
    return None


def _interval_of(pattern: re.Pattern[str], match: re.Match[str]) -> Interval | None:
    year = int(match[1])
    try:
        if pattern is _DAY:
            start = date(year, int(match[3]), int(match[4]))
            end = start + timedelta(days=1)
        elif pattern is _MONTH:
            start = date(year, int(match[2]), 1)
            end = start + timedelta(days=31)
        else:
            start, end = date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None
    return _midnight(start), _midnight(end)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _instant(moment: datetime | None) -> datetime:
    """A stamp that is there (FileStamps with both ends only come here)."""
    return moment if moment is not None else datetime(PLACEHOLDER_YEAR, 1, 1, tzinfo=UTC)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
