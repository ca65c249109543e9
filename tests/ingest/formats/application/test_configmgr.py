"""Logs of the Configuration Manager: messages of many lines, and minutes west of UTC."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

LINE = '<![LOG[{}]LOG]!><time="20:00:01.5{}" date="07-10-2023" component="Ccm" context="" type="{}" thread="7">\n'


@pytest.mark.parametrize(("west", "hour"), [("+300", 1), ("-120", 18), ("+000", 20), ("", 20)])
def test_the_number_behind_the_time_is_minutes_west(read: Read, west: str, hour: int) -> None:
    """Without one the stamp is of the file's zone."""
    (row,) = read("configmgr", LINE.format("m", west, 1)).rows.to_dicts()
    assert row["time"].hour == hour


@pytest.mark.parametrize("block", [1, 2, 100])
def test_a_message_of_many_lines_is_one_record(read: Read, block: int) -> None:
    """Brackets and quotes in it end nothing."""
    body = 'one ]LOG] "two"\n\nthree'
    parsed = read("configmgr", LINE.format(body, "+000", 3) + LINE.format("four", "+000", 2), block=block)
    assert parsed.rows["body"].to_list() == [body, "four"]
    assert parsed.rows["severity_text"].to_list() == ["error", "warning"]
    assert (parsed.records, parsed.attached) == (2, 2)


def test_what_has_no_end_is_rejected(read: Read) -> None:
    """A file that was cut off while it was written."""
    parsed = read("configmgr", LINE.format("m", "+000", 1) + "<![LOG[cut\n")
    assert (parsed.records, parsed.rejects["line"].to_list()) == (1, [2])
