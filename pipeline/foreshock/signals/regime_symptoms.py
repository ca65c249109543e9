"""Symptoms from measures alone, for archives without any access log: the stretch in which most of them differ."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from foreshock.lake.frames import read_sql_file
from foreshock.signals.families import families_of
from foreshock.signals.regimes import MOST_BUCKETS, find_regime
from foreshock.signals.symptoms import Kind, Symptom

LEAST_PRESENT = 0.6
# What users feel: how many times its normal a measure must be to be a symptom.
FELT: tuple[tuple[str, Kind, float], ...] = (
    ("latency", "latency", 1.3), ("error-rate", "errors", 2.0), ("throughput", "traffic-drop", 0.7),
)  # fmt: skip
# Where no measure tells what users felt, one must have left its normal as far as this, in interquartile ranges.
FAR_AWAY = 10.0


def find_regime_symptoms(connection: duckdb.DuckDBPyConnection, bucket_s: int, *, alone: bool) -> list[Symptom]:
    """What the measures of latency, errors and throughput did in that stretch; reads ``series``.

    ``alone``: there is no log either, so that a measure far from its normal is a sign where none tells what users felt.
    """
    table = _table(read_sql_file(connection, "foreshock.signals", "measure_series"), bucket_s)
    if table is None:
        return []
    times, names, values = table
    regime = find_regime(values)
    if regime is None:
        return []
    start = times[regime.first]
    end = times[regime.last] if regime.last < len(times) else None
    inside = np.zeros(len(times), dtype=bool)
    inside[regime.first : regime.last] = True
    found = []
    for (host, metric), column in zip(names, values.T, strict=True):
        normal, now = float(np.median(column[~inside])), float(np.median(column[inside]))
        families = families_of(metric)
        for family, kind, ratio in FELT:
            moved = now >= ratio * normal if ratio > 1 else now <= ratio * normal
            if family in families and now != normal and moved:
                peak = _peak(column, inside, upward=ratio > 1)
                sentence = f"{metric} of {host} went from {normal:.4g} to {now:.4g}"
                found.append(Symptom(kind, host, host, None, start, times[peak], end, now, normal, sentence))
    if not found and alone:
        found = _farthest(names, values, inside, (start, end), times)
    return found


def _farthest(
    names: list[tuple[str, str]],
    values: NDArray[np.float64],
    inside: NDArray[np.bool_],
    span: tuple[datetime, datetime | None],
    times: list[datetime],
) -> list[Symptom]:
    """The measure that left its normal most, where that is far."""
    quarter, normal, three = np.percentile(values[~inside], [25, 50, 75], axis=0)
    now = np.median(values[inside], axis=0)
    scale = np.maximum(three - quarter, 0.05 * np.abs(normal))
    distances = np.abs(now - normal) / np.where(scale > 0, scale, np.inf)
    most = int(np.argmax(distances))
    if distances[most] < FAR_AWAY:
        return []
    host, metric = names[most]
    before, then = float(normal[most]), float(now[most])
    sentence = f"{metric} of {host} went from {before:.4g} to {then:.4g}; no measure here tells what users felt"
    peak = times[_peak(values[:, most], inside, upward=then > before)]
    return [Symptom("change", host, host, None, span[0], peak, span[1], then, before, sentence)]


def _peak(column: NDArray[np.float64], inside: NDArray[np.bool_], *, upward: bool) -> int:
    """The bucket of the stretch with the most extreme value."""
    extreme = np.where(inside, column if upward else -column, -np.inf)
    return int(np.argmax(extreme))


def _table(
    rows: pl.DataFrame, bucket_s: int
) -> tuple[list[datetime], list[tuple[str, str]], NDArray[np.float64]] | None:
    """Times, (host, metric) of each column, values without holes; None without rows."""
    if rows.is_empty():
        return None
    first, last = rows["bucket"].min(), rows["bucket"].max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return None
    width_s = bucket_s * (int((last - first).total_seconds() // bucket_s) // MOST_BUCKETS + 1)
    length = int((last - first).total_seconds() // width_s) + 1
    placed = rows.with_columns(at=((pl.col("bucket") - first).dt.total_seconds() // width_s).cast(pl.Int64))
    names, columns = [], []
    for (host, metric), part in placed.group_by("host", "metric", maintain_order=True):
        means = part.group_by("at").agg(pl.col("value").mean())
        if len(means) < LEAST_PRESENT * length:
            continue
        column = pl.DataFrame({"at": range(length)}).join(means, on="at", how="left", maintain_order="left")["value"]
        names.append((str(host), str(metric)))
        columns.append(column.fill_null(strategy="forward").fill_null(strategy="backward").to_numpy())
    if not columns:
        return None
    times = [first + timedelta(seconds=width_s * at) for at in range(length)]
    return times, names, np.column_stack(columns)
