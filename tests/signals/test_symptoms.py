"""Symptoms: found where users hurt, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest

from foreshock.lake.schemas import LOGS, REQUESTS
from foreshock.signals import Symptom, find_signals
from foreshock.timeline import build_series, count_days, derive_metrics

Maker = Callable[..., pl.DataFrame]
START = datetime(2023, 7, 10, tzinfo=UTC)
DAY = 1440


def fill(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Append rows to a table by column name."""
    connection.register("new_rows", rows)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM new_rows")  # noqa: S608 - a table of the test
    connection.unregister("new_rows")


def symptoms(connection: duckdb.DuckDBPyConnection) -> list[Symptom]:
    """The symptoms of what the lake holds."""
    derive_metrics(connection)
    count_days(connection)
    return find_signals(connection, build_series(connection)).symptoms


def flat(minutes: int, value: float) -> np.ndarray:
    """The same value every minute."""
    return np.full(minutes, value)


@pytest.mark.parametrize("seed", range(8))
def test_a_healthy_day_has_no_symptom(lake: duckdb.DuckDBPyConnection, requests_of: Maker, seed: int) -> None:
    """Poisson traffic with a daily rhythm, some slow requests and rare errors is healthy."""
    rate = 40 * (1 + 0.6 * np.sin(np.arange(DAY) / DAY * 2 * np.pi))
    fill(lake, REQUESTS.name, requests_of(rate, slow=flat(DAY, 0.01), failed=flat(DAY, 0.001), seed=seed))

    assert symptoms(lake) == []


def test_clients_that_gave_up_are_errors_where_no_duration_tells(
    lake: duckdb.DuckDBPyConnection, requests_of: Maker
) -> None:
    """Nginx logs 499 when the client had gone: in a log without durations nothing else says that it waited in vain."""
    failed = flat(600, 0.001)
    failed[300:360] = 0.3
    rows = requests_of(flat(600, 60.0), slow=flat(600, 0.01), failed=failed).with_columns(
        status=pl.col("status").replace({500: 499})
    )
    fill(lake, REQUESTS.name, rows.with_columns(duration_s=pl.lit(None, dtype=pl.Float64)))

    assert [symptom.kind for symptom in symptoms(lake)] == ["errors"]


@pytest.mark.parametrize(("kind", "knob"), [("latency", "slow"), ("errors", "failed")])
def test_onset_and_end_are_within_a_minute(
    lake: duckdb.DuckDBPyConnection, requests_of: Maker, kind: str, knob: str
) -> None:
    """A rise that begins and ends at known minutes is found at these minutes, give or take one."""
    knobs = {"slow": flat(600, 0.01), "failed": flat(600, 0.001)}
    knobs[knob][300:360] = 0.3
    fill(lake, REQUESTS.name, requests_of(flat(600, 60.0), **knobs))

    found = symptoms(lake)

    assert [kind] == [symptom.kind for symptom in found]
    assert abs(found[0].start - (START + timedelta(minutes=300))) <= timedelta(minutes=1)
    assert found[0].end is not None
    assert abs(found[0].end - (START + timedelta(minutes=360))) <= timedelta(minutes=1)


def test_lost_traffic_is_a_symptom(lake: duckdb.DuckDBPyConnection, requests_of: Maker) -> None:
    """Two hours at 70 % of the day before are a traffic drop, with the loss in the sentence."""
    rate = np.tile(40 * (1 + 0.5 * np.sin(np.arange(DAY) / DAY * 2 * np.pi)), 2)
    rate[2400:2520] *= 0.7
    fill(lake, REQUESTS.name, requests_of(rate, slow=flat(2 * DAY, 0.01), failed=flat(2 * DAY, 0.0)))

    found = [symptom for symptom in symptoms(lake) if symptom.kind == "traffic-drop"]

    assert len(found) == 1
    assert abs(found[0].start - (START + timedelta(minutes=2400))) <= timedelta(minutes=10)
    assert "the same time of the days before" in found[0].sentence


def test_an_outage_is_named(lake: duckdb.DuckDBPyConnection, requests_of: Maker) -> None:
    """Ten minutes in which every request fails are an outage beside the errors."""
    failed = flat(300, 0.0)
    failed[100:110] = 1.0
    fill(lake, REQUESTS.name, requests_of(flat(300, 60.0), slow=flat(300, 0.01), failed=failed))

    assert {"errors", "outage"} <= {symptom.kind for symptom in symptoms(lake)}


def test_pain_at_the_end_of_the_data_has_no_end(lake: duckdb.DuckDBPyConnection, requests_of: Maker) -> None:
    """What still goes on where the log ends is not said to have ended."""
    failed = flat(300, 0.0)
    failed[280:] = 0.5
    fill(lake, REQUESTS.name, requests_of(flat(300, 60.0), slow=flat(300, 0.01), failed=failed))

    assert {None} == {symptom.end for symptom in symptoms(lake)}


@pytest.mark.parametrize(("minutes", "kinds"), [(1, []), (3, ["latency"])])
def test_a_tenth_of_a_second_for_a_minute_is_no_pain(
    lake: duckdb.DuckDBPyConnection, requests_of: Maker, minutes: int, kinds: list[str]
) -> None:
    """A busy neighbour makes milliseconds tens of milliseconds for a moment; what lasts is a symptom."""
    slow = flat(60, 0.01)
    slow[30 : 30 + minutes] = 0.3
    rows = requests_of(flat(60, 1200.0), slow=slow, failed=flat(60, 0.0))
    fill(lake, REQUESTS.name, rows.with_columns(duration_s=pl.col("duration_s") / 10))

    assert [symptom.kind for symptom in symptoms(lake)] == kinds


@pytest.mark.parametrize(("kind", "knob"), [("latency", "slow"), ("errors", "failed")])
def test_pain_that_fills_most_of_the_log_is_found(
    lake: duckdb.DuckDBPyConnection, requests_of: Maker, kind: str, knob: str
) -> None:
    """An archive that was taken in the middle of an incident: its calm beginning is the normal."""
    knobs = {"slow": flat(180, 0.01), "failed": flat(180, 0.001)}
    knobs[knob][60:] = 0.3
    fill(lake, REQUESTS.name, requests_of(flat(180, 60.0), **knobs))

    (symptom,) = symptoms(lake)

    assert (symptom.kind, symptom.end) == (kind, None)
    assert abs(symptom.start - (START + timedelta(minutes=60))) <= timedelta(minutes=1)


def test_a_rush_that_fills_most_of_the_log_makes_no_drop_before_it(
    lake: duckdb.DuckDBPyConnection, requests_of: Maker
) -> None:
    """Few requests before a campaign are the normal, not an outage."""
    rate = flat(180, 30.0)
    rate[60:] = 200
    fill(lake, REQUESTS.name, requests_of(rate, slow=flat(180, 0.01), failed=flat(180, 0.001)))

    assert symptoms(lake) == []


def test_without_access_logs_errors_in_the_logs_are_the_symptom(lake: duckdb.DuckDBPyConnection) -> None:
    """An archive of server logs only still has symptoms: bursts of errors."""
    quiet = [START + timedelta(minutes=minute) for minute in range(240)]
    burst = [START + timedelta(minutes=120, seconds=second) for second in range(300)]
    rows = pl.DataFrame(
        {
            "time": quiet + burst,
            "host": "db-01",
            "severity_number": pl.Series([9] * len(quiet) + [17] * len(burst), dtype=pl.Int8),
        }
    ).with_columns(pl.col("time").dt.cast_time_unit("us"))
    fill(lake, LOGS.name, rows)

    found = symptoms(lake)

    assert [(symptom.kind, symptom.host) for symptom in found] == [("errors", "db-01")]
    assert abs(found[0].start - burst[0]) <= timedelta(seconds=30)


def test_clients_that_are_turned_away_are_nobodys_pain(lake: duckdb.DuckDBPyConnection) -> None:
    """A scanner that asks for files that are not there fills the error log, and breaks nothing."""
    burst = [START + timedelta(minutes=120, seconds=second) for second in range(300)]
    missing = 'open() "/srv/www/wp-login.php" failed (2: No such file or directory)'
    rows = pl.DataFrame(
        {
            "time": [START, *burst, START + timedelta(minutes=240)],
            "host": "web-01",
            "service": "nginx",
            "body": ["signal process started", *[missing] * len(burst), "signal process started"],
            "severity_number": pl.Series([9, *[17] * len(burst), 9], dtype=pl.Int8),
        }
    ).with_columns(pl.col("time").dt.cast_time_unit("us"))
    fill(lake, LOGS.name, rows)
    assert symptoms(lake) == []

    fill(lake, LOGS.name, rows.with_columns(body=pl.lit("connect() failed (111: Connection refused)")))
    assert [symptom.kind for symptom in symptoms(lake)] == ["errors"]


def test_a_stamp_that_is_years_off_makes_no_long_series(lake: duckdb.DuckDBPyConnection, requests_of: Maker) -> None:
    """One request of the year 1900 and one of 9999 change neither the buckets nor the onset."""
    failed = flat(600, 0.001)
    failed[300:360] = 0.3
    rows = requests_of(flat(600, 60.0), slow=flat(600, 0.01), failed=failed)
    far = [rows[index : index + 1].with_columns(time=pl.lit(START.replace(year=year)).dt.cast_time_unit("us"))
           for index, year in enumerate((1900, 9999))]  # fmt: skip
    fill(lake, REQUESTS.name, pl.concat([rows, *far]))

    found = symptoms(lake)

    assert [symptom.kind for symptom in found] == ["errors"]
    assert abs(found[0].start - (START + timedelta(minutes=300))) <= timedelta(minutes=1)


def test_logs_of_two_years_are_two_stretches(lake: duckdb.DuckDBPyConnection, requests_of: Maker) -> None:
    """An incident in each of two logs that are a year apart is found at its minute."""
    failed = flat(600, 0.001)
    failed[300:360] = 0.3
    rows = requests_of(flat(600, 60.0), slow=flat(600, 0.01), failed=failed)
    fill(lake, REQUESTS.name, pl.concat([rows, rows.with_columns(pl.col("time") + timedelta(days=365))]))

    found = symptoms(lake)

    assert [symptom.kind for symptom in found] == ["errors", "errors"]
    assert found[1].start - found[0].start == timedelta(days=365)


def test_what_stays_a_little_slower_is_over(lake: duckdb.DuckDBPyConnection, requests_of: Maker) -> None:
    """Caches that fill again leave answers 60 ms slower to the end of the data; the pain ended before."""
    slow = flat(600, 0.0)
    slow[300:360] = 0.3
    rows = requests_of(flat(600, 60.0), slow=slow, failed=flat(600, 0))
    later = pl.col("time") >= START + timedelta(minutes=360)
    rows = rows.with_columns(duration_s=pl.col("duration_s") + pl.when(later).then(0.06).otherwise(0.0))
    fill(lake, REQUESTS.name, rows)

    found = symptoms(lake)

    assert [symptom.kind for symptom in found] == ["latency"]
    assert found[0].end is not None
    assert abs(found[0].end - (START + timedelta(minutes=360))) <= timedelta(minutes=1)


def test_a_moment_of_failures_before_the_incident_does_not_begin_it(
    lake: duckdb.DuckDBPyConnection, requests_of: Maker
) -> None:
    """A restart that failed every request for a minute, a quarter of an hour before: the incident has its own onset."""
    failed = flat(DAY, 0.001)
    failed[600] = failed[616:640] = 0.9
    fill(lake, REQUESTS.name, requests_of(flat(DAY, 40.0), slow=flat(DAY, 0.01), failed=failed))

    errors = [symptom for symptom in symptoms(lake) if symptom.kind == "errors"]

    assert [each.start for each in errors] == [START + timedelta(minutes=600), START + timedelta(minutes=616)]
