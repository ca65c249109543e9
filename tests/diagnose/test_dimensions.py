"""What sets failed requests apart: values, pairs of values, and each set of requests once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

from foreshock.diagnose.dimensions import distance, find_groups
from foreshock.lake.catalog import run_sql_file
from foreshock.lake.frames import write_table

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
PATHS, CLIENTS, METHODS = ("/cart", "/search", "/item/7", "/"), ("10.0.0.1", "10.0.0.2", "10.0.0.3"), ("GET", "POST")


def groups(
    fails: Callable[[str, str, str], bool], requests: int = 2400, *, by_time: bool = False
) -> list[dict[str, Any]]:
    """The groups found among requests of every path, client and method, of which some fail."""
    rows = []
    for number in range(requests):
        path, client, method = PATHS[number % 4], CLIENTS[number // 4 % 3], METHODS[number // 12 % 2]
        status = 503 if fails(path, client, method) else 200
        moment = START + timedelta(seconds=(number - (requests // 2 if by_time else 0)) / 10)
        if by_time and number % 2 and status == 503 and moment >= START:
            rows += [(moment, "web-01", "/search", "203.0.113.9", None, "bot", "GET", 200, 0.01)] * 20
        rows.append((moment, "web-01", path, client, None, "agent", method, status, 0.01))
    columns = [
        "time",
        "host",
        "path",
        "client_address",
        "upstream_address",
        "user_agent",
        "method",
        "status",
        "duration_s",
    ]
    schema = {name: pl.String() for name in columns} | {
        "time": pl.Datetime("us", "UTC"), "status": pl.Int16(), "duration_s": pl.Float64()
    }  # fmt: skip
    with duckdb.connect() as connection:
        run_sql_file(connection, "foreshock.timeline", "failed")
        write_table(connection, "requests", pl.DataFrame(rows, schema=pl.Schema(schema), orient="row"))
        window = {"start": START, "until": START + timedelta(hours=1), "slow_s": float("inf"), "by_time": by_time}
        return find_groups(connection, window)


def test_a_value_that_only_failed_requests_have() -> None:
    """One path fails: it is told, and nothing else is."""
    (found,) = groups(lambda path, _client, _method: path == "/cart")
    assert (found["words"], found["entity"], found["good_share"]) == ("path /cart", "web-01", 0)


def test_a_pair_that_is_sharper_than_its_parts() -> None:
    """Only POST to one path fails: the pair is told, and neither part beside it."""
    (found,) = groups(lambda path, _client, method: path == "/cart" and method == "POST")
    assert sorted(found["words"].split(" and ")) == ["method POST", "path /cart"]


def test_numbers_in_paths_are_one_value() -> None:
    """/item/7 and /item/8 are the same route."""
    (found,) = groups(lambda path, _client, _method: path.startswith("/item"))
    assert found["words"] == "path /item/<*>"


def test_where_everybody_fails_nothing_stands_out() -> None:
    """Requests that all fail have nothing to be set apart by."""
    assert groups(lambda _path, _client, _method: True) == []


@pytest.mark.parametrize(("bad", "good", "beyond"), [(8, 0, True), (8, 400, False)])
def test_few_requests_are_tested_exactly(bad: int, good: int, beyond: object) -> None:
    """Eight failures of one value prove something when nobody else has it, nothing when half of all have it."""
    assert (distance(bad, good, 12, 800) >= 6) is beyond


def test_the_exact_test_agrees_with_the_normal_curve() -> None:
    """Just below and above the limit of small counts both tests say much the same."""
    exact, normal = distance(29, 100, 300, 3000), distance(31, 100, 300, 3000)
    assert exact == pytest.approx(normal, rel=0.25)


def test_what_grew_since_the_incident_began() -> None:
    """By time, the client that nobody knew before is told, whether its requests fail or not."""
    (found,) = groups(lambda path, _client, _method: path == "/search", by_time=True)
    assert "203.0.113.9" in found["words"] or "bot" in found["words"]
    assert found["good_share"] == 0
