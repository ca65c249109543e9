"""PostgreSQL's messages as syslog daemons and Heroku write them."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_RSYSLOG = Sample(
    program="PostgreSQL 15 (log_destination syslog, log_line_prefix '%m [%p] %q%u@%d ') through rsyslogd 8.2302.0",
    text=(
        "Jul 10 20:00:00 db-01 postgres[901]: [7-1] 2023-07-10 20:00:00.123 EST [901] shop@shop LOG:  duration: "
        "1510.221 ms  statement: SELECT o.id,\n"
        "Jul 10 20:00:00 db-01 CRON[20411]: (root) CMD (/usr/local/bin/backup)\n"
        "Jul 10 20:00:00 db-01 postgres[905]: [3-1] 2023-07-10 20:00:00.125 EST [905] shop@shop ERROR:  could not extend "
        'file "base/16384/16397": No space left on device\n'
        "Jul 10 20:00:00 db-01 postgres[901]: [7-2] #011       count(*)\n"
        "Jul 10 20:00:00 db-01 postgres[901]: [7-3] #011  FROM orders o JOIN order_items i ON i.order_id = o.id WHERE\n"
        "Jul 10 20:00:00 db-01 postgres[901]: [7-4]  o.placed_at > now() - interval '7 days'\n"
        "Jul 10 20:00:00 db-01 postgres[905]: [3-2] 2023-07-10 20:00:00.125 EST [905] shop@shop HINT:  Check free disk "
        "space.\n"
        "Jul 10 20:00:00 db-01 postgres[905]: [3-3] 2023-07-10 20:00:00.125 EST [905] shop@shop STATEMENT:  INSERT INTO "
        "orders VALUES (1)\n"
    ),
    rows=(
        {
            "line": 1, "time": "2023-07-11T01:00:00.123Z", "host": "db-01", "service": "postgresql", "pid": 901,
            "user": "shop", "database": "shop", "severity_text": "LOG", "duration_s": 1.510221,
            "statement": "SELECT o.id,\n       count(*)\n  FROM orders o JOIN order_items i ON i.order_id = o.id WHERE "
            "o.placed_at > now() - interval '7 days'",
        },
        {"line": 2, "service": "CRON", "body": "(root) CMD (/usr/local/bin/backup)"},
        {
            "line": 3, "severity_text": "ERROR", "pid": 905, "detail": "HINT: Check free disk space.",
            "statement": "INSERT INTO orders VALUES (1)",
        },
    ),
    options={
        "log_line_prefix": "%m [%p] %q%u@%d ", "syslog_ident": "postgres",
    },
)  # fmt: skip

_UNSPLIT = Sample(
    program="PostgreSQL 15 (syslog_split_messages off, log_line_prefix '') through rsyslogd 8.2302.0 (RSYSLOG_FileFormat)",
    text=(
        "2023-07-10T20:00:00.125101-05:00 db-01 postgres[905]: [3] ERROR:  duplicate key value violates unique constraint "
        '"orders_pkey"#012DETAIL:  Key (id)=(1) already exists.#012STATEMENT:  insert into orders#012#011values (1)\n'
        "2023-07-10T20:00:01.000001-05:00 db-01 postgres[905]: [4] LOG:  disconnection: session time: 0:00:00.606 "
        "user=shop database=shop host=10.0.1.21 port=54104\n"
    ),
    rows=(
        {
            "line": 1, "time": "2023-07-11T01:00:00.125101Z", "pid": 905, "severity_text": "ERROR",
            "body": 'duplicate key value violates unique constraint "orders_pkey"',
            "detail": "Key (id)=(1) already exists.", "statement": "insert into orders\nvalues (1)",
        },
        {"line": 2, "user": "shop", "client": "10.0.1.21:54104"},
    ),
    options={"log_line_prefix": "", "syslog_ident": "postgres"},
)  # fmt: skip

_HEROKU = Sample(
    program="Heroku Postgres, as heroku logs prints it (log_line_prefix ' sql_error_code = %e ')",
    text=(
        "2023-07-10T20:00:00.000000+00:00 app[postgres.1311]: [DATABASE] [8-1]  sql_error_code = 57014 ERROR:  canceling "
        "statement due to user request\n"
        "2023-07-10T20:00:00.000000+00:00 app[postgres.1311]: [DATABASE] [8-2]  sql_error_code = 57014 STATEMENT:  SELECT "
        "pg_sleep(2)\n"
    ),
    rows=(
        {
            "line": 1, "time": "2023-07-10T20:00:00Z", "severity_text": "ERROR", "code": "57014", "pid": 1311,
            "body": "canceling statement due to user request", "statement": "SELECT pg_sleep(2)",
        },
    ),
    options={"log_line_prefix": " sql_error_code = %e ", "syslog_ident": "app"},
)  # fmt: skip

_IETF = Sample(
    program="PostgreSQL 15 (log_line_prefix '%m [%p] ') through rsyslogd 8.2302.0 (RSYSLOG_SyslogProtocol23Format)",
    text=(
        "<134>1 2023-07-10T20:00:00.125101-05:00 db-01 postgres 901 - - [7-1] 2023-07-10 20:00:00.123 EST [901] "
        'PANIC:  could not write to file "pg_wal/xlogtemp.901": No space left on device\n'
        "<134>1 2023-07-10T20:00:00.225101-05:00 db-01 postgres 880 - - [9-1] 2023-07-10 20:00:00.223 EST [880] "
        "LOG:  server process (PID 901) was terminated by signal 6: Aborted\n"
    ),
    rows=(
        {"line": 1, "time": "2023-07-11T01:00:00.123Z", "host": "db-01", "severity_number": 22, "pid": 901},
        {"line": 2, "severity_text": "LOG", "pid": 880},
    ),
    options={"log_line_prefix": "%m [%p] ", "syslog_ident": "postgres"},
)  # fmt: skip

SAMPLES = (_RSYSLOG, _UNSPLIT, _HEROKU, _IETF)
