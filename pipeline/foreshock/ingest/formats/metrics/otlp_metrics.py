"""OpenTelemetry metrics as OTLP's JSON, which the Collector's file exporter writes, a document a line.

Source: opentelemetry-proto, metrics.proto, with the JSON mapping of OTLP 1.0.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.conventions import METRIC_NAMES
from foreshock.ingest.formats.metrics.otlp_metrics_samples import SAMPLES
from foreshock.ingest.formats.parts.json_series import whole_pairs
from foreshock.ingest.formats.parts.measurements import Collected, Measure
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.structured.documents import elements
from foreshock.ingest.formats.structured.json_exact import Object
from foreshock.ingest.formats.structured.otlp_records import as_object, attributes_of, objects_of
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.lines.rejects import rejected_lines
from foreshock.ingest.time.clock import Clock

_MAX_BYTES, _MAX_LINES = 64 << 20, 2_000_000  # of one document
_LOOK = 20  # sampled lines in which a document must say what it is
_SIGN = re.compile(r'"resourceMetrics"\s*:')
_CUMULATIVE = frozenset({"2", "AGGREGATION_TEMPORALITY_CUMULATIVE"})
_NANOS = 1_000
_SECOND = 1_000_000
# Units of durations, sizes and shares -> base unit and factor.
_BASE = {
    "ms": ("s", 1e-3), "us": ("s", 1e-6), "ns": ("s", 1e-9), "KiBy": ("By", 2.0**10), "MiBy": ("By", 2.0**20),
    "kBy": ("By", 1e3), "MBy": ("By", 1e6), "%": ("1", 0.01),
}  # fmt: skip
_HOSTS = ("host.name", "k8s.node.name")

Point = tuple[Measure, float, Labels, int | None]


class OtlpMetricsParser:
    """One file of documents."""

    def __init__(self, clock: Clock) -> None:
        """Stamps are instants; the clock is needed for nothing but their form."""
        self._clock = clock
        self._gatherer = Gatherer(max_bytes=_MAX_BYTES, max_lines=_MAX_LINES)
        self._seen: dict[tuple[str, Labels, str | None], tuple[int, float]] = {}

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """The values of every point; lines on which no metric begins are attached to their document."""
        gathered = self._gatherer.feed(lines, lines["text"].str.starts_with("{"), last=last)
        values, begun, whole = Collected(), set[int](), list[bool]()
        for line, text in gathered.records.select("line", "text").iter_rows():
            begins = list(accumulate((len(part) + 1 for part in text.split("\n")), initial=0))
            before = len(values.lines)
            for position, metric, host, about in _metrics(text):
                row = line + bisect_right(begins, position) - 1
                begun.add(row)
                for measure, value, labels, stamp in self._points(metric, host):
                    values.add(measure, value, (*about, *labels), stamp=stamp, offset=0, line=row, host=host)
            whole.append(len(values.lines) > before)
        read = pl.Series(whole, dtype=pl.Boolean)
        rejects = rejected_lines(gathered.records.filter(~read), "no point of a metric in this document")
        span = int(gathered.records.filter(read)["span"].sum())
        rejects = pl.concat([gathered.rejects, rejects]).sort("line")
        return Parsed(values.frame(self._clock), len(begun), span - len(begun), rejects)

    def _points(self, metric: Object, host: str | None) -> Iterator[Point]:
        """What the points of a metric state."""
        name, unit = str(metric.get("name") or "value"), str(metric.get("unit") or "") or None
        for kind in ("gauge", "sum"):
            data = as_object(metric.get(kind))
            for point in objects_of(data.get("dataPoints")):
                yield from self._number(name, unit, data if kind == "sum" else {}, point, host)
        for kind in ("histogram", "exponentialHistogram", "summary"):
            for point in objects_of(as_object(metric.get(kind)).get("dataPoints")):
                yield from _distribution(name, unit, point)

    def _number(self, name: str, unit: str | None, total: Object, point: Object, host: str | None) -> Iterator[Point]:
        value, stamp, labels = _value(point), _stamp(point, "timeUnixNano"), _labels(point)
        if value is None:
            return
        known = METRIC_NAMES.get(name)
        if str(total.get("isMonotonic")).lower() != "true" or known is None or not known[0].endswith("/s"):
            yield _measure(name, unit), value, labels, stamp
            return
        # OpenTelemetry counts what the tables here keep as a rate.
        yield _measure(f"{name}.total", unit), value, labels, stamp
        began, grown = _stamp(point, "startTimeUnixNano"), value
        if str(total.get("aggregationTemporality")) in _CUMULATIVE:
            key = (name, labels, host)
            began, before = self._seen.get(key, (None, value))
            grown = value - before
            if stamp is not None:
                self._seen[key] = (stamp, value)
        if stamp is not None and began is not None and stamp > began and grown >= 0:
            yield Measure(name, known[0]), grown * _SECOND / (stamp - began), labels, stamp


def _metrics(text: str) -> Iterator[tuple[int, Object, str | None, Labels]]:
    """Every metric of a document with its place, the host that its resource names, and the service."""
    text = whole_pairs(text)
    resources = [(position, as_object(found.get("resource"))) for position, found in elements(text, "resourceMetrics")]
    places = [position for position, _ in resources]
    for position, metric in elements(text, "metrics"):
        at = bisect_right(places, position) - 1
        about = attributes_of(resources[at][1]) if at >= 0 else {}
        host = next((about[name] for name in _HOSTS if about.get(name)), None)
        service = about.get("service.name")
        yield position, metric, host, (("service", service),) if service else ()


def _distribution(name: str, unit: str | None, point: Object) -> Iterator[Point]:
    """Count, sum, buckets and quantiles, named as Prometheus names them."""
    stamp, labels = _stamp(point, "timeUnixNano"), _labels(point)
    whole = _measure(name, unit)
    for key in ("sum", "min", "max"):
        if (value := _float(point.get(key))) is not None:
            yield Measure(f"{name}_{key}", whole.unit, whole.scale), value, labels, stamp
    if (count := _float(point.get("count"))) is not None:
        yield Measure(f"{name}_count", None), count, labels, stamp
    counts, bounds = point.get("bucketCounts"), point.get("explicitBounds")
    if isinstance(counts, list) and isinstance(bounds, list) and len(counts) == len(bounds) + 1:
        numbers = [_float(item) or 0.0 for item in counts]
        for bound, count in zip([*map(str, bounds), "+Inf"], accumulate(numbers), strict=True):
            yield Measure(f"{name}_bucket", None), count, (*labels, ("le", bound)), stamp
    for quantile in objects_of(point.get("quantileValues")):
        if (value := _float(quantile.get("value"))) is not None:
            yield whole, value, (*labels, ("quantile", str(quantile.get("quantile", 0)))), stamp


def _measure(name: str, unit: str | None) -> Measure:
    base, factor = _BASE.get(unit or "", (unit, 1.0))
    known = METRIC_NAMES.get(name)
    return Measure(name, known[0] if known and not known[0].endswith("/s") else base, factor)


def _value(point: Object) -> float | None:
    return _float(point.get("asDouble", point.get("asInt")))


def _float(value: Any) -> float | None:
    # int64 stands as text in JSON, and so do NaN and the infinities.
    try:
        return float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None


def _stamp(point: Object, key: str) -> int | None:
    """Microseconds since 1970; None where it is not told."""
    text = str(point.get(key) or "")
    nanos = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0  # noqa: PLR2004 - of 64 bits
    return nanos // _NANOS or None


def _labels(point: Object) -> Labels:
    """The attributes, by the names that labels have here."""
    attributes: Mapping[str, str] = attributes_of(point)
    return tuple((key.removeprefix("system."), value) for key, value in attributes.items())


class OtlpMetrics:
    """Gauges, sums, histograms and summaries."""

    name = "opentelemetry-metrics-json"
    title = "OpenTelemetry metrics (OTLP JSON)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES
    max_line_bytes = _MAX_BYTES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on documents that hold resourceMetrics."""
        written = [line for line in lines if line.strip()]
        if not written or not written[0].startswith("{") or not _SIGN.search("\n".join(written[:_LOOK])):
            return None
        one_a_line = sum(line.startswith("{") and _SIGN.search(line) is not None for line in written)
        share = one_a_line / len(written) if written[0].rstrip().endswith("}") else 1.0
        return Recognition(share, "JSON documents with the array resourceMetrics", zone="UTC")

    def open(self, options: Options, clock: Clock) -> OtlpMetricsParser:
        """A parser; there are no options."""
        return OtlpMetricsParser(clock)


FORMATS: tuple[Format, ...] = (OtlpMetrics(),)
