"""Logs as CSV: quotes, line ends inside of them, and lines that are none."""

from __future__ import annotations

from tests.ingest.formats.conftest import Read

_HEADER = "time,level,message\n"


def test_a_message_of_many_lines_is_one_record_in_any_cut(read: Read) -> None:
    """A quoted field goes over line ends and over the ends of blocks."""
    text = f'{_HEADER}2023-07-10 20:00:01,error,"one\ntwo, ""three""\n\n# four"\n2023-07-10 20:00:02,info,five\n'
    for block in (1_000_000, 20):
        parsed = read("csv-log", text, block=block, options={"header": _HEADER.strip()})
        assert parsed.rows["body"].to_list() == ['one\ntwo, "three"\n\n# four', "five"]
        assert parsed.rows["line"].to_list() == [2, 6]
        assert (parsed.records, parsed.attached) == (2, 4)


def test_lines_that_are_no_records_are_rejected(read: Read) -> None:
    """Too few fields, too many, and a time that is none."""
    text = (
        f"{_HEADER}2023-07-10 20:00:01,error\n2023-07-10 20:00:01,a,b,c\nyesterday,info,x\n2023-07-10 20:00:02,info,y\n"
    )
    parsed = read("csv-log", text, options={"header": _HEADER.strip()})
    assert parsed.rows["body"].to_list() == ["y"]
    assert parsed.rejects["line"].to_list() == [2, 3, 4]


def test_the_level_in_words_counts_before_the_number_of_windows(read: Read) -> None:
    """Windows' 2 is an error and 4 information; syslog's 4 would be a warning."""
    header = '"Message","Level","TimeCreated","LevelDisplayName"'
    text = (
        f'{header}\n"stopped","2","7/10/2023 8:00:01 PM","Error"\n"started","4","7/10/2023 8:00:02 PM","Information"\n'
    )
    rows = read("csv-log", text, options={"header": header}).rows
    assert rows["severity_number"].to_list() == [17, 9]
    assert rows["severity_text"].to_list() == ["Error", "Information"]
