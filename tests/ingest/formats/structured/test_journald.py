"""systemd's export format: where an entry begins."""

from __future__ import annotations

import json

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


@pytest.mark.parametrize("block", [1, 100])
def test_a_message_that_is_a_record_is_read_as_one(read: Read, block: int) -> None:
    """Its severity and text count, as in syslog; the journal says who wrote it and when."""
    logged = json.dumps({"time": "2023-07-10T20:00:00Z", "level": "error", "msg": "no stock", "order": 17})
    entry = {"_HOSTNAME": "web-01", "SYSLOG_IDENTIFIER": "shop", "PRIORITY": "6", "MESSAGE": logged}
    stamps = ({**entry, "__REALTIME_TIMESTAMP": f"168901920{n}123456"} for n in range(3))
    rows = read("journald-json", "".join(f"{json.dumps(each)}\n" for each in stamps), block=block).rows
    for row in rows.to_dicts():
        assert (row["body"], row["severity_text"], row["severity_number"]) == ("no stock", "error", 17)
        assert (row["service"], row["host"], row["attributes"]["order"]) == ("shop", "web-01", "17")
    assert rows["time"].dt.second().to_list() == [0, 1, 2]


def test_an_exported_message_that_is_a_record_is_read_as_one(read: Read) -> None:
    """The same in the export format, and in pairs."""
    text = EXPORT.replace("MESSAGE=one", 'MESSAGE=level=warning msg="pool is full" used=97')
    first = read("journald-export", text).rows.to_dicts()[0]
    assert (first["body"], first["severity_number"], first["attributes"]["used"]) == ("pool is full", 13, "97")


def test_a_message_that_tells_of_a_request_stays_as_it_is(read: Read) -> None:
    """The request is read from the whole document, of which the message is the least."""
    logged = '{"msg":"request completed","req":{"method":"GET","url":"/cart"},"res":{"statusCode":500}}'
    entry = json.dumps({"__REALTIME_TIMESTAMP": "1689019201123456", "MESSAGE": logged})
    assert read("journald-json", f"{entry}\n").rows["body"].to_list() == [logged]
