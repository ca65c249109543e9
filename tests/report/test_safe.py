"""Log text cannot act: not in a terminal, not in Markdown."""

from __future__ import annotations

import sys
import unicodedata
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from foreshock.report.safe import block, code, code_cell, fenced, inline, markdown

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NASTY = st.text(st.sampled_from("`~|\\*_[]()<>!&#;$:+-=.1 a\n\thttpw/x\u202e\x1b"), max_size=40)


def spans(text: str) -> list[Token]:
    """The inline tokens of a Markdown document that must be one paragraph."""
    tokens = GITHUB.parse(text)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"], tokens
    return tokens[1].children or []


def test_every_unseen_character_is_escaped() -> None:
    """Controls, format characters and line separators of this Python's Unicode all become visible."""
    unseen = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp", "Cs"} and chr(code) not in "\n\t"
    ]
    assert [char for char in unseen if block(char) == char] == []
    assert block("\x1b[2J \u202e \U000e0041 \ud800") == r"\x1b[2J \u202e \U000e0041 \ud800"


def test_what_prints_stays() -> None:
    """Text in any language, with tabs and line feeds, comes through as it is."""
    text = "Gerät voll\n\tディスク容量不足: 100 % €"
    assert block(text) == text
    assert inline(text) == text.replace("\n", "\\n").replace("\t", "\\t")


@given(NASTY)
def test_markdown_renders_as_the_text_itself(text: str) -> None:
    """Escaped text makes no markup, no link, no HTML: one text, the same as went in."""
    assume(text.strip(" "))
    children = spans(markdown(text))
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children).strip() == inline(text).strip()


@given(NASTY)
def test_code_cannot_be_closed(text: str) -> None:
    """A code span holds the whole text, whatever runs of backticks are in it."""
    children = spans(f"see {code(text)} here")
    assert [child.type for child in children] == ["text", "code_inline", "text"]
    assert children[1].content.strip(" ") == inline(text).strip(" ")


@given(NASTY)
def test_a_cell_stays_a_cell(text: str) -> None:
    """Text in a table cell opens no further cell and ends no row."""
    tokens = GITHUB.parse(
        f"| a | b | c |\n| --- | --- | --- |\n| {markdown(text)} | {code_cell(text)} | end |\n\nafter\n"
    )
    cells = [token.content for before, token in pairwise(tokens) if before.type == "td_open"]
    assert len(cells) == 3
    assert cells[2] == "end"


@given(NASTY)
def test_a_fence_cannot_be_closed(text: str) -> None:
    """A fenced block holds the whole text and ends where it should."""
    tokens = GITHUB.parse(f"{fenced(text)}\n\nafter\n")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert tokens[0].content.strip("\n") == block(text).strip("\n")


def test_addresses_do_not_become_links() -> None:
    """An address is escaped where GitHub would make a link of it."""
    assert markdown("see https://evil.example and www.evil.example") == (
        r"see https\://evil.example and www\.evil.example"
    )
