"""PgBouncer's log: heads of old and new releases, whose connection it is, and what its statistics say."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.postgresql.pgbouncer import FORMATS

(PGBOUNCER,) = FORMATS
NAME = "pgbouncer"
HEAD = "2023-07-10 20:00:01.123 UTC [4711] LOG "


@pytest.mark.parametrize(
    ("head", "time"),
    [
        ("2023-07-10 20:00:01.123 UTC [4711] LOG ", "2023-07-10 20:00:01.123000+00:00"),
        ("2023-07-10 20:00:01.123 EST [4711] LOG ", "2023-07-11 01:00:01.123000+00:00"),
        ("2015-07-10 20:00:01.123 4711 LOG ", "2015-07-10 18:00:01.123000+00:00"),
    ],
)
def test_heads_before_and_since_1_10(read: Read, head: str, time: str) -> None:
    """A zone of its own wins over the file's, which counts for the releases that write none."""
    (row,) = read(NAME, f"{head}process up\n", zone="Europe/Berlin").rows.to_dicts()
    assert (str(row["time"]), row["pid"], row["severity_number"]) == (time, 4711, 9)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("C-0x55d: shop/app@10.0.0.5:50123 login attempt: db=shop user=app tls=no", ("app", "shop", "10.0.0.5:50123")),
        ("C-0x55d: (nodb)/(nouser)@10.0.0.5:50123 closing because: x (age=0s)", (None, None, "10.0.0.5:50123")),
        (
            "C-0x55d: shop/app@[2001:db8::5]:50123 pooler error: query_wait_timeout",
            ("app", "shop", "[2001:db8::5]:50123"),
        ),
        (
            "C-0x55d: shop/app@unix(4712):6432 login attempt: db=shop user=app tls=no",
            ("app", "shop", "unix(4712):6432"),
        ),
        ("S-0x66e: shop/app@10.0.0.9:5432 new connection to server", ("app", "shop", None)),
    ],
)
def test_whose_connection_it_is(read: Read, body: str, expected: tuple[str | None, str | None, str | None]) -> None:
    """A client's address is the client's; a server's is kept apart."""
    (row,) = read(NAME, f"{HEAD}{body}\n").rows.to_dicts()
    assert (row["user"], row["database"], row["client"]) == expected
    if body.startswith("S"):
        assert row["attributes"]["server"] == "10.0.0.9:5432"


@pytest.mark.parametrize(
    "body",
    [
        "stats: 12 xacts/s, 24 queries/s, in 1234 B/s, out 5678 B/s, xact 1234 us, query 567 us, wait 890 us",
        "stats: 12 xacts/s, 24 queries/s, in 1234 B/s, out 5678 B/s, xact 1234 us, query 567 us wait time 890 us",
        "stats: 12 xacts/s, 24 queries/s, 2 parses/s, in 1234 B/s, out 5678 B/s, xact 1 us, query 567 us, wait 890 us",
    ],
)
def test_statistics_are_numbers(read: Read, body: str) -> None:
    """In the words of 1.8, of the releases before it, and of 1.21 with prepared statements."""
    (row,) = read(NAME, f"{HEAD}{body}\n").rows.to_dicts()
    told = row["attributes"]
    assert (told["xacts_per_s"], told["in_bytes_per_s"], told["query_us"], told["wait_us"]) == (
        "12",
        "1234",
        "567",
        "890",
    )


def test_why_a_connection_ended(read: Read) -> None:
    """The reason and how old the connection was."""
    text = f"{HEAD}C-0x1: a/b@10.0.0.5:1 closing because: client unexpected eof (age=12s)\n"
    (row,) = read(NAME, text).rows.to_dicts()
    assert (row["attributes"]["reason"], row["attributes"]["age_s"]) == ("client unexpected eof", "12")


def test_a_line_without_head_belongs_to_the_record_above(read: Read) -> None:
    """A query of several lines in a message."""
    parsed = read(NAME, f"{HEAD}C-0x1: a/b@10.0.0.5:1 bad: select\n  1\n{HEAD}process up\n")
    assert parsed.rows["body"].to_list() == ["bad: select\n  1", "process up"]
    assert (parsed.records, parsed.attached) == (2, 1)


def test_postgresql_is_not_claimed() -> None:
    """A server's log has the same stamps, but neither connections nor statistics."""
    lines = ["2023-07-10 20:00:01.123 UTC [4711] LOG:  database system is ready to accept connections"] * 3
    assert PGBOUNCER.recognise(lines, "x.log") is None


def test_a_damaged_pid_costs_no_record(read: Read) -> None:
    """A number beyond 64 bits is no process id; the line is read all the same."""
    rows = read(NAME, f"{HEAD}process up\n{HEAD.replace('4711', '9' * 30)}process up\n").rows
    assert rows.select("pid", "body").rows() == [(4711, "process up"), (None, "process up")]
