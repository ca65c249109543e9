"""Round numbers and round times for the axes of a chart, and values in their unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from foreshock.report.moments import MONTHS, Zone

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_TIME_STEPS = (
    1, 2, 5, 10, 15, 30,
    _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE,
    _HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR,
    _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 28 * _DAY, 84 * _DAY, 364 * _DAY,
)  # fmt: skip
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def value_ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten, from at or below ``low`` to at or above ``high``."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [count * step for count in range(first, last + 1)]


def byte_ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Value ticks that are round in the binary unit of the largest."""
    scale = 1024.0 ** _binary_power(high)
    return [tick * scale for tick in value_ticks(low / scale, high / scale, wanted)]


def time_ticks(start: datetime, end: datetime, zone: Zone, wanted: int = 8) -> list[datetime]:
    """Instants (UTC) that are round on the site's clock, also across a change of that clock."""
    length = max((end - start).total_seconds(), 1.0)
    step = next((step for step in _TIME_STEPS if length / step <= wanted), _TIME_STEPS[-1])
    local = start.astimezone(zone.tz).replace(tzinfo=None)
    origin = datetime(local.year, 1, 1) if step >= _DAY else local.replace(hour=0, minute=0, second=0, microsecond=0)  # noqa: DTZ001 - the site's wall clock
    wall = origin + timedelta(seconds=step) * math.floor((local - origin).total_seconds() / step)
    found: list[datetime] = []
    while (instant := wall.replace(tzinfo=zone.tz).astimezone(UTC)) <= end:
        if instant >= start and (not found or instant > found[-1]):
            found.append(instant)
        wall += timedelta(seconds=step)
    return found


def time_labels(ticks: Sequence[datetime], zone: Zone) -> list[tuple[str, str]]:
    """For each tick the time of day, and the date where a new day begins (else an empty string)."""
    local = [tick.astimezone(zone.tz) for tick in ticks]
    seconds = any(at.second for at in local)
    days_only = all(at.hour == at.minute == at.second == 0 for at in local)
    labels: list[tuple[str, str]] = []
    for index, at in enumerate(local):
        date = f"{at.day} {MONTHS[at.month - 1][:3]}"
        new_day = index == 0 or at.date() != local[index - 1].date()
        clock = f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"
        labels.append((date, "") if days_only else (clock, date if new_day else ""))
    return labels


def axis_ticks(unit: str, low: float, high: float) -> list[float]:
    """Ticks for an axis in this unit."""
    return byte_ticks(low, high) if unit.startswith("By") else value_ticks(low, high)


def in_unit(value: float, unit: str, largest: float) -> str:
    """The value as an axis states it, scaled to the unit that suits the largest value on that axis."""
    if unit == "1":
        return f"{_plain(value * 100)} %"
    if unit.startswith("By"):
        power = _binary_power(largest)
        return f"{_plain(value / 1024.0**power)} {_BINARY[power]}{unit[2:]}"
    if unit == "s":
        return f"{_plain(value * 1000)} ms" if largest < 1 else f"{_plain(value)} s"
    power = 2 if largest >= 2e6 else 1 if largest >= 2e4 else 0  # noqa: PLR2004
    return f"{_plain(value / 1000.0**power)}{('', ' k', ' M')[power]}"


def unit_name(unit: str) -> str:
    """What the axis counts, in words, where its labels do not say so: ``{request}/s`` is ``requests/s``."""
    if unit in {"1", "s", ""} or unit.startswith("By"):
        return ""
    noun, slash, per = unit.partition("/")
    return (f"{noun[1:-1]}s" if noun.startswith("{") and noun.endswith("}") else noun) + slash + per


def _plain(value: float) -> str:
    text = f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"  # noqa: PLR2004
    return "0" if text == "-0" else text


def _binary_power(value: float) -> int:
    return min(int(math.log(value, 1024)), len(_BINARY) - 1) if value >= 1 else 0
