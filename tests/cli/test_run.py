"""From the words of a command line to an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from foreshock import __version__, cli
from foreshock.cli.run import run

MAIN = [sys.executable, "-c", "from foreshock.cli import main; main()"]


def test_version(foreshock: Callable[..., Any]) -> None:
    """``--version`` prints name and version."""
    assert foreshock("--version").out == f"foreshock {__version__}\n"


def test_no_command_is_a_usage_error_that_shows_the_help(foreshock: Callable[..., Any]) -> None:
    """Typed alone, the program shows what it can do."""
    outcome = foreshock()
    assert outcome.code == 2
    assert "analyze" in outcome.out + outcome.err


@pytest.mark.parametrize(
    "words",
    [
        ["anlyze"],
        ["analyze"],
        ["analyze", ".", "--nonsense"],
        ["analyze", ".", "--since", "yesterday"],
        ["analyze", ".", "--window", "10m"],
        ["analyze", ".", "--around", "2023-07-11", "--since", "2023-07-10"],
        ["analyze", ".", "--incident", "now"],
        ["report", "case", "--as", "pdf"],
        ["sql", "case", "SELECT 1", "--csv", "--json"],
    ],
)
def test_usage_errors(foreshock: Callable[..., Any], words: list[str]) -> None:
    """A command that is not understood says so on stderr, prints no result and leaves with 2."""
    outcome = foreshock(*words)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err
    assert "Traceback" not in outcome.err


def test_unknown_command_names_the_nearest(foreshock: Callable[..., Any]) -> None:
    """A slip of the finger is met with the command that was meant."""
    assert "Did you mean 'analyze'?" in foreshock("anlyze").err


def test_unknown_rule_names_the_nearest(foreshock: Callable[..., Any]) -> None:
    """The same for the values of a library error."""
    outcome = foreshock("rules", "show", "disk.ful")
    assert (outcome.code, outcome.out) == (1, "")
    assert "'disk.full'" in outcome.err


def test_hostile_value_cannot_command_the_terminal(foreshock: Callable[..., Any]) -> None:
    """An offending value is shown with its control sequences made visible."""
    assert "\x1b" not in foreshock("rules", "lint", "--rules", "/no\x1b[2Jsuch").err


def test_debug_shows_where() -> None:
    """``--debug`` lets the error through, wherever it stands among the words."""
    with pytest.raises(Exception, match="no rule"):
        run(["rules", "show", "--debug", "nonsense"])


def test_a_reader_that_went_away_is_no_error() -> None:
    """``foreshock ... | head`` ends quietly, as other programs do."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        done = subprocess.run([*MAIN, "rules", "list"], stdout=pipe, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize(
    ("given", "kept"), [({}, cli.KEEPS), ({cli.ALLOCATOR: "dirty_decay_ms:0"}, "dirty_decay_ms:0")]
)
def test_the_allocator_keeps_memory_for_the_next_block(
    given: dict[str, str], kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Polars finds the setting before it is loaded; what the user set stands."""
    seen: list[str | None] = []
    monkeypatch.setattr(os, "environ", given)
    monkeypatch.setattr("foreshock.cli.run.run", lambda _: seen.append(os.environ.get(cli.ALLOCATOR)))
    with pytest.raises(SystemExit):
        cli.main()
    assert seen == [kept]
