"""What more sshd and cron say than who logs in: how connections end, and what was run."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sshd-session[7]: Connection closed by invalid user a b 10.0.2.4 port 5 [preauth]", ("a b", "10.0.2.4", "5")),
        ("sshd[7]: Timeout, client not responding from user ann 10.0.2.4 port 5", ("ann", "10.0.2.4", "5")),
        ("sshd[7]: Received disconnect from 10.0.2.4 port 5:11: disconnected by user", (None, "10.0.2.4", "5")),
        ("sshd[7]: error: Received disconnect from 10.0.2.4 port 5:14: No more", (None, "10.0.2.4", "5")),
        ("sshd[7]: Read error from remote host 10.0.2.4 port 5: Connection reset", (None, "10.0.2.4", "5")),
        ("sshd[7]: banner exchange: Connection from 10.0.2.4 port 5: invalid format", (None, "10.0.2.4", "5")),
        ("sshd[7]: Unable to negotiate with 10.0.2.4 port 5: no matching cipher", (None, "10.0.2.4", "5")),
        ("sshd[7]: Timeout before authentication for 10.0.2.4 port 5", (None, "10.0.2.4", "5")),
        ("sshd[7]: Timeout before authentication for connection from 10.0.2.4 to 10.0.2.5", (None, "10.0.2.4", None)),
        ("sshd[7]: error: maximum authentication attempts exceeded for invalid user ann from 10.0.2.4 port 5 ssh2",
         ("ann", "10.0.2.4", "5")),
        ("sshd[7]: User ann from 10.0.2.4 not allowed because listed in DenyUsers", ("ann", "10.0.2.4", None)),
        ("sshd[7]: Starting session: shell on pts/0 for ann from 10.0.2.4 port 5 id 0", ("ann", "10.0.2.4", "5")),
    ],
)  # fmt: skip
def test_every_message_of_sshd_about_a_peer_names_it(
    read: Read, text: str, said: tuple[str | None, str, str | None]
) -> None:
    """A name may hold blanks, the sentence may stand behind what it is about."""
    (row,) = read("syslog-rfc3164", f"Jul 10 20:00:01 db-01 {text}\n").rows.to_dicts()
    assert (row.get("user"), row["client"], (row["attributes"] or {}).get("client_port")) == said


@pytest.mark.parametrize("text", ["CROND[7]: (root) CMD (run-parts x)", "CROND[7]: (root) CMDEND (run-parts x)"])
def test_cronie_says_when_a_command_ends_too(read: Read, text: str) -> None:
    """Red Hat's cron logs commands under its name in capitals."""
    (row,) = read("syslog-rfc3164", f"Jul 10 20:00:01 db-01 {text}\n").rows.to_dicts()
    assert (row["user"], row["attributes"]["command"]) == ("root", "run-parts x")


def test_codes_of_aci_have_no_colon(read: Read) -> None:
    """The switch stands in front of the code, in the program's place; fields in brackets follow."""
    text = "<188>Jul 10 20:00:01 leaf2101 %LOG_LOCAL7-4-SYSTEM_MSG [F3013][deleted][ep][warning][sys/ctx] EP is rogue"
    (row,) = read("syslog-rfc3164", f"{text}\n").rows.to_dicts()
    assert (row["host"], row["service"], row["severity_text"]) == ("leaf2101", "LOG_LOCAL7", "warning")
    assert row["body"].startswith("%LOG_LOCAL7-4-SYSTEM_MSG [F3013]")


@pytest.mark.parametrize("program", ["postfix/smtpd", "postfix-in/smtpd", "postfix-out/submission/smtpd"])
def test_a_second_instance_of_postfix_names_its_peers_too(read: Read, program: str) -> None:
    """Its syslog_name has a suffix of the administrator's choice."""
    text = f"Jul 10 20:00:01 mx-01 {program}[7]: lost connection after AUTH from unknown[10.0.2.4]\n"
    (row,) = read("syslog-rfc3164", text).rows.to_dicts()
    assert (row["service"], row["client"]) == (program, "10.0.2.4")
