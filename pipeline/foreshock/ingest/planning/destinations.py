"""Files in which one PostgreSQL server wrote the same records in several forms (log_destination): one is enough."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from foreshock.ingest.detect.looks import Look
from foreshock.ingest.files.facts import FileFacts

# The richer first: jsonlog and csvlog have every field apart, stderr has what log_line_prefix asks for.
_FORMS = ("postgresql-jsonlog", "postgresql-csvlog", "postgresql-stderr")
_ENDING = re.compile(r"\.(?:log|csv|json)(?=\.|$)")
_NEAR = timedelta(seconds=1)  # a prefix may ask for whole seconds
_MOST_TIMES_AS_LARGE = 20  # a file of a few remarks is not the same log


@dataclass(frozen=True, slots=True)
class _Log:
    source: str
    form: int
    first: datetime
    last: datetime
    size: int | None

    def repeats(self, other: _Log) -> bool:
        """Whether this is the other log in a poorer form: the same name, the same first and last moment."""
        if self.form <= other.form or _ENDING.sub("", self.source) != _ENDING.sub("", other.source):
            return False
        if self.size and other.size and other.size > self.size * _MOST_TIMES_AS_LARGE:
            return False
        return abs(self.first - other.first) < _NEAR and abs(self.last - other.last) < _NEAR


def repeated_logs(looks: Sequence[Look], known: Mapping[str, FileFacts]) -> dict[str, str]:
    """The sources that need not be read, each with the reason; ``known`` are the files that the lake has."""
    seen = [
        _Log(look.source, _FORMS.index(form.name), look.stamps.first, look.stamps.last, look.input.size)
        for look in looks
        if (form := look.detection.format) and form.name in _FORMS and look.stamps.first and look.stamps.last
    ]
    present = {log.source for log in seen}
    in_lake = [
        _Log(source, _FORMS.index(file.format), file.first_time, file.last_time, file.bytes)
        for source, file in known.items()
        if source not in present and file.format in _FORMS and file.first_time and file.last_time
    ]
    repeated = {}
    for log in seen:
        richer = next((other for other in sorted([*seen, *in_lake], key=lambda o: o.form) if log.repeats(other)), None)
        if richer is not None:
            repeated[log.source] = f"the same records as {richer.source}, in another form (log_destination)"
    return repeated
