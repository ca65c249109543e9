"""Any CSV with a time column: a metric a column (wide) or a row (long), as Grafana, Datadog or InfluxDB export it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.metrics.exposition import Series, series_of
from foreshock.ingest.formats.metrics.perfmon import counter_of
from foreshock.ingest.formats.metrics.prometheus import host_of
from foreshock.ingest.formats.metrics.prometheus_names import measure_of
from foreshock.ingest.formats.metrics.tables_samples import SAMPLES
from foreshock.ingest.formats.metrics.time_columns import day_first, time_column
from foreshock.ingest.formats.parts.csv_fields import (
    NO_VALUE,
    cells,
    fields_of,
    moments,
    numbers_with_units,
    with_points,
)
from foreshock.ingest.formats.parts.measurements import NO_ROWS, Measure
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.lines.rejects import EMPTY_REJECTS, as_rejects
from foreshock.ingest.time.clock import Clock

_HOSTS = frozenset({"host", "hostname", "host_name", "instance", "server", "node"})
_NAMES = ("metric", "metric_name", "metricname", "_field", "series", "name", "__name__", "field")
_VALUES = ("value", "_value", "metric_value", "avg", "average", "mean")
# Grafana's download for Excel begins with the separator.
_ASIDE = r"^\s*(?:#|$)|^sep=.\r?$"
_MESSAGES = frozenset({"message", "msg", "body", "log", "text", "query", "level", "severity", "@message"})
_ANNOTATIONS = frozenset({"", "result", "table", "_start", "_stop"})  # of InfluxDB's annotated CSV
_SERIES = re.compile(r"[a-zA-Z_:][\w:.]*?\{.*\}$|\{.*\}$")
_SCOPE = re.compile(r"(?<![\w\".-])([A-Za-z_][\w.-]*):([^,{}\"=]+)(?=,|$)")
_HOST_ONLY = re.compile(r"host:(\S+)$")
_ENTITY = re.compile(r"([A-Za-z][\w-]*)[./]([A-Za-z_]\w*)$")
_MIN_ENTITIES = 2
_RECOGNISED = 0.5
_SAMPLED_ROWS = 50


class Columns:
    """What each column of a header is: the time, a label, the host, the metric's name, or a metric."""

    def __init__(self, names: Sequence[str], words: frozenset[str], prefix: str = "") -> None:
        """``words`` are the columns that hold words: labels. ``prefix`` is what the file is about."""
        self.names = tuple(names)
        self._prefix = prefix
        lower = [name.strip().lower() for name in names]
        self.time = time_column(names)
        stated = {self.time.column, self.time.of_day} if self.time else set[int]()
        rest = [at for at in range(len(lower)) if at not in stated and lower[at] not in _ANNOTATIONS]
        self.host = next((at for at in rest if lower[at] in _HOSTS), None)
        self.name = next(
            (lower.index(name) for name in _NAMES if name in lower and names[lower.index(name)] in words), None
        )
        value = next((lower.index(name) for name in _VALUES if name in lower), None)
        self.long = self.name is not None and value is not None
        taken = {self.host, self.name}
        self.labels = [at for at in rest if at not in taken and names[at] in words]
        values = [at for at in rest if at not in taken and names[at] not in words]
        self.values = [value] if self.long and value is not None else values
        if self.long:
            self.labels += [at for at in values if at != value]
        self._shared = _shared_metrics([names[at] for at in self.values])

    def series(self, at: int) -> Series:
        """What a column of values is of; ``carts.cpu`` beside ``orders.cpu`` is the cpu of the host carts."""
        name = self.names[at].strip()
        if _SERIES.match(name):
            metric, _, braces = name.partition("{")
            braces = _SCOPE.sub(r'\1="\2"', braces.removesuffix("}"))  # Datadog's scopes: {host:db-01,env:prod}
            if found := series_of(metric.rpartition(":")[2] or "value", braces, {}):
                return replace(found, host=found.host or found.labels.get("host"))
        if counter := counter_of(name):
            return Series(measure_of(counter[0]), counter[1], counter[2])
        if scope := _HOST_ONLY.match(name):
            return Series(measure_of("value"), {}, scope[1])
        entity = _ENTITY.match(name)
        if entity and entity[2] in self._shared:
            return Series(measure_of(entity[2]), {}, entity[1])
        return Series(measure_of(self._prefix + name), {}, None)


def _shared_metrics(names: Sequence[str]) -> frozenset[str]:
    """The metrics that several entities have, where every column is named ``entity.metric``."""
    parts = [match.groups() for name in names if (match := _ENTITY.match(name.strip()))]
    if len(parts) < len(names):
        return frozenset()
    owners: dict[str, set[str]] = {}
    for entity, metric in parts:
        owners.setdefault(metric, set()).add(entity)
    shared = {metric for metric, entities in owners.items() if len(entities) >= _MIN_ENTITIES}
    entities = {entity for entity, metric in parts if metric in shared}
    return frozenset(metric for entity, metric in parts if entity in entities)


class MetricsCsvParser:
    """One file."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``separator`` is one letter; ``words`` are the columns that are labels, each on its line.

        ``date_order`` dmy reads 07/10/2023 as a day in October.
        """
        self._clock = clock
        self._separator = options.get("separator", ",")[:1] or ","
        self._words = frozenset(options.get("words", "").split("\n"))
        self._order = options.get("date_order", "")
        self._prefix = options.get("prefix", "")
        self._header = ""
        self._columns: Columns | None = None

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; nothing is kept back. A field with a line feed in it is rejected."""
        text = lines["text"]
        if not self._header:
            self._header = next((line for line in text if not re.match(_ASIDE, line)), "")
            if self._header:
                self._columns = Columns(fields_of(self._header, self._separator), self._words, self._prefix)
        other = text.str.contains(_ASIDE) | (text == self._header)
        rows = lines.filter(~other)
        if self._columns is None or self._columns.time is None:
            return Parsed(NO_ROWS, 0, int(other.sum()), as_rejects(rows, "no time column in the header"))
        table, fits = cells(rows["text"], len(self._columns.names), self._separator)
        table = with_points(table, self._separator)
        times = moments(self._columns.time.stamps(table), self._clock, self._order)
        dated = times.is_not_null()
        good = rows.filter(fits).filter(dated)
        rejects = [
            as_rejects(rows.filter(~fits), f"not {len(self._columns.names)} fields as the header has"),
            as_rejects(rows.filter(fits).filter(~dated), "no time in its time column"),
        ]
        return Parsed(
            rows=self._rows(table.filter(dated), times.filter(dated), good["line"]),
            records=good.height,
            attached=int(other.sum()),
            rejects=pl.concat([EMPTY_REJECTS, *rejects]).sort("line"),
        )

    def _rows(self, table: pl.DataFrame, times: pl.Series, lines: pl.Series) -> pl.DataFrame:
        columns = self._columns
        if columns is None or table.is_empty():
            return NO_ROWS
        empty = pl.repeat(None, table.height, dtype=pl.String, eager=True)
        hosts = empty if columns.host is None else _hosts(table[:, columns.host])
        labels = {columns.names[at].strip(): _present(table[:, at]) for at in columns.labels}
        frames = []
        for at in columns.values:
            series = columns.series(at)
            values, unit = numbers_with_units(table[:, at])
            own = {
                name: pl.repeat(value, table.height, dtype=pl.String, eager=True)
                for name, value in series.labels.items()
            }
            frame = pl.DataFrame(
                {
                    "time": times,
                    "host": hosts if series.host is None else pl.repeat(series.host, table.height, eager=True),
                    "metric": pl.repeat(series.measure.metric, table.height, eager=True),
                    "labels": tags({**labels, **own}) if labels or own else tags({"": empty}),
                    "value": values.fill_nan(None) * series.measure.scale,
                    "unit": pl.repeat(series.measure.unit or unit, table.height, dtype=pl.String, eager=True),
                    "line": lines,
                },
                schema_overrides={"host": pl.String},
            )
            if columns.long and columns.name is not None:
                frame = _named(frame, table[:, columns.name])
            frames.append(frame.filter(values.is_not_null()))
        return pl.concat(frames).sort("line", maintain_order=True) if frames else NO_ROWS


def _named(frame: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """The rows of a long table, whose metric stands in a column."""
    distinct = names.unique().drop_nulls()
    measures: list[Measure] = [measure_of(name.strip()) for name in distinct]

    def column(values: Sequence[str | float | None], dtype: type[pl.DataType]) -> pl.Series:
        return names.replace_strict(distinct, pl.Series(values, dtype=dtype), default=None, return_dtype=dtype)

    scales = column([measure.scale for measure in measures], pl.Float64)
    return frame.with_columns(
        column([measure.metric for measure in measures], pl.String).alias("metric"),
        column([measure.unit for measure in measures], pl.String).alias("unit"),
        (frame["value"] * scales).alias("value"),
    )


def _hosts(names: pl.Series) -> pl.Series:
    distinct = names.unique().drop_nulls()
    hosts = pl.Series([host_of(name) for name in distinct], dtype=pl.String)
    return names.replace_strict(distinct, hosts, default=None, return_dtype=pl.String)


def _present(values: pl.Series) -> pl.Series:
    return pl.select(pl.when(values != "").then(values)).to_series()


class MetricsCsv:
    """A header with a time column, and numbers below it."""

    name = "metrics-csv"
    title = "CSV with a time column (wide or long; Grafana, Datadog, InfluxDB)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the header names a time, rows have as many fields as it, and some columns are numbers."""
        kept = [line for line in lines if not re.match(_ASIDE, line)]
        if len(kept) < 2:  # noqa: PLR2004 - a header and a row
            return None
        separator = max(",;\t", key=kept[0].count)
        names = fields_of(kept[0], separator)
        lower = {name.strip().lower() for name in names}
        time = time_column(names)
        if len(names) < 2 or time is None or lower & _MESSAGES or len(set(names)) < len(names):  # noqa: PLR2004
            return None
        table, fits = cells(pl.Series(kept[1:]), len(names), separator)
        table = with_points(table, separator)
        words = _words_of(table.head(_SAMPLED_ROWS), names)
        columns = Columns(names, words)
        stamps = time.stamps(table)
        order = {"date_order": "dmy"} if day_first(stamps) else {}
        times = moments(stamps, Clock(), order.get("date_order", ""))
        score = (int(times.is_not_null().sum()) + len(lines) - len(kept) + 1) / len(lines)
        if not columns.values or score < _RECOGNISED or not fits.any():
            return None
        zoned = bool(stamps.str.contains(r"(?:Z|[+-]\d\d:?\d\d|UTC|GMT)$|^\d{9,}").all())
        kind = "long" if columns.long else "wide"
        return Recognition(
            score=score,
            reason=f"a header with a time column, {len(columns.values)} column(s) of values ({kind})",
            options={"separator": separator, "words": "\n".join(sorted(words)), **order, **_about(names, path)},
            zone="UTC" if zoned else time.zone,
        )

    def open(self, options: Options, clock: Clock) -> MetricsCsvParser:
        """A parser; ``separator`` is one letter, ``words`` the columns that are labels."""
        return MetricsCsvParser(clock, options)


def _about(names: Sequence[str], path: str) -> dict[str, str]:
    """What the columns of a file are about that is called after its metric, as Dropwizard's CSV reporter does."""
    name = path.rsplit("/", 1)[-1].removesuffix(".csv")
    return {"prefix": f"{name}."} if names[0] == "t" and name else {}


def _words_of(table: pl.DataFrame, names: Sequence[str]) -> frozenset[str]:
    """The columns in which something stands that is no number."""
    found = []
    for at, name in enumerate(names):
        values, _ = numbers_with_units(table[:, at])
        written = ~table[:, at].str.strip_chars().is_in(list(NO_VALUE)).fill_null(value=True)
        if (written & values.is_null()).any():
            found.append(name)
    return frozenset(found)


FORMATS: tuple[Format, ...] = (MetricsCsv(),)
