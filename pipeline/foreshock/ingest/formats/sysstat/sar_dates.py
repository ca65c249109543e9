"""Dates for sar's times of day: the banner's date, the order of month and day, and midnights passed since."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np

Integers = np.ndarray[tuple[int], np.dtype[np.int64]]

BANNER = re.compile(
    r"Linux (?P<release>\S+) \((?P<host>[^)]*)\)\s+(?P<date>\d{1,4}\D\d{1,2}\D\d{1,4}\D?)(?:\s+(?P<machine>_\S+_))?"
)
_DATE = re.compile(r"(\d{1,4})(\D)(\d{1,2})\D(\d{1,4})")
_PATH_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_PATH_DAY = re.compile(r"\bsar?(\d\d)\b")  # sa10, sar10: sysstat names its files by the day of the month
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400
# A larger step back is midnight; a smaller one is a clock that was set, or the end of summer time.
_STEP_BACK = 3 * 3600
_TWO_DIGITS = 100
_FIRST_OF_CENTURY = 69


def date_order(dates: Sequence[str], path: str) -> str:
    """``mdy`` or ``dmy`` for banners' dates with slashes, when something tells; empty when nothing does.

    Evidence, in this order: a number over 12, the date or day in the file's name, banners of consecutive days.
    """
    possible = [order for order in ("mdy", "dmy") if dates and all(_read(text, order) for text in dates)]
    if len(possible) < 2:  # noqa: PLR2004 - of two orders
        return possible[0] if possible else ""
    in_path = _PATH_DATE.search(path)
    on_day = _PATH_DAY.search(path.rsplit("/", 1)[-1])
    for order in possible:
        days = [day for text in dates if (day := _read(text, order))]
        if in_path and any(day.isoformat() == "-".join(in_path.groups()) for day in days):
            return order
        if on_day and any(day.day == int(on_day[1]) for day in days):
            return order
    for order in possible:
        ordinals = sorted({day.toordinal() for text in dates if (day := _read(text, order))})
        if len(ordinals) > 1 and all(later - earlier == 1 for earlier, later in pairwise(ordinals)):
            return order
    return ""


def day_of(text: str, order: str) -> date | None:
    """The date that a banner writes; an ``order`` that does not fit it gives way. None when it is no date."""
    return _read(text, order) or _read(text, "mdy") or _read(text, "dmy")


def _read(text: str, order: str) -> date | None:
    """The date in a banner; ``order`` settles slashes only: dots and a leading year leave no choice."""
    match = _DATE.match(text)
    if match is None:
        return None
    first, separator, second, third = match.groups()
    if len(first) > 2:  # noqa: PLR2004 - a year has four digits
        parts = int(first), int(second), int(third)
    elif separator in ".-" or order == "dmy":
        parts = _year(third), int(second), int(first)
    else:
        parts = _year(third), int(first), int(second)
    try:
        return date(*parts)
    except ValueError:
        return None


def _year(text: str) -> int:
    """The C locale prints two digits: of 1969 to 2068, as strptime's %y has it (1970: a machine without a clock)."""
    year = int(text)
    if year >= _TWO_DIGITS:
        return year
    return year + (2000 if year < _FIRST_OF_CENTURY else 1900)


class Dating:
    """Turns times of day into local seconds since 1970, section by section.

    A report tells the same day once for each section, so each section counts its own midnights; a section
    begins where the first header after the banner (or the last restart) stood.
    """

    def __init__(self, order: str) -> None:
        """``order`` as of ``date_order``; empty: month first unless the date says otherwise."""
        self._order = order
        self._base: int | None = None
        self._based = False  # whether a header has set the time of the base
        self._last: dict[tuple[str, ...], int] = {}

    @property
    def dated(self) -> bool:
        """Whether a banner has been seen."""
        return self._base is not None

    def banner(self, text: str) -> bool:
        """Begin a report; False when ``text`` is no date."""
        day = day_of(text, self._order)
        if day is None:
            return False
        self._base = (day.toordinal() - _EPOCH) * _DAY
        self._based = False
        self._last.clear()
        return True

    def header(self, section: tuple[str, ...], of_day: int) -> None:
        """A header carries the time at which its first interval began."""
        self._last.setdefault(section, self._start(of_day))

    def row(self, section: tuple[str, ...], of_day: int) -> int:
        """The stamp of a row: the next time of day after the section's last row."""
        near = self._last.get(section)
        self._last[section] = self._start(of_day) if near is None else _forward(near, of_day)
        return self._last[section]

    def rows(self, section: tuple[str, ...], of_days: Integers) -> Integers:
        """The stamps of rows that follow each other."""
        first = self.row(section, int(of_days[0]))
        midnights = np.cumsum(np.diff(of_days, prepend=of_days[0]) < -_STEP_BACK)
        stamps: Integers = first - first % _DAY + of_days + _DAY * midnights
        self._last[section] = int(stamps[-1])
        return stamps

    def restart(self, of_day: int) -> int:
        """The stamp of a restart; what follows begins there."""
        near = max(self._last.values(), default=None)
        stamp = self._start(of_day) if near is None else _forward(near, of_day)
        self._base, self._based = stamp, True
        self._last.clear()
        return stamp

    def _start(self, of_day: int) -> int:
        base = self._base or 0
        if not self._based:
            self._base, self._based = base - base % _DAY + of_day, True
            return self._base
        return _forward(base, of_day)


def _forward(near: int, of_day: int) -> int:
    stamp = near - near % _DAY + of_day
    return stamp + _DAY if stamp < near - _STEP_BACK else stamp
