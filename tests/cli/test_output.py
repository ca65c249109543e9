"""Results and talk on a terminal or a pipe."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from foreshock.cli.output import print_json, print_rows, printable, talk


def test_control_sequences_are_made_visible() -> None:
    """Log text cannot clear the screen, move the cursor or turn text around."""
    assert printable("a\x1b[2Jb\u202ec\x9bd\re") == r"a\x1b[2Jb\u202ec\x9bd\re"


def test_ordinary_text_is_left_alone() -> None:
    """Letters of any script, emoji and line ends pass."""
    assert printable("Größe 大 😀\nzwei") == "Größe 大 😀\nzwei"


def test_a_table_on_a_pipe_is_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """Long cells are whole, nothing is wrapped, lines have no blanks at their end."""
    print_rows(["n", "text"], [(1, "x" * 500), (22, None), (3, "two\nlines")])
    lines = capsys.readouterr().out.splitlines()
    assert lines == [" n  text", " 1  " + "x" * 500, "22", r" 3  two\nlines"]


def test_json_knows_times(capsys: pytest.CaptureFixture[str]) -> None:
    """Instants are ISO 8601 with Z."""
    print_json({"at": datetime(2023, 7, 11, 1, tzinfo=UTC), "name": "Größe"})
    assert json.loads(capsys.readouterr().out) == {"at": "2023-07-11T01:00:00Z", "name": "Größe"}


def test_talk_is_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe that takes the results gets nothing else."""
    talk("done\x07")
    assert capsys.readouterr() == ("", "done\\x07\n")
