"""systemd's export format: where an entry begins."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.structured.journald import JournaldExport, JournaldJson

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


@pytest.mark.parametrize("kind", [JournaldJson, JournaldExport])
def test_the_journal_names_the_host_of_its_file(kind: type[JournaldJson | JournaldExport]) -> None:
    """The host that most entries name is the file's, and so that of the logs beside it."""
    lines = kind().samples[0].text.splitlines()
    recognition = kind().recognise(lines, "journal")

    assert recognition is not None
    assert recognition.host == "db-01"
