"""What a column of a metrics report measures, and the rows of the metrics table that come of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.repeating import coded
from foreshock.ingest.formats.parts.tags import TAGS, Labels, LabelSets, maps_of
from foreshock.ingest.time.clock import Clock

MEASUREMENT_SCHEMA = pl.Schema(
    [
        ("time", pl.Datetime("us", "UTC")),
        ("host", pl.String),
        ("metric", pl.String),
        ("labels", TAGS),
        ("value", pl.Float64),
        ("unit", pl.String),
        ("line", pl.Int64),
    ]
)
NO_ROWS = pl.DataFrame(schema=MEASUREMENT_SCHEMA)
PERCENT = 0.01
KIBIBYTE = 1024.0
MEBIBYTE = 1024.0**2
SECTOR = 512.0
MILLISECOND = 0.001


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: the metric that it is, the labels that it adds, and what turns its numbers into ``unit``."""

    metric: str
    unit: str | None
    scale: float = 1.0
    labels: Labels = ()


def rows_of(
    measures: Sequence[Measure],
    values: Sequence[pl.Series],
    *,
    times: pl.Series,
    lines: pl.Series,
    hosts: pl.Series,
    entities: pl.Series,
    labelled: Callable[[str], Labels],
) -> pl.DataFrame:
    """Rows of the metrics table for the columns of a report, row by row; what is null (no number there) gives none.

    There is one of ``values`` a measure, of floats. ``times`` are instants; ``entities`` are the names of what the
    rows are about (a device, a CPU), and ``labelled`` gives the labels that say so.
    """
    height, width = len(times), len(measures)
    if not width or not height:
        return NO_ROWS
    cells = np.arange(height * width, dtype=np.uint32).reshape(width, height).T.ravel()  # one column under the other
    row, column = pl.Series(cells % np.uint32(height)), pl.Series(cells // np.uint32(height))
    names, codes = coded(entities)
    labels = maps_of([dict((*labelled(name), *measure.labels)) for name in names for measure in measures])
    scaled = pl.concat([each * measure.scale for each, measure in zip(values, measures, strict=True)], rechunk=True)
    frame = pl.DataFrame({
        "time": times.gather(row),
        "host": hosts.gather(row),
        "metric": pl.Series([measure.metric for measure in measures]).gather(column),
        "labels": labels.gather(codes.gather(row) * width + column),
        "value": scaled.gather(pl.Series(cells)),
        "unit": pl.Series([measure.unit for measure in measures], dtype=pl.String).gather(column),
        "line": lines.gather(row),
    })  # fmt: skip
    return frame if not scaled.null_count() else frame.filter(pl.col("value").is_not_null())


def numbers_of(texts: pl.Series, column: str) -> pl.Series:
    """Floats from printed numbers, with a decimal comma too; null where the text is no number.

    ``column`` is the heading above them: --human adds a suffix, and the heading tells the unit that is meant.
    """
    commas = texts.str.contains(",", literal=True).any()
    written = texts.str.replace(",", ".", literal=True) if commas else texts
    values = written.cast(pl.Float64, strict=False)
    if not values.null_count():
        return values
    parts = written.str.extract_groups(r"^(?P<number>[+-]?\d+(?:\.\d+)?)(?P<suffix>[%BkMGTP])$").struct.unnest()
    base = "MB" if "MB" in column else "k"
    factors = {suffix: suffix_factor(suffix, base) for suffix in "%BkMGTP"}
    scale = parts["suffix"].replace_strict(factors, default=None, return_dtype=pl.Float64)
    return pl.select(pl.coalesce(values, parts["number"].cast(pl.Float64) * scale)).to_series()


def suffix_factor(suffix: str, base: str = "k") -> float:
    """What a size with this suffix of sysstat's --human is in units of the heading (``k`` or ``MB``)."""
    if suffix == "%":
        return 1.0
    return 1024.0 ** ("BkMGTP".index(suffix) - "BkMGTP".index(base[0]))


@dataclass(slots=True)
class Collected:
    """Measurements one after the other, column by column of the metrics table."""

    stamps: list[int | None] = field(default_factory=list)
    offsets: list[int | None] = field(default_factory=list)
    hosts: list[str | None] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    units: list[str | None] = field(default_factory=list)
    sets: LabelSets = field(default_factory=LabelSets)

    def add(
        self,
        measure: Measure,
        value: float,
        labels: Labels,
        *,
        stamp: int | None,
        offset: int | None,
        line: int,
        host: str | None,
    ) -> None:
        """One value; ``stamp`` is microseconds since 1970 as written, ``offset`` the stamp's own, in seconds.

        Without a stamp the value keeps no time, where nothing tells it; NaN, and an integer that no float holds,
        becomes null.
        """
        try:
            scaled = value * measure.scale
        except OverflowError:
            scaled = math.nan
        self.stamps.append(stamp)
        self.offsets.append(offset)
        self.hosts.append(host)
        self.lines.append(line)
        self.metrics.append(measure.metric)
        self.labels.append(self.sets.number((*labels, *measure.labels)))
        self.values.append(scaled)
        self.units.append(measure.unit)

    def frame(self, clock: Clock) -> pl.DataFrame:
        """Rows of the metrics table."""
        if not self.lines:
            return NO_ROWS
        stamps = pl.Series(self.stamps, dtype=pl.Int64).cast(pl.Datetime("us"))
        return pl.DataFrame(
            {
                "time": clock.instants(stamps, pl.Series(self.offsets, dtype=pl.Int64)),
                "host": pl.Series(self.hosts, dtype=pl.String),
                "metric": pl.Series(self.metrics, dtype=pl.String),
                "labels": self.sets.series(pl.Series(self.labels, dtype=pl.UInt32)),
                "value": pl.Series(self.values, dtype=pl.Float64).fill_nan(None),
                "unit": pl.Series(self.units, dtype=pl.String),
                "line": pl.Series(self.lines, dtype=pl.Int64),
            }
        )
