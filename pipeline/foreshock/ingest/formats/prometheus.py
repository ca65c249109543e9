"""Answers of Prometheus' HTTP API to range and instant queries, as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from foreshock.ingest.clock import Clock
from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.json_series import JsonObjects
from foreshock.ingest.formats.measurements import MEASUREMENT_SCHEMA, NO_ROWS
from foreshock.ingest.formats.prometheus_names import measure_of
from foreshock.ingest.formats.prometheus_samples import SAMPLES
from foreshock.ingest.formats.tags import TAGS

_SERIES = re.compile(r'"metric"\s*:\s*\{|^\s*"metric"\s*:')
_ANSWER = re.compile(r'"resultType"\s*:\s*"(?:matrix|vector)"|"values?"\s*:\s*\[|^\s*\[\s*\{\s*"metric"')
_JSON_LINE = re.compile(r'^\s*(?:[\[{}\]]|"|-?\d)')
_PORT = re.compile(r":\d+$")
_LOCAL = re.compile(r"^(?:localhost|127\.|\[?::1\]?$|0\.0\.0\.0$)")
_YEAR_10000 = 253_402_300_800
_UNNAMED = "value"  # an expression such as rate(...) leaves its result without a name


class PrometheusParser:
    """One file of answers."""

    def __init__(self) -> None:
        """Stamps are instants: neither zone nor year is needed."""
        self._objects = JsonObjects("metric")

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; a series that is not yet complete stays back."""
        frames = [
            frame for line, series in self._objects.feed(lines, last=last) if (frame := _rows(series, line)) is not None
        ]
        account = self._objects.account
        return Parsed(
            rows=pl.concat(frames) if frames else NO_ROWS,
            records=account.records,
            attached=account.attached,
            rejects=account.frame,
        )


def _rows(series: Mapping[str, Any], line: int) -> pl.DataFrame | None:
    """The rows of one series; NaN becomes null (an average over it must not be lost), infinities stay."""
    pairs = series.get("values") or [series.get("value")]
    pairs = [pair for pair in pairs if isinstance(pair, list) and len(pair) == 2 and _is_number(pair[0])]  # noqa: PLR2004
    labels = series.get("metric")
    if not pairs or not isinstance(labels, dict):
        return None
    texts = {str(name): str(value) for name, value in labels.items()}
    measure = measure_of(texts.pop("__name__", _UNNAMED))
    texts.update(measure.labels)
    micros = pl.Series([pair[0] for pair in pairs], dtype=pl.Float64) * 1e6
    values = pl.Series([str(pair[1]).lstrip("+") for pair in pairs], dtype=pl.String).cast(pl.Float64, strict=False)
    rows = len(pairs)
    return pl.DataFrame(
        {
            "time": micros.round().cast(pl.Int64).cast(pl.Datetime("us", "UTC")),
            "host": pl.repeat(host_of(texts.get("instance", "")), rows, dtype=pl.String, eager=True),
            "metric": pl.repeat(measure.metric, rows, dtype=pl.String, eager=True),
            "labels": pl.Series([texts], dtype=TAGS).gather(pl.repeat(0, rows, dtype=pl.UInt32, eager=True)),
            "value": values.fill_nan(None) * measure.scale,
            "unit": pl.repeat(measure.unit, rows, dtype=pl.String, eager=True),
            "line": pl.repeat(line, rows, dtype=pl.Int64, eager=True),
        },
        schema=MEASUREMENT_SCHEMA,
    )


def _is_number(value: object) -> bool:
    # Python reads NaN and 1e999 as numbers; neither is a stamp.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _YEAR_10000


def host_of(instance: str) -> str | None:
    """The host of ``db-01:9100``; None for a loopback address, which every host has."""
    host = _PORT.sub("", instance.removeprefix("http://").removeprefix("https://"))
    return None if not host or _LOCAL.match(host) else host.strip("[]")


class Prometheus:
    """Matrices and vectors, with or without the envelope, on one line, one a line, or pretty-printed."""

    name = "prometheus-json"
    title = "Prometheus query answer (JSON)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES
    max_line_bytes = 256 << 20
    """A document may stand on one line; longer ones become a reject."""

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on JSON with series in it; a sampled line may be cut."""
        series = sum(bool(_SERIES.search(line)) for line in lines)
        answers = sum(bool(_ANSWER.search(line)) for line in lines)
        if not series or not answers:
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
