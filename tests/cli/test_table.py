"""Text tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from foreshock.cli.table import layout


def test_nothing_is_cut_without_a_width() -> None:
    """On a pipe every cell is whole, and lines have no blanks at their end."""
    assert list(layout(["n", "text"], [["1", "x" * 500], ["22", ""]], right=frozenset({0}))) == [
        " n  text",
        " 1  " + "x" * 500,
        "22",
    ]


def test_the_widest_column_gives_way() -> None:
    """A table that is too wide is cut where it hurts least, with a mark."""
    head, line = layout(["host", "text"], [["db-01", "x" * 500]], width=60)
    assert head == "host   text"
    assert line == "db-01  " + "x" * 52 + "…"


def test_prose_is_wrapped() -> None:
    """With ``wrap`` nothing is lost: long cells go on below."""
    lines = list(layout(["a", "b"], [["1", "word " * 20]], width=40, wrap=True))
    assert max(map(len, lines)) <= 40
    assert " ".join(lines).split().count("word") == 20


@given(
    rows=st.lists(st.lists(st.text(st.characters(codec="ascii", categories=["L", "N"])), min_size=3, max_size=3)),
    width=st.integers(min_value=80, max_value=200),
)
def test_a_fitted_table_is_never_wider_than_its_room(rows: list[list[str]], width: int) -> None:
    """Whatever the cells hold, no line passes the width, and there is one line a row."""
    lines = list(layout(["a", "b", "c"], rows, width=width))
    assert len(lines) == len(rows) + 1
    assert max(map(len, lines)) <= width
