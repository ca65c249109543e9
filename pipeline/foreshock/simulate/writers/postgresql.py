"""PostgreSQL 15 server log (stderr), ``log_line_prefix = '%m [%p] %q%u@%d '``: the lines that follow from requests.

The messages are those that a real server 15 printed when its volume was filled up
(tests/real/test_postgresql_disk_full.py holds them against each other).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from foreshock.simulate.clock import MINUTE, SECOND, Micros, Zone, millis_text, render_iso, seconds_text
from foreshock.simulate.load import Ints
from foreshock.simulate.outcomes import Outcome
from foreshock.simulate.routes import DATABASE, PRODUCTS
from foreshock.simulate.scenario import Outage
from foreshock.simulate.traffic import Requests
from foreshock.simulate.writers import sql
from foreshock.simulate.writers.text import fill_in

SLOW_S = 0.25
"""log_min_duration_statement, seconds."""
_POOL = 24
_PORTS = pl.Series([str(port) for port in range(32_768, 61_000)])
_PIDS = pl.Series([str(pid) for pid in range(100_000)])


def prefix(zone: Zone, at: Micros, pid: pl.Series, session: str = "shop@shop") -> pl.Series:
    """``2023-07-10 20:00:00.123 EST [4123] shop@shop `` for each instant and process."""
    who = f"] {session} " if session else "] "
    return seconds_text(zone, at, render_iso) + "." + millis_text(at) + f" {zone.name} [" + pid + who


def backend_pids(at: Micros, address: Ints) -> pl.Series:
    """The process that serves a visitor: one of the pool's connections, renewed every twenty minutes."""
    return _PIDS.gather(21_000 + (at // (20 * MINUTE) * _POOL + address % _POOL) % 70_000)


def request_lines(
    requests: Requests, zone: Zone, rng: np.random.Generator, client: str, outage: Outage | None = None
) -> list[pl.DataFrame]:
    """What the server logs about the requests of a window: frames of ``at`` and ``text``.

    Nothing is logged while no server runs, and a session that a crash ended has no last line.
    """
    served = [*_sessions(requests, zone, rng, client), _slow(requests, zone, rng)]
    refused = [_failed(requests, zone, outcome, rng, client) for outcome in sql.FAILURES]
    if outage:
        served = [_survived(frame, outage.crashed, outage.up) for frame in served]
        refused = [_survived(frame, outage.gone, outage.up) for frame in refused]
    return served + refused


def _survived(frame: pl.DataFrame, crashed: int, up: int) -> pl.DataFrame:
    """Without the lines of processes that the crash ended, or that the dead server cannot have started."""
    return frame.filter((pl.col("at") < crashed) | (pl.col("since") >= up))


def _sessions(requests: Requests, zone: Zone, rng: np.random.Generator, client: str) -> list[pl.DataFrame]:
    """The application's pool opens a connection now and then, and closes it minutes later."""
    candidates = np.flatnonzero(np.isin(requests.group, [int(g) for g in DATABASE]) & (requests.outcome == Outcome.OK))
    rows = candidates[rng.random(len(candidates)) < 0.16]
    opened = requests.arrived[rows] + rng.integers(200, 4000, len(rows))
    lasted = (rng.exponential(240.0, len(rows)) * SECOND).astype(np.int64) + rng.integers(3_000, 90_000, len(rows))
    pid = _PIDS.gather(2_000 + (requests.part * 4_099 + np.arange(len(rows)) * 3) % 96_000)
    port = _PORTS.gather(rng.integers(0, len(_PORTS), len(rows)))
    authorized, closed = opened + rng.integers(900, 6000, len(rows)), opened + lasted
    received = (
        prefix(zone, opened, pid, "[unknown]@[unknown]") + f"LOG:  connection received: host={client} port=" + port
    )
    login = prefix(zone, authorized, pid) + "LOG:  connection authorized: user=shop database=shop application_name=shop"
    hours, minutes = lasted // (3600 * SECOND), lasted // MINUTE % 60
    seconds, millis = lasted // SECOND % 60, lasted // 1000 % 1000
    length = pl.select(
        pl.format(
            "{}:{}:{}.{}",
            pl.Series(hours),
            *(pl.Series(part).cast(pl.String).str.zfill(2) for part in (minutes, seconds)),
            pl.Series(millis).cast(pl.String).str.zfill(3),
        )
    ).to_series()
    logout = (
        prefix(zone, closed, pid)
        + "LOG:  disconnection: session time: "
        + length
        + f" user=shop database=shop host={client} port="
        + port
    )
    return [
        pl.DataFrame({"at": opened, "since": opened, "text": received}),
        pl.DataFrame({"at": authorized, "since": opened, "text": login}),
        pl.DataFrame({"at": closed, "since": opened, "text": logout}),
    ]


def _slow(requests: Requests, zone: Zone, rng: np.random.Generator) -> pl.DataFrame:
    """Statements over ``SLOW_S``, as the extended protocol logs them: text with ``$1``, then the parameters."""
    database = np.isin(requests.group, [int(g) for g in DATABASE]) & (requests.outcome == Outcome.OK)
    rows = np.flatnonzero(database & (np.nan_to_num(requests.upstream_s) * 0.93 > SLOW_S))
    at = requests.arrived[rows] + (requests.upstream_s[rows] * 0.95 * SECOND).astype(np.int64)
    lead = prefix(zone, at, backend_pids(requests.arrived[rows], requests.address[rows]))
    micros = pl.Series((requests.upstream_s[rows] * 930_000).astype(np.int64) + rng.integers(0, 1000, len(rows)))
    millis = (micros // 1000).cast(pl.String) + "." + (micros % 1000).cast(pl.String).str.zfill(3)
    statement = sql.QUERIES.gather(requests.group[rows])
    value = pl.Series(requests.line[rows] % PRODUCTS + 1).cast(pl.String)
    text = lead + "LOG:  duration: " + millis + " ms  execute <unnamed>: " + statement
    text = text + "\n" + lead + "DETAIL:  parameters: $1 = '" + value + "'"
    return pl.DataFrame({"at": at, "since": requests.arrived[rows], "text": text})


def _failed(requests: Requests, zone: Zone, outcome: Outcome, rng: np.random.Generator, client: str) -> pl.DataFrame:
    """The error records of one outcome: each line of the record carries the prefix."""
    rows = np.flatnonzero(requests.outcome == outcome)
    if not len(rows):
        return pl.DataFrame(schema={"at": pl.Int64, "since": pl.Int64, "text": pl.String})
    at = requests.finished[rows] - rng.integers(2_000, 5_000, len(rows))
    pid = backend_pids(requests.arrived[rows], requests.address[rows])
    text = pl.Series(values=[""] * len(rows))
    if outcome in sql.REFUSED:
        pid = _PIDS.gather(42_020 + rows % 300)
        port = _PORTS.gather(rng.integers(0, len(_PORTS), len(rows)))
        received = f"LOG:  connection received: host={client} port="
        text = prefix(zone, at - 1_000, pid, "[unknown]@[unknown]") + received + port + "\n"
    lead = prefix(zone, at, pid)
    group = pl.Series(requests.group[rows])
    for number, line in enumerate(sql.FAILURES[outcome]):
        body = group.replace_strict({int(g): words for g, words in line.items()}, default="")
        other = _PIDS.gather(rng.integers(21_000, 60_000, len(rows)))
        body = fill_in(fill_in(body, "pid", pid), "other", other)
        full = pl.select(
            pl.when(body != "").then(("\n" if number else "") + lead + body).otherwise(pl.lit(""))
        ).to_series()
        text = text + full
    return pl.DataFrame({"at": at, "since": requests.arrived[rows], "text": text})
