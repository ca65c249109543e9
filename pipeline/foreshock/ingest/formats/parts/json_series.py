r"""Objects out of a stream of JSON text, one by one, however the documents are laid out over lines.

A range-query answer may be one line of hundreds of megabytes, a document a line, or pretty-printed: only the
object that is being read is held in memory, and every line is accounted for.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import polars as pl

from foreshock.ingest.lines.rejects import EMPTY_REJECTS

_TOKENS = re.compile(r'(?:[\s\[\]{},:]|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)*')
_SPARE_COMMA = re.compile(r",(?=\s*[\]}])")
_FAILED = re.compile(r'"status"\s*:\s*"error"')
_OPENED = re.compile(r"\{\s*\Z")  # the key may stand on the next line
# An escaped half of a surrogate pair is no character; whole pairs are left alone.
_LONE_SURROGATE = re.compile(r"(\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w)|\\u[dD][89a-fA-F]\w\w")
_NEXT_OBJECT = 2  # a comma and a blank
_MAX_REJECT_LETTERS = 16_384  # of at most 4 bytes: what the rejects table keeps of a line
_DECODER = json.JSONDecoder()


@dataclass(slots=True)
class JsonAccount:
    """What became of the lines of one block."""

    records: int = 0
    attached: int = 0
    rejects: list[tuple[int, int, str, str]] = field(default_factory=list)

    @property
    def frame(self) -> pl.DataFrame:
        """The rejects."""
        return pl.DataFrame(self.rejects, schema=EMPTY_REJECTS.schema, orient="row")


class JsonObjects:
    """Finds the objects that begin with a given key, and what lies between them."""

    def __init__(self, key: str) -> None:
        """``key`` is the first key of the objects that are wanted."""
        self._start = re.compile(rf'\{{\s*"{key}"\s*:')
        self._held: list[_Line] = []  # lines of an object that may go on
        self._resume = 0  # where in the first of them it begins
        self._began = False  # whether another object began before it on that line
        self.account = JsonAccount()

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Iterator[tuple[int, dict[str, Any]]]:
        """The complete objects, each with the number of the line that it begins on.

        ``account`` is that of this block, once the iterator is done.
        """
        block = _Block([*self._held, *lines.iter_rows()])
        if self._began:
            block.began.add(0)
        position, kept, resume = self._resume, len(block.lines), 0
        while match := self._start.search(block.text, position):
            begin = match.start()
            block.check(position, begin)
            following = self._start.search(block.text, match.end())
            end = following.start() if following else len(block.text)
            decoded = _decoded(block.text, begin, end)
            if decoded is not None:
                value, position = decoded
                row = block.row_of(begin)
                block.began.add(row)
                yield block.lines[row][0], value
            elif following or last:
                block.spoil(begin, end, "JSON that is broken" if following else "the file ends inside this JSON object")
                position = end
            else:
                kept, resume = block.place_of(begin)
                break
        else:
            opened = None if last else _OPENED.search(block.text, position)
            if opened:
                kept, resume = block.place_of(opened.start())
            block.check(position, opened.start() if opened else len(block.text))
        self._held, self._resume, self._began = block.lines[kept:], resume, kept in block.began
        self.account = block.account(kept)


_Line = tuple[int, int, str]


def whole_pairs(text: str) -> str:
    """JSON of the same length in which no half of a surrogate pair is escaped: it could not be written as UTF-8."""
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return _LONE_SURROGATE.sub(lambda match: match[1] or r"\ufffd", text)


def _decoded(text: str, begin: int, end: int) -> tuple[dict[str, Any], int] | None:
    """The object at ``begin`` and where it ends; a comma before a closing bracket is forgiven."""
    own = whole_pairs(text[begin:end])  # an object holds no other of its kind: hostile nesting costs nothing
    for forgiving in (False, True):
        with suppress(ValueError, RecursionError):
            value, length = _DECODER.raw_decode(_SPARE_COMMA.sub(" ", own) if forgiving else own)
            return value, begin + length
    return None


class _Block:
    """Lines as one text, and what is known of each."""

    def __init__(self, lines: list[_Line]) -> None:
        self.lines = lines
        self.text = "\n".join(text for _, _, text in lines)
        self.began: set[int] = set()
        self._broken: dict[int, str] = {}
        self._begins = list(accumulate((len(text) + 1 for _, _, text in lines[:-1]), initial=0))

    def row_of(self, position: int) -> int:
        """The line, counted in this block, that a position of the text lies on."""
        return bisect_right(self._begins, position) - 1

    def place_of(self, position: int) -> tuple[int, int]:
        """The line, and the place in it, of a position of the text."""
        row = self.row_of(position)
        return row, position - self._begins[row]

    def spoil(self, begin: int, end: int, reason: str) -> None:
        """Reject the lines from ``begin`` to before the line of ``end``, the first one in any case."""
        first, behind = self.row_of(begin), self.row_of(end)
        if end == len(self.text):
            behind += 1
        self._broken.update((row, reason) for row in range(first, max(first + 1, behind)))

    def check(self, begin: int, end: int) -> None:
        """Reject the lines between two objects that are no JSON, or that say that the query failed."""
        if end - begin <= _NEXT_OBJECT:
            return
        for row in range(self.row_of(begin), self.row_of(end) + 1 if self.lines else 0):
            low = max(begin, self._begins[row])
            high = min(end, self._begins[row] + len(self.lines[row][2]))
            if high <= low:
                continue
            tokens = _TOKENS.match(self.text, low, high)
            if tokens is None or tokens.end() < high:
                self._broken.setdefault(row, "no part of a JSON document")
            elif _FAILED.search(self.text, low, high):
                self._broken.setdefault(row, "the query had failed")

    def account(self, rows: int) -> JsonAccount:
        """The account of the first ``rows`` lines."""
        account = JsonAccount()
        for row, (number, offset, text) in enumerate(self.lines[:rows]):
            if row in self._broken:
                account.rejects.append((number, offset, self._broken[row], text[:_MAX_REJECT_LETTERS]))
            elif row in self.began:
                account.records += 1
            else:
                account.attached += 1
        return account
