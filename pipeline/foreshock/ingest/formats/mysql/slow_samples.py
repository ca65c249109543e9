"""Slow query log entries as servers write them."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_MARIADB = Sample(
    program="MariaDB 10.11.19 (log_slow_verbosity=query_plan,innodb,explain), server zone America/New_York, Debian 12",
    text=(
        "mariadbd, Version: 10.11.19-MariaDB-0+deb12u1-log (Debian 12). started with:\n"
        "Tcp port: 33977  Unix socket: /run/mysqld/mysqld.sock\n"
        "Time\t\t    Id Command\tArgument\n"
        "# Time: 261122  9:52:31\n"
        "# User@Host: root[root] @ localhost [127.0.0.1]\n"
        "# Thread_id: 3  Schema:   QC_hit: No\n"
        "# Query_time: 0.000387  Lock_time: 0.000000  Rows_sent: 0  Rows_examined: 0\n"
        "# Rows_affected: 1  Bytes_sent: 11\n"
        "SET timestamp=1795359151;\n"
        "create database shop;\n"
        "# User@Host: root[root] @ localhost [127.0.0.1]\n"
        "# Thread_id: 4  Schema: shop  QC_hit: No\n"
        "# Query_time: 0.000321  Lock_time: 0.000145  Rows_sent: 0  Rows_examined: 2\n"
        "# Rows_affected: 0  Bytes_sent: 94\n"
        "use `shop`;\n"
        "SET timestamp=1795359151;\n"
        "select /* c */ a,\n"
        "  b -- note\n"
        "\n"
        "  # hash comment\n"
        "from t\n"
        "where b = 'zwölf \"x\"; it''s';\n"
        "# User@Host: root[root] @ localhost [127.0.0.1]\n"
        "# Thread_id: 4  Schema: shop  QC_hit: No\n"
        "# Query_time: 0.300372  Lock_time: 0.000058  Rows_sent: 1  Rows_examined: 2\n"
        "# Rows_affected: 0  Bytes_sent: 104\n"
        "# Pages_accessed: 1  Pages_read: 0  Pages_prefetched: 0  Pages_updated: 0  Old_rows_read: 0\n"
        "# Pages_read_time: 0.0000  Engine_time: 0.0185\n"
        "# Full_scan: Yes  Full_join: No  Tmp_table: No  Tmp_table_on_disk: No\n"
        "# Filesort: No  Filesort_on_disk: No  Merge_passes: 0  Priority_queue: No\n"
        "#\n"
        "# explain: id\tselect_type\ttable\ttype\tpossible_keys\tkey\tkey_len\tref\trows\tr_rows\tfiltered\tr_filtered\tExtra\n"
        "# explain: 1\tSIMPLE\tt\tindex\tPRIMARY\tPRIMARY\t4\tNULL\t2\t2.00\t100.00\t100.00\tUsing where; Using index\n"
        "#\n"
        "SET timestamp=1795359151;\n"
        "select sleep(0.3), count(*) from t where a in (1,2,3);\n"
    ),
    rows=(
        {
            "line": 4, "time": "2026-11-22T14:52:31Z", "user": "root", "client": "127.0.0.1", "database": None,
            "duration_s": 0.000387, "statement": "create database shop", "severity_text": None,
            "attributes": {
                "thread_id": "3", "qc_hit": "No", "lock_time_s": "0.000000", "rows_sent": "0", "rows_examined": "0",
                "rows_affected": "1", "bytes_sent": "11", "client_host": "localhost", "command": "Query",
                "fingerprint": "create database shop",
            },
        },
        {
            "line": 11, "time": "2026-11-22T14:52:31Z", "database": "shop",
            "statement": "select /* c */ a,\n  b -- note\n\n  # hash comment\nfrom t\nwhere b = 'zwölf \"x\"; it''s'",
        },
        {
            "line": 23, "time": "2026-11-22T14:52:31Z", "database": "shop", "duration_s": 0.300372,
            "statement": "select sleep(0.3), count(*) from t where a in (1,2,3)",
            "detail": "explain: id\tselect_type\ttable\ttype\tpossible_keys\tkey\tkey_len\tref\trows\tr_rows\tfiltered\t"
            "r_filtered\tExtra\nexplain: 1\tSIMPLE\tt\tindex\tPRIMARY\tPRIMARY\t4\tNULL\t2\t2.00\t100.00\t100.00\t"
            "Using where; Using index",
        },
    ),
)  # fmt: skip

_MYSQL_8 = Sample(
    program="MySQL 8.0.36 (log_slow_extra=ON, log_timestamps=SYSTEM), server zone Europe/Berlin",
    text=(
        "/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:\n"
        "Tcp port: 3306  Unix socket: /var/run/mysqld/mysqld.sock\n"
        "Time                 Id Command    Argument\n"
        "# Time: 2024-03-31T03:00:02.123456+02:00\n"
        "# User@Host: shop[shop] @  [2001:db8::17]  Id:     8\n"
        "# Query_time: 2.000234  Lock_time: 0.000001 Rows_sent: 1  Rows_examined: 1 Thread_id: 8 Errno: 1317 Killed: 1317 "
        "Bytes_received: 0 Bytes_sent: 57 Read_first: 0 Read_last: 0 Read_key: 0 Read_next: 0 Read_prev: 0 Read_rnd: 0 "
        "Read_rnd_next: 0 Sort_merge_passes: 0 Sort_range_count: 0 Sort_rows: 0 Sort_scan_count: 0 "
        "Created_tmp_disk_tables: 0 Created_tmp_tables: 0 Start: 2024-03-31T03:00:00.123222+02:00 "
        "End: 2024-03-31T03:00:02.123456+02:00\n"
        "use shop;\n"
        "SET timestamp=1711846800;\n"
        "UPDATE orders SET note = 'größer \\'als\\' 10'\n"
        "WHERE id IN (1, 2, 3);\n"
        "# Time: 2024-03-31T03:00:05.000001+02:00\n"
        "# User@Host: shop[shop] @  [2001:db8::17]  Id:     8\n"
        "# Query_time: 0.000011  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0\n"
        "SET timestamp=1711846805;\n"
        "# administrator command: Quit;\n"
    ),
    rows=(
        {
            "line": 4, "time": "2024-03-31T01:00:02.123456Z", "client": "2001:db8::17", "database": "shop",
            "duration_s": 2.000234, "code": "1317",
            "statement": "UPDATE orders SET note = 'größer \\'als\\' 10'\nWHERE id IN (1, 2, 3)",
        },
        {
            "line": 11, "time": "2024-03-31T01:00:05.000001Z", "statement": "administrator command: Quit", "code": None,
            "attributes": {
                "thread_id": "8", "lock_time_s": "0.000000", "rows_sent": "0", "rows_examined": "0", "command": "Admin",
                "admin": "true", "fingerprint": "administrator command: quit",
            },
        },
    ),
)  # fmt: skip

_PERCONA = Sample(
    program="Percona Server 5.1.73 (log_slow_verbosity=full), a replica, server zone UTC",
    text=(
        "# Time: 111218 11:48:27\n"
        "# User@Host: [SQL_SLAVE] @  []\n"
        "# Thread_id: 10  Schema: db1  Last_errno: 0  Killed: 0\n"
        "# Query_time: 0.726052  Lock_time: 0.000091  Rows_sent: 0  Rows_examined: 62951  Rows_affected: 3  Rows_read: 3\n"
        "# QC_Hit: No  Full_scan: Yes  Full_join: No  Tmp_table: No  Tmp_table_on_disk: No\n"
        "# Filesort: No  Filesort_on_disk: No  Merge_passes: 0\n"
        "#   InnoDB_IO_r_ops: 0  InnoDB_IO_r_bytes: 0  InnoDB_IO_r_wait: 0.000000\n"
        "#   InnoDB_rec_lock_wait: 0.000000  InnoDB_queue_wait: 0.000000\n"
        "#   InnoDB_pages_distinct: 24\n"
        "SET timestamp=1324208907;\n"
        "INSERT INTO vendor (makef, bizzle)\n"
        "VALUES ('', 'Exact'), ('a', 'b');\n"
        "# User@Host: app[app] @ web-01 [10.0.0.7]\n"
        "# Thread_id: 11  Schema: my db  Last_errno: 0  Killed: 0\n"
        "# Query_time: 0.000512  Lock_time: 0.000077  Rows_sent: 0  Rows_examined: 0  Rows_affected: 0  Rows_read: 0\n"
        "# No InnoDB statistics available for this query\n"
        "BEGIN;\n"
    ),
    rows=(
        {
            "line": 1, "time": "2011-12-18T11:48:27Z", "user": "[SQL_SLAVE]", "client": None, "database": "db1",
            "duration_s": 0.726052, "statement": "INSERT INTO vendor (makef, bizzle)\nVALUES ('', 'Exact'), ('a', 'b')",
            "attributes": {
                "thread_id": "10", "last_errno": "0", "killed": "0", "lock_time_s": "0.000091", "rows_sent": "0",
                "rows_examined": "62951", "rows_affected": "3", "rows_read": "3", "qc_hit": "No", "full_scan": "Yes",
                "full_join": "No", "tmp_table": "No", "tmp_table_on_disk": "No", "filesort": "No",
                "filesort_on_disk": "No", "merge_passes": "0", "innodb_io_r_ops": "0", "innodb_io_r_bytes": "0",
                "innodb_io_r_wait": "0.000000", "innodb_rec_lock_wait": "0.000000", "innodb_queue_wait": "0.000000",
                "innodb_pages_distinct": "24", "command": "Query",
                "fingerprint": "insert into vendor (makef, bizzle) values (?, ?)",
            },
        },
        {
            "line": 13, "time": "2011-12-18T11:48:27Z", "user": "app", "client": "10.0.0.7", "database": "my db",
            "statement": "BEGIN",
        },
    ),
)  # fmt: skip

SAMPLES: tuple[Sample, ...] = (_MARIADB, _MYSQL_8, _PERCONA)
