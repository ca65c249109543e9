"""A chart as data: lines over time, what happened, and when it hurt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over time in one unit, for a report to draw.

    ``series`` are (label, times, values); times carry a zone and ascend, a value of None (or NaN) breaks the line.
    ``bands`` are (start, end, label), such as the incident; ``marks`` are (time, label). ``unit`` is a UCUM unit:
    ``1`` (a ratio, drawn in percent), ``s``, ``By``, ``By/s``, ``{request}/s``. ``incident`` is the id of the incident
    that the chart belongs to; None lets it stand before them all.
    """

    title: str
    unit: str
    series: Sequence[tuple[str, Sequence[datetime], Sequence[float | None]]]
    bands: Sequence[tuple[datetime, datetime, str]] = ()
    marks: Sequence[tuple[datetime, str]] = ()
    threshold: float | None = None
    incident: int | None = None

    def with_texts(self, change: Callable[[str], str]) -> Chart:
        """The same chart with every text in it changed."""
        return replace(
            self,
            title=change(self.title),
            unit=change(self.unit),
            series=[(change(label), times, values) for label, times, values in self.series],
            bands=[(start, end, change(label)) for start, end, label in self.bands],
            marks=[(at, change(label)) for at, label in self.marks],
        )
