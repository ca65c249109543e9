"""Results on stdout: JSON for machines, tables for people."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

ENDLESS = 100_000  # columns of a "terminal" that is a pipe: nothing is cut there


def print_json(value: object) -> None:
    """Print a value as JSON: instants in ISO 8601, dataclasses as objects."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[object]], *, wrap: bool = False) -> None:
    """Print a table; on a terminal long cells are cut to its width, or wrapped; elsewhere they are whole.

    Control sequences in the cells are made visible.
    """
    from rich.table import Table
    from rich.text import Text

    kept = [tuple(row) for row in rows]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for position, column in enumerate(columns):
        numbers = bool(kept) and all(isinstance(row[position], int | float | None) for row in kept)
        table.add_column(
            Text(printable(column)),
            justify="right" if numbers else "left",
            no_wrap=not wrap,
            overflow="fold" if wrap else "ellipsis",
        )
    for row in kept:
        table.add_row(*(Text(printable(_cell(value), keep="")) for value in row))
    terminal = console()
    with terminal.capture() as shown:
        terminal.print(table)
    typer.echo("\n".join(line.rstrip() for line in shown.get().splitlines()))


def print_frame(frame: pl.DataFrame) -> None:
    """Print a frame as a table."""
    print_rows(frame.columns, frame.iter_rows())


def question(name: str) -> str:
    """The SQL that ``cli/sql/<name>.sql`` asks."""
    return files("foreshock.cli").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")


def console() -> Console:
    """The terminal, or a plain and endlessly wide one where stdout is none."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else ENDLESS)


def talk(sentence: str) -> None:
    """Say something to the person at the terminal, beside the result: on stderr."""
    typer.echo(printable(sentence), err=True)


def printable(text: str, keep: str = "\n") -> str:
    """The text with everything that does not print made visible: log text must not command the terminal."""
    if text.isprintable():
        return text
    shown = (char if char.isprintable() or char in keep else ascii(char)[1:-1] for char in text)
    return "".join(shown)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").replace("+00:00", "Z")
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(value)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)
