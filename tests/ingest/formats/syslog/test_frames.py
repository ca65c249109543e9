"""Messages with their length in front, wherever lines and blocks are cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.formats.conftest import Read, read_text

WORDS = st.lists(st.text("abø\n 0123456789", max_size=12), min_size=1, max_size=6)


def frame(body: str) -> str:
    """One message as RFC 6587 sends it."""
    message = f"<13>1 2023-07-10T20:00:00Z h a - - - x{body}y"
    return f"{len(message.encode())} {message}"


@pytest.mark.parametrize("block", [1, 2, 100])
def test_lengths_and_not_lines_part_the_messages(read: Read, block: int) -> None:
    """Two messages stand on one line, one goes over three; each line counts once."""
    text = frame("") + frame("one") + "\n" + frame("a\n\tb\nc") + frame("end") + "\n"
    parsed = read("syslog-rfc5424", text, block=block)
    assert parsed.rows["body"].to_list() == ["xy", "xoney", "xa\n\tb\ncy", "xendy"]
    assert parsed.rows["line"].to_list() == [1, 1, 2, 4]
    assert (parsed.records, parsed.attached, parsed.rejects.height) == (2, 2, 0)


@given(WORDS)
@settings(max_examples=50, deadline=None)
def test_what_was_sent_is_read(bodies: list[str]) -> None:
    """Whatever the messages hold, they come back as they were sent."""
    parsed = read_text("syslog-rfc5424", "".join(map(frame, bodies)) + "\n")
    assert parsed.rows["body"].to_list() == [f"x{body}y" for body in bodies]


def test_a_length_that_lies_loses_no_line(read: Read) -> None:
    """A message that is shorter than it says does not swallow the next; one that is longer stays whole."""
    text = "99 <13>1 - h a - - - one\n3 <13>1 - h a - - - two\n" + frame("") + "\n"
    assert read("syslog-rfc5424", text).rows["body"].to_list() == ["one", "two", "xy"]
