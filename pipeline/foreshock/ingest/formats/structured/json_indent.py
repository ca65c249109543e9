"""Elements of a pretty-printed array, indented below its bracket, as jq, gcloud, az and aws print what they export."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from foreshock.ingest.formats.base import Parsed, Parser

_ELEMENT = re.compile(r"([ \t]+)\{")


def indent_of(lines: Sequence[str]) -> str:
    """The blanks in front of each element where the first line is the bracket of an array; else nothing."""
    written = [line for line in lines if line.strip()][:2]
    element = _ELEMENT.match(written[-1]) if len(written) > 1 and written[0].strip() == "[" else None
    return element[1] if element else ""


def dedented(lines: Sequence[str], indent: str) -> Sequence[str]:
    """The lines without these blanks in front: the elements begin at the margin as other objects do."""
    return [line.removeprefix(indent) for line in lines] if indent else lines


class IndentedParser:
    """Reads the elements of an array whose lines begin with these blanks."""

    def __init__(self, parser: Parser, indent: str) -> None:
        """``parser`` reads objects that begin at the margin."""
        self._parser = parser
        self._indent = indent

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """What the parser makes of the lines without the blanks."""
        return self._parser.feed(lines.with_columns(pl.col("text").str.strip_prefix(self._indent)), last=last)
