"""What parsers of small reports share: lines taken in one by one, and the time at which the report was made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta
from typing import Final

import polars as pl

from foreshock.ingest.formats.base import Options, Parsed, Recognition
from foreshock.ingest.formats.parts.measurements import Collected, Measure
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.lines.rejects import EMPTY_REJECTS
from foreshock.ingest.time.clock import EPOCH, Clock
from foreshock.ingest.time.zone_names import zone_named

RECORD: Final = "record"
ATTACHED: Final = "attached"
HELD: Final = "held"
JOINED: Final = "joined"
_DAY = 86_400
_SECOND = 1_000_000
_CLOCK_ERROR = 3600
_RECOGNISED = 0.5  # of the sampled lines
_STEP_BACK = 3 * 3600  # a larger step back is midnight, a smaller one a clock that was set


class ReportParser(ABC):
    """Reads a report line by line; for files that are small, or whose lines depend on each other.

    A value stands at ``stamp`` (microseconds as written, ``offset`` seconds east of UTC or None for the file's
    zone). Until a line of the report sets it, that is the option ``time`` (ISO 8601), or when the file was written.
    """

    def __init__(self, clock: Clock, options: Options) -> None:
        """One parser for one file."""
        self.clock = clock
        self.stamp: int | None = None
        self.offset: int | None = None
        self.host: str | None = None
        self.dated = False
        self.values = Collected()
        self._held: tuple[int, int, str, str] | None = None
        if given := time_line(options.get("time", "")):
            self.at(given.stamp, given.offset)
        elif clock.written is not None:
            self.stamp, self.offset = (clock.written - EPOCH) // timedelta(microseconds=1), 0

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; a HELD line at its end stays back."""
        self.values = Collected()
        rejects: list[tuple[int, int, str, str]] = []
        records = attached = 0
        for number, offset, text in lines.iter_rows():
            outcome = self.take(text, number)
            if self._held is not None:
                if outcome == JOINED:
                    attached += 1
                else:
                    rejects.append(self._held)
                self._held = None
            if outcome in {RECORD, JOINED}:
                records += 1
            elif outcome == ATTACHED:
                attached += 1
            elif outcome == HELD:
                self._held = (number, offset, "what should follow on the next line does not", text)
            else:
                rejects.append((number, offset, outcome, text))
        if last and self._held is not None:
            rejects.append(self._held)
            self._held = None
        if last:
            self.finish()
        return Parsed(
            rows=self.values.frame(self.clock),
            records=records,
            attached=attached,
            rejects=pl.DataFrame(rejects, schema=EMPTY_REJECTS.schema, orient="row"),
        )

    @abstractmethod
    def take(self, text: str, line: int) -> str:
        """Take in a line: RECORD, ATTACHED, HELD, JOINED, or the reason why it is rejected.

        A HELD line waits for the next one: when that is JOINED it was part of it, else it is rejected.
        """

    def finish(self) -> None:
        """The file is over: what waited for a time gets none that a line tells."""
        return

    def at(self, stamp: int, offset: int | None) -> None:
        """What follows was measured then."""
        self.stamp, self.offset, self.dated = stamp, offset, True

    def dated_by(self, text: str) -> bool:
        """Whether a line states a time and little else; then what follows was measured then."""
        if stated := time_line(text):
            self.at(stated.stamp, stated.offset)
        return stated is not None

    def put(self, line: int, labels: Labels, measured: Iterable[tuple[Measure, float | None]]) -> None:
        """Keep the values that a line states; None is no value."""
        for measure, value in measured:
            if value is not None:
                self.values.add(measure, value, labels, stamp=self.stamp, offset=self.offset, line=line, host=self.host)


def claim(lines: Sequence[str], known: int, reason: str, options: Options | None = None) -> Recognition | None:
    """The claim on a report of whose sampled lines so many are ``known``; those that state a time count too."""
    times = [stated for line in lines if (stated := time_line(line))]
    score = min(1.0, (known + len(times)) / len(lines))
    if score < _RECOGNISED:
        return None
    zone = next((stated.zone for stated in times if stated.zone), None)
    return Recognition(score, reason, options or {}, zone, dated=bool(times))


class TimeOfDay:
    """Dates for times of day in a file that is not dated: from when it was written, and the midnights passed."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """The first time of day is of the day on which the file was written, or of the day before it."""
        given = time_line(options.get("time", ""))
        self._last: int | None = None
        self._written: int | None = given.stamp // _SECOND if given else None
        if self._written is None and clock.written is not None:
            local = clock.written.astimezone(zone_named(clock.zone)).replace(tzinfo=UTC)
            self._written = (local - EPOCH) // timedelta(seconds=1)

    def begin(self, stamp: int) -> None:
        """A date that is stated (local microseconds since 1970): the next time of day is of that day."""
        midnight = stamp // _SECOND // _DAY * _DAY
        self._written, self._last = midnight, None

    def stamp(self, of_day: int) -> int | None:
        """Local microseconds since 1970 for seconds since midnight; None where no date is known."""
        if self._written is None:
            return None
        near = self._last
        if near is None:
            stamp = self._written - self._written % _DAY + of_day
            # A file was last changed after what is in it, give or take a clock; midnight is a date without a time.
            later = self._written % _DAY and stamp > self._written + _CLOCK_ERROR
            self._last = stamp - _DAY if later else stamp
        else:
            stamp = near - near % _DAY + of_day
            self._last = stamp + _DAY if stamp < near - _STEP_BACK else stamp
        return self._last * _SECOND


def number(text: str) -> float | None:
    """A printed number, with a decimal comma too; None for anything else."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def steps_of(options: Options) -> int:
    """The option ``interval``, seconds between samples that carry no time, as microseconds; 0 when unknown."""
    seconds = number(options.get("interval", "0"))
    return round(seconds * _SECOND) if seconds and 0 < seconds < _DAY else 0
