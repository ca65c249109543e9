"""Lines that say when what follows was taken: the output of ``date`` in its usual forms, ISO 8601, epoch seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from foreshock.ingest.formats.parts.stamps import MONTHS
from foreshock.ingest.time.zone_names import offset_of

_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,6})\d*)?)?(?: (?P<half>[AP]M))?"
)
_ZONE = r"(?: ?(?P<zone>Z|[+-]\d\d:?\d\d|[+-]\d\d|[A-Z]{3,5}))?"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*"
_YEAR = r"(?P<year>\d{4})"
_ISO = re.compile(rf"\b{_YEAR}[-/](?P<month>\d\d)[-/](?P<day>\d\d)[T _]{_CLOCK}{_ZONE}\b", re.IGNORECASE)
_FORMS = (
    _ISO,
    # date in the C locale: Mon Jul 10 20:00:01 EST 2023; with 12 hours: Mon Jul 10 08:00:01 PM EST 2023
    re.compile(rf"\b{_MONTH} +(?P<day>\d{{1,2}}) {_CLOCK}{_ZONE} {_YEAR}\b"),
    # en_US.UTF-8: Mon 10 Jul 2023 08:00:01 PM EST; date -R: Mon, 10 Jul 2023 20:00:01 -0500
    re.compile(rf"\b(?P<day>\d{{1,2}}) {_MONTH} {_YEAR},? {_CLOCK}{_ZONE}\b"),
)
# Epoch seconds alone, or as pt-stalk writes them: TS 1689037201.002033000 2023-07-10 20:00:01, with T in older ones.
_EPOCH = re.compile(r"^(?:TS |\W*)(\d{10})(?:\.(\d{1,6})\d*)?(?:\W*$| \d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\s*$)")
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"
_BESIDE = rf"{_WEEKDAY}|[=*#-]{{3,}}"  # what says nothing more
_MAX_AROUND = 40  # letters beside the stamp: "# taken at ... on db-01", not a sentence


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A stamp: microseconds since 1970 as the line writes it, its offset (seconds), and the zone as written."""

    stamp: int
    offset: int | None
    zone: str | None


def time_line(text: str) -> TimeLine | None:
    """The time that a line states and little else; None when it states none, or much beside."""
    if epoch := _EPOCH.match(text):
        micros = int(epoch[1]) * 1_000_000 + int((epoch[2] or "").ljust(6, "0"))
        return TimeLine(micros, 0, "UTC")
    for form in _FORMS:
        match = form.search(text)
        if match and len(re.sub(_BESIDE, "", text[: match.start()] + text[match.end() :]).strip()) <= _MAX_AROUND:
            return _read(match)
    return None


def _read(match: re.Match[str]) -> TimeLine | None:
    part = match.groupdict()
    month = int(part["month"]) if part["month"].isdecimal() else MONTHS.index(part["month"]) + 1
    hour = int(part["hour"])
    if part["half"]:
        hour = hour % 12 + 12 * (part["half"].upper() == "PM")
    second = int(part["second"] or 0)
    micros = int((part["fraction"] or "").ljust(6, "0"))
    try:
        moment = datetime(int(part["year"]), month, int(part["day"]), hour, int(part["minute"]), second, micros)  # noqa: DTZ001 - naive: the offset goes beside it
    except ValueError:
        return None
    since = moment - datetime(1970, 1, 1)  # noqa: DTZ001 - as above
    zone = part["zone"]
    offset = offset_of(zone) if zone else None
    return TimeLine(
        (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds,
        offset,
        zone if offset is not None else None,
    )
