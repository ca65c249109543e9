"""The SQL shell: statements end with a semicolon, commands begin with a dot, Ctrl-D leaves."""

from __future__ import annotations

import cmd
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from foreshock.cli.output import print_frame, print_rows, question, talk
from foreshock.exceptions import ForeshockError

if TYPE_CHECKING:
    import polars as pl

    from foreshock.case import Case

MOST_ROWS = 200
HISTORY_LENGTH = 2000
KEYWORDS = """
    AND AS ASC ASOF BETWEEN BY CASE DESC DESCRIBE DISTINCT ELSE END EXPLAIN FILTER FROM GROUP HAVING ILIKE IN INTERVAL
    IS JOIN LEFT LIKE LIMIT NOT NULL ON OR ORDER OVER PARTITION PIVOT QUALIFY SELECT SHOW SUMMARIZE TABLES THEN
    TIMESTAMPTZ UNION USING WHEN WHERE WITH avg( count( date_trunc( max( min( quantile_cont( sum( time_bucket(
"""
COMMANDS = (
    (".tables", "the tables and views, and what they hold"),
    (".schema NAME", "the columns of one, and what they mean"),
    (".help", "this list"),
    (".quit", "leave, as Ctrl-D does"),
    ("SELECT ...;", "a DuckDB query; it may go over many lines"),
)


class Shell(cmd.Cmd):
    """A read-only conversation with one case."""

    prompt = "foreshock> "

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case
        self.pending = ""
        self.words: list[str] = []
        self.intro = f"{case.path}: queries end with a semicolon; .help lists the commands."

    def cmdloop(self, intro: str | None = None) -> None:
        """Talk until Ctrl-D or .quit; Ctrl-C drops the statement that is being typed."""
        history = Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state").expanduser() / "foreshock" / "sql_history"
        _load_history(history)
        try:
            while not self._talked(intro):
                self._wait_for("")
                intro = ""
        finally:
            _save_history(history)

    def onecmd(self, line: str) -> bool:
        """Take one line: a command, or a part of a statement; True ends the conversation."""
        if line == "EOF":
            sys.stdout.write("\n")
            return True
        if not self.pending and line.strip().startswith("."):
            return self._command(*line.split(maxsplit=1))
        self._wait_for(f"{self.pending}\n{line}")
        if self.pending.endswith(";"):
            self._show(self.pending)
            self._wait_for("")
        return False

    def completenames(self, text: str, *_: object) -> list[str]:
        """Keywords, tables and columns that begin with the text, for the first word of a line."""
        if not self.words:
            self.words = [*KEYWORDS.split(), *self.case.sql(question("names")).to_series().to_list()]
        return [word for word in self.words if word.lower().startswith(text.lower())]

    completedefault = completenames

    def _talked(self, intro: str | None) -> bool:
        try:
            super().cmdloop(intro)
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            return False
        return True

    def _command(self, name: str, argument: str = "") -> bool:
        if name == ".tables":
            self._show(question("tables"))
        elif name == ".schema" and argument:
            self._show(question("columns"), {"name": argument.strip()})
        elif name != ".quit":
            print_rows(["type", "for"], COMMANDS)
        return name == ".quit"

    def _show(self, query: str, parameters: dict[str, object] | None = None) -> None:
        try:
            frame: pl.DataFrame = self.case.sql(query, parameters)
        except ForeshockError as error:
            talk(str(error))
            return
        print_frame(frame.head(MOST_ROWS))
        if frame.height > MOST_ROWS:
            talk(f"The first {MOST_ROWS} of {frame.height} rows; `foreshock sql CASE QUERY --csv` prints all.")

    def _wait_for(self, statement: str) -> None:
        self.pending = statement.strip()
        self.prompt = "      ...> " if self.pending else "foreshock> "


def _load_history(path: Path) -> None:
    import readline

    readline.set_completer_delims(" \t\n,;()=<>+*/'\"")
    readline.set_history_length(HISTORY_LENGTH)
    with suppress(OSError):
        readline.read_history_file(path)


def _save_history(path: Path) -> None:
    import readline

    with suppress(OSError):  # a home that cannot be written to: the answers were given all the same
        path.parent.mkdir(parents=True, exist_ok=True)
        readline.write_history_file(path)
