"""Steps match over intervals, each with its first records as evidence."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import polars as pl
import pytest

from foreshock.lake.frames import query
from foreshock.rules.match import match
from foreshock.rules.model import RulePack, RuleSet
from foreshock.rules.scenes import INCIDENT_START, read_scene
from foreshock.yamldoc import Document

WORDS = "words: {cause: a, effect: b, confirm: c, fix: d, prevent: [{sentence: e}]}"


def rules_with(*steps: str) -> RuleSet:
    """A rule set of one rule with these steps, each written as a YAML flow mapping without its id."""
    lines = "\n".join(f"      - {{id: s{number}, title: t, {step}}}" for number, step in enumerate(steps))
    text = (
        "pack: p\ntitle: t\nrules:\n  - id: p.r\n    cause: disk-full\n    title: t\n    prior: 0.5\n"
        f"    entity: mountpoint\n    {WORDS}\n    steps:\n{lines}\n"
    )
    document = Document(text, "p.yaml")
    pack = document.build(RulePack)
    assert pack is not None, document.faults
    return RuleSet((pack,), "")


def matches(
    connection: duckdb.DuckDBPyConnection, *steps: str, logs: str = "", metrics: str = "", series: str = ""
) -> pl.DataFrame:
    """The matches of such a rule on a scene."""
    read_scene(logs, metrics, series, ("latency",), 60).fill(connection)
    match(rules_with(*steps), connection)
    return query(connection, "FROM rule_matches ORDER BY step, start")


def test_records_near_each_other_are_one_match(connection: duckdb.DuckDBPyConnection) -> None:
    """Fifteen quiet minutes end a match; the first record is its evidence."""
    found = matches(
        connection,
        "log: {any: [No space left]}",
        logs="""
            -60m..-50m/5m db-01 postgresql ERROR: could not extend file: No space left on device
            -10m db-01 postgresql ERROR: could not extend file: No space left on device
            -9m db-01 postgresql LOG: checkpoint starting: time
        """,
    )
    assert found.select("count", "line", "source", "text").rows() == [
        (3, 1, "db-01/postgresql.log", "could not extend file: No space left on device"),
        (1, 4, "db-01/postgresql.log", "could not extend file: No space left on device"),
    ]
    assert found["start"][0] == INCIDENT_START - timedelta(minutes=60)


def test_as_many_records_as_asked_must_come_within_the_window(connection: duckdb.DuckDBPyConnection) -> None:
    """Three a minute are a match where three a minute are asked for, and none where four are."""
    logs = "-5m..-4m/20s db-01 postgresql FATAL: sorry, too many clients already"
    found = matches(
        connection,
        "at_least: 4, within: 1 m, log: {any: [too many clients]}",
        "at_least: 5, within: 1 m, log: {any: [too many clients]}",
        logs=logs,
    )
    assert found.select("step", "value").rows() == [("s0", 4.0)]


def test_a_rate_is_compared_with_the_windows_before(connection: duckdb.DuckDBPyConnection) -> None:
    """A flood stands out from a trickle; a trickle of the same lines does not stand out from itself."""
    logs = """
        -60m..-2m/1m db-01 postgresql LOG: process 1 still waiting for ShareLock
        -1m..+0m/1s db-01 postgresql LOG: process 1 still waiting for ShareLock
    """
    found = matches(connection, "at_least: 3, within: 1 m, above_baseline: 4, log: {any: [still waiting]}", logs=logs)
    # The flood begins with the record that is too many, and with those just before it that made the number full.
    assert [(start - INCIDENT_START, value) for start, value in found.select("start", "value").rows()] == [
        (-timedelta(seconds=58), 61.0)
    ]


@pytest.mark.parametrize(("began", "hits"), [(-90, 1), (-30, 0)])
def test_a_short_past_is_a_past(connection: duckdb.DuckDBPyConnection, began: int, hits: int) -> None:
    """Half a minute without such lines tells that a burst is one, shorter than the window though the log is."""
    logs = f"""
        {began}s..+60s/5s db-01 postgresql LOG: checkpoint starting: time
        -10s..+0m/1s db-01 postgresql LOG: process 1 still waiting for ShareLock
    """
    found = matches(connection, "at_least: 3, within: 2 m, above_baseline: 3, log: {any: [still waiting]}", logs=logs)

    assert len(found) == hits


def test_what_must_be_new_does_not_run_on_from_the_beginning_of_the_log(connection: duckdb.DuckDBPyConnection) -> None:
    """A release a minute after the log began with the start of the application is a release of its own."""
    logs = """
        -60s..+60s/5s app-01 shop info: order placed
        -60s app-01 shop info: release v2.3.0 starting
        -2s app-01 shop info: release v2.4.0 starting
    """
    found = matches(connection, "merge: 2 m, fresh: true, log: {any: [release v]}", logs=logs)

    assert found.select("start", "standing").rows() == [
        (INCIDENT_START - timedelta(seconds=60), True),
        (INCIDENT_START - timedelta(seconds=2), False),
    ]


def test_a_log_that_always_had_such_lines_has_no_burst(connection: duckdb.DuckDBPyConnection) -> None:
    """In a log shorter than the window the lines of its first half-minute are what is usual."""
    logs = "-90s..+20s/5s db-01 postgresql LOG: process 1 still waiting for ShareLock"
    found = matches(connection, "at_least: 3, within: 2 m, above_baseline: 3, log: {any: [still waiting]}", logs=logs)

    assert len(found) == 0


def test_all_conditions_on_a_record_must_hold(connection: duckdb.DuckDBPyConnection) -> None:
    """Literals, a regular expression, the program, the code and the severity narrow the lines down together."""
    logs = """
        -5m db-01 postgresql ERROR(53100): could not extend file "base/5/1": No space left on device
        -4m db-01 postgresql ERROR(53100): could not extend file "base/5/1": Input/output error
        -3m web-01 nginx error: could not extend file: No space left on device
        -2m db-01 postgresql LOG: could not extend file "base/5/2": No space left on device
    """
    predicates = {
        "log: {all: [could not extend, No space left]}": [1, 3, 4],
        "log: {any: [could not extend], none: [No space]}": [2],
        "log: {any: [could not extend], service: 'postgres*'}": [1, 2, 4],
        "log: {any: [could not extend], code: 53100}": [1, 2],
        "log: {any: [could not extend], severity: error}": [1, 2, 3],
        "log: {any: [could not extend], regex: '\"base/5/2\"'}": [4],
        "log: {any: [could not extend], host: 'web-*'}": [3],
        "log: {severity: error, service: nginx}": [3],
    }
    found = matches(connection, *(f"merge: 0 s, within: 1 s, {each}" for each in predicates), logs=logs)
    lines = {f"s{number}": lines for number, lines in enumerate(predicates.values())}
    assert {step: found.filter(step=step)["line"].to_list() for step in lines} == lines


def test_a_level_must_hold_without_a_break(connection: duckdb.DuckDBPyConnection) -> None:
    """A sample below ends the run; a run shorter than asked does not count."""
    metrics = """
        -60m..-50m/10m db-01 system.filesystem.utilization{mountpoint=/srv} 0.98
        -40m db-01 system.filesystem.utilization{mountpoint=/srv} 0.5
        -30m..-0m/10m db-01 system.filesystem.utilization{mountpoint=/srv} 0.97..1.00
        -60m..-0m/10m db-01 system.filesystem.utilization{mountpoint=/snap/core} 1.0
    """
    predicate = "{name: system.filesystem.utilization, except: {mountpoint: /snap/*}, above: 0.97, for: 25 m}"
    found = matches(connection, f"metric: {predicate}", metrics=metrics)
    assert found.select("entity", "start", "value", "standing").rows() == [
        ("db-01:/srv", INCIDENT_START - timedelta(minutes=30), 1.0, False)
    ]
    assert found["text"][0] == "system.filesystem.utilization 0.97 (mountpoint=/srv)"


def test_what_held_from_the_first_sample_on_is_standing(connection: duckdb.DuckDBPyConnection) -> None:
    """Nobody knows when a state began that was there when the record begins."""
    metrics = "-60m..-0m/10m db-01 system.filesystem.utilization{mountpoint=/boot} 0.98"
    found = matches(connection, "metric: {name: system.filesystem.utilization, above: 0.97}", metrics=metrics)
    assert found["standing"].to_list() == [True]


def test_a_change_is_measured_against_the_own_past(connection: duckdb.DuckDBPyConnection) -> None:
    """A host that is always busy does not change by being busy."""
    metrics = """
        -60m..-6m/1m db-01 system.disk.io_time{device=vda} 0.30
        -5m..-0m/1m db-01 system.disk.io_time{device=vda} 0.95
        -60m..-0m/1m db-02 system.disk.io_time{device=vda} 0.95
    """
    found = matches(connection, "metric: {name: system.disk.io_time, change: {ratio: 2, over: 1 h}}", metrics=metrics)
    assert found.select("host", "start").rows() == [("db-01", INCIDENT_START - timedelta(minutes=5))]


def test_what_never_was_above_a_level_cannot_fall_below_it(connection: duckdb.DuckDBPyConnection) -> None:
    """A host whose processors were never idle has lost nothing, be it from zero to zero or from little to nothing."""
    metrics = """
        -60m..-6m/1m db-01 system.cpu.utilization{state=idle} 0.60
        -5m..-0m/1m db-01 system.cpu.utilization{state=idle} 0.02
        -60m..-0m/1m db-02 system.cpu.utilization{state=idle} 0.0
        -60m..-6m/1m db-03 system.cpu.utilization{state=idle} 0.06
        -5m..-0m/1m db-03 system.cpu.utilization{state=idle} 0.01
    """
    predicate = "{name: system.cpu.utilization, below: 0.1, change: {ratio: 0.4, over: 1 h}}"
    found = matches(connection, f"metric: {predicate}", metrics=metrics)
    assert found.select("host", "start").rows() == [("db-01", INCIDENT_START - timedelta(minutes=5))]


def test_a_forecast_needs_a_line_that_fits(connection: duckdb.DuckDBPyConnection) -> None:
    """A steady climb is foreseen to reach the limit; a level or a noisy disk is not."""
    metrics = """
        -6h..-0m/10m db-01 system.filesystem.utilization{mountpoint=/srv} 0.80..0.90
        -6h..-0m/10m db-01 system.filesystem.utilization{mountpoint=/home} 0.90
    """
    predicate = "{name: system.filesystem.utilization, full_in: {within: 12 h, over: 6 h}}"
    found = matches(connection, f"metric: {predicate}", metrics=metrics)
    assert found.select("entity", "unit").rows() == [("db-01:/srv", "s")]
    assert abs(found["value"][0] - 6 * 3600) < 60


def test_a_metric_that_falls_silent_is_found(connection: duckdb.DuckDBPyConnection) -> None:
    """Silence is counted to the last sample of any host."""
    metrics = """
        -60m..-30m/1m db-01 system.cpu.load_average.1m 1
        -60m..-0m/1m web-01 system.cpu.load_average.1m 1
    """
    found = matches(connection, "metric: {name: system.cpu.load_average.1m, silent_for: 10 m}", metrics=metrics)
    assert found.select("entity", "value").rows() == [("db-01", 1800.0)]


def test_a_share_is_taken_of_another_metric(connection: duckdb.DuckDBPyConnection) -> None:
    """Connections of all states together, divided by how many there may be."""
    metrics = """
        -60m..-0m/10m db-01 postgresql.connection.max 100
        -60m..-20m/10m db-01 postgresql.backends{state=active} 10
        -60m..-0m/10m db-01 postgresql.backends{state=idle} 40
        -10m..-0m/10m db-01 postgresql.backends{state=active} 58
    """
    predicate = "{name: postgresql.backends, of: postgresql.connection.max, above: 0.95}"
    found = matches(connection, f"metric: {predicate}", metrics=metrics)
    assert found.select("entity", "value", "start", "text").rows() == [
        ("db-01", 0.98, INCIDENT_START - timedelta(minutes=10), "postgresql.backends 98.0 of 100.0")
    ]


def test_a_series_is_told_in_multiples_of_its_baseline(connection: duckdb.DuckDBPyConnection) -> None:
    """The value of a match against a baseline is the ratio."""
    series = """
        -60m..-6m/1m web-01 http.server.request.rate 100 baseline 100
        -5m..-0m/1m web-01 http.server.request.rate 250 baseline 100
    """
    predicate = "{metric: http.server.request.rate, above_baseline: 1.5, for: 3 m}"
    found = matches(connection, f"series: {predicate}", series=series)
    assert found.select("entity", "value", "unit").rows() == [("web-01", 2.5, "{baseline}")]


def test_evidence_shows_each_file_and_each_wording_before_repeats(connection: duckdb.DuckDBPyConnection) -> None:
    """Five records at most, and a rare wording is not hidden behind a thousand of a common one."""
    logs = """
        -5m..-1m/1s db-01 postgresql ERROR: could not extend file "base/5/1": No space left on device
        -2m db-01 postgresql PANIC: could not write to file "pg_wal/xlogtemp.7": No space left on device
        -1m db-01 rsyslogd err: write error: No space left on device
    """
    matches(connection, "log: {any: [No space left]}", logs=logs)
    shown = query(connection, "SELECT source, text FROM rule_evidence ORDER BY rank")
    assert shown.height == 5
    assert shown["source"].to_list()[:2] == ["db-01/postgresql.log", "db-01/rsyslogd.log"]
    assert 'could not write to file "pg_wal/xlogtemp.7": No space left on device' in shown["text"].to_list()


def test_a_long_record_is_quoted_where_it_says_it(connection: duckdb.DuckDBPyConnection) -> None:
    """Of a traceback of three hundred lines the error is evidence, not its first two thousand characters."""
    body = "Exception on /cart [POST]\n" + "  File x\n" * 300 + "OSError: [Errno 28] No space left on device"
    read_scene("-1m app-01 shop ERROR: x", "", "", ("latency",), 60).fill(connection)
    connection.execute("UPDATE logs SET body = $1", [body])
    match(rules_with("log: {any: [No space left]}"), connection)
    assert query(connection, "SELECT text FROM rule_matches").rows() == [
        ("Exception on /cart [POST]\nOSError: [Errno 28] No space left on device",)
    ]


def test_details_and_statements_are_searched_where_a_step_asks(connection: duckdb.DuckDBPyConnection) -> None:
    """A literal in a column that no step asks for is no match."""
    read_scene("-1m db-01 postgresql LOG: duration: 900 ms", "", "", ("latency",), 60).fill(connection)
    connection.execute("UPDATE logs SET statement = 'DROP INDEX idx'")
    steps = ("log: {any: [DROP INDEX]}", "log: {any: [DROP INDEX], in: [body, statement]}")
    match(rules_with(*steps), connection)
    assert query(connection, "SELECT step FROM rule_matches").rows() == [("s1",)]


def test_tables_that_are_not_there_count_as_empty(connection: duckdb.DuckDBPyConnection) -> None:
    """A case without metrics is matched against its logs alone."""
    assert match(rules_with("log: {any: [No space left]}"), connection) == 0


def test_very_large_archives_are_looked_through_around_the_incidents(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of millions of records those of the watched periods and three days before count; of fewer, all."""
    logs = "-5d db-01 postgresql ERROR: No space left\n-2d db-01 postgresql ERROR: No space left"
    metrics = "-5d db-01 system.filesystem.utilization{mountpoint=/srv} 1\n-1h db-01 system.filesystem.utilization 1"
    read_scene(logs, metrics, "", ("latency",), 60).fill(connection)
    rules = rules_with("log: {any: [No space left]}", "metric: {name: system.filesystem.utilization, above: 0.9}")
    windows = [(INCIDENT_START - timedelta(hours=1), INCIDENT_START + timedelta(hours=1))]

    assert match(rules, connection, windows) == 4
    monkeypatch.setattr("foreshock.rules.match.LARGE_ROWS", 3)
    assert match(rules, connection, windows) == 2
    assert match(rules, connection) == 4
