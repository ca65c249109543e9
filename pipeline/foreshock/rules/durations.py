"""Durations as people write them in a rule (``5 m``) and read them in a sentence (``7 m 12 s``)."""

from __future__ import annotations

import re
from typing import Annotated

from foreshock.yamldoc import Written

UNITS: dict[str, float] = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}

_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*")


def parse_duration(text: str) -> float:
    """Seconds of ``90 s``, ``5 m``, ``1 h 30 m``; ValueError says what a duration looks like."""
    position, seconds = 0, 0.0
    while match := _DURATION.match(text, position):
        seconds += float(match[1]) * UNITS[match[2]]
        position = match.end()
    if not position or position < len(text):
        problem = f"{text!r} is not a duration; write a number and a unit ({', '.join(UNITS)}), such as 5 m"
        raise ValueError(problem)
    return seconds


Seconds = Annotated[float, Written(parse_duration, "a duration such as 5 m")]


def format_duration(seconds: float) -> str:
    """The duration in its two largest units: ``7 m 12 s``, ``2 d 3 h``, ``0.4 s``."""
    if abs(seconds) < 1:
        return f"{seconds:.1f} s" if seconds else "0 s"
    rest, parts = round(abs(seconds)), list[str]()
    for unit in ("d", "h", "m", "s"):
        whole, rest = divmod(rest, int(UNITS[unit]))
        if whole:
            parts.append(f"{whole} {unit}")
        elif parts:
            break
    return ("-" if seconds < 0 else "") + " ".join(parts[:2])


def prometheus_duration(seconds: float) -> str:
    """The duration as Prometheus writes it: ``10m``, ``1h30m``."""
    rest, parts = round(seconds), ""
    for unit in ("d", "h", "m", "s"):
        whole, rest = divmod(rest, int(UNITS[unit]))
        parts += f"{whole}{unit}" if whole else ""
    return parts or "0s"
