"""Fingerprints of SQL statements: what is left of a statement when its literals are taken away.

After Percona Toolkit's QueryRewriter: comments go, literals become ``?``, white space and letter case are
folded, and lists of values count as one. Two statements that differ in nothing else have one fingerprint.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from foreshock.ingest.formats.parts.repeating import coded

Dialect = Literal["mysql", "postgresql"]

# A quote or a comment that the log cut off ends with the statement.
_ESCAPED = r"(?:[^'\\]|\\.|'')*(?:'|\\?\z)"
_BLOCK_COMMENT = r"/\*.*?(?:\*/|\z)"
_MYSQL_QUOTED = rf"'{_ESCAPED}|" + r'"(?:[^"\\]|\\.|"")*(?:"|\\?\z)'
_POSTGRESQL_QUOTED = rf"\b[eE]'{_ESCAPED}|'(?:[^']|'')*(?:'|\z)|\$\$.*?(?:\$\$|\z)"
_QUOTED = {"mysql": _MYSQL_QUOTED, "postgresql": _POSTGRESQL_QUOTED}
_IDENTIFIER = {"mysql": r"`[^`]*`", "postgresql": r'"[^"]*"'}
_COMMENT = {
    "mysql": rf"{_BLOCK_COMMENT}|--(?:\s[^\n]*|\z)|#[^\n]*",
    "postgresql": rf"{_BLOCK_COMMENT}|--[^\n]*",
}
_MARKS = {"mysql": ["/*", "--", "#"], "postgresql": ["/*", "--"]}
_NUMBER = r"(?:\b0x[0-9a-fA-F]+|(?:\b\d+(?:\.\d+)?|\B\.\d+)(?:[eE][+-]?\d+)?)\b"
_PARAMETER = r"\$\d+\b"
_WORDS = r"\b(?i:null|true|false)\b"

_ROW = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_BEFORE_SIGN = "in|and|or|not|between|limit|offset|then|else|when|return|select|set|by|values|interval|like"
# What is folded in a statement whose literals are ? already; such statements are few.
_FOLDS = (
    (r"\s+", " "),
    (r"\b(is|is not) (null|true|false)\b", "${1} _${2}"),
    (r"\b(?:null|true|false)\b", "?"),
    (rf"([=<>(,*/%+|]|\b(?:{_BEFORE_SIGN})) ?[-+] ?\?", "${1} ?"),
    (r"(?:\b[nxb]|\b_[a-z]\w*) ?\?", "?"),
    (r"\?(?: ?\?)+", "?"),
    (r"\b(in) ?\( ?\?(?: ?, ?\?)* ?\)", "${1} (?+)"),
    (r"\b(array) ?\[ ?\?(?: ?, ?\?)* ?\]", "${1}[?+]"),
    (rf"\b(values?) ?({_ROW})(?: ?, ?{_ROW})*", "${1} ${2}"),
    (r"\b(is|is not) _(null|true|false)\b", "${1} ${2}"),
    (r" ?([=<>!]+) ?", " ${1} "),
    (r" ?, ?", ", "),
    (r"\( ", "("),
    (r" \)", ")"),
)  # fmt: skip


def fingerprints(statements: pl.Series, dialect: Dialect) -> pl.Series:
    """The fingerprint of each statement (String; null for null).

    ``select * from t where a = 'x' and b in (1, 2)`` gives ``select * from t where a = ? and b in (?+)``. In
    MySQL double quotes make a string and # a comment; in PostgreSQL they make a name and an operator.
    """
    texts = statements.cast(pl.String)
    commented = texts.str.contains_any(_MARKS[dialect]).fill_null(value=False)
    if commented.any():
        kept = rf"(?s)({_QUOTED[dialect]}|{_IDENTIFIER[dialect]})|{_COMMENT[dialect]}"
        # Without a blank a comment could join two words, and after a string one does no harm.
        bare = texts.filter(commented).str.replace_all(kept, "${1} ")
        place = pl.select(pl.when(commented).then(commented.cum_sum().cast(pl.Int64) - 1)).to_series()
        texts = pl.select(pl.coalesce(bare.gather(place), texts)).to_series()
    literals = rf"(?s){_QUOTED[dialect]}|{_NUMBER}|{_PARAMETER}"
    bare = texts.str.replace_all(literals, "?")
    distinct, codes = coded(bare)
    return _fold(distinct).gather(codes).alias(statements.name)


def _fold(statements: pl.Series) -> pl.Series:
    folded = statements.str.to_lowercase()
    for pattern, replacement in _FOLDS:
        folded = folded.str.replace_all(pattern, replacement)
    return folded.str.strip_chars(" ;")
