"""Single log lines that a scenario, or a day's routine, puts at an instant: the events with a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from foreshock.simulate.clock import Micros, Zone, millis_text, render_iso, render_syslog, seconds_text

Log = Literal["postgresql", "app", "syslog"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: when, on which host, in which log.

    ``source`` is what the program puts before the message: for syslog the tag (``sudo``, ``sshd[811]``), for
    the application ``INFO [shop.release]``, for PostgreSQL the process and, after a blank, user@database.
    Text may go on over several lines.
    """

    at: int
    host: str
    log: Log
    source: str
    text: str


def lines_frame(lines: Iterable[Line], zone: Zone) -> pl.DataFrame:
    """The lines of one log of one host as ``at`` and ``text``, as its program prints them, in order of time."""
    ordered = sorted(lines, key=lambda line: line.at)
    if not ordered:
        return pl.DataFrame(schema={"at": pl.Int64, "text": pl.String})
    at = np.array([line.at for line in ordered], dtype=np.int64)
    return pl.DataFrame({"at": at, "text": _lead(ordered, at, zone) + pl.Series([line.text for line in ordered])})


def _lead(lines: Sequence[Line], at: Micros, zone: Zone) -> pl.Series:
    log, host = lines[0].log, lines[0].host
    sources = [line.source for line in lines]
    if log == "postgresql":
        parts = [source.partition(" ") for source in sources]
        who = pl.Series([f"[{pid}] {session} " if session else f"[{pid}] " for pid, _, session in parts])
        return seconds_text(zone, at, render_iso) + "." + millis_text(at) + f" {zone.name} " + who
    if log == "app":
        return seconds_text(zone, at, render_iso) + "," + millis_text(at) + " " + pl.Series(sources) + " "
    return seconds_text(zone, at, render_syslog) + f" {host} " + pl.Series(sources) + ": "
