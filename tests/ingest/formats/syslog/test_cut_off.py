"""Lines of RFC 5424 that end before they are whole."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

WHOLE = "<134>1 2023-07-10T20:00:01.5Z web-01 shop 1234 ID47 - started\n"


@pytest.mark.parametrize(
    ("kept", "pid", "msgid"),
    [
        ("<134>1 2023-07-10T20:00:02.5Z web-01 shop ", None, None),
        ("<134>1 2023-07-10T20:00:02.5Z web-01 shop 12", None, None),
        ("<134>1 2023-07-10T20:00:02.5Z web-01 shop 1234 ", 1234, None),
        ("<134>1 2023-07-10T20:00:02.5Z web-01 shop 1234 ID47 ", 1234, "ID47"),
    ],
)
def test_what_stands_before_the_cut_is_read(read: Read, kept: str, pid: int | None, msgid: str | None) -> None:
    """But for a number at the cut, which may have had more digits."""
    row = read("syslog-rfc5424", f"{WHOLE}{kept}\n").rows.to_dicts()[1]
    assert (row["host"], row["service"], row["pid"]) == ("web-01", "shop", pid)
    assert (row["body"] or "", row["severity_text"]) == ("", "info")
    assert row["attributes"].get("msgid") == msgid
    assert str(row["time"]) == "2023-07-10 20:00:02.500000+00:00"


def test_a_name_at_the_cut_is_none(read: Read) -> None:
    """The host may have been web-01: the line is kept as it stands among the rejects."""
    parsed = read("syslog-rfc5424", f"{WHOLE}<134>1 2023-07-10T20:00:02.5Z web-0\n")
    assert (parsed.records, parsed.rejects.height) == (1, 1)
