"""The zone of each file, decided once for the whole archive, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from foreshock.ingest.files.discover import matches
from foreshock.ingest.time.stamps import FileStamps
from foreshock.ingest.time.zone_names import offset_of, zone_named

# A summer abbreviation tells the zone's rules; of the zones that share it, the most populous stands for all
# (they differ in places that changed their rules, not in the offsets of the last decades).
_ZONE_OF_SUMMER = {
    "EDT": "America/New_York", "CDT": "America/Chicago", "MDT": "America/Denver", "PDT": "America/Los_Angeles",
    "CEST": "Europe/Berlin", "EEST": "Europe/Athens", "BST": "Europe/London", "WEST": "Europe/Lisbon",
    "AEDT": "Australia/Sydney", "NZDT": "Pacific/Auckland",
}  # fmt: skip


# Two logs of one host that would have nothing in common for so long were read in a wrong zone.
FAR_APART = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """A ``--tz [GLOB=]ZONE``."""

    glob: str
    zone: str

    @classmethod
    def parse(cls, text: str) -> ZoneRule:
        """From the command line's form; UsageError when there is no such zone."""
        glob, equals, zone = text.rpartition("=")
        zone_named(zone)
        return cls(glob if equals else "*", zone)


def zones_of(files: Sequence[FileStamps], rules: Sequence[ZoneRule] = ()) -> Mapping[str, tuple[str, str]]:
    """For each source the zone of stamps that carry none, and the reason.

    Tried in this order: ``--tz`` (the last that matches), the stamps themselves, other files of the host, most
    files of the archive, UTC. A neighbour that writes UTC says little of its host's zone and only counts where
    no other tells more, or where a zone of other hosts would carry the file's records hours away from its own.
    Nor are they carried away from those of the whole archive, where another of its zones leaves them there.
    """
    by_host: dict[str, list[FileStamps]] = {}
    for file in files:
        if file.zone:
            by_host.setdefault(file.host, []).append(file)
    everywhere = [file for host_files in by_host.values() for file in host_files]
    return {file.source: _zone_of(file, rules, by_host.get(file.host, ()), everywhere) for file in files}


def _zone_of(
    file: FileStamps, rules: Sequence[ZoneRule], same_host: Sequence[FileStamps], everywhere: Sequence[FileStamps]
) -> tuple[str, str]:
    for rule in reversed(rules):
        if matches(rule.glob, file.source):
            return rule.zone, "set by --tz"
    if file.zone:
        return file.zone, file.why_zone or f"its stamps carry {file.zone}"
    zone, why = _assumed(file, same_host, everywhere)
    if file.why_zone:
        why = f"{file.why_zone} (--tz '{file.source}=-04:00' would say which); {why}"
    return zone, why


def _assumed(file: FileStamps, same_host: Sequence[FileStamps], everywhere: Sequence[FileStamps]) -> tuple[str, str]:
    """The zone of stamps that carry none that is known."""
    local = _telling(same_host)
    if local:
        zone = _common_zone(local)
        return zone, f"{local[0].source} of the same host carries {local[0].zone}"
    telling = _telling(everywhere)
    zone = _common_zone(telling) if telling else "UTC"
    if telling and _apart(file, zone, same_host) < _apart(file, "UTC", same_host) + FAR_APART:
        beside = _beside(file, zone, everywhere)
        if beside:
            return beside, f"assumed, as in {zone} no record of the archive would be within half an hour of its own"
        return zone, f"assumed, as most of the {len(telling)} files of the archive whose stamps carry a local zone"
    if same_host:
        return "UTC", f"{same_host[0].source} of the same host carries {same_host[0].zone}"
    return "UTC", "assumed: no stamp of the archive carries a zone; --tz sets it"


def _apart(file: FileStamps, zone: str, others: Sequence[FileStamps]) -> timedelta:
    """The time between a file's records, were they written in a zone, and the nearest of others; 0 where unknown."""
    if file.first is None or file.last is None or file.leap_day:
        return timedelta(0)
    gaps = []
    for other in others:
        if other.first is None or other.last is None:
            return timedelta(0)
        years = 0 if file.has_year else other.first.year - file.first.year
        first, last = (
            each.replace(year=each.year + years, tzinfo=zone_named(zone)) for each in (file.first, file.last)
        )
        gaps.append(max(other.first - last, first - other.last, timedelta(0)))
    return min(gaps, default=timedelta(0))


def _beside(file: FileStamps, zone: str, everywhere: Sequence[FileStamps]) -> str | None:
    """The zone of the archive in which a file's records are beside others', where in ``zone`` they are beside none."""
    if _apart(file, zone, everywhere) < FAR_APART:
        return None
    gaps = {each: _apart(file, each, everywhere) for each in dict.fromkeys(str(other.zone) for other in everywhere)}
    nearest = min(gaps, key=gaps.__getitem__)
    return nearest if gaps[nearest] < FAR_APART else None


def _telling(files: Iterable[FileStamps]) -> list[FileStamps]:
    """The files whose zone is more than UTC."""
    return [file for file in files if file.zone and file.zone.upper() not in {"UTC", "Z", "GMT", "+00:00", "+0000"}]


def _common_zone(files: Sequence[FileStamps]) -> str:
    """The zone that most files carry; a summer abbreviation among them tells the rules for the whole year."""
    offsets = Counter(offset_of(file.zone or "") for file in files)
    best = offsets.most_common(1)[0][0]
    names = [file.zone or "" for file in files]
    for name in names:
        rules = _ZONE_OF_SUMMER.get(name.upper())
        if rules and (offset_of(name) == best or best == _winter_offset(name)):
            return rules
    return next(name for name in names if offset_of(name) == best)


def _winter_offset(summer: str) -> int:
    return (offset_of(summer) or 0) - 3600
