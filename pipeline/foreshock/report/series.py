"""The charts of a case: what users felt, and the metric that shows the cause, around each incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import duckdb

from foreshock.lake.frames import read_sql_file
from foreshock.report.chart import Chart

POINTS = 400
# A chart begins this many times the incident's length before it, so that the normal can be seen too.
RUN_UP = 3
SHORTEST = timedelta(minutes=5)

FELT = (
    ("Requests", "http.server.request.rate", "requests", True),
    ("Request time, 95th percentile", "http.server.request.duration.p95", "p95", False),
    ("Failed requests (5xx)", "http.server.error.ratio", "share of requests", False),
)


def case_charts(connection: duckdb.DuckDBPyConnection, findings: Mapping[str, Any]) -> list[Chart]:
    """Charts for every incident, from the table ``series``."""
    doors = read_sql_file(connection, "foreshock.report", "front_doors")["entity"].to_list()
    charts = []
    for incident in findings["incidents"]:
        for title, metric, label, expected in FELT:
            for door in doors:
                chart = _chart(connection, incident, findings, title=f"{title}, {door}", metric=metric, entity=door)
                charts += [_labelled(chart, label, expected=expected)] if chart else []
        charts += _cause_charts(connection, incident, findings)
    return charts


def _cause_charts(
    connection: duckdb.DuckDBPyConnection, incident: Mapping[str, Any], findings: Mapping[str, Any]
) -> list[Chart]:
    """The metric among the evidence of the first cause, from long before."""
    causes = incident["causes"][:1]
    if not causes or not causes[0]["entity"]:
        return []
    entity = causes[0]["entity"]
    wanted = {"entity": entity, "rule": causes[0]["rule"]}
    shown = read_sql_file(connection, "foreshock.report", "cause_metrics", wanted)["metric"].to_list()
    charts = [
        _chart(connection, incident, findings, title=f"{metric}, {entity}", metric=metric, entity=entity, whole=True)
        for metric in shown
    ]
    return [_labelled(chart, "measured", expected=False) for chart in charts if chart]


def _chart(
    connection: duckdb.DuckDBPyConnection,
    incident: Mapping[str, Any],
    findings: Mapping[str, Any],
    *,
    title: str,
    metric: str,
    entity: str,
    whole: bool = False,
) -> Chart | None:
    """One measure around an incident (or over all the data); None where it has no values."""
    start, end = _time(incident["start"]), _time(incident["end"] or findings["case"]["to"])
    margin = max(end - start, SHORTEST)
    first, last = _time(findings["case"]["from"]), _time(findings["case"]["to"])
    since, until = (first, last) if whole else (max(first, start - RUN_UP * margin), min(last, end + margin))
    rows = read_sql_file(
        connection,
        "foreshock.report",
        "chart_series",
        {
            "metric": metric,
            "entity": entity,
            "since": since,
            "until": until,
            "width_s": max(1, round((until - since).total_seconds() / POINTS)),
        },
    )
    if rows.is_empty():
        return None
    times = rows["time"].to_list()
    lines = [("value", times, rows["value"].to_list()), ("baseline", times, rows["baseline"].to_list())]
    marks = [(_time(cause["onset"]), "onset") for cause in incident["causes"][:1] if since <= _time(cause["onset"])]
    return Chart(
        title,
        rows["unit"][0] or "1",
        lines,
        bands=[(start, end, "incident")],
        marks=marks,
        incident=incident["id"],
    )


def _labelled(chart: Chart, label: str, *, expected: bool) -> Chart:
    """The chart with its lines named; the baseline only where it follows the day."""
    (_, times, values), baseline = chart.series
    series = [(label, times, values)]
    if expected:
        series.append(("expected", baseline[1], baseline[2]))
    return Chart(chart.title, chart.unit, series, chart.bands, chart.marks, chart.threshold, chart.incident)


def _time(text: str) -> datetime:
    """An instant of findings.json."""
    return datetime.fromisoformat(text)
