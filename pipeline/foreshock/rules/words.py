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
_COUNTED = re.compile(r"\{(\w+)\}")
_PREFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (0, ""))

# Longest quotation of a log line within a sentence.
QUOTED = 200


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
    measured = next((each for each in causes if each.measured), first)
    logged = next((each for each in causes if not each.measured), first)
    text = logged.evidence[0].telling if logged.evidence else ""
    values = {
        "entity": place[0],
        "host": place[1],
        "client": first.host,
        "service": service or "a service",
        "value": format_value(measured.value, measured.unit),
        "onset": onset,
        "text": quoted(text),
    }
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), rule.words.cause)


def quoted(text: str) -> str:
    """What a line says, as a sentence can quote it: its first 200 characters."""
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1]}…"


def format_value(value: float | None, unit: str | None) -> str:
    """A value as people say it: ``98.2 %``, ``1.70 times its baseline``, ``12 lines``, ``1 h 5 m``, ``24.5 MB/s``."""
    if value is None:
        return "no value"
    if unit == "1":
        return f"{value * 100:.1f} %" if value < 10 else f"{value:.4g}"  # noqa: PLR2004 - a load, not a share
    if unit == "{baseline}":
        return f"{value:.2f} times its baseline"
    if unit == "s":
        return f"{value:.3g} s" if value < 60 else format_duration(value)  # noqa: PLR2004 - seconds read well to a minute
    if unit in {"By", "By/s"}:
        size, prefix = next(each for each in _PREFIXES if abs(value) >= each[0])
        return f"{value / (size or 1):.3g} {prefix}B{unit[2:]}"
    number = f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"  # noqa: PLR2004 - no exponent, and no digit too many
    noun = _COUNTED.sub(lambda found: found[1] if value == 1 else _plural(found[1]), unit or "")
    return f"{number} {noun}".rstrip()


def _plural(noun: str) -> str:
    if noun.endswith("ry"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "ch")) else f"{noun}s"
