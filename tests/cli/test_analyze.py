"""The way from logs to the cause on the command line, at once and in stages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# A shell gives its background jobs a SIGINT that is ignored, and Python keeps it so: the test wants a terminal's.
INTERRUPTIBLE = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
LINE = '10.0.0.1 - - [10/Jul/2023:20:00:{:02d} -0500] "GET / HTTP/1.1" 200 5 "-" "curl/7.88.1"\n'


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with one small, healthy access log."""
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "access.log").write_text("".join(LINE.format(second) for second in range(60)), encoding="utf-8")
    return folder


def test_the_summary_names_the_cause(foreshock: Callable[..., Any], sample: Path, tmp_path: Path) -> None:
    """``analyze PATH`` prints the root cause; nothing but the summary is on stdout, 10 is only left when asked."""
    outcome = foreshock("analyze", sample, "-o", tmp_path / "case", "--exit-code")
    assert outcome.code == 10
    assert "db-01" in outcome.out.splitlines()[0]
    assert "disk full" in outcome.out.splitlines()[0]
    assert "foreshock sql" in outcome.err
    assert {"report.html", "report.md", "findings.json"} <= {path.name for path in (tmp_path / "case").iterdir()}


def test_json_is_the_findings_of_the_case(foreshock: Callable[..., Any], case: Path) -> None:
    """What ``--json`` prints is what the case keeps."""
    shown = foreshock("report", case, "--json").json
    assert shown == json.loads((case / "findings.json").read_text(encoding="utf-8"))
    assert shown == foreshock("report", case, "--as", "json").json


@pytest.mark.parametrize(("form", "begins"), [("md", "# "), ("html", "<!doctype html>"), ("text", "Root cause: ")])
def test_every_form_of_report(foreshock: Callable[..., Any], case: Path, form: str, begins: str) -> None:
    """``report --as`` prints each form, whole."""
    outcome = foreshock("report", case, "--as", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.lower().startswith(begins.lower())


def test_a_healthy_log_has_no_incident(foreshock: Callable[..., Any], small: Path) -> None:
    """No incident is not a failure: exit code 0, also with ``--exit-code``."""
    outcome = foreshock("analyze", small, "--json", "--exit-code")
    assert outcome.code == 0
    assert outcome.json["incidents"] == []


@pytest.mark.parametrize("content", [None, b"", b"\xff\xd8\xff\xe0 a picture" * 50, b"\x1f\x8b broken"])
def test_nothing_to_analyse_is_a_failure(foreshock: Callable[..., Any], tmp_path: Path, content: bytes | None) -> None:
    """An empty folder, an empty file, a picture, a damaged archive: one sentence, exit code 1, no result."""
    if content is not None:
        (tmp_path / "thing").write_bytes(content)
    outcome = foreshock("analyze", tmp_path)
    assert (outcome.code, outcome.out) == (1, "")
    assert len(outcome.err.splitlines()) == 1
    assert "fault of Foreshock" not in outcome.err


def test_in_stages(foreshock: Callable[..., Any], small: Path, tmp_path: Path) -> None:
    """``ingest`` twice reads once; ``diagnose`` follows; the case answers."""
    case = tmp_path / "case"
    first = foreshock("ingest", small, "-o", case, "--json").json
    assert [(each["path"], each["records"]) for each in first["read"]] == [("access.log", 60)]
    again = foreshock("ingest", small, "-o", case, "--json").json
    assert (again["read"], len(again["unchanged"])) == ([], 1)
    assert foreshock("diagnose", case, "--json").json["incidents"] == []
    assert foreshock("sql", case, "SELECT count(*) AS n FROM requests", "--json").json == [{"n": 60}]


def test_ingest_tells_what_became_of_every_file(foreshock: Callable[..., Any], small: Path, tmp_path: Path) -> None:
    """The table has the files that were read and those that were not, with the reason."""
    (small / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 100)
    lines = foreshock("ingest", small, "-o", tmp_path / "case").out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["access.log", "picture.jpg"]
    assert "JPEG" in lines[2]


def test_a_period_limits_what_is_read(foreshock: Callable[..., Any], small: Path, tmp_path: Path) -> None:
    """``--around`` and ``--since`` keep other rows out of the case; the end does not belong to the period."""
    for number, words in enumerate(
        [
            ["--around", "2023-07-10T20:00:30-05:00", "--window", "5s"],
            ["--since", "2023-07-10 20:00:25 EST", "--until", "2023-07-11T01:00:35Z"],
        ]
    ):
        foreshock("ingest", small, "-o", tmp_path / str(number), *words)
        foreshock("diagnose", tmp_path / str(number))
        (row,) = foreshock("sql", tmp_path / str(number), "SELECT count(*) AS n FROM requests", "--json").json
        assert row["n"] == 10


def test_an_undiagnosed_case_says_what_to_type(foreshock: Callable[..., Any], small: Path, tmp_path: Path) -> None:
    """A report of a case that was only ingested names the command that is missing."""
    foreshock("ingest", small, "-o", tmp_path / "case")
    outcome = foreshock("report", tmp_path / "case")
    assert (outcome.code, outcome.out) == (1, "")
    assert "foreshock diagnose" in outcome.err


def test_interrupting_leaves_no_traceback(tmp_path: Path) -> None:
    """Ctrl-C ends with 130 and without a traceback, also while an input keeps it waiting."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    program = [sys.executable, "-c", f"{INTERRUPTIBLE}\nfrom foreshock.cli import main; main()", "analyze", str(pipe)]
    process = subprocess.Popen(program, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with pipe.open("w", encoding="utf-8") as writing:  # opens when the program does: then it waits for lines
        writing.write(LINE.format(1))
        writing.flush()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in told
