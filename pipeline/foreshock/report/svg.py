"""Charts as static SVG: no script, no inline style (the page's policy forbids both), every text escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from markupsafe import Markup, escape

from foreshock.report import words
from foreshock.report.chart import Chart
from foreshock.report.moments import Moment, Zone
from foreshock.report.ticks import axis_ticks, in_unit, time_labels, time_ticks, unit_name

_WIDTH, _PLOT_HEIGHT = 820.0, 210.0
_LEFT, _RIGHT, _BOTTOM = 82.0, 14.0, 40.0
_ROW = 17.0
_CHARACTER = 6.6
_COLUMNS = 600
_MISSING_STEPS = 5
SERIES_STYLES = 6

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where instants and values lie on the drawing."""

    start: float
    end: float
    low: float
    high: float
    top: float

    @property
    def bottom(self) -> float:
        return self.top + _PLOT_HEIGHT

    def x(self, at: datetime) -> float:
        return self.x_of(at.timestamp())

    def x_of(self, seconds: float) -> float:
        share = (seconds - self.start) / (self.end - self.start)
        return _LEFT + min(max(share, 0.0), 1.0) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * _PLOT_HEIGHT


@dataclass(frozen=True, slots=True)
class _Label:
    """A text above the plot; ``side`` is where it starts (or ends) at its x."""

    x: float
    y: float
    side: str
    text: str
    kind: str


def draw(chart: Chart, zone: Zone) -> Markup | None:
    """The chart as one SVG element whose classes the page's style sheet colours; None when it has no value.

    Its texts are harmless already (``Chart.with_texts``). The time axis is in the zone of the site. Lines of more
    than 1,200 points keep the lowest and highest value of each column, so that a spike stays a spike.
    """
    drawn = [(label, _points(times, values)) for label, times, values in chart.series]
    every = [point for _, points in drawn for point in points if not math.isnan(point[1])]
    if not every:
        return None
    ceiling = max([value for _, value in every] + ([chart.threshold] if chart.threshold is not None else []))
    floor = min(0.0, *(value for _, value in every))
    ticks = axis_ticks(chart.unit, floor, ceiling)
    start, end = min(at for at, _ in every), max(at for at, _ in every)
    labels, top = _label_rows(chart, start, max(end, start + 1))
    frame = _Frame(start, max(end, start + 1), ticks[0], ticks[-1], top)
    parts = [
        *_bands(chart, frame),
        *_value_axis(chart, frame, ticks),
        *_time_axis(frame, zone),
        *_lines(drawn, frame),
        *_threshold(chart, frame),
        *_labels(labels, frame),
    ]
    height = frame.bottom + _BOTTOM
    label = escape(f"{chart.title}. {_in_words(chart, every, zone)}")
    body = "\n".join(parts)
    return Markup(  # noqa: S704 - every text in the parts went through escape
        f'<svg class="chart" role="img" aria-label="{label}" viewBox="0 0 {_WIDTH:g} {height:g}" '
        f'xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>'
    )


def _in_words(chart: Chart, every: Sequence[_Point], zone: Zone) -> str:
    """The chart for those who do not see it: its range and its marks."""
    low, high = (in_unit(pick(value for _, value in every), chart.unit, abs(every[0][1])) for pick in (min, max))
    first, last = (Moment(datetime.fromtimestamp(pick(at for at, _ in every), UTC), zone).stamp for pick in (min, max))
    marks = "".join(f" {Moment(at.astimezone(UTC), zone).stamp}: {label}." for at, label in chart.marks)
    return f"Between {low} and {high} {unit_name(chart.unit)} from {first} to {last}.{marks}".replace("  ", " ")


def _points(times: Sequence[datetime], values: Sequence[float | None]) -> list[_Point]:
    """Seconds and values, NaN where the line breaks: at missing values and over long silences."""
    points = [
        (at.timestamp(), math.nan if value is None or math.isinf(value) else float(value))
        for at, value in zip(times, values, strict=True)
    ]
    steps = sorted(later[0] - earlier[0] for earlier, later in pairwise(points))
    longest = _MISSING_STEPS * steps[len(steps) // 2] if steps else math.inf
    broken: list[_Point] = points[:1]
    for point in points[1:]:
        if point[0] - broken[-1][0] > longest > 0:
            broken.append((point[0], math.nan))
        broken.append(point)
    return broken


def _thinned(points: list[_Point], frame: _Frame) -> Iterable[_Point]:
    """At most two points a column: its lowest and its highest, in time order."""
    if len(points) <= 2 * _COLUMNS:
        yield from points
        return
    columns: dict[int, list[_Point]] = {}
    for point in points:
        columns.setdefault(int((point[0] - frame.start) / (frame.end - frame.start) * _COLUMNS), []).append(point)
    for column in columns.values():
        seen = [point for point in column if not math.isnan(point[1])]
        extremes = {min(seen, key=lambda p: p[1]), max(seen, key=lambda p: p[1])} if seen else {column[0]}
        yield from sorted(extremes)


def _lines(drawn: Sequence[tuple[str, list[_Point]]], frame: _Frame) -> Iterable[str]:
    for index, (_, points) in reversed(list(enumerate(drawn))):
        path, pen = [], "M"
        for at, value in _thinned(points, frame):
            if math.isnan(value):
                pen = "M"
                continue
            path.append(f"{pen}{frame.x_of(at):.1f} {frame.y(value):.1f}")
            pen = "L"
        yield f'<path class="line s{index % SERIES_STYLES}" d="{"".join(path)}"/>'


def _bands(chart: Chart, frame: _Frame) -> Iterable[str]:
    for start, end, _ in chart.bands:
        left, right = frame.x(start), frame.x(end)
        if right <= left:
            continue
        size = f'width="{right - left:.1f}" height="{_PLOT_HEIGHT:g}"'
        yield f'<rect class="band" x="{left:.1f}" y="{frame.top:g}" {size}/>'


def _value_axis(chart: Chart, frame: _Frame, ticks: Sequence[float]) -> Iterable[str]:
    for tick in ticks:
        y = frame.y(tick)
        yield f'<path class="grid" d="M{_LEFT:g} {y:.1f}H{_WIDTH - _RIGHT:g}"/>'
        text = escape(in_unit(tick, chart.unit, max(abs(ticks[0]), abs(ticks[-1]))))
        yield f'<text class="tick" text-anchor="end" x="{_LEFT - 8:g}" y="{y + 4:.1f}">{text}</text>'


def _time_axis(frame: _Frame, zone: Zone) -> Iterable[str]:
    start, end = (datetime.fromtimestamp(at, UTC) for at in (frame.start, frame.end))
    ticks = time_ticks(start, end, zone)
    yield f'<path class="axis" d="M{_LEFT:g} {frame.bottom:g}H{_WIDTH - _RIGHT:g}"/>'
    for tick, (clock, date) in zip(ticks, time_labels(ticks, zone), strict=True):
        x = frame.x(tick)
        anchor = "start" if x < _LEFT + 14 else "end" if x > _WIDTH - _RIGHT - 14 else "middle"
        yield f'<path class="axis" d="M{x:.1f} {frame.bottom:g}v5"/>'
        yield f'<text class="tick" text-anchor="{anchor}" x="{x:.1f}" y="{frame.bottom + 18:g}">{clock}</text>'
        if date:
            yield f'<text class="tick day" text-anchor="{anchor}" x="{x:.1f}" y="{frame.bottom + 33:g}">{date}</text>'
    names = escape(words.listed(list(dict.fromkeys([zone.label(start), zone.label(end)]))))
    yield f'<text class="tick day" text-anchor="end" x="{_LEFT - 8:g}" y="{frame.bottom + 18:g}">{names}</text>'


def _threshold(chart: Chart, frame: _Frame) -> Iterable[str]:
    if chart.threshold is None:
        return
    y = frame.y(chart.threshold)
    text = escape(f"threshold {in_unit(chart.threshold, chart.unit, frame.high)}")
    yield f'<path class="threshold" d="M{_LEFT:g} {y:.1f}H{_WIDTH - _RIGHT:g}"/>'
    yield f'<text class="threshold-label" x="{_LEFT + 5:g}" y="{y - 5:.1f}">{text}</text>'


def _label_rows(chart: Chart, start: float, end: float) -> tuple[list[_Label], float]:
    """The labels of bands and marks above the plot, and the top of the plot.

    A label goes to the first row in which it touches no other.
    """
    frame = _Frame(start, end, 0, 1, 0)
    named = [
        (first, text, "band")
        for first, last, text in chart.bands
        if first.timestamp() < end and last.timestamp() > start
    ]
    named += [(at, text, "mark") for at, text in chart.marks if start <= at.timestamp() <= end]
    taken: list[float] = []
    labels: list[_Label] = []
    for at, text, kind in sorted(named):
        x = frame.x(at)
        wide = len(text) * _CHARACTER + 10
        side = "end" if x + wide > _WIDTH else "start"
        left, right = (x - wide, x) if side == "end" else (x, x + wide)
        row = next((row for row, used in enumerate(taken) if used <= left), len(taken))
        taken[row:] = [right, *taken[row + 1 :]]
        labels.append(_Label(x, row * _ROW + 12, side, text, kind))
    return labels, len(taken) * _ROW + 8


def _labels(labels: Sequence[_Label], frame: _Frame) -> Iterable[str]:
    for label in labels:
        if label.kind == "mark":
            yield f'<path class="mark" d="M{label.x:.1f} {label.y - 8:g}V{frame.bottom:g}"/>'
        x = label.x + (-5 if label.side == "end" else 5 if label.kind == "mark" else 0)
        place = f'text-anchor="{label.side}" x="{x:.1f}" y="{label.y:g}"'
        yield f'<text class="{label.kind}-label" {place}>{escape(label.text)}</text>'
