"""MySQL's JSON error log: what is an object of its sink, and what is not."""

from __future__ import annotations

from tests.ingest.formats.conftest import Read

LINE = (
    '{ "prio" : 1, "err_code" : 10914, "msg" : "Aborted connection 9 to db: \'shop\' user: \'app\' host: \'10.0.0.7\' '
    '(Got timeout reading communication packets)", "time" : "2024-02-05T15:59:58.103441+01:00", "thread" : 9, '
    '"subsystem" : "Server", "label" : "Note" }'
)


def test_an_object_is_a_record(read: Read) -> None:
    """The instant with its offset, the thread as an attribute, the account that the message names."""
    (row,) = read("mysql-error-json", LINE + "\n\n").rows.to_dicts()
    assert row["time"].isoformat() == "2024-02-05T14:59:58.103441+00:00"
    assert (row["code"], row["user"], row["database"], row["client"]) == ("10914", "app", "shop", "10.0.0.7")
    assert row["attributes"]["thread_id"] == "9"


def test_anything_else_is_rejected(read: Read) -> None:
    """Other objects, half objects, deep nests and half characters are counted, not fatal."""
    lines = ['{"level": "info"}', LINE[:-9], "[" * 10_000, "null", LINE.replace("Aborted", "\\ud800")]
    parsed = read("mysql-error-json", "\n".join([LINE, *lines]) + "\n")
    assert parsed.rows["line"].to_list() == [1, 6]
    assert parsed.rejects["line"].to_list() == [2, 3, 4, 5]
