"""Numbers, durations and names as people say them."""

from __future__ import annotations

from collections.abc import Sequence

_SPELLED = {"cpu": "CPU", "dns": "DNS", "fd": "file descriptor", "io": "I/O", "wal": "WAL"}
ROOT = "Root cause"
_SURE = 0.9
_PROBABLE = 0.6
_SECONDS_MATTER_BELOW = 600


def duration(seconds: float) -> str:
    """The length of time in at most two units: ``45 s``, ``7 min 12 s``, ``19 h 40 min``, ``3 d 4 h``."""
    whole = round(abs(seconds))
    if whole < 1:
        return "under 1 s"
    if whole < 60:  # noqa: PLR2004 - clock arithmetic reads best with its own numbers
        return f"{whole} s"
    if whole < _SECONDS_MATTER_BELOW:
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 else "")
    minutes = round(whole / 60)
    if minutes < 60:  # noqa: PLR2004
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    hours = round(minutes / 60)
    return f"{hours // 24} d {hours % 24} h"


def number(value: float) -> str:
    """The value with the digits that matter: three significant ones, thousands grouped, no exponent."""
    size = abs(value)
    if size >= 100:  # noqa: PLR2004
        return f"{value:,.0f}"
    digits = 0 if value == int(value) else 1 if size >= 10 else 2 if size >= 1 else 3  # noqa: PLR2004
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: float) -> str:
    """A value that already counts in hundredths: ``30 %``, ``4.2 %``, ``0.35 %``."""
    size = abs(value)
    if 0 < size < 0.01:  # noqa: PLR2004
        return "under 0.01 %"
    digits = 0 if size >= 10 else 1 if size >= 1 else 2  # noqa: PLR2004
    text = f"{value:.{digits}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def confidence(value: float) -> str:
    """A probability as a whole percentage that never rounds up to certainty."""
    if value > 0.99:  # noqa: PLR2004
        return "over 99 %"
    return "under 1 %" if value < 0.01 else f"{value * 100:.0f} %"  # noqa: PLR2004


def standing(value: float) -> str:
    """What a first-ranked cause of this confidence may be called."""
    return ROOT if value >= _SURE else "Probable cause" if value >= _PROBABLE else "Possible cause"


def counted(count: int, noun: str, plural: str = "") -> str:
    """The count with its noun: ``1 line``, ``12,400 lines``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def cause_name(cause: str) -> str:
    """The class of cause in words: ``disk-io-saturation`` is ``disk I/O saturation``."""
    return " ".join(_SPELLED.get(word, word) for word in cause.split("-"))


def capital(text: str) -> str:
    """The text with a capital first letter; the rest, and names such as ``db-01``, as they are."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return text[:1].upper() + text[1:] if first.isalpha() else text


def sentence(text: str) -> str:
    """The text, ended by a full stop unless something ends it already."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", ":", "…")) else f"{text}."


def listed(items: Sequence[str]) -> str:
    """The items as a sentence lists them: ``a, b and c``."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def excerpt(text: str, said: str, limit: int) -> str:
    """The text, within ``limit`` characters where it is longer, ``said`` among them: at the end if it comes later."""
    if said.rstrip("…") in text[:limit]:
        return shortened(text, limit)
    said = said[: limit // 2]
    return f"{text[: limit - len(said)]}… {said}" if len(text) > limit else text


def shortened(text: str, limit: int) -> str:
    """The text, or its first ``limit`` characters and how many are left out."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text) - limit:,} more characters)"
