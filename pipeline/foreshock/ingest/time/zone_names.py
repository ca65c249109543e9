"""Time zones by the names that people, programs and files give them: IANA's, abbreviations, offsets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from foreshock.exceptions import UsageError

VALID_ZONES = ("an IANA name such as America/New_York", "-05:00", "EST", "UTC")

# Seconds east of UTC of the abbreviations that programs print. An abbreviation is a fixed offset: EST in July
# is UTC-5 all the same. Those with two meanings have the reading of the PostgreSQL "Default" abbreviation set
# (IST is Israel there, but India in practice): CST is US Central, not China; BST is British Summer Time, not
# Bangladesh; IST is India; AST is Atlantic, not Arabia; SST is Samoa; MSK is UTC+3, as since 2014.
_ABBREVIATION_HOURS: dict[str, float] = {
    "UTC": 0, "GMT": 0, "Z": 0, "UCT": 0, "WET": 0, "WEST": 1, "BST": 1,
    "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5, "BRT": -3, "ART": -3,
    "IST": 5.5, "PKT": 5, "NPT": 5.75, "WIB": 7, "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9,
    "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "SST": -11,
}  # fmt: skip

_ABBREVIATION = re.compile(r"[A-Z]{3,5}").fullmatch


def offset_of(abbreviation: str) -> int | None:
    """Seconds east of UTC for EST, CEST, PST, ... or "+02:00", "-0500", "+05"; None when unknown.

    The offset is fixed. Ambiguous ones: CST is US Central, IST India, BST British Summer Time, AST Atlantic.
    """
    hours = _ABBREVIATION_HOURS.get(abbreviation.strip().upper())
    if hours is not None:
        return round(hours * 3600)
    sign, digits = abbreviation.strip()[:1], abbreviation.strip()[1:].replace(":", "")
    if sign not in {"+", "-"} or not digits.isdecimal() or not digits.isascii() or len(digits) not in {2, 4}:
        return None
    seconds = int(digits[:2]) * 3600 + int(digits[2:] or 0) * 60
    return None if seconds > 18 * 3600 else seconds if sign == "+" else -seconds


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo:
    """The zone that ``--tz`` or a file names: IANA, an abbreviation with a fixed offset, or "-05:00".

    Raises UsageError when there is no such zone.
    """
    seconds = offset_of(name)
    if seconds is not None:
        return timezone(timedelta(seconds=seconds))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError("no such time zone", value=name, valid=VALID_ZONES) from None


@lru_cache(maxsize=256)
def is_zone(name: str) -> bool:
    """Whether ``zone_named`` knows it."""
    try:
        zone_named(name)
    except UsageError:
        return False
    return True


def most_written(words: Iterable[str]) -> str | None:
    """The zone that stands most often among these; None when none does. What is no zone there is some other word."""
    return next((word for word, _ in Counter(words).most_common() if is_zone(word)), None)


def stated_zone(words: Iterable[str]) -> tuple[str | None, str]:
    """``most_written`` of the words in a zone's place; where none is a zone, what to say of the abbreviation there.

    Capitals are taken for an abbreviation that nobody listed, such as CLT.
    """
    counted = Counter(words)
    zone = most_written(counted.elements())
    unknown = next((word for word, _ in counted.most_common() if _ABBREVIATION(word)), None)
    return zone, f"its stamps carry {unknown}, which is no known zone" if zone is None and unknown else ""


def offset_text(seconds: int) -> str:
    """An offset in seconds east of UTC as ISO 8601 writes it: ``-05:00``."""
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}"
