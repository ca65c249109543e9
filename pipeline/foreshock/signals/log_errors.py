"""Symptoms from logs alone, for archives without any access log."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import numpy as np
import polars as pl

from foreshock.lake.frames import read_sql_file
from foreshock.signals.segments import maximal_segments, rate_scores
from foreshock.signals.symptoms import LEAST_SCORE, Symptom

# An unknown normal rate is taken to be at least one error in ten minutes, so that a lone error is no symptom.
LEAST_NORMAL_RATE = 1 / 600
RISE = 5.0


def find_error_bursts(connection: duckdb.DuckDBPyConnection, bucket_s: int) -> list[Symptom]:
    """Stretches in which a host logged several times as many errors as it normally does."""
    counts = read_sql_file(connection, "foreshock.signals", "log_error_counts", {"bucket_s": bucket_s})
    symptoms: list[Symptom] = []
    for (host, start, last), rows in counts.group_by("host", "first_bucket", "last_bucket", maintain_order=True):
        length = int((last - start).total_seconds() // bucket_s) + 1
        errors = np.zeros(length)
        index = ((rows["bucket"] - start).dt.total_seconds() // bucket_s).cast(pl.Int64)
        errors[index.to_numpy()] = rows["errors"].to_numpy()
        # The mean of the quieter half of the eighths of the data is what the host does when nothing is wrong.
        eighths = sorted(part.mean() for part in np.array_split(errors, min(8, length)))
        normal = max(float(np.mean(eighths[: (len(eighths) + 1) // 2])), LEAST_NORMAL_RATE * bucket_s)
        for segment in maximal_segments(rate_scores(errors, np.full(length, normal), RISE), LEAST_SCORE):
            inside = errors[segment.first : segment.last + 1]
            rate = float(inside.sum()) / (len(inside) * bucket_s)
            first = start + timedelta(seconds=segment.first * bucket_s)
            lasts = segment.last >= length - 1
            symptoms.append(
                Symptom(
                    "errors",
                    str(host),
                    str(host),
                    None,
                    first,
                    first + timedelta(seconds=int(np.argmax(inside)) * bucket_s),
                    None if lasts else start + timedelta(seconds=(segment.last + 1) * bucket_s),
                    rate,
                    normal / bucket_s,
                    f"{host} logged {rate * 60:.0f} errors a minute, normally {normal / bucket_s * 60:.1f}",
                )
            )
    return symptoms
