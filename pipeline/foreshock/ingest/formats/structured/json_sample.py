"""What a sample of lines holds in JSON: which objects, how many of the lines they explain, and what else there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from foreshock.ingest.formats.structured.json_exact import decoded, flattened, sound
from foreshock.ingest.formats.structured.names import TIME, normal
from foreshock.ingest.formats.structured.times import stamps_of, zone_of

_CUT = 60_000  # a sampled line of this length may have been longer in the file
_BRACKETS = frozenset({"[", "]", "],", ",", "{", "}"})


@dataclass(frozen=True, slots=True)
class JsonSample:
    """The objects (dotted path in normal form -> text), the lines that they fill, all lines that are not blank, others.

    ``others`` are single lines that are no JSON, as a rule of another program.
    """

    objects: tuple[Mapping[str, str], ...]
    explained: int
    written: int
    others: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of the lines that are JSON."""
        return self.explained / self.written if self.written else 0.0

    def with_all(self, *names: str) -> float:
        """Share of the objects that state all of these fields."""
        return sum(all(name in item for name in names) for item in self.objects) / max(len(self.objects), 1)

    def times(self, names: Sequence[str] = TIME) -> tuple[float, str | None]:
        """The share of the objects that state a time in one of these fields, and its zone."""
        texts = [next((item[name] for name in names if name in item), None) for item in self.objects]
        stamps, _ = stamps_of(pl.Series(texts, dtype=pl.String))
        return len(stamps.drop_nulls()) / max(len(texts), 1), zone_of([text for text in texts if text])


def json_sample(lines: Sequence[str]) -> JsonSample:
    """The JSON objects among some lines, one a line or over many lines."""
    return _read(tuple(lines))


@lru_cache(maxsize=2)
def _read(lines: tuple[str, ...]) -> JsonSample:
    objects: list[Mapping[str, str]] = []
    others: list[str] = []
    explained = written = 0
    for record in _records(lines):
        size = len(record)
        written += size
        text = "\n".join(record)
        values = decoded(text) if text[:1] in "{[" else None
        while values is None and size > 1 and text[:1] in "{[":
            # Lines of another program may stand behind an object.
            size -= 1
            values = decoded("\n".join(record[:size])) if record[size - 1].rstrip().endswith(("}", "},")) else None
        if values is None:
            explained += (len(record[0]) >= _CUT and text[:1] == "{") or (size == 1 and record[0].strip() in _BRACKETS)
            others += record
            continue
        explained += size
        others += record[size:]
        objects += [
            {normal(path): whole for path, value in flattened(item).items() if (whole := sound(value)) is not None}
            for item in values
        ]
    return JsonSample(tuple(objects), explained, written, tuple(others))


def _records(lines: Sequence[str]) -> Iterator[list[str]]:
    record: list[str] = []
    complete = True
    for line in lines:
        if not line.strip():
            continue
        begins = line.startswith(("{", "[{"))
        if record and (begins or complete):
            yield record
            record = []
        record.append(line)
        complete = (complete and not begins) if not begins else line.rstrip().endswith(("}", "},", "]"))
    if record:
        yield record
