"""The table that ``kubectl get events`` prints: when an event was last seen is told as an age."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.conventions import SEVERITY_NUMBERS
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.lines.rejects import as_rejects
from foreshock.ingest.time.clock import Clock

_CELL = re.compile(r"\S+(?: \S+)*")
_NEEDED = {"LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"}
_AGE = re.compile(r"(?:(\d{1,4})y)?(?:(\d{1,5})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?(?: \(.*\))?$")
_SECONDS = (365 * 86_400, 86_400, 3_600, 60, 1)
_TYPES = ("Normal", "Warning")
_ATTRIBUTES = {
    "REASON": "reason", "NAMESPACE": "namespace", "COUNT": "count", "SUBOBJECT": "subobject", "NAME": "name",
    "FIRST SEEN": "first_seen",
}  # fmt: skip

_SAMPLE = Sample(
    program="kubectl get events -A -o wide, 1.28; the file was written at an unknown time",
    text=(
        "NAMESPACE   LAST SEEN   TYPE      REASON    OBJECT          SUBOBJECT                SOURCE              "
        "MESSAGE                                FIRST SEEN   COUNT   NAME\n"
        "shop        2m15s       Warning   BackOff   pod/shop-7d4b   spec.containers{shop}    kubelet, node-1     "
        "Back-off restarting failed container   3h           42      shop-7d4b.16f0\n"
        "shop        <unknown>   Normal    Created   pod/db-0                                 default-scheduler   "
        "Successfully assigned shop/db-0        5d4h         1       db-0.16f1\n"
    ),
    rows=(
        {
            "line": 2, "time": None, "severity_text": "Warning", "severity_number": 13, "service": "kubelet",
            "host": "node-1", "body": "Back-off restarting failed container",
            "attributes": {
                "reason": "BackOff", "namespace": "shop", "count": "42", "subobject": "spec.containers{shop}",
                "name": "shop-7d4b.16f0", "first_seen": "3h", "object_kind": "pod", "object_name": "shop-7d4b",
            },
        },
        {"line": 3, "severity_text": "Normal", "severity_number": 9, "service": "default-scheduler", "host": None},
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Header:
    """The columns of a table: their names and where they begin."""

    names: tuple[str, ...]
    begins: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Header | None:
        """The header that a line is; None when it is none."""
        cells = list(_CELL.finditer(text))
        names = tuple(cell[0] for cell in cells)
        return cls(names, tuple(cell.start() for cell in cells)) if set(names) >= _NEEDED else None

    def cells(self, text: str) -> Mapping[str, str]:
        """The cells of a row by column; a cell lies under its heading."""
        ends = (*self.begins[1:], len(text))
        return {name: text[begin:end].strip() for name, begin, end in zip(self.names, self.begins, ends, strict=True)}


class EventsParser:
    """One file of tables; times are counted back from when it was written."""

    def __init__(self, clock: Clock) -> None:
        """Without ``clock.written`` the events have no time."""
        self._written = clock.written
        self._header: _Header | None = None

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row an event; nothing is kept back."""
        found: list[tuple[int, Mapping[str, str]]] = []
        rejected: list[int] = []
        for place, (number, text) in enumerate(lines.select("line", "text").iter_rows()):
            header = _Header.of(text)
            self._header = header or self._header
            if header or not text.strip():
                continue
            cells = self._header.cells(text) if self._header else {}
            if cells.get("TYPE") in _TYPES and _AGE.match(cells["LAST SEEN"].replace("<unknown>", "")):
                found.append((number, cells))
            else:
                rejected.append(place)
        rejects = as_rejects(lines[rejected], "no event under a header of kubectl get events")
        return Parsed(self._rows(found), len(found), lines.height - len(found) - len(rejected), rejects)

    def _rows(self, found: Sequence[tuple[int, Mapping[str, str]]]) -> pl.DataFrame:
        def column(name: str) -> pl.Series:
            return pl.Series([cells.get(name) or None for _, cells in found], dtype=pl.String)

        ages = [_age(cells["LAST SEEN"]) for _, cells in found]
        seen = [self._written - age if self._written and age is not None else None for age in ages]
        source = column("SOURCE").str.splitn(", ", 2).struct
        about = column("OBJECT").str.splitn("/", 2).struct
        severity = column("TYPE")
        attributes = {attribute: column(name) for name, attribute in _ATTRIBUTES.items()}
        attributes |= {"object_kind": about.field("field_0"), "object_name": about.field("field_1")}
        return pl.DataFrame(
            {
                "line": pl.Series([number for number, _ in found], dtype=pl.Int64),
                "time": pl.Series(seen, dtype=pl.Datetime("us", "UTC")),
                "host": source.field("field_1"),
                "service": source.field("field_0"),
                "severity_text": severity,
                "severity_number": severity.str.to_lowercase().replace_strict(
                    {"normal": SEVERITY_NUMBERS["info"], "warning": SEVERITY_NUMBERS["warning"]},
                    default=None, return_dtype=pl.Int8,
                ),
                "body": column("MESSAGE"),
                "attributes": tags(attributes),
            }
        )  # fmt: skip


def _age(text: str) -> timedelta | None:
    """An age such as 2m15s, or "3m (x4 over 10m)"; None for <unknown>."""
    match = _AGE.match(text)
    if match is None or not any(match.groups()):
        return None
    parts = zip(match.groups(), _SECONDS, strict=True)
    return timedelta(seconds=sum(int(number) * unit for number, unit in parts if number))


class KubectlEvents:
    """kubectl get events, with -A and -o wide."""

    name = "kubectl-events"
    title = "Kubernetes events (kubectl get events)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = (_SAMPLE,)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the header is among the lines and events under it."""
        header = next((found for line in lines if (found := _Header.of(line))), None)
        if header is None:
            return None
        rows = sum(header.cells(line).get("TYPE") in _TYPES for line in lines)
        others = sum(not line.strip() or _Header.of(line) is not None for line in lines)
        reason = f"{rows} of {len(lines)} sampled lines are events under the header of kubectl get events"
        return Recognition((rows + others) / len(lines), reason, dated=False)

    def open(self, options: Options, clock: Clock) -> EventsParser:
        """A parser; there are no options."""
        return EventsParser(clock)


FORMATS: tuple[Format, ...] = (KubectlEvents(),)
