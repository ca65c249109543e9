"""Arrays that are printed prettily: their elements are objects as any others."""

from __future__ import annotations

import json

import pytest
from tests.ingest.formats.conftest import Read

RECORDS = [
    {"timestamp": f"2023-07-10T20:00:0{second}Z", "message": "a\\nb", "list": [{"x": 1}, {"x": 2}], "empty": []}
    for second in range(5)
]


@pytest.mark.parametrize("indent", [1, 2, 4, "\t"])
@pytest.mark.parametrize("block", [3, 1000])
def test_every_element_is_a_record_at_its_brace(read: Read, indent: int | str, block: int) -> None:
    """However deep the elements are indented, and wherever a block ends; brackets inside of them stay theirs."""
    text = json.dumps(RECORDS, indent=indent)
    parsed = read("json-lines", text, block=block)
    braces = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "{"]
    begins = [line for line in braces if text.split("\n")[line].strip().startswith('"timestamp"')]
    assert parsed.rows["line"].to_list() == begins
    assert parsed.rows["body"].to_list() == ["a\\nb"] * 5
    assert parsed.rows["attributes"].map.get("list").unique().to_list() == ['[{"x":1},{"x":2}]']
    assert not parsed.rejects.height


def test_an_element_a_line(read: Read) -> None:
    """Elements that stand on one line each may be indented, too."""
    text = "[\n" + ",\n".join("  " + json.dumps(record) for record in RECORDS) + "\n]"
    assert read("json-lines", text).rows["line"].to_list() == [2, 3, 4, 5, 6]
