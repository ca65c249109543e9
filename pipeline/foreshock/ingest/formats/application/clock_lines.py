"""Lines of an application's log that state the time of day only, among others that state the date, too.

An appender without a date in its pattern writes into the file of one with a date: Tomcat's console beside its log.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import polars as pl

from foreshock.ingest.formats.application.layout import BEFORE_STAMP
from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.parts.stamps import CLOCK_TIME, ISO_DATE

# A level makes it a line of a log: other output begins with a clock, too.
CLOCK_LINE = rf"^{CLOCK_TIME}[.,]\d{{3}} .{{0,200}}?\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE)\b"
_DATED = rf"{BEFORE_STAMP}({ISO_DATE})[T ]({CLOCK_TIME})"
_CLOCK = re.compile(rf"^({CLOCK_TIME})")
_AN_HOUR = 3600  # a step back of less is a change to winter time, not midnight


class ClockLines:
    """Puts the day in front of the lines that lack it: that of the line before, or the next one past midnight."""

    def __init__(self) -> None:
        """No day is known yet."""
        self._day: date | None = None
        self._second = 0

    def dated(self, texts: pl.Series, starts: pl.Series) -> tuple[pl.Series, pl.Series]:
        """The lines, and which of them begin a record; ``starts`` are those that begin with a date."""
        if starts.all():
            self._note(texts.tail(1))
            return texts, starts
        clocks = ~starts & texts.str.contains(CLOCK_LINE)
        if not clocks.any():
            self._note(texts.filter(starts).tail(1))
            return texts, starts
        index = pl.int_range(len(texts), eager=True)
        places, found, last = index.filter(clocks).to_list(), [], 0
        for place in places:
            self._note(texts.slice(last, place - last).filter(starts.slice(last, place - last)).tail(1))
            found.append(self._with_day(texts[place]))
            last = place
        self._note(texts.slice(last).filter(starts.slice(last)).tail(1))
        return patched(texts, clocks, pl.Series(found, dtype=pl.String)), starts | clocks

    def _note(self, stamped: pl.Series) -> None:
        """Remember the day of the last line with a date."""
        for day, clock in stamped.str.extract_groups(_DATED).struct.unnest().iter_rows():
            if day is not None:
                self._day, self._second = date.fromisoformat(day), _second(clock)

    def _with_day(self, text: str) -> str:
        clock = _CLOCK.match(text)
        if self._day is None or clock is None:
            return text
        second = _second(clock[1])
        if second < self._second - _AN_HOUR:
            self._day += timedelta(days=1)
        self._second = second
        return f"{self._day} {text}"


def _second(clock: str) -> int:
    hours, minutes, seconds = map(int, clock.split(":"))
    return (hours * 60 + minutes) * 60 + seconds
