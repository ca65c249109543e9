"""Fields of separated lines."""

from __future__ import annotations

import pytest

from foreshock.ingest.formats.parts.csv_fields import fields_of

HUGE = "x" * 200_000


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ('a,"b,c",d', ["a", "b,c", "d"]),
        ("", []),
        ("1,98.\r5,0", ["1", "98.\r5", "0"]),
        (f'"{HUGE},",b', [f'"{HUGE}', '"', "b"]),
    ],
)
def test_a_line_that_is_no_csv_is_cut_at_its_separators(line: str, fields: list[str]) -> None:
    """Python's reader refuses a carriage return in a field, and fields of more than 128 KiB; logs hold both."""
    assert fields_of(line, ",") == fields
