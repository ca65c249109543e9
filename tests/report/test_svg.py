"""Charts: lines break where nothing was measured, spikes survive, axes are round."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from foreshock.report import Chart
from foreshock.report.moments import Zone
from foreshock.report.svg import draw
from foreshock.report.ticks import axis_ticks, in_unit, time_labels, time_ticks, unit_name, value_ticks

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
EST = Zone.of("-05:00", "EST")


def drawn(values: list[float | None], step: timedelta = timedelta(minutes=1), **more: float) -> str:
    """The chart of one line."""
    times = [START + step * index for index in range(len(values))]
    svg = draw(Chart("title", "s", [("p95", times, values)], **more), EST)  # type: ignore[arg-type]
    assert svg is not None
    return str(svg)


def line_of(svg: str) -> str:
    """The path of its first line."""
    found = re.search(r'class="line s0" d="([^"]*)"', svg)
    assert found is not None
    return found[1]


def test_line_breaks_where_values_are_missing() -> None:
    """A missing value, NaN or infinity ends the line, and the next value begins a new one."""
    line = line_of(drawn([1.0, 2.0, None, 3.0, float("nan"), float("inf"), 4.0, 5.0]))
    assert [len(part.split("L")) for part in line.split("M")[1:]] == [2, 1, 2]


def test_line_breaks_over_a_silence() -> None:
    """A pause much longer than the usual step is not bridged."""
    times = [START + timedelta(minutes=minute) for minute in (0, 1, 2, 3, 60, 61)]
    svg = draw(Chart("title", "1", [("used", times, [0.1] * 6)]), EST)
    assert line_of(str(svg)).count("M") == 2


def test_a_spike_survives_thinning() -> None:
    """Of 100,000 values the one that stands out is drawn at full height, and the drawing stays small."""
    values: list[float | None] = [1.0] * 100_000
    values[61_803] = 100.0
    svg = drawn(values, timedelta(seconds=1))
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", line_of(svg))]
    top, second = sorted(heights)[:2]
    assert second - top > 150
    assert len(svg) < 40_000


def test_no_value_no_chart() -> None:
    """A chart without a single value is not drawn; one with a single value or a flat line is."""
    assert draw(Chart("title", "s", [("p95", [], [])]), EST) is None
    assert draw(Chart("title", "s", [("p95", [START], [None])]), EST) is None
    assert "nan" not in drawn([0.0]) + drawn([3.0, 3.0, 3.0])


def test_labels_do_not_overlap() -> None:
    """Marks that lie close together are labelled in rows of their own."""
    times = [START + timedelta(minutes=minute) for minute in range(60)]
    marks = [(START + timedelta(minutes=30, seconds=second), "a long label") for second in (0, 20, 40)]
    svg = draw(Chart("title", "s", [("p95", times, [1.0] * 60)], marks=marks), EST)
    assert len(set(re.findall(r'class="mark-label"[^>]* y="([\d.]+)"', str(svg)))) == 3


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 2.9, [0, 1, 2, 3]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-3, 4, [-4, -2, 0, 2, 4]),
    ],
)
def test_values_get_round_ticks(low: float, high: float, ticks: list[float]) -> None:
    """Ticks are round and enclose the values."""
    assert value_ticks(low, high) == pytest.approx(ticks)


def test_bytes_get_binary_ticks() -> None:
    """Bytes are scaled by 1024 and say so."""
    ticks = axis_ticks("By", 0, 200 * 2**30)
    assert [in_unit(tick, "By", ticks[-1]) for tick in ticks[:3]] == ["0 GiB", "50 GiB", "100 GiB"]


@pytest.mark.parametrize(
    ("value", "unit", "largest", "said"),
    [
        (0.9, "1", 1, "90 %"),
        (0.25, "s", 0.5, "250 ms"),
        (2.5, "s", 3, "2.5 s"),
        (3 * 2**20, "By/s", 4 * 2**20, "3 MiB/s"),
        (120_000, "{request}/s", 150_000, "120 k"),
    ],
)
def test_values_in_their_unit(value: float, unit: str, largest: float, said: str) -> None:
    """A value is told in the unit that suits its axis."""
    assert in_unit(value, unit, largest) == said


def test_counts_name_what_they_count() -> None:
    """A UCUM annotation reads as a word."""
    assert [unit_name(unit) for unit in ("{request}/s", "{connection}", "s", "By/s")] == [
        "requests/s",
        "connections",
        "",
        "",
    ]


def test_time_ticks_are_round_at_the_site() -> None:
    """Ticks are round on the site's clock, not on UTC's, and the date is said where a day begins."""
    kathmandu = Zone.of("+05:45")
    ticks = time_ticks(START, START + timedelta(hours=24), kathmandu)
    assert time_labels(ticks, kathmandu)[0] == ("09:00", "11 Jul")
    assert [label for label in time_labels(ticks, kathmandu) if label[1]][1:] == [("00:00", "12 Jul")]


def test_time_ticks_over_a_clock_change() -> None:
    """Where the clock goes back the ticks go on, each instant once."""
    zone = Zone.of("America/New_York")
    ticks = time_ticks(datetime(2023, 11, 5, 3, tzinfo=UTC), datetime(2023, 11, 5, 12, tzinfo=UTC), zone)
    assert ticks == sorted(set(ticks))
    assert all(clock.endswith(":00") for clock, _ in time_labels(ticks, zone))
    assert len(ticks) >= 4
