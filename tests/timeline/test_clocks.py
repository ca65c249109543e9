"""Clock offsets between hosts, from errors that both logged."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from foreshock.timeline.clocks import LEAST_CORRECTION_S, ClockOffset, compare_clocks


def estimate_offsets(events: pl.DataFrame) -> list[ClockOffset]:
    """The offsets that are worth a correction."""
    return [each for each in compare_clocks(events) if abs(each.offset_s) >= LEAST_CORRECTION_S]


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
