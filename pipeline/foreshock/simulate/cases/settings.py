"""Knobs by name, as people set them on a command line: ``zone=JST``, ``decoy=mail-disk``, ``ahead=db-01:300``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, get_args

from foreshock.simulate.cases.decoys import DECOYS
from foreshock.simulate.cases.knobs import (
    ZONES,
    AppLog,
    Database,
    DatabaseLog,
    HostLog,
    Knobs,
    Metrics,
    Source,
    WebLog,
    When,
)
from foreshock.simulate.cases.shop import HOSTS
from foreshock.simulate.exceptions import KnobError

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "zone": tuple(zone.name for zone in ZONES),
    "database": get_args(Database),
    "database_log": get_args(DatabaseLog),
    "web_log": get_args(WebLog),
    "app_log": get_args(AppLog),
    "host_log": get_args(HostLog),
    "metrics": get_args(Metrics),
    "decoy": ("none", *DECOYS),
    "decoy_when": get_args(When),
    "missing": ("none", *get_args(Source)),
}
_NUMBERS: Mapping[str, Callable[[str], Any]] = {"minutes": int, "rate": float, "every_s": int, "noise": float}
KNOBS: tuple[str, ...] = (*_CHOICES, *_NUMBERS, "ahead")
"""The names that can be set."""


def with_settings(knobs: Knobs, settings: Iterable[str]) -> Knobs:
    """The knobs with some of them set by ``NAME=VALUE``; KnobError for a name or a value that does not exist."""
    for text in settings:
        name, _, value = text.partition("=")
        knobs = replace(knobs, **{name: _value(name, value)})
    if not knobs.is_postgresql:
        return replace(knobs, database_log="error-log")
    return replace(knobs, database_log="stderr") if knobs.database_log == "error-log" else knobs


def _value(name: str, text: str) -> Any:
    """A knob's value from its text."""
    if name in _CHOICES:
        if text not in _CHOICES[name]:
            raise KnobError(f"Not a value of {name}", value=text, valid=list(_CHOICES[name]))
        if name == "zone":
            return next(zone for zone in ZONES if zone.name == text)
        return None if text == "none" else text
    if name in _NUMBERS:
        try:
            number = _NUMBERS[name](text)
        except ValueError as error:
            raise KnobError(f"Not a number for {name}", value=text, valid=["60", "5"]) from error
        if not 0 < number < 10_000:
            raise KnobError(f"Not a possible value of {name}", value=text, valid=["more than 0, less than 10000"])
        return number
    if name == "ahead":
        host, _, seconds = text.partition(":")
        if host not in HOSTS or not seconds.lstrip("-").isdigit():
            raise KnobError("Not a host and its seconds", value=text, valid=[f"{each}:300" for each in HOSTS])
        return {host: int(seconds)}
    raise KnobError("No knob has this name", value=name, valid=sorted(KNOBS))
