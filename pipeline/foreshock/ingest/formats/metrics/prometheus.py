"""Answers of Prometheus' HTTP API to range and instant queries, as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.metrics.prometheus_names import measure_of
from foreshock.ingest.formats.metrics.prometheus_samples import SAMPLES
from foreshock.ingest.formats.parts.json_series import JsonObjects
from foreshock.ingest.formats.parts.measurements import MEASUREMENT_SCHEMA, NO_ROWS
from foreshock.ingest.formats.parts.tags import maps_of
from foreshock.ingest.time.clock import YEAR_10000, Clock

_SERIES = re.compile(r'"metric"\s*:\s*\{|^\s*"metric"\s*:')
_SCALAR = re.compile(r'"resultType"\s*:\s*"scalar"')
_ANSWER = re.compile(
    r'"resultType"\s*:\s*"(?:matrix|vector)"|"(?:values?|histograms?)"\s*:\s*\[|^\s*\[\s*\{\s*"metric"'
)
# What the objects begin with that hold samples: series, and the answer to an expression that is one number.
_BEGINNING = r'(?:metric|values?|histograms?|resultType"\s*:\s*"scalar"\s*,\s*"result)'
_JSON_LINE = re.compile(r'^\s*(?:[\[{}\]]|"|-?\d)')
_PORT = re.compile(r":\d+$")
_LOCAL = re.compile(r"^(?:localhost|127\.|\[?::1\]?$|0\.0\.0\.0$)")
_UNNAMED = "value"  # an expression such as rate(...) leaves its result without a name


class PrometheusParser:
    """One file of answers."""

    def __init__(self) -> None:
        """Stamps are instants: neither zone nor year is needed."""
        self._objects = JsonObjects(_BEGINNING)

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; a series that is not yet complete stays back."""
        rows = _Rows()
        for line, series in self._objects.feed(lines, last=last):
            rows.take(series, line)
        account = self._objects.account
        return Parsed(rows.frame(), account.records, account.attached, account.frame)


@dataclass(slots=True)
class _Rows:
    """The samples of one series after the other, and what all samples of a series have in common."""

    stamps: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    series: list[tuple[str | None, str, str | None, float, int]] = field(default_factory=list)
    labels: list[dict[str, str]] = field(default_factory=list)

    def take(self, series: Mapping[str, Any], line: int) -> None:
        """Add the samples of a series; what is no sample is passed over."""
        labels = {} if "result" in series else series.get("metric")
        if not isinstance(labels, dict):
            return
        texts = {str(name): str(value) for name, value in labels.items()}
        name = texts.pop("__name__", _UNNAMED)
        for ending, extra, pairs in _lists(series):
            self._add(f"{name}{ending}", {**texts, **extra}, pairs, line)

    def _add(self, name: str, labels: dict[str, str], pairs: Sequence[Any], line: int) -> None:
        stamps, values = _samples(pairs)
        if not stamps:
            return
        measure = measure_of(name)
        labels.update(measure.labels)
        self.stamps += stamps
        self.texts += map(str, values)
        self.counts.append(len(stamps))
        self.series.append((host_of(labels.get("instance", "")), measure.metric, measure.unit, measure.scale, line))
        self.labels.append(labels)

    def frame(self) -> pl.DataFrame:
        """The rows; NaN becomes null (an average over it must not be lost), infinities stay."""
        if not self.series:
            return NO_ROWS
        names = {"host": pl.String, "metric": pl.String, "unit": pl.String, "scale": pl.Float64, "line": pl.Int64}
        common = pl.DataFrame(self.series, schema=names, orient="row").with_columns(labels=maps_of(self.labels))
        micros = pl.Series(self.stamps, dtype=pl.Float64) * 1e6
        values = pl.Series(self.texts, dtype=pl.String).str.strip_chars_start("+").cast(pl.Float64, strict=False)
        rows = common[np.repeat(np.arange(len(self.counts)), self.counts)].with_columns(
            time=micros.round().cast(pl.Int64).cast(pl.Datetime("us", "UTC")),
            value=values.fill_nan(None) * pl.col("scale"),
        )
        return rows.select(MEASUREMENT_SCHEMA.names())


def _lists(series: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str], Sequence[Any]]]:
    """The lists of samples in a series, each with the ending of its metric's name and labels of its own.

    A native histogram gives what a classic one is: _count, _sum and, added up, _bucket with its upper bound in le.
    """
    yield "", {}, _list_of(series, "values", "value", "result")
    parts: dict[tuple[str, str], list[tuple[Any, Any]]] = {}
    for pair in _list_of(series, "histograms", "histogram"):
        with suppress(TypeError, ValueError, KeyError):
            stamp, histogram = pair
            parts.setdefault(("_count", ""), []).append((stamp, histogram["count"]))
            parts.setdefault(("_sum", ""), []).append((stamp, histogram["sum"]))
            total = 0.0
            for _, _, upper, count in histogram.get("buckets", ()):
                total += float(count)
                parts.setdefault(("_bucket", str(upper)), []).append((stamp, total))
    for (ending, bound), found in parts.items():
        yield ending, {"le": bound} if bound else {}, found


def _list_of(series: Mapping[str, Any], several: str, *single: str) -> Sequence[Any]:
    """The samples under one key, or the only one under another."""
    found = series.get(several)
    return found if isinstance(found, list) else [series[key] for key in single if key in series]


def _samples(pairs: Sequence[Any]) -> tuple[Sequence[float], Sequence[Any]]:
    """Stamps and values of the pairs that are samples; where all are, without a look at each."""
    with suppress(TypeError, ValueError, OverflowError):
        stamps, values = zip(*pairs, strict=True)
        # A NaN among them makes a NaN of their sum.
        numbers = {*map(type, stamps)} <= {int, float} and all(
            map(_is_number, (min(stamps), sum(stamps) / len(stamps)))
        )
        if numbers and max(stamps) < YEAR_10000:
            return stamps, values
    kept = [pair for pair in pairs if isinstance(pair, list | tuple) and len(pair) == 2 and _is_number(pair[0])]  # noqa: PLR2004
    return [pair[0] for pair in kept], [pair[1] for pair in kept]


def _is_number(value: object) -> bool:
    # Python reads NaN and 1e999 as numbers; neither is a stamp.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < YEAR_10000


def host_of(instance: str) -> str | None:
    """The host of ``db-01:9100``; None for a loopback address, which every host has."""
    host = _PORT.sub("", instance.removeprefix("http://").removeprefix("https://"))
    return None if not host or _LOCAL.match(host) else host.strip("[]")


class Prometheus:
    """Matrices, vectors and scalars, with or without the envelope, on one line, one a line, or pretty-printed."""

    name = "prometheus-json"
    title = "Prometheus query answer (JSON)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES
    max_line_bytes = 256 << 20
    """A document may stand on one line; longer ones become a reject."""

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on JSON with series in it; a sampled line may be cut."""
        series = any(_SERIES.search(line) for line in lines) and any(_ANSWER.search(line) for line in lines)
        if not series and not any(_SCALAR.search(line) for line in lines):
            return None
        explained = sum(bool(not line.strip() or _JSON_LINE.match(line)) for line in lines)
        return Recognition(
            score=explained / len(lines),
            reason="JSON with series as Prometheus' query API answers",
            zone="UTC",
        )

    def open(self, options: Options, clock: Clock) -> PrometheusParser:
        """A parser; there are no options."""
        return PrometheusParser()


FORMATS: tuple[Format, ...] = (Prometheus(),)
