"""The header of syslog in front of the lines of an access log: only the host in it is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Each word's pattern and variable; variables that begin with _ are dropped.
_PRI = r"(?:<\d{1,3}>)?"
_SENDER, _TAG = (r"[\w.:-]+", "$hostname"), (r"[\w./-]+(?:\[\d+\])?:", "$_tag")
_BSD = (
    (rf"{_PRI}(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", "$_month"),
    (r"[0-3]?\d", "$_day"),
    (r"\d\d:\d\d:\d\d", "$_clock"),
    _SENDER,
)
_ISO = ((rf"{_PRI}\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)", "$_stamp"), _SENDER)
_HEADERS = ((*_BSD, _TAG), _BSD, (*_ISO, _TAG), _ISO)


def syslog_header(columns: Sequence[Sequence[str]]) -> list[str]:
    """The variables of the words of a header, of the words (by column) before a line's own stamp; empty without one.

    At least one word is left: the client, who stands in front of the stamp.
    """
    for header in _HEADERS:
        if len(header) < len(columns) and all(
            all(re.fullmatch(pattern, value) for value in values)
            for values, (pattern, _) in zip(columns, header, strict=False)
        ):
            return [name for _, name in header]
    return []
