"""Instants as people at the incident's site read them, beside UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from foreshock.exceptions import UsageError
from foreshock.ingest.time.zone_names import VALID_ZONES, offset_text, zone_named
from foreshock.report.exceptions import FindingsFormError

# Not strftime: names of days and months must not depend on the locale.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone of the incident's site; ``name`` is what its people call it, where that never changes."""

    tz: tzinfo
    name: str = ""

    @classmethod
    def of(cls, name: str | None, label: str | None = None) -> Zone:
        """The zone of a name; UTC when there is none.

        A label is used only where the offset is the same all year: "EST" on a July time of New York would
        be an hour wrong. Raises FindingsFormError for a name that no zone has.
        """
        try:
            tz = zone_named(name or "UTC")
        except UsageError as error:
            raise FindingsFormError("no such time zone", value=name, valid=VALID_ZONES) from error
        if tz.tzname(None) in {"UTC", "GMT"}:  # by any of their names: Z, Zulu, Etc/UTC
            return cls(UTC, "UTC")
        seasons = {datetime(2023, month, 1, tzinfo=tz).utcoffset() for month in (1, 4, 7, 10)}
        return cls(tz, label or "" if len(seasons) == 1 else "")

    @property
    def is_utc(self) -> bool:
        """Whether site time and UTC are the same, so that one of them is enough."""
        return self.tz is UTC

    def label(self, at: datetime) -> str:
        """What the zone is called at an instant: ``EST``, ``EDT``, ``UTC+05:45``."""
        if self.name:
            return self.name
        local = at.astimezone(self.tz)
        named = local.tzname() or ""
        if named.isalpha():
            return named
        return f"UTC{offset_text(round((local.utcoffset() or timedelta()).total_seconds()))}"


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """One instant, ready to be written at the site and in UTC."""

    utc: datetime
    zone: Zone

    @classmethod
    def parse(cls, stamp: object, zone: Zone) -> Moment | None:
        """The instant of an ISO 8601 stamp (UTC unless it says otherwise); None for null or an empty string."""
        if stamp is None or stamp == "":
            return None
        try:
            at = stamp if isinstance(stamp, datetime) else datetime.fromisoformat(str(stamp))
        except ValueError as error:
            raise FindingsFormError("not an ISO 8601 time", value=stamp, valid=["2023-07-11T01:00:00Z"]) from error
        return cls(at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC), zone)

    @property
    def site(self) -> datetime:
        """The same instant on the site's clock."""
        return self.utc.astimezone(self.zone.tz)

    @property
    def iso(self) -> str:
        """The form that machines read: ``2023-07-11T01:00:00Z``."""
        return self.utc.isoformat().replace("+00:00", "Z")

    @property
    def label(self) -> str:
        """The name of the site's zone at this instant."""
        return self.zone.label(self.utc)

    @property
    def clock(self) -> str:
        """Time of day at the site, with the zone: ``20:00:00 EST``."""
        return f"{self.bare} {self.label}"

    @property
    def bare(self) -> str:
        """Time of day at the site, for a column whose head names the zone."""
        return self.site.strftime("%H:%M:%S")

    @property
    def utc_cell(self) -> str:
        """Time of day in UTC, with the month and day where they are not the site's."""
        return self.utc.strftime("%H:%M:%S" if self.utc.date() == self.site.date() else "%m-%d %H:%M:%S")

    @property
    def stamp(self) -> str:
        """Date and time at the site, with the zone: ``2023-07-10 20:00:00 EST``."""
        return f"{self.site:%Y-%m-%d} {self.clock}"

    @property
    def both(self) -> str:
        """The stamp with its UTC beside it; UTC alone where the site keeps UTC."""
        if self.zone.is_utc:
            return self.stamp
        same_day = self.utc.date() == self.site.date()
        return f"{self.stamp} ({self.utc:{'%H:%M:%S' if same_day else '%Y-%m-%d %H:%M:%S'}} UTC)"

    @property
    def day(self) -> date:
        """The calendar day at the site."""
        return self.site.date()


def day_name(day: date) -> str:
    """A day in words: ``Monday, 10 July 2023``."""
    return f"{_DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def span(start: Moment, end: Moment | None) -> str:
    """An interval at the site, the date said once where it stays: ``2023-07-10 20:00:00 to 22:00:00 EST``."""
    if end is None:
        return f"since {start.stamp}"
    if start.label != end.label:
        return f"{start.stamp} to {end.stamp}"
    first = f"{start.site:%Y-%m-%d} {start.bare}"
    return f"{first} to {end.clock if start.day == end.day else end.stamp}"


def in_utc(moment: Moment | None) -> Moment | None:
    """The same instant, read in UTC."""
    return None if moment is None else Moment(moment.utc, Zone.of("UTC"))
