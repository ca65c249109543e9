"""The little incidents that rules are tested on: compact text to the rows of logs, metrics and series.

Every line begins with a time, counted from the start of the incident: ``-90s``, ``+5m``, or ``-5m..+10m/30s`` for
a line every 30 seconds. What follows depends on the block:

    logs:     -2m db-01 postgresql ERROR(53100): could not extend file "base/16384/16455": No space left on device
              -1m db-01 postgresql LOG[2.1 s]: duration: 2100.000 ms  statement: SELECT 1
              -1m db-01 mysql INFO[2.1 s, locked 2 s]: UPDATE stock SET reserved = 1
    metrics:  -6h..+1h/10m db-01 system.filesystem.utilization{mountpoint=/srv} 0.80..1.00
    series:   -2h..+1h/5m web-01 http.server.request.rate 100 baseline 98
    requests: -5m..+5m/1s web-01 203.0.113.9 GET /search?q=a 200 0.31
              -5m..+5m/1s lb-01 203.0.113.9 GET /search?q=a 504 10 by app-01
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import polars as pl

from foreshock.ingest.formats.conventions import METRIC_NAMES, SEVERITY_NUMBERS
from foreshock.lake.schemas import INSTANT, LOGS, METRICS, REQUESTS
from foreshock.rules.durations import parse_duration

SERIES_SCHEMA = pl.Schema(
    [
        ("bucket", INSTANT),
        ("bucket_s", pl.Int32()),
        *((name, pl.String()) for name in ("host", "service", "metric", "entity")),
        ("value", pl.Float64()),
        ("baseline", pl.Float64()),
        ("unit", pl.String()),
    ]
)

# Every scene is played at the hour at which the first one was: 8 pm in New York.
INCIDENT_START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)

_WHEN = re.compile(
    r"(?P<sign>[+-])(?P<at>[\w.]+)(?:\.\.(?P<last_sign>[+-])(?P<last>[\w.]+)/(?P<step>[\w.]+))?\s+(?P<rest>.*)"
)
_LOG = re.compile(
    r"(?P<host>\S+)\s+(?P<service>\S+)\s+(?P<severity>[A-Za-z]+)(?:\((?P<code>\w+)\))?(?:\[(?P<lasting>[^\],]+)"
    r"(?:, locked (?P<locked>[^\]]+))?\])?:"
    r"\s(?P<body>.*)"
)
_METRIC = re.compile(r"(?P<host>\S+)\s+(?P<metric>[\w.()]+)(?:\{(?P<labels>[^}]*)\})?\s+(?P<value>\S+)")
_SERIES = re.compile(r"(?P<host>\S+)\s+(?P<metric>[\w.(){}]+)\s+(?P<value>\S+)(?:\s+baseline\s+(?P<baseline>\S+))?")
_REQUEST = re.compile(
    r"(?P<host>\S+)\s+(?P<client>\S+)\s+(?P<method>[A-Z]+)\s+(?P<path>[^\s?]+)(?:\?\S*)?\s+(?P<status>\d+)"
    r"\s+(?P<duration>\S+)(?:\s+by\s+(?P<upstream>\S+))?"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Rows of the tables that rules read, and the incident that they lead to."""

    start: datetime
    until: datetime
    symptoms: tuple[str, ...]
    logs: tuple[dict[str, Any], ...] = ()
    metrics: tuple[dict[str, Any], ...] = ()
    series: tuple[dict[str, Any], ...] = field(default=())
    requests: tuple[dict[str, Any], ...] = field(default=())

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every row with the name of its time column."""
        yield from (("time", row) for row in (*self.logs, *self.metrics, *self.requests))
        yield from (("bucket", row) for row in self.series)

    def shifted(self, by: timedelta) -> Scene:
        """The same rows, later; the incident stays where it is."""
        return self._moved(lambda moment: moment + by)

    def moved(self, by: timedelta) -> Scene:
        """The whole scene, later, the incident with it."""
        return replace(self.shifted(by), start=self.start + by, until=self.until + by)

    def _moved(self, move: Callable[[datetime], datetime]) -> Scene:
        return replace(
            self,
            logs=tuple({**row, "time": move(row["time"])} for row in self.logs),
            metrics=tuple({**row, "time": move(row["time"])} for row in self.metrics),
            series=tuple({**row, "bucket": move(row["bucket"])} for row in self.series),
            requests=tuple({**row, "time": move(row["time"])} for row in self.requests),
        )

    def fill(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Create the tables logs, metrics, series and requests in the database."""
        tables = (("logs", self.logs, LOGS.polars), ("metrics", self.metrics, METRICS.polars),
                  ("series", self.series, SERIES_SCHEMA), ("requests", self.requests, REQUESTS.polars))  # fmt: skip
        for name, rows, schema in tables:
            connection.register("scene_rows", pl.DataFrame(list(rows), schema=schema).to_arrow())
            connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM scene_rows")
            connection.unregister("scene_rows")


def read_scene(
    logs: str, metrics: str, series: str, symptoms: tuple[str, ...], lasting: float, *, requests: str = ""
) -> Scene:
    """The scene that the blocks of text describe; ValueError names the line that says nothing."""
    return Scene(
        INCIDENT_START,
        INCIDENT_START + timedelta(seconds=lasting),
        symptoms,
        tuple(row | {"line": number} for number, row in enumerate(_rows(logs, _LOG, _log_row), 1)),
        tuple(row | {"line": number} for number, row in enumerate(_rows(metrics, _METRIC, _metric_row), 1)),
        tuple(_rows(series, _SERIES, _series_row)),
        tuple(row | {"line": number} for number, row in enumerate(_rows(requests, _REQUEST, _request_row), 1)),
    )


def _rows(
    block: str, pattern: re.Pattern[str], build: Callable[[re.Match[str], float, float], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    for text in filter(None, map(str.strip, block.splitlines())):
        when = _WHEN.fullmatch(text)
        what = pattern.fullmatch(when["rest"]) if when else None
        if when is None or what is None:
            message = f"this line of a test cannot be read: {text!r}"
            raise ValueError(message)
        offsets, step = _offsets(when)
        for number, offset in enumerate(offsets):
            share = number / max(len(offsets) - 1, 1)
            row = build(what, share, step)
            moment = "bucket" if "bucket_s" in row else "time"
            yield {moment: INCIDENT_START + timedelta(seconds=offset), **row}


def _offsets(when: re.Match[str]) -> tuple[list[float], float]:
    """Seconds from the start of the incident, and the spacing of a repeated line."""
    first = float(f"{when['sign']}1") * parse_duration(when["at"])
    if when["last"] is None:
        return [first], 60.0
    last, step = float(f"{when['last_sign']}1") * parse_duration(when["last"]), parse_duration(when["step"])
    return [first + step * number for number in range(int((last - first) // step) + 1)], step


def _log_row(found: re.Match[str], _share: float, _step: float) -> dict[str, Any]:
    severity = found["severity"]
    return {
        "host": found["host"],
        "service": found["service"],
        "severity_text": severity,
        "severity_number": SEVERITY_NUMBERS.get(severity.lower(), 9),
        "body": found["body"],
        "code": found["code"],
        "duration_s": parse_duration(found["lasting"]) if found["lasting"] else None,
        "attributes": {"lock_time_s": str(parse_duration(found["locked"]))} if found["locked"] else None,
        "source": f"{found['host']}/{found['service']}.log",
    }


def _metric_row(found: re.Match[str], share: float, _step: float) -> dict[str, Any]:
    labels = dict(pair.split("=", 1) for pair in (found["labels"] or "").split(",") if "=" in pair)
    return {
        "host": found["host"],
        "metric": found["metric"],
        "labels": [{"key": key, "value": value} for key, value in labels.items()],
        "value": _between(found["value"], share),
        "unit": METRIC_NAMES.get(found["metric"], ("1",))[0],
        "source": f"{found['host']}/metrics",
    }


def _request_row(found: re.Match[str], _share: float, _step: float) -> dict[str, Any]:
    return {
        "host": found["host"],
        "service": "nginx",
        "client_address": found["client"],
        "method": found["method"],
        "path": found["path"],
        "upstream_address": found["upstream"],
        "status": int(found["status"]),
        "duration_s": float(found["duration"]),
        "source": f"{found['host']}/access.log",
    }


def _series_row(found: re.Match[str], share: float, step: float) -> dict[str, Any]:
    return {
        "bucket_s": int(step),
        "host": found["host"],
        "service": "nginx",
        "metric": found["metric"],
        "entity": found["host"],
        "value": _between(found["value"], share),
        "baseline": float(found["baseline"]) if found["baseline"] else None,
        "unit": "1",
    }


def _between(value: str, share: float) -> float:
    """A number, or the point that lies ``share`` of the way along ``0.80..1.00``."""
    first, _, last = value.partition("..")
    return float(first) + (float(last or first) - float(first)) * share
