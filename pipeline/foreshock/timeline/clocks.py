"""How far the clocks of the hosts are apart, and the tables as one clock would have stamped them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import duckdb
import polars as pl

from foreshock.ingest.time.clock import FIRST_INSTANT
from foreshock.lake.catalog import run_sql_file
from foreshock.lake.frames import read_sql_file, write_table
from foreshock.timeline.days import count_days
from foreshock.timeline.trains import FEW_SECONDS, HALF_A_MINUTE_S, read_deeds, read_trains, shared_lag, sharp_lag

# An offset below this is left alone: it is within what second-resolution stamps and real delays explain.
LEAST_CORRECTION_S = 5
LAST_DAYS = timedelta(days=7)
# Logs of hosts with the same time that were collected at one moment end within this: somebody always writes.
COLLECTED_WITHIN_S = 30

SHARED_DEEDS = "what one host asked for and another did coincides at this lag alone"
# A deed is compared when it was done at least so often, at most so often a second, for more seconds than these; of
# each host so many.
DEEDS = {"fewest": 20, "busiest": 5.0, "shortest": 2 * HALF_A_MINUTE_S, "most": 10}

SHARED_ERRORS = "errors that both hosts logged coincide at this lag alone"
# Kinds of events, and the slow part that is taken off them.
_METHODS = (
    ("error", HALF_A_MINUTE_S, SHARED_ERRORS),
    ("error", FEW_SECONDS, SHARED_ERRORS),
    ("slow", HALF_A_MINUTE_S, "what both hosts found slow coincides at this lag alone"),
)
Signal = TypeVar("Signal")
_TABLES = "SELECT table_name FROM duckdb_tables()"


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """A host's clock against the reference host's: positive when it runs ahead."""

    host: str
    reference: str
    offset_s: float
    uncertainty_s: float
    method: str


def correct_clocks(connection: duckdb.DuckDBPyConnection) -> list[ClockOffset]:
    """Estimate each host's clock offset; from here on ``logs``, ``requests`` and ``metrics`` are on one clock.

    Makes the tables ``shared_failures`` (the hosts whose errors coincide with another's) and ``clocks`` (host,
    reference, offset_s, uncertainty_s, method: those that are apart), and temporary views that stand before the
    lake's tables on this connection, with ``time`` and ``started_at`` corrected; ``days``, which it reads, is
    counted anew by them. The lake itself keeps the times as they were written.
    """
    # Asked for first, so that the rest of a large lake is not read.
    since = read_sql_file(connection, "foreshock.timeline", "last_hours").item()
    week = {"week": FIRST_INSTANT if since is None else since - LAST_DAYS}
    trains = read_sql_file(connection, "foreshock.timeline", "event_trains", week)
    deeds = read_sql_file(connection, "foreshock.timeline", "deed_trains", {**DEEDS, "since": since})
    ends = read_sql_file(connection, "foreshock.timeline", "last_records")
    compared = compare_clocks(trains, deeds, dict(ends.iter_rows()))
    linked = sorted({name for each in compared for name in (each.host, each.reference)})
    write_table(connection, "shared_failures", pl.DataFrame({"host": linked}, schema={"host": pl.String}))
    offsets = [each for each in compared if abs(each.offset_s) >= LEAST_CORRECTION_S]
    frame = pl.DataFrame(
        [(o.host, o.reference, o.offset_s, o.uncertainty_s, o.method) for o in offsets],
        schema={
            "host": pl.String,
            "reference": pl.String,
            "offset_s": pl.Float64,
            "uncertainty_s": pl.Float64,
            "method": pl.String,
        },
        orient="row",
    )
    write_table(connection, "clocks", frame)
    if offsets:
        for table in ("logs", "requests", "metrics"):
            run_sql_file(connection, "foreshock.timeline", f"corrected_{table}")
        count_days(connection)
    return offsets


def stand_corrected(connection: duckdb.DuckDBPyConnection) -> None:
    """For a case that was diagnosed before: ``logs``, ``requests`` and ``metrics`` as that diagnosis saw them."""
    if {"clocks", "derived_metrics"} <= {name for (name,) in connection.execute(_TABLES).fetchall()}:
        for name in ("all_metrics", "corrected_logs", "corrected_requests", "corrected_metrics"):
            run_sql_file(connection, "foreshock.timeline", name)


def compare_clocks(
    trains: pl.DataFrame, deeds: pl.DataFrame, ends: Mapping[str, float] | None = None
) -> list[ClockOffset]:
    """Offsets, small ones too, of the hosts of which events coincide with another's at one lag and no other.

    ``trains`` has host, kind ("error", "slow"), second, events, requests (those of the events that are requests),
    ``deeds`` has host, deed, second, events; ``ends`` the second of each host's last record. What one host asked of
    another, deed by deed, is the best mark; hosts that share no deed are compared by their errors, then by what
    both found slow. Where most of the clocks agree, one of them is the reference, as one is more likely wrong than
    several alike; a host that could not be compared agrees with those whose logs end when its own do, as an archive is
    collected at one moment. Else it is the host that most of the requests were logged on, as what users felt is told by
    its clock; without any, the one with the most events.
    Offsets spread along the pairs that agree. Method: cross-correlation of event trains with the slow part removed.
    """
    marks = pl.concat([trains.drop("kind", "second"), deeds.drop("deed", "second")], how="diagonal_relaxed")
    totals = marks.group_by("host").agg(pl.col("requests", "events").sum())
    if totals.height < 2:  # noqa: PLR2004 - a pair needs two hosts
        return []
    weight = {host: (requests, events) for host, requests, events in totals.iter_rows()}
    reference = max(sorted(weight), key=lambda host: weight[host])
    known: dict[str, tuple[float, str]] = {reference: (0.0, "")}
    _spread(known, read_deeds(deeds), shared_lag, SHARED_DEEDS)
    for kind, half_s, method in _METHODS:
        events_of_kind = trains.filter(pl.col("kind") == kind)
        if not known.keys() >= set(events_of_kind["host"].unique()):
            _spread(known, read_trains(events_of_kind, half_s), sharp_lag, method)
    agreeing = {host: _alike(known, host) + _ending_alike(known, host, ends or {}) for host in known}
    elected = max(sorted(known), key=lambda host: (agreeing[host], host == reference, weight[host]))
    return [
        ClockOffset(host, elected, offset - known[elected][0], 1.0, method or known[elected][1])
        for host, (offset, method) in sorted(known.items())
        if host != elected
    ]


def _alike(known: dict[str, tuple[float, str]], host: str) -> int:
    """How many hosts have a clock like this one's."""
    return sum(abs(offset - known[host][0]) < LEAST_CORRECTION_S for offset, _ in known.values())


def _ending_alike(known: dict[str, tuple[float, str]], host: str, ends: Mapping[str, float]) -> int:
    """How many of the hosts that could not be compared have logs that end when this one's do."""
    end = ends.get(host, float("inf"))
    return sum(abs(other - end) <= COLLECTED_WITHIN_S for name, other in ends.items() if name not in known)


def _spread(
    known: dict[str, tuple[float, str]],
    signals: Mapping[str, Signal],
    lag_of: Callable[[Signal, Signal], float | None],
    method: str,
) -> None:
    """Add the offsets of the hosts that agree with one whose offset is known."""
    frontier = sorted(known.keys() & signals.keys())
    while frontier:
        near = frontier.pop()
        for host in sorted(signals.keys() - known.keys()):
            lag = lag_of(signals[near], signals[host])
            if lag is not None:
                known[host] = (known[near][0] + lag, method)
                frontier.append(host)
