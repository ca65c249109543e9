"""Results on stdout: JSON for machines, tables for people."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import typer

from foreshock.cli.table import layout

if TYPE_CHECKING:
    import polars as pl


def print_json(value: object) -> None:
    """Print a value as JSON: instants in ISO 8601, dataclasses as objects."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[object]], *, wrap: bool = False) -> None:
    """Print a table; on a terminal long cells are cut to its width, or wrapped; elsewhere they are whole.

    Control sequences in the cells are made visible.
    """
    values = [tuple(row) for row in rows]
    numbers = frozenset(
        at for at in range(len(columns)) if values and all(isinstance(row[at], int | float | None) for row in values)
    )
    cells = [[printable(_cell(value), keep="") for value in row] for row in values]
    names = [printable(column, keep="") for column in columns]
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    head, *body = layout(names, cells, right=numbers, width=width, wrap=wrap)
    typer.echo("\n".join([typer.style(head, bold=True), *body]))


def print_frame(frame: pl.DataFrame) -> None:
    """Print a frame as a table."""
    print_rows(frame.columns, frame.iter_rows())


def question(name: str) -> str:
    """The SQL that ``cli/sql/<name>.sql`` asks."""
    return files("foreshock.cli").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")


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
        digits = "seconds" if not value.microsecond else "milliseconds" if value.microsecond % 1000 == 0 else "auto"
        return value.isoformat(sep=" ", timespec=digits).replace("+00:00", "Z")
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(value)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)
