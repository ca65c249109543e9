"""Instants at the site and in UTC."""

from __future__ import annotations

import pytest

from foreshock.report.exceptions import FindingsFormError
from foreshock.report.moments import Moment, Zone, day_name, span


def at(stamp: str, zone: Zone) -> Moment:
    """The moment of a stamp that is one."""
    moment = Moment.parse(stamp, zone)
    assert moment is not None
    return moment


def test_both_clocks_are_labelled() -> None:
    """A moment names its zone and its UTC, the date again only where it differs."""
    zone = Zone.of("-05:00", "EST")
    assert at("2023-07-11T01:00:00Z", zone).both == "2023-07-10 20:00:00 EST (2023-07-11 01:00:00 UTC)"
    assert at("2023-07-10T20:12:40Z", zone).both == "2023-07-10 15:12:40 EST (20:12:40 UTC)"


def test_label_never_lies_about_summer_time() -> None:
    """A label given for a zone with summer time does not replace the name that holds at that instant."""
    zone = Zone.of("America/New_York", "EST")
    assert at("2023-07-11T01:00:00Z", zone).stamp == "2023-07-10 21:00:00 EDT"
    assert at("2023-01-11T01:00:00Z", zone).stamp == "2023-01-10 20:00:00 EST"


@pytest.mark.parametrize(
    ("name", "stamp"),
    [
        (None, "2023-07-11 01:00:00 UTC"),
        ("UTC", "2023-07-11 01:00:00 UTC"),
        ("Etc/UTC", "2023-07-11 01:00:00 UTC"),
        ("+0545", "2023-07-11 06:45:00 UTC+05:45"),
        ("America/Sao_Paulo", "2023-07-10 22:00:00 UTC-03:00"),
        ("Asia/Kathmandu", "2023-07-11 06:45:00 UTC+05:45"),
        ("Asia/Kolkata", "2023-07-11 06:30:00 IST"),
    ],
)
def test_zones_without_label(name: str | None, stamp: str) -> None:
    """A zone goes by its abbreviation, or by its offset where it has none."""
    assert at("2023-07-11T01:00:00Z", Zone.of(name)).stamp == stamp


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "+25:00", "\x00"])
def test_unknown_zones_are_refused(name: str) -> None:
    """A zone that does not exist is an error that names it."""
    with pytest.raises(FindingsFormError):
        Zone.of(name)


def test_span_over_a_clock_change_names_both_zones() -> None:
    """An interval in which the clock changes says both names of the zone."""
    zone = Zone.of("America/New_York")
    start, end = at("2023-11-05T05:30:00Z", zone), at("2023-11-05T06:30:00Z", zone)
    assert span(start, end) == "2023-11-05 01:30:00 EDT to 2023-11-05 01:30:00 EST"


def test_days_do_not_depend_on_the_locale() -> None:
    """The name of a day is English whatever the machine speaks."""
    assert day_name(at("2023-07-11T01:00:00Z", Zone.of("-05:00")).day) == "Monday, 10 July 2023"


def test_what_is_no_time_is_refused() -> None:
    """A stamp that is no time is an error; an empty one is no moment."""
    assert Moment.parse("", Zone.of(None)) is None
    with pytest.raises(FindingsFormError, match="yesterday"):
        Moment.parse("yesterday", Zone.of(None))
