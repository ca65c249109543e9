"""Instants are printed as the simulated hosts show them, whatever the machine's own zone and locale."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.simulate.clock import Zone, iso, render_clf, render_iso, render_syslog, seconds_text
from foreshock.simulate.world import EST


def test_a_local_time_of_the_site_is_one_instant() -> None:
    """8 PM EST is 1 AM UTC on the next day, also through a round trip."""
    micros = EST.micros("2023-07-10 20:00:00")
    assert iso(micros) == "2023-07-11T01:00:00Z"
    assert render_iso(EST.local(micros)) == "2023-07-10 20:00:00"


def test_stamps_are_those_of_the_programs() -> None:
    """The forms of PostgreSQL, of access logs, and of RFC 3164 with its padded day."""
    moment = datetime.fromisoformat("2023-07-09T05:04:03+00:00")
    assert (render_iso(moment), render_clf(moment), render_syslog(moment)) == (
        "2023-07-09 05:04:03",
        "09/Jul/2023:05:04:03",
        "Jul  9 05:04:03",
    )


def test_a_clock_that_runs_ahead_shows_later_times() -> None:
    """Seven minutes ahead is seven minutes later on the face."""
    micros = EST.micros("2023-07-10 20:00:00")
    assert render_iso(Zone("EST", -5, 420).local(micros)) == "2023-07-10 20:07:00"


@settings(max_examples=20)
@given(st.lists(st.integers(1_688_000_000_000_000, 1_689_000_000_000_000), max_size=5), st.sampled_from([0, 4, 2000]))
def test_many_stamps_are_each_its_own(micros: list[int], more: int) -> None:
    """The table of seconds gives what rendering each instant gives, for few and for many."""
    many = np.array(micros + [1_688_900_000_000_000 + n * 1_730_000 for n in range(more)], dtype=np.int64)
    expected = pl.Series([render_iso(EST.local(int(at))) for at in many], dtype=pl.String)
    assert seconds_text(EST, many, render_iso).equals(expected)
