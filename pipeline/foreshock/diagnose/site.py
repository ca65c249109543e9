"""The zone that people at the incident's site read their clocks in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from foreshock.ingest.time.zone_names import offset_of, offset_text, zone_named
from foreshock.lake.frames import read_sql_file

_SEASONS = datetime(2024, 1, 15, tzinfo=UTC), datetime(2024, 7, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Site:
    """``zone`` is an IANA name or an offset such as "-05:00"; ``label`` is what the logs call it ("EST")."""

    zone: str
    label: str

    def local(self, moment: datetime) -> str:
        """A moment as the site's clocks showed it: ``20:05:12 EST``."""
        return f"{moment.astimezone(zone_named(self.zone)):%H:%M:%S} {self.label}"

    def minute(self, moment: datetime) -> str:
        """A moment with its date, to the minute: ``2023-07-10 20:05 EST``."""
        return f"{moment.astimezone(zone_named(self.zone)):%Y-%m-%d %H:%M} {self.label}"


def find_site(connection: duckdb.DuckDBPyConnection) -> Site:
    """The zone of most of the lines that were read; UTC when nothing was."""
    names = read_sql_file(connection, "foreshock.diagnose", "site_zones")["timezone"].to_list()
    if not names:
        return Site("UTC", "UTC")
    zone = _canonical(names[0])
    words = [name for name in names if _same(name, zone) and name[0].isalpha() and "/" not in name]
    return Site(zone, words[0] if words else _label(zone))


def _canonical(name: str) -> str:
    """A zone as Python and browsers know it: an IANA name, or an offset with a colon."""
    seconds = offset_of(name)
    if seconds is None:
        return name
    return offset_text(seconds) if seconds else "UTC"


def _same(one: str, other: str) -> bool:
    """Whether two names mean the same offset, in winter and in summer."""
    return all(
        day.astimezone(zone_named(one)).utcoffset() == day.astimezone(zone_named(other)).utcoffset() for day in _SEASONS
    )


def _label(zone: str) -> str:
    """A zone that the logs give no short name."""
    return f"UTC{zone}" if zone[0] in "+-" else zone
