"""The level that programs write into their messages themselves, as most do under systemd or in a container."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.parts.patching import patched

_WORD = "emerg(?:ency)?|panic|alert|crit(?:ical)?|fatal|err(?:or)?|warn(?:ing)?|notice|note|info|debug|trace"
# "error: ...", "[WARNING] ...", "<Info>: ...": a severity word in front, with something that sets it apart.
_APART = rf"(?:[\[<(]\s*({_WORD})\s*[\]>)]|({_WORD}):)"
_IN_FRONT = rf"(?i)^{_APART}"
_STAMP = r"\d{4}[-/]\d\d[-/]\d\d[T ] ?\d?\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?"
# Behind a stamp of the program's own, and the number of a process or thread: Harbor's "2023-07-10T20:00:01Z [ERROR]",
# MariaDB's "2023-07-10 20:00:01 0 [Note]", nginx' "2023/07/10 20:00:01 [error]", gunicorn's "[2023-...] [7] [INFO]".
_BEHIND_STAMP = rf"(?i)^(?:{_STAMP}|\[{_STAMP}\])(?: \d+| \[\d+\])? {_APART}"
# Spring Boot and logback: the word alone behind the stamp, in capitals.
_BARE = rf"^{_STAMP} +(FATAL|ERROR|WARN|INFO|DEBUG|TRACE) "
# klog, which Kubernetes' parts write; Redis.
_GLOG = r"^([IWEF])\d{4} \d\d:\d\d:\d\d\."
_REDIS = r"^\d+:[XCSM] \d\d [A-Z][a-z]{2} (?:\d{4} )?\d\d:\d\d:\d\d\.\d{3} ([.*#-]) "
_LETTERS = {
    "I": "INFO",
    "W": "WARNING",
    "E": "ERROR",
    "F": "FATAL",
    ".": "debug",
    "-": "debug",
    "*": "notice",
    "#": "warning",
}
_STAMPED = r"^(?:\[?\d|[IWEF]\d{4} )"


def own_level(bodies: pl.Series) -> pl.Series:
    """The severity that messages state in front or behind a stamp of their own, as written; null for the others."""
    levels = pl.repeat(None, len(bodies), dtype=pl.String, eager=True)
    for beginning, forms in ((_IN_FRONT, (_IN_FRONT,)), (_STAMPED, (_BEHIND_STAMP, _BARE, _GLOG, _REDIS))):
        found = bodies.str.contains(beginning).fill_null(value=False)
        if found.any():
            levels = patched(levels, found, _level(bodies.filter(found), forms))
    return levels


def _level(bodies: pl.Series, forms: tuple[str, ...]) -> pl.Series:
    """What the first of the forms that fits captures."""
    said = [bodies.str.extract(form, group) for form in forms for group in ((1, 2) if _APART in form else (1,))]
    return pl.select(pl.coalesce(*said).replace(_LETTERS)).to_series()
