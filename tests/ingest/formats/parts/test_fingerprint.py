"""What a fingerprint keeps of a statement, and what it does not."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.ingest.formats.parts.fingerprint import Dialect, fingerprints

DIALECTS: tuple[Dialect, ...] = ("mysql", "postgresql")
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\\"), max_size=12)
INTEGERS = st.integers(-(10**12), 10**12).map(str)
FLOATS = st.floats(allow_nan=False, allow_infinity=False).map(repr)
LITERALS = st.one_of(INTEGERS, FLOATS, WORDS.map(lambda text: "'" + text.replace("'", "''") + "'"), st.just("NULL"))
LISTS = st.lists(LITERALS, min_size=1, max_size=9).map(", ".join)
BLANKS = st.text(" \t\n", min_size=1, max_size=4)
COMMENTS = st.one_of(
    WORDS.map(lambda text: "/* " + text.replace("*/", "").replace("*", "") + " */"),
    WORDS.map(lambda text: f"-- {text}\n"),
)
TEMPLATES = (
    "SELECT a.b1, t_2 FROM x WHERE id = {0} AND note IN ({1}) LIMIT {2}",
    "UPDATE `t 1` SET qty = {0}, note = {2} WHERE sku IN ({1}) OR price BETWEEN {2} AND {0}",
    "INSERT INTO t (a, b) VALUES ({0}, now()), ({2}, now())",
    "DELETE FROM t WHERE a < {0} AND b >= {2} AND NOT c IN ({1})",
)


def fingerprint(statement: str, dialect: Dialect = "mysql") -> str:
    """The fingerprint of one statement."""
    value = fingerprints(pl.Series([statement]), dialect)[0]
    assert isinstance(value, str)
    return value


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(TEMPLATES),
    st.sampled_from(DIALECTS),
    st.tuples(LITERALS, LISTS, LITERALS),
    st.tuples(LITERALS, LISTS, LITERALS),
)
def test_other_literals_same_fingerprint(
    template: str, dialect: Dialect, some: tuple[str, str, str], others: tuple[str, str, str]
) -> None:
    """The same statement with other literals, signs and list lengths has the same fingerprint."""
    assert fingerprint(template.format(*some), dialect) == fingerprint(template.format(*others), dialect)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEMPLATES), st.sampled_from(DIALECTS), st.lists(st.one_of(BLANKS, COMMENTS), max_size=12))
def test_blanks_and_comments_do_not_count(template: str, dialect: Dialect, fillers: list[str]) -> None:
    """White space of another kind and comments between words leave the fingerprint as it is."""
    words = template.format("1", "2, 3", "'x'").split(" ")
    quoted = "`t 1`" in template  # a quoted name is one word
    words = " ".join(words).replace("`t 1`", "`t\x001`").split(" ") if quoted else words
    spaced = "".join(
        word + (" " + fillers[place % len(fillers)] + " " if fillers else " ") for place, word in enumerate(words)
    )
    assert fingerprint(spaced.replace("\x00", " "), dialect) == fingerprint(
        template.format("1", "2, 3", "'x'"), dialect
    )


def test_rows_of_an_insert_do_not_count() -> None:
    """An INSERT of one row and one of many have the same fingerprint."""
    one = fingerprint("INSERT INTO t (a, b) VALUES (1, now())")
    assert one == fingerprint("insert into t (a,b) values (1,now()),(2,now()),\n(3,now());")
    assert one == "insert into t (a, b) values (?, now())"


@pytest.mark.parametrize(
    ("statement", "other"),
    [
        ("SELECT a FROM t WHERE x = 1", "SELECT b FROM t WHERE x = 1"),
        ("SELECT a FROM t1", "SELECT a FROM t2"),
        ("SELECT a FROM t WHERE x IS NULL", "SELECT a FROM t WHERE x IS NOT NULL"),
        ("SELECT a FROM t WHERE x = 1", "SELECT a FROM t WHERE x > 1"),
        ("SELECT a FROM `x y`", "SELECT a FROM `x z`"),
    ],
)
def test_other_statements_other_fingerprints(statement: str, other: str) -> None:
    """Names, operators and NULL tests make a difference."""
    assert fingerprint(statement) != fingerprint(other)


def test_marks_inside_quotes_are_text() -> None:
    """A comment mark in a string begins no comment, and a quote in a comment begins no string."""
    assert fingerprint("select '/* x' , 'it''s \\' # y' from t") == "select ?, ? from t"
    assert fingerprint("select 1 -- don't\n, 2 from t # isn't\n where a = 'b'") == "select ?, ? from t where a = ?"


def test_quotes_mean_what_they_mean_in_the_dialect() -> None:
    """Double quotes make a string in MySQL and a name in PostgreSQL, where a backslash is a letter."""
    assert fingerprint('select "a" from t') == "select ? from t"
    assert fingerprint('select "a" from t', "postgresql") == 'select "a" from t'
    assert fingerprint(r"select 'c:\', $1, E'it\'s', $$a'b$$", "postgresql") == "select ?, ?, ?, ?"


def test_cut_statements_keep_their_beginning() -> None:
    """A string that the log cut off counts as a literal, so that the statement is still found among its kind."""
    assert fingerprint("update t set note = 'abc") == fingerprint("update t set note = 'abc def'")


def test_order_and_nulls_are_kept() -> None:
    """There is one fingerprint a statement, in order, null for null; an empty column stays empty."""
    assert fingerprints(pl.Series(["select 1", None, "commit"]), "mysql").to_list() == ["select ?", None, "commit"]
    assert fingerprints(pl.Series([], dtype=pl.String), "mysql").to_list() == []
