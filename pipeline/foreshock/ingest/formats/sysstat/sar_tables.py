"""The tables of a sar report: what their headers say, and their rows as rows of the metrics table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import polars as pl

from foreshock.ingest.clock import Clock
from foreshock.ingest.formats.parts.measurements import numbers_of, rows_of
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.sysstat.sar_columns import CODES, ENTITIES, WORDS, is_column, measure_of

Integers = np.ndarray[tuple[int], np.dtype[np.int64]]

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?$")
_TOPOLOGY = ("CORE", "SOCK", "NODE")


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the report: its columns, and where the name of what a row is about stands."""

    columns: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The same for the parts of one section, also when a CPU comes or goes."""
        return self.columns[:2]

    @property
    def entity(self) -> str:
        """CPU, DEV, IFACE, FILESYSTEM, ...; empty when a row is about the whole host."""
        if self.columns[0] in ENTITIES:
            return self.columns[0]
        return self.columns[-1] if self.columns[-1] in ENTITIES else ""

    @classmethod
    def of(cls, words: Sequence[str]) -> Section | None:
        """The section that a header line opens; None when the words are no header."""
        if not words or _NUMBER.match(words[-1]) or "PID" in words or any(map(_NUMBER.match, words)):
            return None  # with a process id it is pidstat's, which prints the same banner
        section = cls(tuple(words))
        entity = section.entity
        return section if entity == "INTR" or any(is_column(entity, word) for word in words) else None

    def fields(self, words: Sequence[str]) -> list[str] | None:
        """The values of a row, one a column; None: they do not fit.

        A mount point or product name may hold blanks, and a device may state no manufacturer and no product.
        """
        width = len(self.columns)
        if self.entity == "BUS":
            stated = self.columns.index("maxpower") + 1
            words = [*words, *[""] * (width - len(words))] if len(words) >= stated else words
        if self.columns[1:4] == _TOPOLOGY and len(words) == width - len(_TOPOLOGY):
            words = [words[0], *"---", *words[1:]]  # the row of all CPUs has no core (mpstat -T)
        if len(words) > width and (self.entity == self.columns[-1] or self.columns[-1] in WORDS):
            return [*words[: width - 1], " ".join(words[width - 1 :])]
        return list(words) if len(words) == width else None


@lru_cache(maxsize=1024)
def section_of(heading: str) -> Section | None:
    """The section that a heading opens; a report repeats few of them."""
    return Section.of(heading.split())


@dataclass(slots=True)
class Rows:
    """The rows of one section in a block: those that were read one by one, and runs of plain ones."""

    section: Section
    clock: Clock
    stamps: list[int] = field(default_factory=list)  # seconds since 1970, local
    lines: list[int] = field(default_factory=list)
    hosts: list[str | None] = field(default_factory=list)
    values: list[list[str]] = field(default_factory=list)
    runs: list[tuple[int, int, str | None, int | Integers]] = field(default_factory=list)  # begin, end, host, stamps

    def frame(self, texts: pl.Series, lines: Integers) -> pl.DataFrame:
        """Rows of the metrics table by line; ``texts`` are those of the runs, with one blank between words."""
        parts = [self._single()] if self.lines else []
        if self.runs:
            parts.append(self._plain(texts, lines))
        rows = parts[0] if len(parts) == 1 else pl.concat(parts).sort("line")
        columns, entity = self.section.columns, self.section.entity
        at = columns.index(entity) if entity else -1
        measured = [place for place, column in enumerate(columns) if place != at and column not in WORDS]
        return rows_of(
            [measure_of(entity, columns[place]) for place in measured],
            [numbers_of(rows[str(place)], columns[place]) for place in measured],
            times=self.clock.instants((rows["stamp"] * 1_000_000).cast(pl.Datetime("us"))),
            lines=rows["line"],
            hosts=rows["host"],
            entities=self._entities(rows, at) if entity else pl.repeat("", rows.height, eager=True),
            labelled=self._labels if entity else lambda _: (),
        )

    def _entities(self, rows: pl.DataFrame, at: int) -> pl.Series:
        """What each row is about: the name, and the codes that tell rows of one name apart."""
        codes = [str(self.section.columns.index(code)) for code in CODES if code in self.section.columns]
        return rows.select(pl.concat_str(str(at), *codes, separator=" ")).to_series() if codes else rows[str(at)]

    def _labels(self, name: str) -> Labels:
        codes = [code for code in CODES if code in self.section.columns]
        name, *values = name.rsplit(" ", len(codes)) if codes else [name]
        return (*entity_labels(self.section.entity, name), *zip(codes, values, strict=True))

    def _single(self) -> pl.DataFrame:
        names = map(str, range(len(self.section.columns)))
        values = dict(zip(names, zip(*self.values, strict=True), strict=True))
        schema = {"line": pl.Int64, "stamp": pl.Int64, "host": pl.String} | dict.fromkeys(values, pl.String)
        return pl.DataFrame({"line": self.lines, "stamp": self.stamps, "host": self.hosts, **values}, schema=schema)

    def _plain(self, texts: pl.Series, lines: Integers) -> pl.DataFrame:
        place = np.concatenate([np.arange(begin, end) for begin, end, *_ in self.runs])
        sizes = [end - begin for begin, end, *_ in self.runs]
        stamps = [np.broadcast_to(stamps, size) for (*_, stamps), size in zip(self.runs, sizes, strict=True)]
        width = len(self.section.columns)
        words = texts.gather(place).str.split_exact(" ", width - 1).struct.rename_fields(list(map(str, range(width))))
        hosts = pl.Series([host for *_, host, _ in self.runs], dtype=pl.String)
        return pl.DataFrame({
            "line": lines[place],
            "stamp": np.concatenate(stamps),
            "host": hosts.gather(np.repeat(np.arange(len(sizes)), sizes)),
        }).hstack(words.struct.unnest())  # fmt: skip


def entity_labels(entity: str, name: str) -> Labels:
    """The label that says what a row is about; FILESYSTEM names a device or a mount point."""
    if entity == "FILESYSTEM" and name.startswith("/") and not name.startswith("/dev/"):
        return (("mountpoint", name),)
    return ((ENTITIES[entity], name),)
