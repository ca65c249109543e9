"""The level that a message states itself."""

from __future__ import annotations

import json

import polars as pl
import pytest
from tests.ingest.formats.conftest import read_text

from foreshock.ingest.formats.syslog.own_level import own_level

STATED = {
    "2026-11-24 10:05:25 31 [Warning] Aborted connection 31 to db: 'shop'": "Warning",
    "2026-11-24  9:05:26 0 [ERROR] InnoDB: preallocating 131072 bytes failed with error 28": "ERROR",
    "2026/11/24 10:05:28 [error] 59#59: *7553 connect() failed (111: Connection refused)": "error",
    "[2026-11-24 10:05:30 +0000] [475] [ERROR] Exception in worker process": "ERROR",
    "2026-11-24 10:05:32.123456+00:00 [error] <0.233.0> disk free limit is breached": "error",
    "2026-11-24 10:05:33.123  WARN 12345 --- [main] o.s.boot.SpringApplication : slow": "WARN",
    'E1124 10:05:35.123456    1234 kubelet.go:2049] "Skipping pod synchronization"': "ERROR",
    "1234:M 24 Nov 2026 10:05:29.123 # Can't save in background: fork: Cannot allocate memory": "warning",
    "error: kex_exchange_identification: Connection closed by remote host": "error",
    "2026-11-24 10:05:33 backup of INFO done": None,
    "203.0.113.6:59468 [24/Nov/2026:10:05:28.039] shop app/app1 0/0/0/3/3 200": None,
    "INFORMATION_SCHEMA is read": None,
}


def test_a_level_in_front_or_behind_a_stamp_counts() -> None:
    """MariaDB, nginx, gunicorn, RabbitMQ, Spring Boot, the kubelet and Redis state it each in a way of their own."""
    assert own_level(pl.Series([*STATED, None])).to_list() == [*STATED.values(), None]


@pytest.mark.parametrize(("priority", "severity"), [("6", "ERROR"), ("3", "ERR"), ("2", "CRIT")])
def test_a_level_replaces_that_of_an_output_alone(priority: str, severity: str) -> None:
    """Of an output systemd gives lines one priority; a program that states another one to syslog meant it."""
    entry = {"__REALTIME_TIMESTAMP": "1795514725000000", "PRIORITY": priority, "SYSLOG_IDENTIFIER": "mariadbd"}
    text = json.dumps(entry | {"MESSAGE": "2026-11-24 10:05:26 0 [ERROR] InnoDB: failed with error 28"})
    (row,) = read_text("journald-json", f"{text}\n").rows.to_dicts()
    assert row["severity_text"] == severity
    assert row["severity_number"] == {"6": 17, "3": 17, "2": 18}[priority]
