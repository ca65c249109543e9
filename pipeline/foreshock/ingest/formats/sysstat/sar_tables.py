"""The tables of a sar report: what their headers say, and their rows as rows of the metrics table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.measurements import numbers_of, rows_of
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.sysstat.sar_columns import CODES, ENTITIES, WORDS, is_column, measure_of
from foreshock.ingest.formats.sysstat.sar_words import Words
from foreshock.ingest.lines.blocks import Integers
from foreshock.ingest.time.clock import Clock

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
    """The rows of one section in a block: those that were read one by one, and those found by their lines."""

    section: Section
    clock: Clock
    stamps: list[int] = field(default_factory=list)  # seconds since 1970, local
    lines: list[int] = field(default_factory=list)
    hosts: list[str | None] = field(default_factory=list)
    values: list[list[str]] = field(default_factory=list)
    plain: list[tuple[Integers, Integers, str | None]] = field(default_factory=list)  # lines of the block, stamps, host

    def frame(self, words: Words, begins: Integers, numbers: pl.Series) -> pl.DataFrame:
        """Rows of the metrics table by line; a line's words are those from ``begins`` on, its number in ``numbers``."""
        parts = [self._single()] if self.lines else []
        if self.plain:
            parts.append(self._plain(words, begins, numbers))
        rows = parts[0] if len(parts) == 1 else pl.concat(parts).sort("line")
        columns, entity = self.section.columns, self.section.entity
        return rows_of(
            [measure_of(entity, columns[place]) for place in self._measured],
            [rows[str(place)] for place in self._measured],
            times=self.clock.instants((rows["stamp"] * 1_000_000).cast(pl.Datetime("us"))),
            lines=rows["line"],
            hosts=rows["host"],
            entities=rows["entity"],
            labelled=self._labels if entity else lambda _: (),
        )

    @property
    def _entity(self) -> int:
        """The column of the name of what a row is about; -1: there is none."""
        return self.section.columns.index(self.section.entity) if self.section.entity else -1

    @property
    def _measured(self) -> list[int]:
        """The columns that hold measurements."""
        at = self._entity
        return [place for place, column in enumerate(self.section.columns) if place != at and column not in WORDS]

    def _entities(self, column: Callable[[int], pl.Series], height: int) -> pl.Series:
        """What each row is about: the name, and the codes that tell rows of one name apart."""
        if self._entity < 0:
            return pl.repeat("", height, eager=True)
        codes = [column(self.section.columns.index(code)) for code in CODES if code in self.section.columns]
        name = column(self._entity)
        return pl.select(pl.concat_str(name, *codes, separator=" ")).to_series() if codes else name

    def _labels(self, name: str) -> Labels:
        codes = [code for code in CODES if code in self.section.columns]
        name, *values = name.rsplit(" ", len(codes)) if codes else [name]
        return (*entity_labels(self.section.entity, name), *zip(codes, values, strict=True))

    def _single(self) -> pl.DataFrame:
        columns = [pl.Series(values, dtype=pl.String) for values in zip(*self.values, strict=True)]
        return pl.DataFrame({
            "line": pl.Series(self.lines, dtype=pl.Int64),
            "stamp": pl.Series(self.stamps, dtype=pl.Int64),
            "host": pl.Series(self.hosts, dtype=pl.String),
            "entity": self._entities(columns.__getitem__, len(self.lines)),
            **{str(place): numbers_of(columns[place], self.section.columns[place]) for place in self._measured},
        })  # fmt: skip

    def _plain(self, words: Words, begins: Integers, numbers: pl.Series) -> pl.DataFrame:
        lines = np.concatenate([lines for lines, *_ in self.plain])
        sizes = [len(lines) for lines, *_ in self.plain]
        hosts = pl.Series([host for *_, host in self.plain], dtype=pl.String)
        first = begins[lines]

        def measured(place: int) -> pl.Series:
            values = words.numbers.gather(first + place)
            if not values.null_count():
                return values
            return numbers_of(words.texts.gather(first + place), self.section.columns[place])

        return pl.DataFrame({
            "line": numbers.gather(lines),
            "stamp": np.concatenate([stamps for _, stamps, _ in self.plain]),
            "host": hosts.gather(np.repeat(np.arange(len(sizes)), sizes)),
            "entity": self._entities(lambda place: words.texts.gather(first + place), len(lines)),
            **{str(place): measured(place) for place in self._measured},
        })  # fmt: skip


def entity_labels(entity: str, name: str) -> Labels:
    """The label that says what a row is about; FILESYSTEM names a device or a mount point."""
    if entity == "FILESYSTEM" and name.startswith("/") and not name.startswith("/dev/"):
        return (("mountpoint", name),)
    return ((ENTITIES[entity], name),)
