"""How far the clocks of the hosts are apart, and the tables as one clock would have stamped them."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import polars as pl

from foreshock.lake.catalog import run_sql_file
from foreshock.lake.frames import read_sql_file, write_table

MOST_OFFSET_S = 900
# A lag is believed when its coincidences stand this many standard deviations above those of all other lags,
# and no other lag comes near it: a failure that two hosts log leaves one sharp peak, a busy hour a broad hill.
SHARPNESS = 8.0
RIVAL_SHARE = 0.6
PEAK_HALF_WIDTH_S = 3
FEWEST_EVENTS = 20
# An offset below this is left alone: it is within what second-resolution stamps and real delays explain.
LEAST_CORRECTION_S = 5

_METHODS = {
    "error": "errors that both hosts logged coincide at this lag alone",
    "slow": "what both hosts found slow coincides at this lag alone",
}
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
    lake's tables on this connection, with ``time`` and ``started_at`` corrected. The lake itself keeps the times as
    they were written.
    """
    compared = compare_clocks(read_sql_file(connection, "foreshock.timeline", "event_trains"))
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
    return offsets


def stand_corrected(connection: duckdb.DuckDBPyConnection) -> None:
    """For a case that was diagnosed before: ``logs``, ``requests`` and ``metrics`` as that diagnosis saw them."""
    if {"clocks", "derived_metrics"} <= {name for (name,) in connection.execute(_TABLES).fetchall()}:
        for table in ("logs", "requests", "metrics"):
            run_sql_file(connection, "foreshock.timeline", f"corrected_{table}")


def compare_clocks(trains: pl.DataFrame) -> list[ClockOffset]:
    """Offsets, small ones too, of the hosts whose errors coincide with another's at one lag and no other.

    ``trains`` has host, kind ("error", "slow"), second, events, requests (those of the events that are requests).
    Hosts that share no errors are compared by what both found slow. Where most of the clocks agree, one of them is
    the reference, as one is more likely wrong than several alike; else it is the host that most of the requests were
    logged on, as what users felt is told by its clock; without any, the one with the most events. Offsets spread
    along the pairs that agree. Method: cross-correlation of event trains with the slow part removed.
    """
    totals = trains.group_by("host").agg(pl.col("requests", "events").sum(), pl.len())
    if totals.height < 2:  # noqa: PLR2004 - a pair needs two hosts
        return []
    weight = {host: (requests, events) for host, requests, events, _ in totals.iter_rows()}
    reference = max(sorted(weight), key=lambda host: weight[host])
    known: dict[str, tuple[float, str]] = {reference: (0.0, "")}
    for kind, method in _METHODS.items():
        _spread(known, _trains(trains.filter(pl.col("kind") == kind)), method)
    agreeing = {host: _alike(known, host) for host in known}
    elected = max(sorted(known), key=lambda host: (agreeing[host], host == reference, weight[host]))
    return [
        ClockOffset(host, elected, offset - known[elected][0], 1.0, method or known[elected][1])
        for host, (offset, method) in sorted(known.items())
        if host != elected
    ]


def _alike(known: dict[str, tuple[float, str]], host: str) -> int:
    """How many hosts have a clock like this one's."""
    return sum(abs(offset - known[host][0]) < LEAST_CORRECTION_S for offset, _ in known.values())


def _spread(known: dict[str, tuple[float, str]], signals: dict[str, np.ndarray], method: str) -> None:
    """Add the offsets of the hosts that agree with one whose offset is known."""
    frontier = sorted(known.keys() & signals.keys())
    while frontier:
        near = frontier.pop()
        for host in sorted(signals.keys() - known.keys()):
            lag = _sharp_lag(signals[near], signals[host])
            if lag is not None:
                known[host] = (known[near][0] + lag, method)
                frontier.append(host)


def _trains(trains: pl.DataFrame) -> dict[str, np.ndarray]:
    """Per host, errors a second over the common span, without their slow part (a minute's mean)."""
    if trains.is_empty():
        return {}
    first = int(trains["second"].min() or 0)  # type: ignore[arg-type]
    length = int(trains["second"].max() or 0) - first + 1  # type: ignore[arg-type]
    signals: dict[str, np.ndarray] = {}
    for (host,), group in trains.group_by("host", maintain_order=True):
        if group["events"].sum() < FEWEST_EVENTS:
            continue
        train = np.zeros(length)
        train[group["second"].to_numpy() - first] = np.minimum(group["events"].to_numpy(), 3)
        slow = np.convolve(train, np.full(61, 1 / 61))[30 : 30 + length]  # not mode="same": a train may be shorter
        signals[str(host)] = train - slow
    return signals


def _sharp_lag(near: np.ndarray, far: np.ndarray) -> float | None:
    """The lag in seconds (positive: ``far`` stamps later) of the one sharp peak, or None."""
    size = 1 << int(np.ceil(np.log2(len(near) + MOST_OFFSET_S)))
    spectrum = np.conj(np.fft.rfft(near, size)) * np.fft.rfft(far, size)
    correlation = np.fft.irfft(spectrum, size)
    lags = np.concatenate([correlation[-MOST_OFFSET_S:], correlation[: MOST_OFFSET_S + 1]])
    peak = int(np.argmax(lags))
    others = np.delete(lags, np.arange(max(0, peak - PEAK_HALF_WIDTH_S), min(len(lags), peak + PEAK_HALF_WIDTH_S + 1)))
    spread = float(np.std(others))
    if spread == 0 or lags[peak] < SHARPNESS * spread or others.max() > RIVAL_SHARE * lags[peak]:
        return None
    return float(peak - MOST_OFFSET_S)
