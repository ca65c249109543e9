"""The quick way to read the lines of an application's log gives what the template's regular expression gives."""

from __future__ import annotations

import random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from foreshock.ingest.formats.application.fields import fields_of
from foreshock.ingest.formats.application.layout import template_regex

_STAMP = "2023-07-10 20:00:01,234"
_PIECES = (
    "INFO", "ERROR ", " W", "nothing", "[shop.orders]", "[ shop ]", "[a [b] c]", "[é]", "[main:1]", "[3:Main T]", "",
    "+02:00", "-", ":", " - ", "  ", "\t", "] ", "order placed", "café\nmore",
)  # fmt: skip


@pytest.mark.parametrize(
    "template",
    [
        "{time} {level} [{logger}] [{pid}:{thread}] {message}",
        "{time} - {logger} - {level} - {message}",
        "{time} {level} {context1} {message}",
        "{time} {message}",
        "[{time}] {level}: {message}",
    ],
)
def test_cutting_gives_what_the_regular_expression_gives(template: str) -> None:
    """Whatever the lines hold: pieces of heads in any order, blanks, brackets and letters of two bytes among them."""
    chance = random.Random(template)  # noqa: S311 - the same lines each time
    plain = template.format_map(
        {"time": _STAMP, "level": "INFO", "logger": "a", "pid": 1, "thread": "x", "context1": "y", "message": "said"}
    )
    mixed = [f"{_STAMP} " + " ".join(chance.choices(_PIECES, k=chance.randrange(7))) for _ in range(2_000)]
    odd = [plain.replace(_STAMP, stamp) for stamp in ("2023-07-10 20:00:01", f"{_STAMP} +0200", "23/07/10 20:00:01")]
    texts = pl.Series("text", [plain, *odd, *mixed, plain])
    expected = texts.str.extract_groups(template_regex(template)).struct.unnest()
    assert expected["time"].is_not_null().sum() > 2
    assert_frame_equal(fields_of(texts, template), expected, check_column_order=False)
