"""Logs whose first line names their columns: what a header decides, and what hostile ones may not do."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

ENTRY = "1689019201.5\t10.0.0.21\tSF\n"


def test_a_header_counts_until_the_next(read: Read) -> None:
    """Zeek's files of several hours that were put into one may have other columns in each."""
    text = "#fields\tts\tid.orig_h\tstate\n" + ENTRY + "#fields\tid.orig_h\tts\n10.0.0.22\t1689019202.5\n" + ENTRY
    parsed = read("zeek", text)
    assert parsed.rows.select("line", "client").rows() == [(2, "10.0.0.21"), (4, "10.0.0.22")]
    assert (parsed.records, parsed.attached, parsed.rejects["line"].to_list()) == (2, 2, [5])


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("#fields\tts\tts\tstate", "its header does not name columns"),
        ("#fields\t" + "\t".join(f"c{number}" for number in range(300)), "its header does not name columns"),
        ("#fields\tts\tid.orig_h", "not the 2 columns of its header"),
        ("#fields\tuid\tid.orig_h\tstate", "not the 3 columns of its header"),
    ],
)
def test_entries_that_their_header_does_not_fit_are_rejects(read: Read, header: str, reason: str) -> None:
    """Columns twice, hundreds of them, others than the entry has, or none that is a time."""
    parsed = read("zeek", f"#fields\tts\tid.orig_h\tstate\n{ENTRY}{header}\n{ENTRY}")
    assert parsed.rows["line"].to_list() == [2]
    assert parsed.rejects["reason"].to_list() == [reason]


def test_a_header_above_each_entry_ends_somewhere(read: Read) -> None:
    """A file of nothing but new headers costs no more than so many layouts."""
    text = "".join(f"#fields\tts\tid.orig_h\tc{number}\n{ENTRY}" for number in range(200))
    parsed = read("zeek", text)
    assert parsed.rows.height == 64
    assert set(parsed.rejects["reason"]) == {"below more than 64 headers"}


def test_flow_logs_without_a_header_have_the_default_columns(read: Read) -> None:
    """Only where every entry has them; and with the header of a custom layout, those."""
    peers = "172.31.9.69 172.31.9.12 49761 3389 6"
    entry = f"2 123456789010 eni-1235b8ca123456789 {peers} 20 4249 1418530010 1418530070 REJECT OK"
    assert read("aws-vpc-flow", f"{entry}\n").rows["client"].to_list() == ["172.31.9.69"]
    rows = read("aws-vpc-flow", "srcaddr action end start\n10.0.0.9 ACCEPT 1418530070 1418530010\n").rows
    assert rows["client"].to_list() == ["10.0.0.9"]


def test_zeek_without_a_header_has_its_first_columns(read: Read) -> None:
    """They are the same in every log of connections; what the others are is not known."""
    entry = "1432555199.633017\tCOpk6E3vkURP8QQNKl\t192.168.9.35\t55281\t178.236.7.146\t80\t4\tPOST"
    (row,) = read("zeek", f"{entry}\n").rows.to_dicts()
    assert (row["client"], f"{row['time']:%Y-%m-%dT%H:%M:%S.%f}") == ("192.168.9.35", "2015-05-25T11:59:59.633017")
    assert row["attributes"] == {
        "uid": "COpk6E3vkURP8QQNKl", "id.resp_h": "178.236.7.146", "id.resp_p": "80", "column-7": "4",
        "column-8": "POST", "client_port": "55281",
    }  # fmt: skip
