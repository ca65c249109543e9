"""What was checked, and what the inputs could not tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from foreshock.lake.frames import read_sql_file
from foreshock.signals import Found
from foreshock.signals.symptoms import seconds


def checked(connection: duckdb.DuckDBPyConnection, found: Found, rules: int) -> list[str]:
    """What was looked at: for a healthy archive this is the answer."""
    sentences = []
    for each in found.measures:
        normal = "" if each.normal_p95_s is None else f", normal 95th percentile {seconds(each.normal_p95_s)}"
        sentences.append(
            f"{each.requests.sum():,.0f} requests to {each.host} in buckets of {each.bucket_s} s: "
            f"latency, errors and traffic against their normal values{normal}"
        )
    counts = read_sql_file(connection, "foreshock.diagnose", "row_counts").row(0, named=True)
    sentences.append(
        f"{counts['logs']:,} log records ({counts['errors']:,} errors) and {counts['metrics']:,} measurements "
        f"of {counts['hosts']} hosts, against {rules} rules"
    )
    return sentences


def limits(connection: duckdb.DuckDBPyConnection, found: Found, incidents: Sequence[dict[str, Any]]) -> list[str]:
    """What the inputs could not tell, each as a sentence that says what would."""
    sentences = []
    if not found.measures:
        sentences.append("No access log with enough requests: what users felt is inferred from errors in the logs.")
    elif all(each.normal_p95_s is None for each in found.measures):
        sentences.append(
            "The access logs hold no request times: latency could not be judged ($request_time or %D would tell)."
        )
    if found.measures and not any(each.by_rhythm.any() for each in found.measures):
        sentences.append(
            "The access logs hold no earlier day that ran alike: traffic was compared with the hours around it only."
        )
    sentences += _assumed_zones(connection)
    missing = sorted({each["cause"] for incident in incidents for each in incident["not_evaluable"]})
    if missing:
        sentences.append(f"Not evaluable for want of their sources: {', '.join(missing)}.")
    return sentences


def _assumed_zones(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The hosts whose stamps carry no zone, and what was assumed."""
    rows = read_sql_file(connection, "foreshock.diagnose", "assumed_zones")
    return [
        f"The zone of the stamps of {row['host'] or 'files without a host'} is an assumption: {row['timezone']} "
        f"(files: {row['files']}); if it is wrong, set it with --tz '{row['host'] or ''}*=ZONE'."
        for row in rows.iter_rows(named=True)
    ]
