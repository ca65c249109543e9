"""Questions to a case: SQL, the timeline, the rules, the formats."""

from __future__ import annotations

import csv
import io
import os
import pty
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

ENDED = "<the terminal was closed>"


def test_sql_prints_a_table(foreshock: Callable[..., Any], case: Path) -> None:
    """A query's rows are a table on stdout."""
    assert foreshock("sql", case, "SELECT 1 AS one, 'x' AS text").out.splitlines() == ["one  text", "  1  x"]


def test_sql_as_csv_json_and_parquet(foreshock: Callable[..., Any], case: Path, tmp_path: Path) -> None:
    """The same rows come in every form."""
    query = "SELECT host, count(*) AS n FROM logs GROUP BY host ORDER BY host"
    rows = foreshock("sql", case, query, "--json").json
    assert {row["host"] for row in rows} >= {"db-01", "web-01"}
    read_back = csv.DictReader(io.StringIO(foreshock("sql", case, query, "--csv").out))
    assert [(row["host"], int(row["n"])) for row in read_back] == [(row["host"], row["n"]) for row in rows]
    foreshock("sql", case, query, "--parquet", tmp_path / "out.parquet")
    assert pl.read_parquet(tmp_path / "out.parquet").to_dicts() == rows


def test_sql_from_standard_input(foreshock: Callable[..., Any], case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a query it is read from a pipe."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT 42 AS answer;\n"))
    assert foreshock("sql", case, "--json").json == [{"answer": 42}]


@pytest.mark.parametrize("query", ["SELEC 1", "FROM nothing", "DROP VIEW logs", "CREATE TABLE t AS SELECT 1"])
def test_sql_refusals_are_one_sentence(foreshock: Callable[..., Any], case: Path, query: str) -> None:
    """A wrong query, or one that writes, is refused in words; the case is opened for reading only."""
    outcome = foreshock("sql", case, query)
    assert (outcome.code, outcome.out) == (1, "")
    assert "Error" in outcome.err
    assert "fault of Foreshock" not in outcome.err


def test_an_empty_query_is_a_usage_error(foreshock: Callable[..., Any], case: Path) -> None:
    """Nothing asked is nothing answered."""
    assert foreshock("sql", case, "  ").code == 2


def test_timeline_is_in_time_order_and_says_where(foreshock: Callable[..., Any], case: Path) -> None:
    """The merged timeline has every kind of entry in order, records with file and line."""
    entries = foreshock("timeline", case, "--json").json
    assert [each["time"] for each in entries] == sorted(each["time"] for each in entries)
    assert {"log", "symptom"} <= {each["kind"] for each in entries}
    assert all(":" in each["where"] for each in entries if each["kind"] == "log")


def test_timeline_around_a_moment_on_a_host(foreshock: Callable[..., Any], case: Path) -> None:
    """``--around``, ``--window`` and ``--host`` narrow it down."""
    words = ["--around", "2023-07-10 20:00 EST", "--window", "10m", "--host", "db-01", "--json"]
    entries = foreshock("timeline", case, *words).json
    assert entries
    assert all("2023-07-11T00:50" <= each["time"] <= "2023-07-11T01:10:01" for each in entries)
    assert {each["entity"].partition(":")[0] for each in entries} == {"db-01"}


def test_rules_explain_every_rule(foreshock: Callable[..., Any], case: Path) -> None:
    """Every rule has an outcome for the incident, and one that did not fire says why."""
    told = foreshock("rules", "explain", case, "--json").json
    known = {rule["id"] for rule in foreshock("rules", "list", "--json").json}
    assert {each["rule"] for each in told} == known
    assert {each["rule"] for each in told if each["state"] == "fired"} >= {"disk.full"}
    assert all(each["reason"] for each in told if each["state"] != "fired")


def test_rules_explain_one_rule_with_its_evidence(foreshock: Callable[..., Any], case: Path) -> None:
    """A rule that fired is shown with the lines that made it."""
    assert "No space left on device" in foreshock("rules", "explain", case, "disk.full").out


def test_rules_show_its_words_and_its_queries(foreshock: Callable[..., Any]) -> None:
    """``rules show`` has the steps; ``--sql`` the queries, with their parameters."""
    assert "Prevent:" in foreshock("rules", "show", "disk.full").out
    assert "-- $any = " in foreshock("rules", "show", "disk.full", "--sql").out
    assert {"step", "sql", "parameters"} == set(foreshock("rules", "show", "disk.full", "--sql", "--json").json[0])


def test_rules_of_ones_own(foreshock: Callable[..., Any], tmp_path: Path) -> None:
    """A broken pack is told with file and line, on ``lint`` and wherever it would be used."""
    (tmp_path / "own.yaml").write_text("pack: own\ntitle: Own\nrulez: []\n", encoding="utf-8")
    outcome = foreshock("rules", "lint", "--rules", tmp_path)
    assert outcome.code == 1
    assert f"{tmp_path}/own.yaml:3" in outcome.out
    assert foreshock("rules", "list", "--rules", tmp_path).code == 1


def test_rules_test_runs_the_tests_of_one_rule(foreshock: Callable[..., Any]) -> None:
    """The tests beside a rule run, with their variants."""
    outcome = foreshock("rules", "test", "host.reboot", "--json")
    assert outcome.code == 0
    assert {verdict["rule"] for verdict in outcome.json["verdicts"]} == {"host.reboot"}


def test_formats_lists_every_format(foreshock: Callable[..., Any]) -> None:
    """The names that ``--format`` takes are listed, for people and for machines."""
    names = [each["name"] for each in foreshock("formats", "--json").json]
    assert {"nginx-access", "postgresql-stderr", "sar"} <= set(names)
    assert [line.split()[0] for line in foreshock("formats").out.splitlines()[1:]] == names


def test_formats_explain(foreshock: Callable[..., Any], sample: Path) -> None:
    """The decision about a file is told with its reason, its rivals and its first rows."""
    told = foreshock("formats", "explain", sample / "db-01" / "postgresql.log", "--json").json
    assert told["format"] == "postgresql-stderr"
    assert told["why_format"]
    assert told["claims"][0]["format"] == "postgresql-stderr"
    assert len(told["rows"]["logs"]) == 5
    assert "because" in foreshock("formats", "explain", sample / "db-01" / "postgresql.log").out


def test_formats_explain_what_cannot_be_read(foreshock: Callable[..., Any], tmp_path: Path) -> None:
    """A file that is no log is explained too, with exit code 1; a folder is a usage error."""
    (tmp_path / "x.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 100)
    outcome = foreshock("formats", "explain", tmp_path / "x.jpg")
    assert outcome.code == 1
    assert "JPEG" in outcome.out
    assert foreshock("formats", "explain", tmp_path).code == 2


def test_simulate_lists_its_scenarios(foreshock: Callable[..., Any]) -> None:
    """Without a scenario the command lists them."""
    assert "ecommerce-disk-full" in {each["name"] for each in foreshock("simulate", "--json").json}


@pytest.mark.parametrize("words", [["nonsense", "-o", "x"], ["healthy"], ["healthy", "-o", "x", "--size", "much"]])
def test_simulate_usage(foreshock: Callable[..., Any], words: list[str]) -> None:
    """An unknown scenario, no folder, a size that is none: usage errors."""
    assert foreshock("simulate", *words).code == 2


def test_the_shell_answers_until_it_is_left(case: Path, tmp_path: Path) -> None:
    """On a terminal ``sql CASE`` is a shell: statements over lines, tables, errors in words, history, Ctrl-D."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="dumb", XDG_STATE_HOME=str(tmp_path))
        program = "from foreshock.cli import main; main()"
        os.execv(sys.executable, [sys.executable, "-c", program, "sql", str(case)])  # noqa: S606 - the real program
    assert "foreshock> " in until(terminal, "foreshock> ")
    for typed, answer in [
        (b"SELECT 6 * 7\n", "...> "),
        (b"AS answer;\n", "42"),
        (b".tables\n", "incidents"),
        (b".schema causes\n", "confidence"),
        (b"SELEC;\n", "Error"),
    ]:
        os.write(terminal, typed)
        assert answer in until(terminal, answer)
    os.write(terminal, b"\n")
    assert "foreshock> " in until(terminal, "foreshock> ")
    # What comes between two lines, while the terminal reads whole lines itself, ends a line and not the shell.
    if not any(leave(terminal) for _ in range(20)):
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert "AS answer;" in (tmp_path / "foreshock" / "sql_history").read_text(encoding="utf-8")


def leave(terminal: int) -> bool:
    """Whether Ctrl-D closed a terminal within two seconds."""
    os.write(terminal, b"\x04")
    return until(terminal, "", seconds=2).endswith(ENDED)


def until(terminal: int, wanted: str, seconds: float = 20) -> str:
    """What a terminal shows, up to the wanted text, its end (marked) or for at most so many seconds."""
    shown = ""
    give_up = time.monotonic() + seconds
    while not (wanted and wanted in shown) and time.monotonic() < give_up:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if ready:
            try:
                shown += os.read(terminal, 65536).decode(errors="replace")
            except OSError:  # how Linux says that nobody holds the other side any more
                return shown + ENDED
    return shown
