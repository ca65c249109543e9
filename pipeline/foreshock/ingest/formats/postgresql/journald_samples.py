"""PostgreSQL's messages as journalctl prints them."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_BY_SYSLOG = Sample(
    program="PostgreSQL 15.18 (log_destination syslog, log_line_prefix '%m %p %u@%d/%a %e ') in journalctl -o json's form",
    text=r"""{"__REALTIME_TIMESTAMP": "1795511006701677", "_HOSTNAME": "pg1", "PRIORITY": "6", "SYSLOG_IDENTIFIER": "sshd", "_PID": "3600", "_TRANSPORT": "syslog", "MESSAGE": "Accepted publickey for deploy from 198.51.100.14 port 31920 ssh2: ED25519 SHA256:kX3v0Yt"}
{"__REALTIME_TIMESTAMP": "1795511006949357", "_HOSTNAME": "pg1", "PRIORITY": "6", "SYSLOG_IDENTIFIER": "postgres", "_PID": "41", "_TRANSPORT": "syslog", "MESSAGE": "[6-1] 2026-11-24 06:03:26.949 -03 41 postgres@shop/postgres_exporter 00000 LOG:  duration: 693.295 ms  statement: INSERT INTO reviews SELECT n, n::bigint * 7919 % 6000 + 1, n % 5 + 1, concat(n, '-', md5(n::text), md5((n + 1)::text), md5((n + 2)::text))"}
{"__REALTIME_TIMESTAMP": "1795511006949923", "_HOSTNAME": "pg1", "PRIORITY": "6", "SYSLOG_IDENTIFIER": "postgres", "_PID": "41", "_TRANSPORT": "syslog", "MESSAGE": "[6-2] \t  FROM generate_series(1, 240000) AS n;"}
{"__REALTIME_TIMESTAMP": "1795511139409075", "_HOSTNAME": "pg1", "PRIORITY": "2", "SYSLOG_IDENTIFIER": "postgres", "_PID": "474", "_TRANSPORT": "syslog", "MESSAGE": "[6-1] 2026-11-24 06:05:39.409 -03 474 shop@shop/[unknown] 53300 FATAL:  remaining connection slots are reserved for non-replication superuser connections"}
""",
    rows=(
        {"line": 1, "service": "sshd", "pid": 3600, "severity_text": "INFO"},
        {
            "line": 2, "time": "2026-11-24T09:03:26.949357Z", "host": "pg1", "service": "postgresql", "pid": 41,
            "severity_text": "LOG", "user": "postgres", "database": "shop", "code": "00000", "duration_s": 0.693295,
            "statement": "INSERT INTO reviews SELECT n, n::bigint * 7919 % 6000 + 1, n % 5 + 1, concat(n, '-', "
            "md5(n::text), md5((n + 1)::text), md5((n + 2)::text))\n  FROM generate_series(1, 240000) AS n;",
        },
        {
            "line": 4, "time": "2026-11-24T09:05:39.409075Z", "pid": 474, "severity_text": "FATAL", "code": "53300",
            "body": "remaining connection slots are reserved for non-replication superuser connections",
        },
    ),
    options={"log_line_prefix": "%m %p %u@%d/%a %e ", "syslog_ident": "postgres"},
)  # fmt: skip

_BY_STDERR = Sample(
    program="PostgreSQL 15.18 (log_destination stderr, log_line_prefix '%m [%p] %q%u@%d ') in journalctl -o json's form",
    text=r"""{"__REALTIME_TIMESTAMP":"1795511139409101","_HOSTNAME":"pg1","PRIORITY":"6","SYSLOG_IDENTIFIER":"postgres","_PID":"474","_TRANSPORT":"stdout","_SYSTEMD_UNIT":"postgresql@15-main.service","MESSAGE":"2026-11-24 09:05:39.409 UTC [474] shop@shop ERROR:  duplicate key value violates unique constraint \"orders_pkey\""}
{"__REALTIME_TIMESTAMP":"1795511139409120","_HOSTNAME":"pg1","PRIORITY":"6","SYSLOG_IDENTIFIER":"postgres","_PID":"474","_TRANSPORT":"stdout","_SYSTEMD_UNIT":"postgresql@15-main.service","MESSAGE":"2026-11-24 09:05:39.409 UTC [474] shop@shop DETAIL:  Key (id)=(1) already exists."}
{"__REALTIME_TIMESTAMP":"1795511139409131","_HOSTNAME":"pg1","PRIORITY":"6","SYSLOG_IDENTIFIER":"postgres","_PID":"474","_TRANSPORT":"stdout","_SYSTEMD_UNIT":"postgresql@15-main.service","MESSAGE":"2026-11-24 09:05:39.409 UTC [474] shop@shop STATEMENT:  insert into orders"}
{"__REALTIME_TIMESTAMP":"1795511139409140","_HOSTNAME":"pg1","PRIORITY":"6","SYSLOG_IDENTIFIER":"postgres","_PID":"474","_TRANSPORT":"stdout","_SYSTEMD_UNIT":"postgresql@15-main.service","MESSAGE":"\tvalues (1)"}
""",
    rows=(
        {
            "line": 1, "time": "2026-11-24T09:05:39.409101Z", "pid": 474, "severity_text": "ERROR", "user": "shop",
            "body": 'duplicate key value violates unique constraint "orders_pkey"',
            "detail": "Key (id)=(1) already exists.", "statement": "insert into orders\nvalues (1)",
            "attributes": {
                "fingerprint": "insert into orders values (?)", "_TRANSPORT": "stdout", "level": "6",
                "unit": "postgresql@15-main.service",
            },
        },
    ),
    options={"log_line_prefix": "%m [%p] %q%u@%d ", "syslog_ident": "postgres"},
)  # fmt: skip

SAMPLES: tuple[Sample, ...] = (_BY_SYSLOG, _BY_STDERR)
