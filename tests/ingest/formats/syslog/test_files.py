"""Syslog: stamps without year and zone, PRI, structured data, continuation lines, what the kernel says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.formats.conftest import Read, read_text

from foreshock.ingest.formats import formats
from foreshock.ingest.formats.syslog.files import FORMATS

BSD, IETF = FORMATS


def test_a_day_of_one_digit_stands_after_two_blanks(read: Read) -> None:
    """``Jul  9`` is the ninth of July."""
    (row,) = read("syslog-rfc3164", "Jul  9 20:00:01 db-01 sshd[7]: hello\n").rows.to_dicts()
    assert row["time"] == datetime(2023, 7, 9, 20, 0, 1, tzinfo=UTC)
    assert (row["host"], row["service"], row["pid"], row["body"]) == ("db-01", "sshd", 7, "hello")


@pytest.mark.parametrize("block", [1, 2, 100])
def test_new_year_is_crossed(read: Read, block: int) -> None:
    """Stamps without a year go on in the next one after December, wherever the blocks are cut."""
    text = "Dec 31 23:59:59 h a: 1\nJan  1 00:00:00 h a: 2\nJul  1 00:00:00 h a: 3\n"
    years = read("syslog-rfc3164", text, year=2022, block=block).rows["time"].dt.year().to_list()
    assert years == [2022, 2023, 2023]


def test_the_leap_day_is_kept(read: Read) -> None:
    """29 February is read, in a file of a leap year."""
    (time,) = read("syslog-rfc3164", "Feb 29 12:00:00 h a: b\n", year=2024).rows["time"]
    assert time == datetime(2024, 2, 29, 12, tzinfo=UTC)


def test_the_zone_of_the_file_applies_to_stamps_without_one(read: Read) -> None:
    """A BSD stamp is local; an ISO stamp keeps its own offset; both may stand in one file."""
    text = "Jul 10 20:00:00 h a: 1\n2023-07-10T20:00:00+02:00 h a: 2\n2023-07-10T20:00:00 h a: 3\n"
    times = read("syslog-rfc3164", text, zone="America/New_York").rows["time"].to_list()
    assert [time.hour for time in times] == [0, 18, 0]


def test_the_hour_that_happens_twice_is_followed(read: Read) -> None:
    """When summer time ends, 01:30 comes twice, an hour apart."""
    text = "Nov  5 01:30:00 h a: 1\nNov  5 01:59:59 h a: 2\nNov  5 01:30:00 h a: 3\n"
    first, _, third = read("syslog-rfc3164", text, zone="America/New_York").rows["time"].to_list()
    assert (third - first).total_seconds() == 3600


def test_a_leap_second_is_the_next_minute(read: Read) -> None:
    """Second 60 is a time, in both kinds of stamps."""
    text = "Dec 31 23:59:60 h a: 1\n2016-12-31T23:59:60Z h a: 2\n"
    times = read("syslog-rfc3164", text, year=2016).rows["time"].to_list()
    assert times == [datetime(2017, 1, 1, tzinfo=UTC)] * 2


@pytest.mark.parametrize("stamp", ["Feb 30 10:00:00", "Jul 10 24:00:00", "Jul 10 10:61:00", "Foo 10 10:00:00"])
def test_a_stamp_that_is_no_time_begins_no_record(read: Read, stamp: str) -> None:
    """Such a line is rejected, or belongs to the record above; it never gets a time of its own."""
    parsed = read("syslog-rfc3164", f"Jul 10 10:00:00 h a: 1\n{stamp} h a: 2\nJul 10 10:00:01 h a: 3\n")
    assert parsed.rows["line"].to_list() == [1, 3]
    assert parsed.attached + parsed.rejects.height == 1


def test_an_impossible_date_is_rejected_with_its_lines_and_offsets(read: Read) -> None:
    """Each physical line of a record without a time becomes a reject at its own byte offset."""
    parsed = read("syslog-rfc3164", "Feb 30 10:00:00 h a: é\n\tmore\nFeb 28 10:00:00 h a: 3\n")
    assert parsed.rejects.select("line", "offset", "text").rows() == [
        (1, 0, "Feb 30 10:00:00 h a: é"),
        (2, 24, "\tmore"),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<34>Jul 10 20:00:01 h su[1]: x", ("h", "su", 1, "x", "crit", 18)),
        ("Jul 10 20:00:01 haproxy[73411]: up", (None, "haproxy", 73411, "up", None, None)),
        ("Jul 10 20:00:01 h postfix/smtpd[12]: warning: x", ("h", "postfix/smtpd", 12, "warning: x", "warning", 13)),
        ("Jul 10 20:00:01 h kernel: <3>[  12.5] oops", ("h", "kernel", None, "oops", "err", 17)),
        ("Jul 10 20:00:01 h kernel: [12345.678901] EXT4-fs error (device sda1)", (
            "h", "kernel", None, "EXT4-fs error (device sda1)", None, None)),
        ("2023-07-10T20:00:01Z INFO cron[3]: ran", (None, "cron", 3, "ran", "INFO", 9)),
        ("Jul 10 20:00:01 h log_tag no colon here", ("h", "log_tag", None, "no colon here", None, None)),
        ("Jul 10 20:00:01 h sock[19] <Info>: listen", ("h", "sock", 19, "listen", "Info", 9)),
        ("Jul 10 20:00:01 h a: #011tab#012line", ("h", "a", None, "\ttab\nline", None, None)),
        ("Jul 10 20:00:01 h systemd-logind[9]:", ("h", "systemd-logind", 9, "", None, None)),
    ],
)  # fmt: skip
def test_shapes_of_lines(read: Read, line: str, expected: tuple[object, ...]) -> None:
    """Host, program, pid, body and severity of the shapes that programs write."""
    (row,) = read("syslog-rfc3164", line).rows.to_dicts()
    names = ("host", "service", "pid", "body", "severity_text", "severity_number")
    assert tuple(row[name] for name in names) == expected


def test_unusual_lines_do_not_disturb_the_usual(read: Read) -> None:
    """Mixed shapes come out in file order, each with its own fields."""
    text = "Jul 10 20:00:01 h a[1]: x\nJul 10 20:00:02 b[2]: y\nJul 10 20:00:03 h c[3]: z\n"
    rows = read("syslog-rfc3164", text).rows
    assert rows["service"].to_list() == ["a", "b", "c"]
    assert rows["host"].to_list() == ["h", None, "h"]


@pytest.mark.parametrize(
    ("message", "times"),
    [
        ("last message repeated 17 times", "17"),
        ("--- last message repeated 1 time ---", "1"),
        ("sshd[3]: message repeated 4 times: [ Failed password for root]", "4"),
    ],
)
def test_repeats_are_counted(read: Read, message: str, times: str) -> None:
    """What syslog folded is told in an attribute."""
    (row,) = read("syslog-rfc3164", f"Jul 10 20:00:01 h {message}\n").rows.to_dicts()
    assert row["attributes"] == {"repeated": times}


def test_lines_without_a_stamp_belong_to_the_record_above(read: Read) -> None:
    """Indented or not, in RFC 3164 files; blank lines belong to nobody and are no loss."""
    parsed = read("syslog-rfc3164", "Jul 10 20:00:01 h a: one\n\ttwo\nthree\n\nJul 10 20:00:02 h a: four\n")
    assert parsed.rows["body"].to_list() == ["one\n\ttwo\nthree", "four"]
    assert (parsed.records, parsed.attached) == (2, 3)


# What <13>1 says: of a user's program, a notice, by the first version of the protocol.
SENT = {"facility": "user", "priority": "13", "facility_code": "1", "severity_code": "5", "version": "1"}


def test_structured_data_is_unescaped(read: Read) -> None:
    """Quotes, backslashes and brackets inside values; an element without parameters; no data at all."""
    text = r'<13>1 2023-07-10T20:00:01Z h p 8 ID [a@1 k="q \"x\" \] \\"][empty] body' + "\n"
    text += "<13>1 2023-07-10T20:00:02Z - - abc - -\n"
    first, second = read("syslog-rfc5424", text).rows.to_dicts()
    assert first["attributes"] == {**SENT, "msgid": "ID", "a@1.k": 'q "x" ] \\', "empty": ""}
    assert first["body"] == "body"
    assert (second["host"], second["service"], second["pid"], second["body"]) == (None, None, None, "")
    assert second["attributes"] == {**SENT, "procid": "abc"}


def test_many_parameter_names_stay_one_attribute(read: Read) -> None:
    """A sender that invents a name a line cannot blow up the table."""
    text = "".join(f'<13>1 2023-07-10T20:00:01Z h p - - [a k{n}="v"] x\n' for n in range(100))
    rows = read("syslog-rfc5424", text).rows.to_dicts()
    assert rows[7]["attributes"] == {**SENT, "structured_data": '[a k7="v"]'}


def test_a_message_without_time_is_a_row_without_time(read: Read) -> None:
    """NILVALUE for a stamp is allowed by the RFC: the record stands at its line, at no instant."""
    parsed = read("syslog-rfc5424", "<13>1 - h p - - - x\n<13>1 2023-07-10T20:00:01Z h p - - - y\n")
    assert parsed.rejects.is_empty()
    assert parsed.rows["body"].to_list() == ["x", "y"]
    assert parsed.rows["time"].is_null().to_list() == [True, False]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "sshd[7]: Accepted publickey for vagrant from 10.0.2.2 port 63673 ssh2: RSA 39:33:99",
            {
                "user": "vagrant", "client": "10.0.2.2", "ssh_event": "Accepted", "ssh_method": "publickey",
                "client_port": "63673",
            },
        ),
        (
            "sshd[7]: Failed password for invalid user a b from fe80::1%eth0 port 22 ssh2",
            {
                "user": "a b", "client": "fe80::1%eth0", "ssh_event": "Failed", "ssh_method": "password",
                "client_port": "22",
            },
        ),
        ("sshd[7]: Invalid user test from 10.0.2.2", {"user": "test", "client": "10.0.2.2", "ssh_event": "Invalid"}),
        ("sshd[7]: Did not receive identification string from 10.0.2.3", {"client": "10.0.2.3"}),
        (
            "sshd[7]: Connection closed by authenticating user root 10.0.2.4 port 5 [preauth]",
            {"user": "root", "client": "10.0.2.4", "client_port": "5"},
        ),
        ("sshd[7]: Server listening on 0.0.0.0 port 22.", {}),
        (
            "sudo:      tsg : user NOT in sudoers ; TTY=pts/1 ; PWD=/home/v ; USER=root ; COMMAND=/bin/ls -l ; x",
            {
                "user": "tsg", "sudo_error": "user NOT in sudoers", "sudo_tty": "pts/1", "sudo_pwd": "/home/v",
                "sudo_user": "root", "sudo_command": "/bin/ls -l ; x",
            },
        ),
        (
            "sudo: alice : PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id",
            {
                "user": "alice", "sudo_pwd": "/home/alice", "sudo_user": "root", "sudo_command": "/usr/bin/id",
            },
        ),
        ("useradd[3]: new user: name=apache, UID=48, GID=48", {"user": "apache"}),
        (
            "kernel: IN=eth0 OUT= MAC=01 SRC=192.0.2.9 DST=10.0.0.5 LEN=60 TTL=52 ID=1 PROTO=TCP SPT=4711 DPT=5432",
            {
                "client": "192.0.2.9", "in_dev": "eth0", "dst": "10.0.0.5", "length": "60", "ttl": "52",
                "proto": "tcp", "client_port": "4711", "dst_port": "5432",
            },
        ),
        ("postgres[1]: Accepted password for x from 10.0.0.1 port 1", {}),
    ],
)  # fmt: skip
def test_known_programs_say_who_and_from_where(read: Read, text: str, said: dict[str, str]) -> None:
    """The messages of sshd, sudo, useradd and the packet filter give user, client and what they did."""
    (row,) = read("syslog-rfc3164", f"Jul 10 20:00:01 db-01 {text}\n").rows.to_dicts()
    stated = {"user": row["user"], "client": row["client"], **(row["attributes"] or {})}
    assert {name: value for name, value in stated.items() if value is not None} == said


def test_octet_counts_and_a_missing_priority_are_read(read: Read) -> None:
    """Frames of RFC 6587, and lines that lost their PRI on the way."""
    text = "61 <29>1 2023-07-10T20:00:01Z web1 app 2341 2 [o] hello\n1 2023-07-10T20:00:02Z web1 app - - - bye\n"
    rows = read("syslog-rfc5424", text).rows
    assert rows["severity_text"].to_list() == ["notice", None]
    assert rows["body"].to_list() == ["hello", "bye"]


def test_the_two_formats_tell_their_files_apart() -> None:
    """Each claims its own kind; an application's ISO stamps with a level are claimed by neither."""
    bsd = ["Jul 10 20:00:01 db-01 sshd[7]: hello"]
    ietf = ["<13>1 2023-07-10T20:00:01Z db-01 p 8 - - x"]
    program = ["2023-07-10T20:00:01Z INFO listening on 8080"]
    claims = [[format_.recognise(lines, "x") for format_ in (BSD, IETF)] for lines in (bsd, ietf, program)]
    assert [[claim is not None for claim in row] for row in claims] == [[True, False], [False, True], [False, False]]
    assert claims[0][0] is not None
    assert (claims[0][0].host, claims[0][0].has_year, claims[0][0].zone) == ("db-01", False, None)


def test_the_offset_of_iso_stamps_is_reported() -> None:
    """So that the files of the host that carry none can borrow it."""
    claim = BSD.recognise(["2023-07-10T20:00:01.123456-05:00 db-01 systemd[1]: x"], "x")
    assert claim is not None
    assert (claim.zone, claim.has_year) == ("-05:00", True)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet='<>1 []"\\=-:#0JulT\té\x00Z', max_size=40), min_size=1, max_size=12))
def test_hostile_lines_are_always_accounted_for(lines: list[str]) -> None:
    """Whatever stands in a file, every line is a record, attached, or a reject."""
    text = "\n".join(["Jul 10 20:00:01 h a: b", *lines, "<13>1 2023-07-10T20:00:01Z h p - - [x"])
    for name in ("syslog-rfc3164", "syslog-rfc5424"):
        read_text(name, text, block=3)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Nov  2 04:07:35 mac socketfilterfw[112] <Error>: created",
            ("mac", "socketfilterfw", 112, "Error", "created"),
        ),
        ("Dec 26 19:11:56 secd[1] <Notice> [user{} ]: a", (None, "secd", 1, "Notice", "[user{} ]: a")),
    ],
)
def test_macos_writes_its_level_behind_the_sender(
    read: Read, line: str, expected: tuple[str | None, str, int, str, str]
) -> None:
    """In angle brackets, with the colon behind it; it is no part of the message."""
    (row,) = read("syslog-rfc3164", f"{line}\n").rows.to_dicts()
    assert tuple(row[name] for name in ("host", "service", "pid", "severity_text", "body")) == expected


def test_pgbouncer_names_its_connections_in_syslog_too(read: Read) -> None:
    """Who and from where, beside the message as it stands."""
    line = (
        "Jul 10 20:00:01 db pgbouncer[4711]: C-0x55d: shop/app@10.0.0.5:50123 closing because: client unexpected eof\n"
    )
    (row,) = read("syslog-rfc3164", line).rows.to_dicts()
    assert (row["user"], row["client"], row["attributes"]["database"]) == ("app", "10.0.0.5", "shop")


def test_what_journalctl_says_between_records_is_of_none(read: Read) -> None:
    """Its banner and its marks of reboots are attached, and stand in no message."""
    text = (
        "-- Logs begin at Mon 2023-07-10 19:00:01 UTC, end at Mon 2023-07-10 21:00:01 UTC. --\n"
        "Jul 10 20:00:01 h a: one\n-- Reboot --\nJul 10 20:10:02 h a: two\n"
    )
    parsed = read("syslog-rfc3164", text)
    assert parsed.rows["body"].to_list() == ["one", "two"]
    assert (parsed.records, parsed.attached, parsed.rejects.height) == (2, 2, 0)


def test_a_host_before_a_repeat_may_have_a_colon(read: Read) -> None:
    """Nothing but the host stands before the words of a daemon that counts repeats."""
    text = (
        "Jul 10 20:00:01 db-01 su: failed\nJul 10 20:00:02 db-01: last message repeated 3 times\n"
        "Jul 10 20:00:03 db-01 last message repeated 2 times\n"
    )
    rows = read("syslog-rfc3164", text).rows
    assert rows["host"].to_list() == ["db-01"] * 3
    assert rows["service"].to_list() == ["su", None, None]


def test_capitals_behind_a_stamp_are_a_zone_only_with_a_year_or_a_colon(read: Read) -> None:
    """A host may be named in capitals, too."""
    text = (
        "Jul 10 20:00:01 EST su: failed\nJul 10 20:00:01 EST: su: failed\nJul 10 2023 20:00:01.5 EST db-01 su: failed\n"
        "mars 10 20:00:01 db-01 su: failed\n"
    )
    rows = read("syslog-rfc3164", text).rows
    assert list(zip(rows["time"].dt.strftime("%m-%d %H:%M:%S%.3f"), rows["host"], strict=True)) == [
        ("07-10 20:00:01.000", "EST"),
        ("07-11 01:00:01.000", None),
        ("07-11 01:00:01.500", "db-01"),
        ("03-10 20:00:01.000", "db-01"),
    ]


@pytest.mark.parametrize("level", ["error", "WARN", "info", "verbose"])
def test_a_level_behind_an_iso_stamp_is_no_program(level: str) -> None:
    """Winston and others write ``stamp level: message``; syslog would take the level for who sent it."""
    assert BSD.recognise([f"2023-07-10T20:00:01.123Z {level}: disk full"] * 3, "app.log") is None
    assert BSD.recognise([f"2023-07-10T20:00:01.123Z db-01 {level}d: disk full"] * 3, "app.log") is not None


@pytest.mark.parametrize(("priority", "severity"), [("", "ERROR"), ("<182>1 ", "info")])
def test_a_level_among_structured_data(read: Read, priority: str, severity: str) -> None:
    """NSX's own files have no priority: the level that its structured data states is the record's. A priority wins."""
    line = '2022-08-27T14:22:01Z nsx-01 NSX 3106 - [nsx@6876 comp="nsx-edge" level="ERROR" subcomp="node"] tunnel down'
    (row,) = read("syslog-rfc5424", f"{priority}{line}\n").rows.to_dicts()
    assert (row["severity_text"], row["service"], row["body"]) == (severity, "NSX", "tunnel down")


def test_json_may_stand_behind_an_address_without_a_program(read: Read) -> None:
    """As Fastly relays what an edge logged: two blanks, then an object."""
    line = '2021-11-12T16:59:46.613304+00:00 199.27.72.40  { "client_ip": "10.0.0.9", "url": "/b" }'
    assert BSD.recognise([line] * 3, "edge.log") is not None
    (row,) = read("syslog-rfc3164", f"{line}\n").rows.to_dicts()
    assert (row["host"], row["client"], row["body"][0]) == ("199.27.72.40", "10.0.0.9", "{")


def test_a_level_of_another_program_is_no_host() -> None:
    """Where rsyslog writes the host dnf writes its levels; ChromeOS writes syslog's own, and that is syslog."""
    texts = [f"2023-07-10T20:00:01+0200 {level} Command: dnf makecache" for level in ("DDEBUG", "SUBDEBUG", "DDEBUG")]
    claims = {each.name: each.recognise(texts, "dnf.log") for each in formats()}
    assert claims["syslog-rfc3164"] is None
    assert claims["application-text"] is not None
    text = "2016-10-25T12:37:23.297265-07:00 INFO periodic_scheduler[13707]: cleanup_logs: job completed"
    assert FORMATS[0].recognise([text], "messages") is not None
