"""Quotes are the lines of the file, not what was made of them."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from foreshock.diagnose.quote import Quotes

LINES = [b"first", b"bad \xff byte", b"", b"windows\r", b"x" * 3_000_000, b"after the long one", b"last without end"]


@pytest.fixture(params=["plain", "gzip"])
def quotes(request: pytest.FixtureRequest, tmp_path: Path) -> Quotes:
    """A case with one file, plain or packed."""
    data = b"\n".join(LINES)
    path = tmp_path / "server.log"
    path.write_bytes(gzip.compress(data) if request.param == "gzip" else data)
    connection = duckdb.connect()
    connection.execute("CREATE TABLE files (path VARCHAR, location VARCHAR)")
    connection.execute(
        "INSERT INTO files VALUES ('db-01/server.log', ?), ('gone.log', '/nowhere/gone.log')", [str(path)]
    )
    return Quotes(connection)


def test_lines_are_quoted_by_number(quotes: Quotes) -> None:
    """Each number gives its line: escapes for bytes that are no text, no line end, long lines cut."""
    wanted = [("db-01/server.log", number) for number in range(1, 8)]

    found = [quotes.read(wanted)[place] for place in wanted]

    assert found == ["first", "bad \\xff byte", "", "windows", "x" * 2000, "after the long one", "last without end"]


def test_lines_that_cannot_be_read_are_left_out(quotes: Quotes) -> None:
    """A file that is gone, an unknown source, a line past the end: no quote, no error."""
    assert quotes.read([("gone.log", 1), ("unknown.log", 1), ("db-01/server.log", 99)]) == {}
