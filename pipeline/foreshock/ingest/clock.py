"""From stamps as they are written in a file to instants in UTC."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Clock:
    """The zone and the year of one file, decided once, before it is read.

    ``zone`` is an IANA name ("America/New_York") or a fixed offset ("-05:00"); it is used only for stamps
    that carry no offset of their own. ``year`` is the year of the file's first stamp, for stamps without.
    """

    zone: str = "UTC"
    year: int = 1970

    def instants(self, stamps: pl.Series, offsets: pl.Series | None = None) -> pl.Series:
        """Instants (Datetime us, UTC) for naive stamps (Datetime us), in file order.

        ``offsets`` are seconds east of UTC where a stamp carries its own (null: the file's zone). A local
        hour that happens twice is read as its first pass until the stamps step back, then as its second;
        a local time that never happened is read with the offset before the change.
        """
        raise NotImplementedError

    def with_years(self, stamps: pl.Series) -> pl.Series:
        """Stamps (Datetime us, any year) moved to the file's year, in file order.

        A step back of more than half a year is New Year; a step forward of more than half a year is a late
        line of the year before.
        """
        raise NotImplementedError
