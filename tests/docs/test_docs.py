"""Documentation that cannot drift: everything that exists has its words, and the words are the code's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from foreshock.cli.docs import PAGES, commands

COMMANDS = list(commands())


@pytest.mark.parametrize("name", PAGES)
def test_page_is_up_to_date(root: Path, name: str) -> None:
    """A page that is made from the code is what the code says today; ``make docs`` writes it anew."""
    assert (root / name).read_text(encoding="utf-8") == PAGES[name]()


@pytest.mark.parametrize(("name", "command"), [pytest.param(n, c, id=n) for n, c, _ in COMMANDS])
def test_command_has_help_and_an_example(name: str, command: Any) -> None:
    """Every command says what it does, and shows a line to copy that begins with its own name."""
    assert command.help
    examples = [line.strip() for line in (command.epilog or "").splitlines()]
    members = getattr(command, "commands", None)
    assert [line for line in examples if line.startswith(name)] or members, name


@pytest.mark.parametrize(("name", "command"), [pytest.param(n, c, id=n) for n, c, _ in COMMANDS])
def test_command_speaks_json(name: str, command: Any) -> None:
    """Every command that does something has ``--json``, and every option has help."""
    options = {option for parameter in command.params for option in parameter.opts}
    assert "--json" in options or getattr(command, "commands", None), name
    assert [p.name for p in command.params if not getattr(p, "help", "")] == []


def test_examples_are_commands_that_exist() -> None:
    """An example uses a command that there is, and options that it has."""
    known = {
        name: {option for p in command.params for option in (*p.opts, *p.secondary_opts)}
        for name, command, _ in COMMANDS
    }
    for _, command, _ in COMMANDS:
        for line in (command.epilog or "").splitlines():
            words = line.split("|")[0].split("#")[0].split()
            if words[:1] != ["foreshock"]:
                continue
            name = next(" ".join(words[:n]) for n in (3, 2, 1) if " ".join(words[:n]) in known)
            assert {w for w in words if w.startswith("--")} <= known[name], line


def test_readme_names_only_commands_that_exist(root: Path) -> None:
    """What the README tells to type is there."""
    known = {name.split()[-1] for name, _, _ in COMMANDS}
    text = (root / "README.md").read_text(encoding="utf-8")
    typed = [line.split()[1] for line in text.splitlines() if line.startswith("foreshock ")]
    assert typed
    assert set(typed) <= known


def test_every_table_and_column_says_what_it_holds() -> None:
    """The COMMENTs, from which the page is made, leave none out."""
    page = PAGES["docs/tables.md"]()
    assert "| `confidence` | DOUBLE | 0 to 1 |" in page
    assert [line for line in page.splitlines() if line.endswith("|  |")] == []
    assert "\n\n| column |" not in re.sub(r"(?m)^[A-Z].*\n\n\| column \|", "", page)
