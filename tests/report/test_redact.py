"""Secrets go, everything else stays."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.report.redact import redacted, redacted_findings


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("postgresql://app:s3c:et@db-01:5432/shop", "postgresql://app:[redacted]@db-01:5432/shop"),
        ("redis://:pw@cache:6379/0", "redis://:[redacted]@cache:6379/0"),
        ("GET /cb?access_token=abc&x=1 HTTP/1.1", "GET /cb?access_token=[redacted]&x=1 HTTP/1.1"),
        ("GET /maps?key=AIzaX&q=1", "GET /maps?key=[redacted]&q=1"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer [redacted]"),
        ("{'Authorization': 'Basic dXNlcjpw'}", "{'Authorization': 'Basic [redacted]'}"),
        ("Cookie: sid=abc; theme=1", "Cookie: [redacted]"),
        ("X-Api-Key: k-123", "X-Api-Key: [redacted]"),
        ("ALTER ROLE app PASSWORD 'it''s';", "ALTER ROLE app PASSWORD '[redacted]';"),
        ("CREATE USER a IDENTIFIED BY 'x y'", "CREATE USER a IDENTIFIED BY '[redacted]'"),
        ("SET PASSWORD FOR 'a'@'%' = PASSWORD('x')", "SET PASSWORD FOR 'a'@'%' = PASSWORD('[redacted]')"),
        ("host=db password=hunter2 user=x", "host=db password=[redacted] user=x"),
        ("PGPASSWORD=hunter2 psql", "PGPASSWORD=[redacted] psql"),
        ('{"db_password": "a b", "port": 1}', '{"db_password": "[redacted]", "port": 1}'),
        ("paid with 4111 1111 1111 1111", "paid with [redacted]"),
        ("card 378282246310005 declined", "card [redacted] declined"),
        ("key AKIAIOSFODNN7EXAMPLE used", "key [redacted] used"),
        ("mail from anna.b@example.com", "mail from [redacted]@example.com"),
        ("/u?email=anna%40example.com", "/u?email=[redacted]%40example.com"),
        ("password = 'cut of", "password = [redacted] of"),
    ],
)
def test_secrets_go(text: str, shared: str) -> None:
    """A secret is replaced, and what stands around it stays readable."""
    assert redacted(text) == shared


@pytest.mark.parametrize(
    "text",
    [
        'FATAL:  password authentication failed for user "app"',
        'ERROR:  syntax error at or near token: "foo"',
        "DETAIL:  Key (id)=(42) already exists.",
        "could not write to file pg_wal/000000010000000A000000FF: No space left on device",
        "system identifier 7254386918311541231 at 1689037200000000, then 1689037200123",
        "total 4111111111111112 bytes",
        "4111111111111111.5 bytes",
        "systemd[1]: postgresql@15-main.service: Main process exited",
        "sudo: deploy : PWD=/home/deploy ; USER=root ; COMMAND=/bin/systemctl restart postgresql",
        "Accepted publickey for deploy@web-01.shop.internal",
        "GET /img/logo@2x.png HTTP/1.1",
        "root@db-01:/var# df -h",
        "pam_unix(sshd:session): session opened for user deploy(uid=1000)",
        "http://app-01:8000/health",
    ],
)
def test_everything_else_stays(text: str) -> None:
    """What only looks like a secret to a careless pattern is not touched."""
    assert redacted(text) == text


@given(st.text(st.sampled_from("password=:'\"[redacted]@.//4?&token ac1"), max_size=60))
def test_twice_is_once(text: str) -> None:
    """Redacting what is redacted changes nothing, so findings may be rendered again from a case."""
    once = redacted(text)
    assert redacted(once) == once


@pytest.mark.parametrize(
    "piece", ["a", "a.", "4111 ", "password=", "'\\", "http://", "eyJa.", "Cookie", "a@b.", "://x:"]
)
def test_hostile_lengths_take_linear_time(piece: str) -> None:
    """A line of 200,000 characters that almost matches is read in about the time of its length."""
    started = time.process_time()
    redacted(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 2


def test_evidence_is_still_found(seed: dict[str, Any]) -> None:
    """Paths, lines and times are the same after redaction; the password in the text is not there."""
    evidence = seed["incidents"][0]["causes"][0]["evidence"]
    evidence[0]["source"] = "dump/4111111111111111/anna@example.com.log"
    shared: Any = redacted_findings(seed)
    kept = shared["incidents"][0]["causes"][0]["evidence"]
    assert [(e["source"], e["line"], e["time"]) for e in kept] == [
        (e["source"], e["line"], e["time"]) for e in evidence
    ]
    assert "Tr0ub4dor" in str(seed)
    assert "Tr0ub4dor" not in str(shared)
