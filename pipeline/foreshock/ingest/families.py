"""Rotated files: which of them are one log, and in which order they were written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import PurePosixPath

from foreshock.ingest.zone_names import zone_named
from foreshock.ingest.zones import FileStamps

_PACKED = re.compile(r"\.(?:gz|bz2|xz|zst|lz4|lzma)$")
_NUMBERED = re.compile(r"(?P<base>.+?)[.-](?P<number>\d{1,4})$")
_OLD = re.compile(r"(?P<base>.+?)\.(?:old|bak)$")
_DATED = re.compile(
    r"(?P<base>.+?)[-_.](?P<date>20\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?:[-_T.]?\d{2,10})?)"
    r"(?P<ending>\.[a-z]+)?$"
)
_PLACEHOLDER_YEAR = 2000  # in which FileStamps gives stamps without a year

Rank = tuple[int, str, int]


def families_of(sources: Iterable[str]) -> Sequence[Sequence[str]]:
    """The rotated logs among these files: the sources of each, the oldest first; a file alone is no family.

    Names tell: ``access.log.2.gz``, ``access.log.1``, ``access.log``; ``messages-20230709``, ``messages``;
    ``postgresql-2023-07-10_000000.log``.
    """
    found: dict[str, list[tuple[Rank, str]]] = {}
    for source in sources:
        log, rank = _place_of(source)
        found.setdefault(log, []).append((rank, source))
    return [[source for _, source in sorted(members)] for members in found.values() if len(members) > 1]


def log_of(source: str) -> str:
    """What all rotated files of one log are called: the path without number, date and compression."""
    return _place_of(source)[0]


def _place_of(source: str) -> tuple[str, Rank]:
    """The log that a file is a part of, and what its parts are sorted by."""
    path = PurePosixPath(source)
    base, rank = _split(_PACKED.sub("", path.name))
    return str(path.parent / base), rank


def _split(name: str) -> tuple[str, Rank]:
    if dated := _DATED.fullmatch(name):
        return dated["base"] + (dated["ending"] or ""), (0, re.sub(r"\D", "", dated["date"]), 0)
    if numbered := _NUMBERED.fullmatch(name):
        return numbered["base"], (1, "", -int(numbered["number"]))
    if old := _OLD.fullmatch(name):
        return old["base"], (1, "", 0)
    return name, (2, "", 0)


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
            last += timedelta(days=_days_between(_PLACEHOLDER_YEAR, year, last))
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


def predecessors(families: Iterable[Sequence[str]]) -> Mapping[str, str]:
    """For each file of a family but the oldest the one before it."""
    return {after: before for family in families for before, after in pairwise(family)}
