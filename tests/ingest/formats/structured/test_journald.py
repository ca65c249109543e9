"""systemd's export format: where an entry begins."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

EXPORT = """__CURSOR=s=1;i=1
__REALTIME_TIMESTAMP=1689019201000001
MESSAGE=one
_PID=12

__REALTIME_TIMESTAMP=1689019202000002
MESSAGE=two

"""


@pytest.mark.parametrize("block", [1, 3, 5, 100])
def test_an_entry_without_cursor_begins_below_a_blank_line(read: Read, block: int) -> None:
    """What forwards entries may leave their cursors out, wherever the blocks are cut."""
    parsed = read("journald-export", EXPORT, block=block)
    assert parsed.rows["body"].to_list() == ["one", "two"]
    assert [time.microsecond for time in parsed.rows["time"]] == [1, 2]
    assert (parsed.records, parsed.attached) == (2, 6)


def test_a_stamp_inside_a_message_begins_nothing(read: Read) -> None:
    """Only a blank line or a cursor ends an entry."""
    text = EXPORT.replace("MESSAGE=one\n", "MESSAGE=one\n__REALTIME_TIMESTAMP_OF_ANOTHER=7\n")
    assert read("journald-export", text).rows["body"].to_list() == ["one", "two"]
