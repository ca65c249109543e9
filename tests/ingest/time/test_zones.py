"""The zone of a file without offsets is decided once, from the archive, with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from foreshock.exceptions import UsageError
from foreshock.ingest.time.stamps import FileStamps
from foreshock.ingest.time.zones import ZoneRule, zones_of


def file(source: str, host: str, zone: str | None = None) -> FileStamps:
    """One file."""
    return FileStamps(source, source, host, zone)


def test_the_order_of_decision() -> None:
    """--tz before the stamps, these before the host's other files, these before the archive, then UTC."""
    files = [
        file("db-01/postgresql.log", "db-01", "EST"),
        file("db-01/syslog", "db-01"),
        file("web-01/access.log", "web-01", "-05:00"),
        file("app-01/app.log", "app-01"),
        file("eu-01/syslog", "eu-01"),
    ]
    zones = zones_of(files, [ZoneRule.parse("eu-*=Europe/Berlin")])
    assert {source: zone for source, (zone, _) in zones.items()} == {
        "db-01/postgresql.log": "EST",
        "db-01/syslog": "EST",
        "web-01/access.log": "-05:00",
        "app-01/app.log": "EST",
        "eu-01/syslog": "Europe/Berlin",
    }
    assert zones["db-01/syslog"][1] == "db-01/postgresql.log of the same host carries EST"
    assert zones["eu-01/syslog"][1] == "set by --tz"
    assert zones["app-01/app.log"][1].startswith("assumed")
    assert zones_of(files[1:2])["db-01/syslog"][0] == "UTC"


def test_a_rule_without_pattern_is_for_all_and_the_last_one_wins() -> None:
    """--tz ZONE, then an exception."""
    rules = [ZoneRule.parse("America/New_York"), ZoneRule.parse("*.json=UTC")]
    zones = zones_of([file("a/x.log", "a"), file("a/x.json", "a")], rules)
    assert [zones[source][0] for source in ("a/x.log", "a/x.json")] == ["America/New_York", "UTC"]


def test_a_neighbour_in_utc_counts_only_where_no_other_tells_more() -> None:
    """Programs that log in UTC say little of the zone that the host's syslog is in."""
    json_log, syslog = file("a/app.json", "a", "UTC"), file("a/syslog", "a")
    assert zones_of([json_log, syslog])["a/syslog"] == ("UTC", "a/app.json of the same host carries UTC")
    zones = zones_of([json_log, syslog, file("b/access.log", "b", "+05:45")])
    assert zones["a/syslog"][0] == "+05:45"


@pytest.mark.parametrize(("hour", "zone"), [(17, "UTC"), (11, "CST")])
def test_a_zone_of_other_hosts_carries_no_file_away_from_its_host(hour: int, zone: str) -> None:
    """A file without a zone stays where its host's records in UTC are; one that is hours off is in the others' zone."""
    noon = datetime(2026, 11, 22, 17, 50, tzinfo=UTC)
    app = replace(file("a/gunicorn.log", "a", "+0000"), first=noon, last=noon + timedelta(minutes=6))
    written = noon.replace(hour=hour)
    log = replace(file("a/app.log", "a"), first=written, last=written + timedelta(minutes=5))
    syslog = replace(
        log, source="a/syslog", has_year=False, first=written.replace(year=2000), last=written.replace(year=2000)
    )

    zones = zones_of([app, log, syslog, file("b/postgresql.log", "b", "CST")])

    assert [zones[source][0] for source in ("a/app.log", "a/syslog")] == [zone, zone]


@pytest.mark.parametrize(("zone", "moved"), [("+0000", 0), ("+0100", 1)])
def test_no_file_is_carried_away_from_all_others(zone: str, moved: int) -> None:
    """Of the zones of an archive a file is in the one that leaves its records beside those of other hosts.

    One of three hosts keeps local time, which most files with a zone carry; the balancer's stamps have none.
    """
    noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    end, hour = noon + timedelta(minutes=4), timedelta(hours=moved)
    balancer = replace(file("lb/haproxy.log", "lb"), first=noon + hour, last=end + hour)
    local = [replace(file(f"a/{name}.log", "a", "+0100"), first=noon, last=end) for name in ("gunicorn", "access")]
    other = replace(file("b/gunicorn.log", "b", "+0000"), first=noon, last=end)

    assert zones_of([*local, other, balancer])["lb/haproxy.log"][0] == zone


def test_a_file_of_another_day_is_in_the_zone_of_most() -> None:
    """Where no zone leaves a file's records beside others, the nearer of two far away ones says nothing."""
    noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    last_week = replace(file("lb/haproxy.log", "lb"), first=noon - timedelta(days=7), last=noon - timedelta(days=6))
    local, other = (
        replace(file(f"{host}/gunicorn.log", host, zone), first=noon, last=noon)
        for host, zone in (("a", "+0100"), ("b", "+0000"))
    )

    assert zones_of([local, other, last_week])["lb/haproxy.log"][0] == "+0100"


def test_a_summer_abbreviation_brings_the_rules_of_the_whole_year() -> None:
    """A neighbour in EDT means that winter is EST."""
    zones = zones_of([file("a/pg.log", "a", "EDT"), file("a/syslog", "a")])
    assert zones["a/syslog"][0] == "America/New_York"


def test_an_unknown_zone_is_refused() -> None:
    """--tz with a typo is a usage error before anything is read."""
    with pytest.raises(UsageError, match="no such time zone"):
        ZoneRule.parse("db-*=Amerika/New_York")


def test_a_zone_that_nobody_knows_is_named_with_what_to_pass() -> None:
    """The stamps are read as the host's others are, and the reason says how to say otherwise."""
    unknown = replace(file("db/x.log", "db"), why_zone="its stamps carry CLT, which is no known zone")
    zone, why = zones_of([unknown, file("db/syslog", "db", "-05:00")])["db/x.log"]
    assert zone == "-05:00"
    assert why == (
        "its stamps carry CLT, which is no known zone (--tz 'db/x.log=-04:00' would say which); "
        "db/syslog of the same host carries -05:00"
    )
    assert zones_of([unknown], [ZoneRule.parse("db/x.log=-04:00")])["db/x.log"] == ("-04:00", "set by --tz")
