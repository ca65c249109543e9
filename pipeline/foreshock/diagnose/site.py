"""The zone that people at the incident's site read their clocks in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import duckdb

from foreshock.lake.frames import read_sql_file


@dataclass(frozen=True, slots=True)
class Site:
    """``zone`` is an IANA name or an offset such as "-05:00"; ``label`` is what the logs call it ("EST")."""

    zone: str
    label: str

    def local(self, moment: datetime) -> str:
        """A moment as the site's clocks showed it: ``20:05:12 EST``."""
        return f"{moment.astimezone(_tzinfo(self.zone)):%H:%M:%S} {self.label}"


def find_site(connection: duckdb.DuckDBPyConnection) -> Site:
    """The zone of most of the lines that were read; UTC when nothing was."""
    zones = read_sql_file(connection, "foreshock.diagnose", "site_zones")
    if zones.is_empty():
        return Site("UTC", "UTC")
    zone = str(zones["timezone"][0])
    names = [str(name) for name in zones["timezone"] if _same(str(name), zone) and str(name)[0].isalpha()]
    short = [name for name in names if "/" not in name]
    return Site(zone, short[0] if short else _label(zone))


def _same(one: str, other: str) -> bool:
    """Whether two names mean the same offset (in a summer and in a winter)."""
    days = (datetime(2024, 1, 15, tzinfo=UTC), datetime(2024, 7, 15, tzinfo=UTC))
    return all(day.astimezone(_tzinfo(one)).utcoffset() == day.astimezone(_tzinfo(other)).utcoffset() for day in days)


def _label(zone: str) -> str:
    """A zone without a short name, by its offset."""
    return "UTC" if zone in {"UTC", "+00:00"} else f"UTC{zone}" if zone[0] in "+-" else zone


def _tzinfo(zone: str) -> tzinfo:
    """The zone of a name or an offset."""
    if zone[:1] in {"+", "-"}:
        hours, minutes = zone[1:].split(":")
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-offset if zone[0] == "-" else offset)
    return ZoneInfo(zone)
