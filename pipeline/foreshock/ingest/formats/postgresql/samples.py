"""Server log lines as PostgreSQL writes them to stderr."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_DEBIAN = Sample(
    program="PostgreSQL 15.18 (log_line_prefix '%m [%p] %q%u@%d ', log_timezone America/New_York), Debian 12",
    text=(
        "2026-11-22 09:34:56.038 EST [18053] LOG:  database system is ready to accept connections\n"
        "2026-11-22 09:34:56.130 EST [18064] [unknown]@[unknown] LOG:  connection received: host=127.0.0.1 port=54084\n"
        "2026-11-22 09:34:56.131 EST [18064] postgres@postgres LOG:  connection authorized: user=postgres "
        "database=postgres application_name=pg_isready\n"
        '2026-11-22 09:34:56.131 EST [18064] postgres@postgres FATAL:  role "postgres" does not exist\n'
        '2026-11-22 09:34:56.262 EST [18068] shop@shop LOG:  temporary file: path "base/pgsql_tmp/pgsql_tmp18068.0", '
        "size 280000\n"
        "2026-11-22 09:34:56.262 EST [18068] shop@shop STATEMENT:  insert into orders select g from "
        "generate_series(1, 20000) g;\n"
        "2026-11-22 09:34:56.265 EST [18068] shop@shop LOG:  duration: 1.761 ms  statement: select *\n"
        "\t  from orders\n"
        "\t where note = 'größer \"als\" ''zehn'''\n"
        "\t limit 1;\n"
        '2026-11-22 09:34:56.265 EST [18068] shop@shop ERROR:  duplicate key value violates unique constraint "orders_pkey"\n'
        "2026-11-22 09:34:56.265 EST [18068] shop@shop DETAIL:  Key (id)=(1) already exists.\n"
        "2026-11-22 09:34:56.265 EST [18068] shop@shop STATEMENT:  insert into orders values (1, 'dup');\n"
        "2026-11-22 09:34:56.281 EST [18068] shop@shop ERROR:  division by zero\n"
        '2026-11-22 09:34:56.281 EST [18068] shop@shop CONTEXT:  SQL statement "SELECT 1/0"\n'
        "\tPL/pgSQL function inline_code_block line 1 at PERFORM\n"
        "2026-11-22 09:34:56.281 EST [18068] shop@shop STATEMENT:  do $$ begin perform 1/0; end $$;\n"
        "2026-11-22 09:34:56.340 EST [18057] LOG:  checkpoint complete: wrote 1321 buffers (8.1%); 1 WAL file(s) added, "
        "0 removed, 0 recycled; write=0.013 s, sync=0.032 s, total=0.059 s; sync files=306, longest=0.005 s, "
        "average=0.001 s; distance=8663 kB, estimate=8663 kB\n"
        "2026-11-22 09:34:56.672 EST [18106] shop@shop LOG:  process 18106 still waiting for RowExclusiveLock on relation "
        "16385 of database 16384 after 100.123 ms at character 8\n"
        "2026-11-22 09:34:56.672 EST [18106] shop@shop DETAIL:  Process holding the lock: 18101. Wait queue: 18106.\n"
        "2026-11-22 09:34:56.672 EST [18106] shop@shop STATEMENT:  update orders set note='y' where id=1\n"
        "2026-11-22 09:34:56.975 EST [18101] shop@shop LOG:  disconnection: session time: 0:00:00.606 user=shop "
        "database=shop host=127.0.0.1 port=54104\n"
        '2026-11-22 09:34:57.574 EST [18111] LOG:  automatic analyze of table "shop.public.orders"\n'
        "\tavg read rate: 0.000 MB/s, avg write rate: 1.172 MB/s\n"
        "\tbuffer usage: 526 hits, 0 misses, 3 dirtied\n"
        "\tsystem usage: CPU: user: 0.01 s, system: 0.00 s, elapsed: 0.01 s\n"
    ),
    rows=(
        {
            "line": 1, "time": "2026-11-22T14:34:56.038Z", "service": "postgresql", "severity_text": "LOG",
            "severity_number": 9, "body": "database system is ready to accept connections", "pid": 18053, "user": None,
            "database": None, "attributes": None,
        },
        {"line": 2, "user": None, "database": None, "client": "127.0.0.1:54084"},
        {"line": 3, "user": "postgres", "database": "postgres"},
        {"line": 4, "severity_text": "FATAL", "severity_number": 21, "body": 'role "postgres" does not exist'},
        {
            "line": 5, "statement": "insert into orders select g from generate_series(1, 20000) g;",
            "attributes": {
                "temp_path": "base/pgsql_tmp/pgsql_tmp18068.0", "temp_bytes": "280000",
                "fingerprint": "insert into orders select g from generate_series(?, ?) g",
            },
        },
        {
            "line": 7, "duration_s": 0.001761, "user": "shop",
            "statement": "select *\n  from orders\n where note = 'größer \"als\" ''zehn'''\n limit 1;",
        },
        {
            "line": 11, "severity_number": 17, "detail": "Key (id)=(1) already exists.",
            "statement": "insert into orders values (1, 'dup');",
        },
        {
            "line": 14, "body": "division by zero", "statement": "do $$ begin perform 1/0; end $$;",
            "detail": 'CONTEXT: SQL statement "SELECT 1/0"\nPL/pgSQL function inline_code_block line 1 at PERFORM',
        },
        {
            "line": 18, "duration_s": 0.059,
            "attributes": {
                "checkpoint": "checkpoint", "checkpoint_buffers": "1321", "checkpoint_write_s": "0.013",
                "checkpoint_sync_s": "0.032", "checkpoint_total_s": "0.059", "checkpoint_distance_kb": "8663",
            },
        },
        {
            "line": 19, "statement": "update orders set note='y' where id=1",
            "detail": "Process holding the lock: 18101. Wait queue: 18106.",
            "attributes": {
                "lock_pid": "18106", "lock_event": "still waiting", "lock_mode": "RowExclusiveLock",
                "lock_object": "relation 16385 of database 16384", "lock_wait_ms": "100.123",
                "fingerprint": "update orders set note = ? where id = ?",
            },
        },
        {"line": 22, "client": "127.0.0.1:54104", "attributes": {"session_s": "0.606"}},
        {
            "line": 23, "duration_s": 0.01,
            "attributes": {"autovacuum": "analyze", "table": "shop.public.orders"},
        },
    ),
)  # fmt: skip

_RDS = Sample(
    program="PostgreSQL 15.20 (log_line_prefix '%m:%r:%u@%d:[%p]:', as Amazon RDS sets it)",
    text=(
        "2026-11-22 03:31:53.321 EST::@:[31535]:LOG:  database system is ready to accept connections\n"
        "2026-11-22 03:36:25.306 EST:127.0.0.1(54962):shop@shop:[32475]:FATAL:  the database system is not yet accepting "
        "connections\n"
        "2026-11-22 03:36:25.306 EST:127.0.0.1(54962):shop@shop:[32475]:DETAIL:  Consistent recovery state has not been "
        "yet reached.\n"
    ),
    rows=(
        {"line": 1, "time": "2026-11-22T08:31:53.321Z", "pid": 31535, "user": None, "client": None},
        {
            "line": 2, "client": "127.0.0.1:54962", "user": "shop", "database": "shop", "pid": 32475,
            "detail": "Consistent recovery state has not been yet reached.",
        },
    ),
)  # fmt: skip

_VERBOSE = Sample(
    program="PostgreSQL 11.4 (log_error_verbosity verbose, log_statement all, log_duration on)",
    text=(
        "2019-07-23 12:06:33.732 UTC [44] LOG:  00000: statement: show config_filel;\n"
        "2019-07-23 12:06:33.732 UTC [44] LOCATION:  exec_simple_query, postgres.c:975\n"
        '2019-07-23 12:06:33.732 UTC [44] ERROR:  42704: unrecognized configuration parameter "config_filel"\n'
        "2019-07-23 12:06:33.732 UTC [44] LOCATION:  GetConfigOptionByName, guc.c:8342\n"
        "2019-07-23 12:06:33.732 UTC [44] STATEMENT:  show config_filel;\n"
        "2019-07-23 12:06:34.877 UTC [44] LOG:  00000: statement: show config_file;\n"
        "2019-07-23 12:06:34.877 UTC [44] LOCATION:  exec_simple_query, postgres.c:975\n"
        "2019-07-23 12:06:34.878 UTC [44] LOG:  00000: duration: 0.524 ms\n"
        "2019-07-23 12:06:34.878 UTC [44] LOCATION:  exec_simple_query, postgres.c:1219\n"
    ),
    rows=(
        {"line": 1, "body": "statement: show config_filel;", "statement": "show config_filel;", "code": "00000"},
        {
            "line": 3, "body": 'unrecognized configuration parameter "config_filel"', "code": "42704",
            "statement": "show config_filel;", "detail": "LOCATION: GetConfigOptionByName, guc.c:8342",
        },
        {"line": 6, "duration_s": 0.000524, "statement": "show config_file;"},
        {"line": 8, "body": "duration: 0.524 ms", "duration_s": 0.000524},
    ),
)  # fmt: skip

SAMPLES = (_DEBIAN, _RDS, _VERBOSE)

CSV_SAMPLES = (
    Sample(
        program="PostgreSQL 15.18 (log_destination csvlog, log_timezone America/New_York), Debian 12",
        text=(
            '2026-11-22 09:56:33.297 EST,,,16280,,6b0302a1.3f98,1,,2026-11-22 09:56:33 EST,,0,LOG,00000,"ending log output to stderr",,"Future log output will go to log destination ""csvlog,jsonlog"".",,,,,,,"","postmaster",,0\n'
            '2026-11-22 09:56:33.473 EST,"shop","postgres",16321,"127.0.0.1:39870",6b0302a1.3fc1,2,"authentication",2026-11-22 09:56:33 EST,3/2,0,LOG,00000,"connection authorized: user=shop database=postgres application_name=psql",,,,,,,,,"","client backend",,0\n'
            '2026-11-22 09:56:33.485 EST,"shop","postgres",16321,"127.0.0.1:39870",6b0302a1.3fc1,4,"SELECT",2026-11-22 09:56:33 EST,3/0,0,LOG,00000,"duration: 0.692 ms  statement: select *\n'
            '  from orders\n'
            ' where note = \'größer ""als"" \'\'zehn\'\'\'\n'
            ' limit 1;",,,,,,,,,"psql","client backend",,0\n'
            '2026-11-22 09:56:33.488 EST,"shop","postgres",16321,"127.0.0.1:39870",6b0302a1.3fc1,5,"INSERT",2026-11-22 09:56:33 EST,3/5,725,ERROR,23505,"duplicate key value violates unique constraint ""orders_pkey""","Key (id)=(1) already exists.",,,,,"insert into orders values (1, \'a\'), (1, \'dup\');",,,"psql","client backend",,0\n'
        ),
        rows=(
            {
                "line": 1, "time": "2026-11-22T14:56:33.297Z", "severity_text": "LOG", "severity_number": 9, "pid": 16280,
                "body": "ending log output to stderr", "user": None, "client": None, "code": "00000",
                "detail": 'HINT: Future log output will go to log destination "csvlog,jsonlog".',
            },
            {"line": 2, "user": "shop", "database": "postgres", "client": "127.0.0.1:39870"},
            {
                "line": 3, "duration_s": 0.000692,
                "statement": "select *\n  from orders\n where note = 'größer \"als\" ''zehn'''\n limit 1;",
            },
            {
                "line": 7, "severity_number": 17, "code": "23505", "detail": "Key (id)=(1) already exists.",
                "statement": "insert into orders values (1, 'a'), (1, 'dup');",
                "attributes": {
                    "application": "psql", "session_id": "6b0302a1.3fc1", "session_line": "5",
                    "session_start": "2026-11-22 09:56:33 EST", "virtual_transaction_id": "3/5", "transaction_id": "725",
                    "backend_type": "client backend", "command_tag": "INSERT", "fingerprint": "insert into orders values (?, ?)",
                },
            },
        ),
    ),
)  # fmt: skip

JSON_SAMPLES = (
    Sample(
        program="PostgreSQL 15.18 (log_destination jsonlog, log_timezone America/New_York), Debian 12",
        text=(
            '{"timestamp":"2026-11-22 09:56:33.297 EST","pid":16280,"session_id":"6b0302a1.3f98","line_num":1,"session_start":"2026-11-22 09:56:33 EST","txid":0,"error_severity":"LOG","message":"ending log output to stderr","hint":"Future log output will go to log destination \\"csvlog,jsonlog\\".","backend_type":"postmaster","query_id":0}\n'
            '{"timestamp":"2026-11-22 09:56:33.473 EST","user":"shop","dbname":"postgres","pid":16321,"remote_host":"127.0.0.1","remote_port":39870,"session_id":"6b0302a1.3fc1","line_num":2,"ps":"authentication","session_start":"2026-11-22 09:56:33 EST","vxid":"3/2","txid":0,"error_severity":"LOG","message":"connection authorized: user=shop database=postgres application_name=psql","backend_type":"client backend","query_id":0}\n'
            '{"timestamp":"2026-11-22 09:56:33.485 EST","user":"shop","dbname":"postgres","pid":16321,"remote_host":"127.0.0.1","remote_port":39870,"session_id":"6b0302a1.3fc1","line_num":4,"ps":"SELECT","session_start":"2026-11-22 09:56:33 EST","vxid":"3/0","txid":0,"error_severity":"LOG","message":"duration: 0.692 ms  statement: select *\\n  from orders\\n where note = \'größer \\"als\\" \'\'zehn\'\'\'\\n limit 1;","application_name":"psql","backend_type":"client backend","query_id":0}\n'
            '{"timestamp":"2026-11-22 09:56:33.488 EST","user":"shop","dbname":"postgres","pid":16321,"remote_host":"127.0.0.1","remote_port":39870,"session_id":"6b0302a1.3fc1","line_num":5,"ps":"INSERT","session_start":"2026-11-22 09:56:33 EST","vxid":"3/5","txid":725,"error_severity":"ERROR","state_code":"23505","message":"duplicate key value violates unique constraint \\"orders_pkey\\"","detail":"Key (id)=(1) already exists.","statement":"insert into orders values (1, \'a\'), (1, \'dup\');","application_name":"psql","backend_type":"client backend","query_id":0}\n'
        ),
        rows=(
            {
                "line": 1, "time": "2026-11-22T14:56:33.297Z", "severity_text": "LOG", "severity_number": 9, "pid": 16280,
                "body": "ending log output to stderr", "user": None, "client": None, "code": None,
                "detail": 'HINT: Future log output will go to log destination "csvlog,jsonlog".',
            },
            {"line": 2, "user": "shop", "database": "postgres", "client": "127.0.0.1:39870"},
            {
                "line": 3, "duration_s": 0.000692,
                "statement": "select *\n  from orders\n where note = 'größer \"als\" ''zehn'''\n limit 1;",
            },
            {
                "line": 4, "severity_number": 17, "code": "23505", "detail": "Key (id)=(1) already exists.",
                "statement": "insert into orders values (1, 'a'), (1, 'dup');",
                "attributes": {
                    "application": "psql", "session_id": "6b0302a1.3fc1", "session_line": "5",
                    "session_start": "2026-11-22 09:56:33 EST", "virtual_transaction_id": "3/5", "transaction_id": "725",
                    "backend_type": "client backend", "command_tag": "INSERT", "fingerprint": "insert into orders values (?, ?)",
                },
            },
        ),
    ),
)  # fmt: skip
