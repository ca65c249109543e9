"""The lines of a block of sar's text, and of what kind each is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.repeating import coded
from foreshock.ingest.formats.sysstat.sar_tables import Section, section_of
from foreshock.ingest.formats.sysstat.sar_words import Words
from foreshock.ingest.lines.blocks import Integers

Booleans = np.ndarray[tuple[int], np.dtype[np.bool_]]

STAMP = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?:\s([AP])M)?\s", re.IGNORECASE)
_STAMP_WIDTH = len("08:00:01 PM ")
OPEN = -1  # no table of the block: the one that was open before
_NO_TABLE = ("COM", "LINUX")  # what an operator wrote into the file, and restarts


@dataclass(frozen=True, slots=True)
class Lines:
    """What can be told of the lines of a block without those above them.

    ``sections`` are the tables that headings open, ``widths`` the numbers of their columns (and 0 behind the last),
    and ``opens`` is the number of the table that a line opens; OPEN: none. ``rows`` are lines with words behind a
    stamp that open none, ``blank`` those without words; what is neither has to be looked at on its own. Of rows and
    headings ``of_days`` are the seconds since midnight, ``begins`` is the first word behind the stamp, ``counts``
    how many there are.
    """

    words: Words
    sections: list[Section]
    widths: Integers
    opens: Integers
    rows: Booleans
    blank: Booleans
    of_days: Integers
    begins: Integers
    counts: Integers

    @classmethod
    def of(cls, texts: pl.Series) -> Lines:
        """Look at all lines at once."""
        words = Words.of(texts)
        heads, codes = coded(texts.str.head(_STAMP_WIDTH))
        stamps = [STAMP.match(head) for head in heads]
        ends = pl.Series([stamp.end() if stamp else None for stamp in stamps], dtype=pl.Int64).gather(codes)
        of_days = np.array([of_day(*stamp.groups()) if stamp else 0 for stamp in stamps], dtype=np.int64)[codes]
        widths = np.array([len(stamp[0].split()) if stamp else 0 for stamp in stamps], dtype=np.int64)[codes]
        begins = words.bounds[:-1] + widths
        counts = words.bounds[1:] - begins
        rows = words.plain & (widths > 0) & (counts > 0)
        places = np.flatnonzero(rows)
        rows[places[words.texts.gather(begins[places]).is_in(_NO_TABLE).to_numpy()]] = False
        # No heading ends with a number.
        ended = np.flatnonzero(rows)
        ended = ended[words.numbers.gather(words.bounds[1:][ended] - 1).is_null().to_numpy()]
        distinct, which = coded(texts.gather(ended).str.slice(ends.gather(ended)))
        found = [section_of(heading) for heading in distinct]
        sections = [section for section in found if section]
        widths = np.array([*(len(section.columns) for section in sections), 0])
        numbers = iter(range(len(sections)))
        opens = np.full(len(texts), OPEN)
        opens[ended] = np.array([next(numbers) if section else OPEN for section in found], dtype=np.int64)[which]
        rows &= opens == OPEN
        blank = words.plain & (words.bounds[1:] == words.bounds[:-1])
        return cls(words, sections, widths, opens, rows, blank, of_days, begins, counts)

    def rows_of(self, begin: int, end: int) -> tuple[Integers, Integers]:
        """The rows from line ``begin`` to before ``end``, and the number of the table that the last heading opened.

        OPEN stands for the table that was open before.
        """
        headings, rows = (begin + np.flatnonzero(which[begin:end]) for which in (self.opens != OPEN, self.rows))
        return rows, np.append(OPEN, self.opens[headings])[np.searchsorted(headings, rows)]

    def firsts(self, headings: Integers) -> list[int]:
        """Those of these headings, in their order, that are the first to open their table."""
        _, firsts = np.unique(self.opens[headings], return_index=True)
        found: list[int] = headings[np.sort(firsts)].tolist()
        return found


@lru_cache(maxsize=1024)
def of_day(hour: str, minute: str, second: str, half: str | None) -> int:
    """Seconds since midnight."""
    hours = int(hour) % 12 + 12 * (half in "Pp") if half else int(hour)
    return hours * 3600 + int(minute) * 60 + int(second)
