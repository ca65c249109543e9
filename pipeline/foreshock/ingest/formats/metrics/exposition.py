"""Samples as text: Prometheus' exposition format, OpenMetrics, and what ``promtool tsdb dump`` prints."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.metrics.exposition_samples import SAMPLES
from foreshock.ingest.formats.metrics.prometheus import host_of
from foreshock.ingest.formats.metrics.prometheus_names import measure_of
from foreshock.ingest.formats.parts.measurements import NO_ROWS, Measure
from foreshock.ingest.formats.parts.tags import maps_of
from foreshock.ingest.lines.rejects import EMPTY_REJECTS, as_rejects
from foreshock.ingest.time.clock import YEAR_10000, Clock

_BRACES = r'(?:[^"{}]|"(?:[^"\\]|\\.)*")*'
_NUMBER = r"[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|(?i:inf(?:inity)?|nan))"
SAMPLE_LINE = (
    rf"^[ \t]*(?:(?P<name>[a-zA-Z_:][\w:.]*)?[ \t]*\{{(?P<labels>{_BRACES})\}}[ \t]*|(?P<bare>[a-zA-Z_:][\w:.]*)[ \t]+)"
    rf"(?P<value>{_NUMBER})(?:[ \t]+(?P<stamp>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))?[ \t]*(?:#[ \t]*\{{{_BRACES}\}}.*)?$"
)
_HEAD = rf"^[ \t]*(?P<name>[a-zA-Z_:][\w:.]*)?[ \t]*\{{(?P<labels>{_BRACES})$"
_SAMPLE = re.compile(SAMPLE_LINE)
_LABEL = re.compile(r'[ \t]*("(?:[^"\\]|\\.)*"|[a-zA-Z_][\w.]*)[ \t]*(?:=~?[ \t]*("(?:[^"\\]|\\.)*"))?[ \t]*(?:,|$)')
_ESCAPE = re.compile(r'\\([\\"n])')  # another backslash is one
_META = re.compile(r"[ \t]*#[ \t]*(?:HELP|TYPE|UNIT|EOF)\b")
_UNIT = re.compile(r"#[ \t]*UNIT[ \t]+(\S+)[ \t]+(\S+)")
_UNITS = {"seconds": "s", "bytes": "By", "ratio": "1", "ratios": "1", "percent": "%"}
_SUFFIX = re.compile(r"_(?:total|sum|created|bucket|count)$")
_COUNTS = re.compile(r"_(?:bucket|count)$")
_MILLISECONDS = 1e11  # a larger number is no time in seconds; a smaller one none in milliseconds, in practice
_SECONDS = 1e9
_YEAR_10000_US = YEAR_10000 * 1_000_000
_RECOGNISED = 0.5


@dataclass(frozen=True, slots=True)
class Series:
    """What a sample is of: its measure, its labels, the host that it names."""

    measure: Measure
    labels: Mapping[str, str]
    host: str | None

    def __deepcopy__(self, _: object) -> Self:
        """Itself: it never changes, and a parser that is copied knows thousands."""
        return self


def series_of(name: str | None, braces: str | None, units: Mapping[str, str]) -> Series | None:
    """The series of a name and what stands in braces; None when that cannot be read."""
    labels: dict[str, str] = {}
    position, text = 0, (braces or "").strip()
    while position < len(text):
        match = _LABEL.match(text, position)
        if match is None:
            return None
        key = _plain(match[1])
        if match[2] is not None:
            labels[key] = _plain(match[2])
        elif name is None:
            name = key  # a name that is no identifier stands in the braces
        else:
            return None
        position = match.end()
    name = labels.pop("__name__", None) or name
    if not name:
        return None
    measure = measure_of(name)
    unit = units.get(name) or (None if _COUNTS.search(name) else units.get(_SUFFIX.sub("", name)))
    if measure.unit is None and unit:
        measure = Measure(name, unit)
    labels.update(measure.labels)
    return Series(measure, labels, host_of(labels.get("instance", "")))


def _plain(text: str) -> str:
    if not text.startswith('"'):
        return text
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], text[1:-1])


class ExpositionParser:
    """One file: one scrape, or many one after the other."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``stamps`` is s or ms; samples without one are of when the file was written."""
        self._written = clock.written
        self._scale = 1_000.0 if options.get("stamps", "ms") == "ms" else 1_000_000.0
        self._units: dict[str, str] = {}
        self._series: dict[tuple[str | None, str | None], Series | None] = {}

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; nothing is kept back."""
        text = pl.col("text")
        parts = _split(lines).with_columns(text.str.contains(r"^[ \t]*(?:#|$)").alias("meta"))
        for unit in parts.filter(pl.col("meta") & text.str.contains("UNIT", literal=True))["text"]:
            if match := _UNIT.search(unit):
                self._units[match[1]] = _UNITS.get(match[2], match[2])
        samples = parts.filter(pl.col("value").is_not_null() & ~pl.col("meta"))
        keys = samples.select("name", "labels")
        numbers, known = self._numbers(keys)
        readable = pl.Series([series is not None for series in known], dtype=pl.Boolean)
        good = readable.gather(numbers) if len(numbers) else pl.Series([], dtype=pl.Boolean)
        rows = self._rows(samples.filter(good), numbers.filter(good), known) if good.any() else NO_ROWS
        wrong = parts.filter(pl.col("value").is_null() & ~pl.col("meta")).select("line", "offset", "text")
        rejects = [as_rejects(wrong, "not a sample of the exposition format")] if wrong.height else []
        if not good.all():
            spoilt = samples.filter(~good).select("line", "offset", "text")
            rejects.append(as_rejects(spoilt, "labels that cannot be read"))
        return Parsed(
            rows=rows,
            records=int(good.sum()),
            attached=int(parts["meta"].sum()),
            rejects=pl.concat(rejects).sort("line") if rejects else EMPTY_REJECTS,
        )

    def _numbers(self, keys: pl.DataFrame) -> tuple[pl.Series, list[Series | None]]:
        """For each sample the number of its series in the list of those of the block; each is read once."""
        distinct = keys.unique(maintain_order=True).with_row_index("number")
        known = [self._series_of(name, labels) for _, name, labels in distinct.iter_rows()]
        joined = keys.join(distinct, on=["name", "labels"], how="left", nulls_equal=True, maintain_order="left")
        return joined["number"], known

    def _series_of(self, name: str | None, labels: str | None) -> Series | None:
        if (name, labels) not in self._series:
            self._series[name, labels] = series_of(name, labels, self._units)
        return self._series[name, labels]

    def _rows(self, samples: pl.DataFrame, numbers: pl.Series, known: Sequence[Series | None]) -> pl.DataFrame:
        series = [one or Series(Measure("", None), {}, None) for one in known]
        columns = pl.DataFrame(
            {
                "host": [one.host for one in series],
                "metric": [one.measure.metric for one in series],
                "labels": maps_of([one.labels for one in series]),
                "unit": [one.measure.unit for one in series],
                "scale": [one.measure.scale for one in series],
            },
            schema_overrides={"host": pl.String, "metric": pl.String, "unit": pl.String, "scale": pl.Float64},
        )[numbers]
        micros = (samples["stamp"].cast(pl.Float64, strict=False) * self._scale).round()
        inside = micros.is_between(-_YEAR_10000_US // 10, _YEAR_10000_US)
        stamps = pl.select(pl.when(inside).then(micros)).to_series().cast(pl.Int64).cast(pl.Datetime("us", "UTC"))
        if self._written is not None:
            unstamped = pl.lit(self._written).cast(pl.Datetime("us", "UTC"))
            stamps = pl.select(pl.when(samples["stamp"].is_null()).then(unstamped).otherwise(stamps)).to_series()
        values = samples["value"].str.strip_prefix("+").cast(pl.Float64, strict=False).fill_nan(None)
        return columns.select(
            stamps.alias("time"), "host", "metric", "labels", (values * columns["scale"]).alias("value"), "unit",
            samples["line"],
        )  # fmt: skip


def _split(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with name, labels, value and stamp; value is null where a line is no sample.

    The series that a line is of stands on many lines: most lines are cut at the brace, and what stands before it
    is matched once for each series. Only what does not fit into that is matched line by line.
    """
    head_and_tail = lines["text"].str.split_exact("} ", 1).struct.rename_fields(["head", "tail"]).struct.unnest()
    tail = head_and_tail["tail"].str.split_exact(" ", 1).struct.rename_fields(["value", "stamp"]).struct.unnest()
    parts = pl.concat([lines, head_and_tail.select("head"), tail], how="horizontal")
    heads = parts.select("head").unique().with_columns(pl.col("head").str.extract_groups(_HEAD).struct.unnest())
    parts = parts.join(heads, on="head", how="left", maintain_order="left").drop("head")
    plain = (
        pl.col("labels").is_not_null()
        & pl.col("value").cast(pl.Float64, strict=False).is_not_null()
        & pl.col("stamp").cast(pl.Int64, strict=False).is_not_null().or_(pl.col("stamp").is_null())
    ).fill_null(value=False)
    quick = parts.filter(plain)
    if quick.height == lines.height:
        return quick
    groups = pl.col("text").str.extract_groups(SAMPLE_LINE).struct.unnest()
    slow = parts.filter(~plain).select(lines.columns).with_columns(groups)
    slow = slow.with_columns(pl.coalesce("name", "bare").alias("name")).select(quick.columns)
    return pl.concat([quick, slow]).sort("line")


class Exposition:
    """A scrape of /metrics, an exporter's textfile, a dump of the time-series database."""

    name = "prometheus-text"
    title = "Prometheus and OpenMetrics text (also promtool tsdb dump)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when there are labels in braces, or the comments of the format, among samples."""
        samples = [match for line in lines if (match := _SAMPLE.match(line))]
        metas = sum(_META.match(line) is not None for line in lines)
        if not samples or not (metas or any(match["labels"] is not None for match in samples)):
            return None
        others = sum(not line.strip() or line.lstrip().startswith("#") for line in lines)
        score = (len(samples) + others) / len(lines)
        if score < _RECOGNISED:
            return None
        stamps = [match["stamp"] for match in samples if match["stamp"]]
        return Recognition(
            score=score,
            reason=f"{len(samples)} sample(s), {metas} HELP, TYPE, UNIT or EOF comment(s)",
            options={"stamps": "s" if _in_seconds(stamps, lines) else "ms"},
            zone="UTC",
            dated=len(stamps) == len(samples),
        )

    def open(self, options: Options, clock: Clock) -> ExpositionParser:
        """A parser; ``stamps`` is s (OpenMetrics) or ms (Prometheus)."""
        return ExpositionParser(clock, options)


def _in_seconds(stamps: Sequence[str], lines: Sequence[str]) -> bool:
    """OpenMetrics counts seconds, with decimals; Prometheus milliseconds. Their size tells where neither does."""
    if any(line.startswith("# EOF") or "." in stamp for line in lines[-1:] for stamp in stamps or [""]):
        return not any(abs(float(stamp)) >= _MILLISECONDS for stamp in stamps)
    return bool(stamps) and all(_SECONDS <= float(stamp) < _MILLISECONDS for stamp in stamps)


FORMATS: tuple[Format, ...] = (Exposition(),)
