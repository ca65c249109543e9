"""Error log lines as MySQL and MariaDB write them."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_MARIADB = Sample(
    program="MariaDB 10.11.19, server zone America/New_York, Debian 12: start, refusals, crash",
    text=(
        "2026-11-22  9:52:27 0 [Note] Starting MariaDB 10.11.19-MariaDB-0+deb12u1-log source revision "
        "5843d8475120241667a7ce0f8a1abb6c9b43a273 server_uid +qCF5gH0m5Kwcy56LtcvIPcqM6A= as process 9144\n"
        "2026-11-22  9:52:27 0 [Note] InnoDB: Buffer pool(s) load completed at 261122  9:52:27\n"
        "2026-11-22  9:52:27 0 [Note] Server socket created on IP: '127.0.0.1', port: '33977'.\n"
        "2026-11-22  9:52:27 0 [Note] mariadbd: ready for connections.\n"
        "Version: '10.11.19-MariaDB-0+deb12u1-log'  socket: '/run/mysqld/mysqld.sock'  port: 33977  Debian 12\n"
        "2026-11-22  9:52:32 5 [Warning] Access denied for user 'wrong'@'localhost' (using password: YES)\n"
        "2026-11-22 10:24:05 0 [Warning] Aborted connection 0 to db: 'unconnected' user: 'unauthenticated' host: "
        "'connecting host' (Too many connections)\n"
        "2026-11-22 10:25:02 4 [Warning] Aborted connection 4 to db: 'shop' user: 'exporter' host: '127.0.0.1' "
        "(Got an error reading communication packets)\n"
        "261122 10:52:33 [ERROR] mariadbd got signal 6 ;\n"
        "Sorry, we probably made a mistake, and this is a bug.\n"
        "\n"
        "Server version: 10.11.19-MariaDB-0+deb12u1-log source revision: 5843d8475120241667a7ce0f8a1abb6c9b43a273\n"
        "\n"
        "Attempting backtrace. Include this in the bug report.\n"
        "(note: Retrieving this information may fail)\n"
        "\n"
        "Thread pointer: 0x0\n"
        "stack_bottom = 0x0 thread_stack 0x49000\n"
        "mariadbd(my_print_stacktrace+0x2e)[0x55887500f87e]\n"
        "libc_sigaction.c:0(__restore_rt)[0x7f61f9c5a050]\n"
    ),
    rows=(
        {"line": 1, "time": "2026-11-22T09:52:27Z", "severity_text": "Note", "severity_number": 9, "pid": None},
        {"line": 2, "attributes": {"thread_id": "0", "component": "InnoDB"}},
        {"line": 3, "body": "Server socket created on IP: '127.0.0.1', port: '33977'."},
        {
            "line": 4, "body": "mariadbd: ready for connections.",
            "detail": "Version: '10.11.19-MariaDB-0+deb12u1-log'  socket: '/run/mysqld/mysqld.sock'  port: 33977  Debian 12",
        },
        {
            "line": 6, "severity_text": "Warning", "severity_number": 13, "user": "wrong", "client": "localhost",
            "attributes": {"thread_id": "5"},
        },
        {
            "line": 7, "time": "2026-11-22T10:24:05Z", "user": None, "database": None, "client": None,
            "attributes": {"thread_id": "0", "connection_id": "0", "reason": "Too many connections"},
        },
        {"line": 8, "user": "exporter", "database": "shop", "client": "127.0.0.1"},
        {
            "line": 9, "time": "2026-11-22T10:52:33Z", "severity_text": "ERROR", "severity_number": 21,
            "attributes": {"signal": "6"},
        },
    ),
    year=2026,
)  # fmt: skip

_MYSQL_8 = Sample(
    program="MySQL 8.0.36, Docker's official image: entrypoint, full disk, crash",
    text=(
        "2024-02-05 13:44:50+00:00 [Note] [Entrypoint]: Entrypoint script for MySQL Server 8.0.36-1.el8 started.\n"
        "2024-02-05T13:44:56.657000Z 0 [System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld 8.0.36) starting as process 1\n"
        "2024-02-05T13:44:58.035618Z 0 [Warning] [MY-010068] [Server] CA certificate ca.pem is self signed.\n"
        "2024-02-05T23:59:58.103441Z 2412 [ERROR] [MY-012640] [InnoDB] Error number 28 means 'No space left on device'\n"
        "2024-02-05T23:59:58.603441Z 2412 [ERROR] [MY-010584] [Repl] Replica SQL for channel '': Could not execute "
        "Write_rows event on table shop.orders; Duplicate entry '7' for key 'orders.PRIMARY', Error_code: 1062; handler "
        "error HA_ERR_FOUND_DUPP_KEY, Error_code: MY-001062\n"
        "2024-02-06T00:00:01Z UTC - mysqld got signal 11 ;\n"
        "Most likely, you have hit a bug, but this error can also be caused by malfunctioning hardware.\n"
        "Thread pointer: 0x7f8a3c000d40\n"
        "/usr/sbin/mysqld(my_print_stacktrace(unsigned char const*, unsigned long)+0x41) [0x20f7e21]\n"
    ),
    rows=(
        {
            "line": 1, "time": "2024-02-05T13:44:50Z", "body": "Entrypoint script for MySQL Server 8.0.36-1.el8 started.",
            "attributes": {"component": "Entrypoint"},
        },
        {
            "line": 2, "time": "2024-02-05T13:44:56.657Z", "severity_text": "System", "severity_number": 9,
            "code": "MY-010116", "attributes": {"thread_id": "0", "component": "Server"},
            "body": "/usr/sbin/mysqld (mysqld 8.0.36) starting as process 1",
        },
        {"line": 3, "severity_text": "Warning", "body": "CA certificate ca.pem is self signed."},
        {"line": 4, "code": "MY-012640", "severity_number": 17},
        {"line": 5, "code": "MY-010584"},
        {"line": 6, "time": "2024-02-06T00:00:01Z", "severity_number": 21, "attributes": {"signal": "11"}},
    ),
    year=2024,
)  # fmt: skip

_MYSQL_57 = Sample(
    program="MySQL 5.7.10 under mysqld_safe, server zone Europe/Berlin: two forms of stamps, crash before midnight",
    text=(
        "161209 13:08:33 mysqld_safe Starting mysqld daemon with databases from /usr/local/var/mysql\n"
        "2016-12-09T12:08:33.335060Z 0 [Warning] TIMESTAMP with implicit DEFAULT value is deprecated.\n"
        "2016-12-09T23:59:58.000000Z 7 [Note] Aborted connection 7 to db: 'shop' user: 'app' host: '10.0.0.7' "
        "(Got timeout reading communication packets)\n"
        "00:00:01 UTC - mysqld got signal 6 ;\n"
        "This could be because you hit a bug.\n"
        "key_buffer_size=8388608\n"
        "161210 01:00:01 mysqld_safe Number of processes running now: 0\n"
        "161210 01:00:01 mysqld_safe mysqld restarted\n"
        "2016-12-09T23:00:02.114412Z 0 [Note] InnoDB: Starting crash recovery.\n"
    ),
    rows=(
        {
            "line": 1, "time": "2016-12-09T13:08:33Z", "severity_text": None,
            "body": "mysqld_safe Starting mysqld daemon with databases from /usr/local/var/mysql",
            "attributes": {"component": "mysqld_safe"},
        },
        {"line": 2, "time": "2016-12-09T12:08:33.335060Z"},
        {"line": 3, "user": "app", "database": "shop", "client": "10.0.0.7"},
        {"line": 4, "time": "2016-12-10T00:00:01Z", "severity_number": 21},
        {"line": 7, "time": "2016-12-10T01:00:01Z"},
        {"line": 8, "body": "mysqld_safe mysqld restarted"},
        {"line": 9, "attributes": {"thread_id": "0", "component": "InnoDB"}},
    ),
    year=2016,
)  # fmt: skip

_MONITOR = Sample(
    program="MySQL 5.6.51 and Galera 3.37: InnoDB's monitor, a member that leaves",
    text=(
        "2021-06-01 12:00:00 7f4ae8a0e700 INNODB MONITOR OUTPUT\n"
        "=====================================\n"
        "Per second averages calculated from the last 20 seconds\n"
        "------------------------\n"
        "LATEST DETECTED DEADLOCK\n"
        "------------------------\n"
        "2021-06-01 11:58:20 7f4ae8a0e700\n"
        "*** (1) TRANSACTION:\n"
        "TRANSACTION 24581, ACTIVE 10 sec starting index read\n"
        "----------------------------\n"
        "END OF INNODB MONITOR OUTPUT\n"
        "============================\n"
        "2021-06-01 12:00:01 1811 [Note] WSREP: Member 1.0 (node2) requested state transfer from '*any*'. "
        "Selected 0.0 (node1)(SYNCED) as donor.\n"
        "2021-06-01 12:00:01 1811 [Note] WSREP: Shifting SYNCED -> DONOR/DESYNCED (TO: 8812)\n"
        "2021-06-01 12:00:02 1811 [Note] WSREP: view(view_id(NON_PRIM,0d3ec5b4,7) memb {\n"
        "\t0d3ec5b4,0\n"
        "} joined {\n"
        "} left {\n"
        "})\n"
        "2021-06-01 12:00:02 1811 [Note] WSREP: New cluster view: global state: 6ee4d4c4-0000-11eb-8000-000000000000:8812, "
        "view# -1: non-Primary, number of nodes: 1, my index: 0, protocol version 3\n"
        "2021-06-01 12:00:03 1811 [ERROR] /usr/sbin/mysqld: Disk full (/tmp/#sql_715_0.MYI); waiting for someone to free "
        "some space... (errno: 28 - No space left on device)\n"
        "210601 12:00:04  InnoDB: Warning: a long semaphore wait:\n"
        "--Thread 139959 has waited at btr0cur.cc line 4202 for 241.00 seconds the semaphore:\n"
        "210601 12:00:05InnoDB: Warning: cannot find a free slot for an undo log. Do you have too\n"
        "InnoDB: many active transactions running concurrently?\n"
    ),
    rows=(
        {"line": 1, "time": "2021-06-01T12:00:00Z", "attributes": {"thread_id": "7f4ae8a0e700"}},
        {
            "line": 13,
            "attributes": {
                "thread_id": "1811", "component": "WSREP", "wsrep_joiner": "node2", "wsrep_donor": "node1",
            },
        },
        {
            "line": 14,
            "attributes": {
                "thread_id": "1811", "component": "WSREP", "wsrep_from": "SYNCED", "wsrep_state": "DONOR/DESYNCED",
                "wsrep_seqno": "8812",
            },
        },
        {"line": 15, "attributes": {"thread_id": "1811", "component": "WSREP", "wsrep_cluster_status": "NON_PRIM"}},
        {
            "line": 20,
            "attributes": {
                "thread_id": "1811", "component": "WSREP", "wsrep_cluster_status": "non-Primary",
                "wsrep_cluster_size": "1",
            },
        },
        {"line": 21, "code": "28", "severity_number": 17},
        {"line": 22, "time": "2021-06-01T12:00:04Z", "attributes": {"component": "InnoDB"}},
        {"line": 24, "time": "2021-06-01T12:00:05Z", "attributes": {"component": "InnoDB"}},
    ),
    year=2021,
)  # fmt: skip

SAMPLES: tuple[Sample, ...] = (_MARIADB, _MYSQL_8, _MYSQL_57, _MONITOR)
