"""Routes that hurt alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest

from foreshock.lake.schemas import REQUESTS
from foreshock.signals import Symptom, find_signals
from foreshock.timeline import build_series, count_days, derive_metrics

Maker = Callable[..., pl.DataFrame]
START = datetime(2023, 7, 10, tzinfo=UTC)
MINUTES = 600


def symptoms(connection: duckdb.DuckDBPyConnection, *requests: pl.DataFrame) -> list[Symptom]:
    """The symptoms of these requests."""
    connection.register("new_rows", pl.concat(requests))
    connection.execute(f"INSERT INTO {REQUESTS.name} BY NAME SELECT * FROM new_rows")  # noqa: S608 - a table's name
    connection.unregister("new_rows")
    derive_metrics(connection)
    count_days(connection)
    return find_signals(connection, build_series(connection)).symptoms


def rows(requests_of: Maker, path: str, rate: float, *, seed: int, **raised: float) -> pl.DataFrame:
    """Requests to a path, of which in the sixth hour a share is slow or fails."""
    shares = {"slow": np.full(MINUTES, 0.01), "failed": np.full(MINUTES, 0.0005)}
    for name, share in raised.items():
        shares[name][300:360] = share
    return requests_of(np.full(MINUTES, rate), **shares, seed=seed).with_columns(path=pl.lit(path))


@pytest.mark.parametrize(("kind", "knob", "share"), [("errors", "failed", 0.3), ("latency", "slow", 0.5)])
def test_a_rare_route_that_hurts_is_a_symptom(
    lake: duckdb.DuckDBPyConnection, requests_of: Maker, kind: str, knob: str, share: float
) -> None:
    """What one request in fifty suffers moves no percentile of its service; its route tells it, 30 requests off."""
    busy = rows(requests_of, "/product/1", 150, seed=1)
    rare = rows(requests_of, "/orders/77/pay", 3, seed=2, **{knob: share})

    found = symptoms(lake, busy, rare)

    assert [each.kind for each in found] == [kind]
    assert "/orders/<*>/pay on web-01" in found[0].sentence
    assert abs(found[0].start - (START + timedelta(minutes=300))) < timedelta(minutes=10)


def test_of_a_large_lake_no_routes_are_sought(
    lake: duckdb.DuckDBPyConnection, requests_of: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are more requests than are read whole, the route that hurt above has no symptom of its own."""
    monkeypatch.setattr("foreshock.signals.routes.LARGE_ROWS", 90_000)
    busy = rows(requests_of, "/product/1", 150, seed=1)

    assert symptoms(lake, busy, rows(requests_of, "/orders/77/pay", 3, seed=2, failed=0.3)) == []


def test_what_the_service_suffers_is_not_told_again(lake: duckdb.DuckDBPyConnection, requests_of: Maker) -> None:
    """Where all routes fail, the service is the symptom, once."""
    found = symptoms(
        lake,
        rows(requests_of, "/product/1", 30, seed=1, failed=0.4),
        rows(requests_of, "/orders/77/pay", 30, seed=2, failed=0.4),
    )

    assert [each.kind for each in found] == ["errors"]
    assert "/" not in found[0].sentence


@pytest.mark.parametrize("seed", range(6))
def test_healthy_routes_have_no_symptom(lake: duckdb.DuckDBPyConnection, requests_of: Maker, seed: int) -> None:
    """Twelve routes of different weight, each with its usual slow and failed requests: nothing."""
    rates = [2.0 * 1.5**number for number in range(12)]
    parts = [rows(requests_of, f"/route{'abcdefghijkl'[i]}", rate, seed=20 * seed + i) for i, rate in enumerate(rates)]

    assert symptoms(lake, *parts) == []
