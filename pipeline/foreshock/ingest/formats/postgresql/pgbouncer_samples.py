"""Log lines as PgBouncer writes them."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_RECENT = Sample(
    program="PgBouncer 1.18.0 (log_connections, log_disconnections and log_pooler_errors on), Debian 12",
    text=(
        "2023-07-10 20:00:01.123 EST [812] LOG kernel file descriptor limit: 1024 (hard: 524288); max_client_conn: 100, "
        "max expected fd use: 152\n"
        "2023-07-10 20:00:01.125 EST [812] LOG C-0x55d0c0f6e2b0: shop/app@10.0.1.21:50123 login attempt: db=shop user=app "
        "tls=no\n"
        "2023-07-10 20:00:01.126 EST [812] LOG S-0x55d0c0f7a510: shop/app@10.0.2.31:5432 new connection to server (from "
        "10.0.1.41:41022)\n"
        "2023-07-10 20:00:41.201 EST [812] WARNING C-0x55d0c0f6e4d8: (nodb)/(nouser)@10.0.1.22:50190 pooler error: no more "
        "connections allowed (max_client_conn)\n"
        "2023-07-10 20:00:44.310 EST [812] LOG C-0x55d0c0f6e2b0: shop/app@10.0.1.21:50123 closing because: query_wait_timeout "
        "(age=43s)\n"
        "2023-07-10 20:01:01.123 EST [812] LOG stats: 104 xacts/s, 211 queries/s, in 40210 B/s, out 910311 B/s, xact 9121 us, "
        "query 4402 us, wait 120033 us\n"
    ),
    rows=(
        {
            "line": 1, "time": "2023-07-11T01:00:01.123Z", "service": "pgbouncer", "severity_text": "LOG",
            "severity_number": 9, "pid": 812, "client": None, "user": None, "attributes": None,
        },
        {
            "line": 2, "user": "app", "database": "shop", "client": "10.0.1.21:50123",
            "body": "login attempt: db=shop user=app tls=no",
            "attributes": {"connection": "0x55d0c0f6e2b0", "tls": "no"},
        },
        {
            "line": 3, "client": None, "user": "app",
            "attributes": {"server": "10.0.2.31:5432", "connection": "0x55d0c0f7a510"},
        },
        {
            "line": 4, "severity_number": 13, "user": None, "database": None, "client": "10.0.1.22:50190",
            "attributes": {
                "connection": "0x55d0c0f6e4d8", "reason": "no more connections allowed (max_client_conn)",
            },
        },
        {
            "line": 5, "body": "closing because: query_wait_timeout (age=43s)",
            "attributes": {"connection": "0x55d0c0f6e2b0", "reason": "query_wait_timeout", "age_s": "43"},
        },
        {
            "line": 6,
            "attributes": {
                "xacts_per_s": "104", "queries_per_s": "211", "in_bytes_per_s": "40210", "out_bytes_per_s": "910311",
                "xact_us": "9121", "query_us": "4402", "wait_us": "120033",
            },
        },
    ),
)  # fmt: skip

_OLD = Sample(
    program="PgBouncer 1.7.2 (log lines without zone and brackets)",
    text=(
        "2016-07-10 20:00:01.123 2312 LOG C-0x1f2a770: shop/app@unix(2290):6432 login attempt: db=shop user=app tls=no\n"
        "2016-07-10 20:00:02.003 2312 ERROR S: login failed: FATAL: the database system is starting up\n"
    ),
    rows=(
        {"line": 1, "time": "2016-07-10T20:00:01.123Z", "pid": 2312, "client": "unix(2290):6432", "user": "app"},
        {"line": 2, "severity_text": "ERROR", "body": "S: login failed: FATAL: the database system is starting up"},
    ),
)  # fmt: skip

SAMPLES = (_RECENT, _OLD)
