"""What netstat and ss print, with what it parses to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_METRIC = "system.network.connections"
_NETSTAT = Sample(
    program="pt-stalk 3.5 (netstat -antp, net-tools 2.10)",
    text=(
        "TS 1689019201.002033000 2023-07-10 20:00:01\n"
        "Active Internet connections (servers and established)\n"
        "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name\n"
        "tcp        0      0 0.0.0.0:3306            0.0.0.0:*               LISTEN      877/mysqld\n"
        "tcp        0      0 10.0.0.31:3306          10.0.0.21:52144         CLOSE_WAIT  877/mysqld\n"
        "tcp6       0      0 ::1:3306                ::1:52145               CLOSE_WAIT  877/mysqld\n"
        "tcp        0      1 10.0.0.31:3306          10.0.0.22:52146         FIN_WAIT1   -\n"
        "udp        0      0 0.0.0.0:68              0.0.0.0:*                           521/dhclient\n"
        "TS 1689019202.002033000 2023-07-10 20:00:02\n"
        "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name\n"
        "tcp        0      0 10.0.0.31:3306          10.0.0.21:52144         CLOSE_WAIT  877/mysqld\n"
    ),
    rows=(
        {"line": 4, "time": "2023-07-10T20:00:01.002033Z", "metric": _METRIC, "value": 1.0,
         "labels": {"protocol": "tcp", "state": "listen"}},
        {"line": 5, "metric": _METRIC, "value": 2.0, "labels": {"protocol": "tcp", "state": "close_wait"}},
        {"line": 7, "metric": _METRIC, "value": 1.0, "labels": {"protocol": "tcp", "state": "fin_wait_1"}},
        {"line": 8, "metric": _METRIC, "value": 1.0, "labels": {"protocol": "udp", "state": "close"}},
        {"line": 11, "time": "2023-07-10T20:00:02.002033Z", "metric": _METRIC, "value": 1.0,
         "labels": {"protocol": "tcp", "state": "close_wait"}},
    ),
)  # fmt: skip
_SS = Sample(
    program="date -Is; ss -a (iproute2 5.15)",
    text=(
        "2023-07-10T20:00:00-05:00\n"
        "Netid State     Recv-Q Send-Q    Local Address:Port     Peer Address:Port Process\n"
        "u_str ESTAB     0      0                     * 18905               * 18906\n"
        "udp   UNCONN    0      0         127.0.0.53%lo:domain        0.0.0.0:*\n"
        "tcp   LISTEN    0      128             0.0.0.0:ssh           0.0.0.0:*\n"
        "tcp   TIME-WAIT 0      0             10.0.0.31:5432        10.0.0.21:51234\n"
        "tcp   ESTAB     0      36            10.0.0.31:ssh         10.0.0.9:58727\n"
    ),
    rows=(
        {"line": 4, "time": "2023-07-11T01:00:00Z", "metric": _METRIC, "value": 1.0,
         "labels": {"protocol": "udp", "state": "close"}},
        {"line": 5, "metric": _METRIC, "labels": {"protocol": "tcp", "state": "listen"}},
        {"line": 6, "metric": _METRIC, "labels": {"protocol": "tcp", "state": "time_wait"}},
        {"line": 7, "metric": _METRIC, "labels": {"protocol": "tcp", "state": "established"}},
    ),
)  # fmt: skip

_MACOS = Sample(
    program="netstat -an, macOS 10.14",
    text=(
        "Active Internet connections (including servers)\n"
        "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)    \n"
        "tcp4       0      0  192.168.1.72.59050     192.168.1.67.8009      ESTABLISHED\n"
        "tcp6       0      0  fe80::1%lo0.8021       *.*                    LISTEN     \n"
        "udp46      0      0  *.53                   *.*                               \n"
        "icm4       0      0  *.*                    *.*                               \n"
        "Active LOCAL (UNIX) domain sockets\n"
        "Address          Type   Recv-Q Send-Q            Inode             Conn             Refs          Nextref Addr\n"
        "4f7e6a6d6a5c1a4b stream      0      0                0 4f7e6a6d6a5c1b13                0                0 /var/run/x\n"
    ),
    rows=(
        {"line": 3, "time": None, "metric": _METRIC, "value": 1.0,
         "labels": {"protocol": "tcp", "state": "established"}},
        {"line": 4, "metric": _METRIC, "labels": {"protocol": "tcp", "state": "listen"}},
        {"line": 5, "metric": _METRIC, "labels": {"protocol": "udp", "state": "close"}},
    ),
)  # fmt: skip

SAMPLES = (_NETSTAT, _SS, _MACOS)
