"""The alert that would have warned, replayed over the archive."""

from __future__ import annotations

from datetime import timedelta

import duckdb

from foreshock.rules.alerts import prometheus_rule, would_have_fired
from foreshock.rules.match import match
from foreshock.rules.model import Alert, RuleSet
from foreshock.rules.predicates import Forecast, MetricPredicate, SeriesPredicate
from foreshock.rules.scenes import INCIDENT_START, read_scene

USED = "system.filesystem.utilization"


def scene(connection: duckdb.DuckDBPyConnection, ruleset: RuleSet, metrics: str, series: str = "") -> None:
    """Fill the database."""
    read_scene("", metrics, series, ("latency",), 60).fill(connection)
    match(ruleset, connection)


def alert_of(ruleset: RuleSet) -> Alert:
    """The alert of the demonstration rule: above 85 % for 10 minutes."""
    alert = ruleset.rules[0].words.prevent[0].alert
    assert alert is not None
    return alert


def test_an_alert_fires_after_its_hold_in_the_run_that_leads_to_the_incident(
    connection: duckdb.DuckDBPyConnection, ruleset: RuleSet
) -> None:
    """A peak that passed, days before, is not the warning of this incident."""
    metrics = f"""
        -48h..-47h/10m db-01 {USED}{{mountpoint=/srv}} 0.90
        -46h..-6h/10m db-01 {USED}{{mountpoint=/srv}} 0.50
        -5h..+1h/10m db-01 {USED}{{mountpoint=/srv}} 0.86..1.00
        -48h..+1h/10m db-01 {USED}{{mountpoint=/home}} 0.95
    """
    scene(connection, ruleset, metrics)
    warned = would_have_fired(connection, ruleset.rules[0], alert_of(ruleset), "db-01:/srv", INCIDENT_START)
    assert warned is not None
    assert (warned.entity, warned.standing) == ("db-01:/srv", False)
    assert warned.at == INCIDENT_START - timedelta(hours=5) + timedelta(minutes=10)
    assert warned.minutes_before(INCIDENT_START) == 290.0


def test_an_alert_that_held_from_the_first_sample_on_says_so(
    connection: duckdb.DuckDBPyConnection, ruleset: RuleSet
) -> None:
    """It would have fired before the record begins."""
    scene(connection, ruleset, f"-5h..+1h/10m db-01 {USED}{{mountpoint=/srv}} 0.90")
    warned = would_have_fired(connection, ruleset.rules[0], alert_of(ruleset), "db-01", INCIDENT_START)
    assert warned is not None
    assert warned.standing


def test_an_alert_that_would_have_been_mute_is_none(connection: duckdb.DuckDBPyConnection, ruleset: RuleSet) -> None:
    """A condition that began after the incident, or that never held, warns of nothing."""
    scene(
        connection,
        ruleset,
        f"-5h..-10m/10m db-01 {USED}{{mountpoint=/srv}} 0.5\n+10m..+1h/10m db-01 {USED}{{mountpoint=/srv}} 0.9",
    )
    assert would_have_fired(connection, ruleset.rules[0], alert_of(ruleset), "db-01:/srv", INCIDENT_START) is None
    mute = Alert("Mute", "up == 0")
    assert would_have_fired(connection, ruleset.rules[0], mute, "db-01:/srv", INCIDENT_START) is None


def test_a_forecast_warns_for_as_long_as_it_looks_ahead(
    connection: duckdb.DuckDBPyConnection, ruleset: RuleSet
) -> None:
    """A disk that fills in steps rests between them; the warning of the step before still counts."""
    metrics = f"""
        -20h..-14h/10m db-01 {USED}{{mountpoint=/srv}} 0.60..0.90
        -13h50m..-1h/10m db-01 {USED}{{mountpoint=/srv}} 0.90
        -50m..+1h/10m db-01 {USED}{{mountpoint=/srv}} 0.95..1.00
    """
    scene(connection, ruleset, metrics)
    alert = Alert("Soon", "predict_linear(x[6h], 86400) < 0", metric=MetricPredicate(USED, full_in=Forecast(86400.0)))
    warned = would_have_fired(connection, ruleset.rules[0], alert, "db-01:/srv", INCIDENT_START)
    assert warned is not None
    assert timedelta(hours=12) < INCIDENT_START - warned.at < timedelta(hours=20)


def test_an_alert_on_requests_watches_every_entity(connection: duckdb.DuckDBPyConnection, ruleset: RuleSet) -> None:
    """The requests are not on the host of the cause."""
    series = """
        -1h..-6m/1m web-01 http.server.request.rate 100 baseline 100
        -5m..+5m/1m web-01 http.server.request.rate 200 baseline 100
    """
    scene(connection, ruleset, "", series)
    predicate = SeriesPredicate("http.server.request.rate", above_baseline=1.5, for_=120.0)
    alert = Alert("Surge", "x > y", series=predicate)
    warned = would_have_fired(connection, ruleset.rules[0], alert, "db-01", INCIDENT_START)
    assert warned is not None
    assert (warned.entity, warned.minutes_before(INCIDENT_START)) == ("web-01", 3.0)


def test_an_alert_is_exported_as_prometheus_has_it(ruleset: RuleSet) -> None:
    """The keys are those of a Prometheus rule file."""
    assert prometheus_rule(ruleset.rules[0], alert_of(ruleset)) == {
        "alert": "AlmostFull",
        "expr": "1 - node_filesystem_avail_bytes / node_filesystem_size_bytes > 0.85",
        "for": "10m",
        "labels": {"severity": "warning"},
        "annotations": {
            "summary": "A filesystem ran out of space",
            "description": "Writes fail.",
            "foreshock_rule": "demo.full",
        },
    }
