"""The words of a rule, with the values of a case in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foreshock.rules.durations import format_duration
from foreshock.rules.evidence import MatchedStep
from foreshock.rules.model import Rule

PLACEHOLDERS = ("entity", "host", "client", "service", "value", "onset", "text")

_PLACEHOLDER = re.compile(r"\{(\w+)\}")

# UCUM writes what is counted in braces: {operation}/s.
_BRACES = str.maketrans("", "", "{}")

# Longest quotation of a log line within a sentence.
QUOTED = 160


def placeholders(template: str) -> list[str]:
    """The names in braces."""
    return _PLACEHOLDER.findall(template)


def render(
    rule: Rule,
    place: tuple[str, str],
    service: str | None,
    causes: Sequence[MatchedStep],
    onset: str,
) -> str:
    """The words of the cause, filled in; ``causes`` begin with the most telling match.

    ``{value}`` is the extreme of the first step that measures something.
    """
    first = causes[0]
    measured = next((each for each in causes if each.unit != "{line}"), first)
    quoted = next((each for each in causes if each.unit == "{line}"), first)
    text = quoted.evidence[0].telling if quoted.evidence else ""
    values = {
        "entity": place[0],
        "host": place[1],
        "client": first.host,
        "service": service or "a service",
        "value": format_value(measured.value, measured.unit),
        "onset": onset,
        "text": text if len(text) <= QUOTED else text[: QUOTED - 1] + "…",
    }
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), rule.words.cause)


def format_value(value: float | None, unit: str | None) -> str:
    """A value as people say it: ``98.2 %``, ``1.7 times its baseline``, ``12 lines``, ``1 h 5 m``."""
    if value is None:
        return "no value"
    if unit == "1":
        return f"{value * 100:.1f} %" if value < 10 else f"{value:.4g}"  # noqa: PLR2004 - a load, not a share
    if unit == "{baseline}":
        return f"{value:.2f} times its baseline"
    if unit == "{line}":
        return f"{value:.0f} line" + ("" if value == 1 else "s")
    if unit == "s":
        return f"{value:.3g} s" if value < 60 else format_duration(value)  # noqa: PLR2004 - seconds read well to a minute
    return f"{value:.4g}" + (f" {unit.translate(_BRACES)}" if unit else "")
