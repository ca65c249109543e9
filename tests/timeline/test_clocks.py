"""Clock offsets between hosts, from deeds and errors that both logged."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime

import duckdb
import numpy as np
import polars as pl
import pytest

from foreshock.lake.frames import read_sql_file
from foreshock.timeline import count_days
from foreshock.timeline.clocks import DEEDS, LEAST_CORRECTION_S, ClockOffset, compare_clocks

NO_DEEDS = pl.DataFrame(schema={"host": pl.String, "deed": pl.String, "second": pl.Int64, "events": pl.Int64})


def estimate_offsets(events: pl.DataFrame, deeds: pl.DataFrame = NO_DEEDS) -> list[ClockOffset]:
    """The offsets that are worth a correction."""
    return [each for each in compare_clocks(events, deeds) if abs(each.offset_s) >= LEAST_CORRECTION_S]


def trains(lag_s: int, *, shared: int, noise: int = 300, seed: int = 3) -> pl.DataFrame:
    """Errors of two hosts: ``shared`` failures that both log, db-01 with a lag, and noise of each."""
    random = np.random.default_rng(seed)
    failures = random.integers(10_000, 17_200, shared)
    web = np.concatenate([failures, random.integers(0, 86_400, noise)])
    database = np.concatenate([failures + lag_s, random.integers(0, 86_400, noise)])
    rows = pl.concat(
        [pl.DataFrame({"host": "web-01", "second": web}), pl.DataFrame({"host": "db-01", "second": database})]
    )
    return (
        rows.group_by("host", "second")
        .agg(events=pl.len(), requests=pl.lit(0), kind=pl.lit("error"))
        .sort("host", "second")
    )


@pytest.mark.parametrize("lag_s", [420, -420, 61, 840])
def test_a_shifted_clock_is_found_to_the_second(lag_s: int) -> None:
    """Failures that both hosts log give the offset between their clocks."""
    offsets = estimate_offsets(trains(lag_s, shared=400))

    assert len(offsets) == 1
    sign = 1 if offsets[0].host == "db-01" else -1
    assert abs(sign * offsets[0].offset_s - lag_s) <= 1


def test_a_stamp_that_is_years_off_makes_no_long_train() -> None:
    """Two errors of other centuries change nothing, and what lies between them takes no memory."""
    events = trains(120, shared=400)
    far = events.head(2).with_columns(second=pl.Series([-2_208_988_800, 253_370_764_800]))

    tracemalloc.start()
    found = estimate_offsets(pl.concat([events, far]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(found) == 1
    assert found[0].offset_s == estimate_offsets(events)[0].offset_s
    assert peak < 50_000_000


def test_clocks_that_agree_are_left_alone() -> None:
    """Hosts whose errors coincide at once have no offset."""
    assert estimate_offsets(trains(0, shared=400)) == []


@pytest.mark.parametrize("seconds", [1, 41, 60, 61, 62])
def test_a_short_outage_is_compared_too(seconds: int) -> None:
    """Hosts whose errors span less than the window of the mean are compared as any: no offset, and nothing raised."""
    rows = [(host, second, 5) for host in ("db-01", "web-01") for second in range(seconds)]
    few = pl.DataFrame(rows, schema=["host", "second", "events"], orient="row").with_columns(
        requests=pl.lit(0), kind=pl.lit("error")
    )

    assert estimate_offsets(few.with_columns(events=pl.col("events") + 60 // seconds)) == []


def test_unrelated_hosts_give_no_offset() -> None:
    """Without shared failures nothing is claimed."""
    assert estimate_offsets(trains(420, shared=0)) == []


def test_one_host_has_nothing_to_be_compared_with() -> None:
    """A single host gives no offset, and no data no error."""
    assert estimate_offsets(trains(0, shared=50).filter(pl.col("host") == "db-01")) == []
    assert estimate_offsets(trains(0, shared=0).clear()) == []


def test_the_clock_that_differs_from_the_others_is_the_wrong_one() -> None:
    """Of three hosts that share their failures two agree: the third is corrected, even where the requests are."""
    random = np.random.default_rng(4)
    failures = random.integers(10_000, 17_200, 400)
    rows = pl.concat(
        [
            pl.DataFrame({"host": host, "second": failures + ahead, "requests": requests})
            for host, ahead, requests in (("app-01", 0, 0), ("db-01", 0, 0), ("web-01", 300, 1))
        ]
    )
    events = rows.group_by("host", "second").agg(events=pl.len(), requests=pl.col("requests").sum())
    (offset,) = estimate_offsets(events.with_columns(kind=pl.lit("error")).sort("host", "second"))

    assert (offset.host, offset.offset_s) == ("web-01", 300.0)


@pytest.mark.parametrize(
    ("ends", "right"), [({"db-01": 8_010.0}, "app-01"), ({"db-01": 8_290.0}, "web-01"), ({}, "web-01")]
)
def test_of_two_clocks_that_is_right_by_which_the_other_logs_end(ends: dict[str, float], right: str) -> None:
    """An archive is collected at one moment: a host that cannot be compared sides with the one that ends with it."""
    both = {"app-01": 8_000.0, "web-01": 8_300.0}
    (offset,) = compare_clocks(no_errors(), deeds(-300, rate=1.0, same=True), {**both, **ends})

    assert offset.reference == right


def test_a_flood_of_failures_is_compared_by_its_shape() -> None:
    """Two hosts that both log every failure of a short outage, several a second, are compared to the second."""
    random = np.random.default_rng(6)
    failures = random.integers(10_000, 10_090, 340)
    frames = [
        pl.DataFrame({"host": "db-01", "second": failures}),
        pl.DataFrame({"host": "web-01", "second": failures + 246}),
    ]
    events = pl.concat(frames).group_by("host", "second").agg(events=pl.len())
    events = events.with_columns(requests=pl.col("host").eq("web-01").cast(pl.Int64), kind=pl.lit("error"))
    (offset,) = estimate_offsets(events.sort("host", "second"))

    assert (offset.host, offset.offset_s) == ("db-01", -246.0)


def floods(at_web: np.ndarray, at_database: np.ndarray) -> pl.DataFrame:
    """Failures that two hosts logged in these seconds; those of web-01 are answers to requests."""
    hosts = ("web-01", at_web), ("db-01", at_database)
    events = pl.concat(pl.DataFrame({"host": host, "second": seconds}) for host, seconds in hosts)
    events = events.group_by("host", "second").agg(events=pl.len()).sort("host", "second")
    return events.with_columns(requests=pl.col("host").eq("web-01").cast(pl.Int64), kind=pl.lit("error"))


@pytest.mark.parametrize("seed", range(4))
def test_a_flood_of_less_than_a_minute_is_compared_by_its_single_failures(seed: int) -> None:
    """Twenty failures a second for three quarters of a minute are one hill by the minute; their seconds tell it."""
    random = np.random.default_rng(seed)
    failures = np.repeat(np.arange(10_000, 10_045), random.poisson(20, 45))
    late = failures + 420 + (random.random(len(failures)) < 0.2)
    (offset,) = estimate_offsets(floods(failures, late))

    assert (offset.host, offset.reference) == ("db-01", "web-01")
    assert abs(offset.offset_s - 420) <= 1


@pytest.mark.parametrize("seed", range(8))
def test_two_floods_of_their_own_tell_no_offset(seed: int) -> None:
    """Two outages of which each lasted as long as it did, with failures of their own, are not the same failures."""
    random = np.random.default_rng(seed)
    one = np.repeat(np.arange(10_000, 10_045), random.poisson(20, 45))
    other = np.repeat(np.arange(10_300, 10_370), random.poisson(20, 70))

    assert estimate_offsets(floods(one, other)) == []


def deeds(lag_s: int, *, rate: float, same: bool, seconds: int = 600, seed: int = 5) -> pl.DataFrame:
    """Requests of two routes on web-01, and what app-01 logged of one of them, or of neither."""
    random = np.random.default_rng(seed)
    orders, pages, others = (np.sort(random.integers(0, seconds, int(rate * seconds))) for _ in range(3))
    taken = (orders if same else others) + random.integers(0, 2, len(orders)) + lag_s
    frames = [
        ("web-01", "POST /checkout 302", orders),
        ("web-01", "GET /product 200", pages),
        ("app-01", "order #", taken),
    ]
    rows = pl.concat(pl.DataFrame({"host": host, "deed": deed, "second": at}) for host, deed, at in frames)
    return rows.group_by("host", "deed", "second").agg(events=pl.len()).sort("host", "deed", "second")


def no_errors() -> pl.DataFrame:
    """Two hosts, with one error each that has nothing to do with the other; requests were logged on web-01."""
    return trains(0, shared=0, noise=1).with_columns(requests=pl.col("host").eq("web-01").cast(pl.Int64))


@pytest.mark.parametrize("lag_s", [248, -248, 600])
@pytest.mark.parametrize("rate", [0.1, 2.5])
def test_what_one_host_asks_for_and_another_does_tells_their_clocks(lag_s: int, rate: float) -> None:
    """Orders that the front passes on and the application takes down coincide at the offset of the clocks."""
    (offset,) = estimate_offsets(no_errors(), deeds(lag_s, rate=rate, same=True))

    sign = 1 if offset.host == "app-01" else -1
    assert abs(sign * offset.offset_s - lag_s) <= 1


@pytest.mark.parametrize("seed", range(20))
def test_deeds_of_the_same_rate_are_not_the_same(seed: int) -> None:
    """Two streams of events that have nothing to do with each other give no offset."""
    assert estimate_offsets(no_errors(), deeds(0, rate=1.0, same=False, seed=seed)) == []


def test_one_stamp_that_is_off_hides_no_hours() -> None:
    """The last hours are those of the last day on which requests were logged in numbers."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("""
        CREATE TABLE requests AS
        SELECT TIMESTAMPTZ '2023-07-10 00:00Z' + to_seconds(30 * number) AS time FROM range(2880) AS each (number)
        UNION ALL
        SELECT TIMESTAMPTZ '9999-07-10 00:00Z';
        CREATE TABLE logs (time TIMESTAMPTZ);
        CREATE TABLE metrics (time TIMESTAMPTZ)
    """)
    count_days(connection)

    since = read_sql_file(connection, "foreshock.timeline", "last_hours").item()

    assert since == datetime(2023, 7, 10, 19, 59, 30, tzinfo=UTC)


def test_one_burst_compares_no_clocks() -> None:
    """A burst within a second fits any other burst: two hosts that had one each share no clock by that."""
    one = np.concatenate([np.full(40, 10_060), np.arange(10_000, 10_600, 60)])
    other = np.concatenate([np.full(40, 10_190), np.arange(10_020, 10_600, 45)])

    assert estimate_offsets(floods(one, other)) == []


def test_a_rush_of_messages_of_less_than_a_minute_is_no_mark() -> None:
    """A server that says the same twenty times while it is set up does what no other host could be compared by."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("""
        CREATE TABLE requests (time TIMESTAMPTZ, host VARCHAR, method VARCHAR, path VARCHAR, status SMALLINT);
        CREATE TABLE logs AS
        SELECT
            TIMESTAMPTZ '2023-07-10 00:00Z' + to_seconds(number) AS time,
            'db-01' AS host,
            'postgresql' AS service,
            CASE WHEN number < 20 THEN 'checkpoint starting: wal' ELSE 'temporary file: path' END AS body
        FROM range(120) AS each (number)
    """)

    told = read_sql_file(
        connection, "foreshock.timeline", "deed_trains", {**DEEDS, "since": datetime(2023, 1, 1, tzinfo=UTC)}
    )

    assert told["deed"].unique().to_list() == ["postgresql temporary file: path"]
