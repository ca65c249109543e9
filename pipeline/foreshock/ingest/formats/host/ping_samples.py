"""What ping of iputils and of macOS prints."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_TARGET = {"target": "db-01"}
_EPOCH = Sample(
    program="ping -O -D, iputils 20221126",
    text=(
        "PING db-01 (10.0.0.31) 56(84) bytes of data.\n"
        "[1689019201.261953] 64 bytes from db-01 (10.0.0.31): icmp_seq=1 ttl=64 time=0.250 ms\n"
        "[1689019203.264798] no answer yet for icmp_seq=2\n"
        "[1689019204.272296] From 10.0.0.1 (10.0.0.1) icmp_seq=3 Destination Host Unreachable\n"
        "\n"
        "--- db-01 ping statistics ---\n"
        "3 packets transmitted, 1 received, +1 errors, 66.6667% packet loss, time 2003ms\n"
        "rtt min/avg/max/mdev = 0.250/0.250/0.250/0.000 ms\n"
    ),
    rows=(
        {"line": 2, "time": "2023-07-10T20:00:01.261953Z", "metric": "ping.round_trip_time", "labels": _TARGET,
         "value": 0.00025, "unit": "s"},
        {"line": 3, "time": "2023-07-10T20:00:03.264798Z", "metric": "ping.unanswered",
         "labels": {**_TARGET, "reason": "no answer"}, "value": 1.0},
        {"line": 4, "metric": "ping.unanswered", "labels": {**_TARGET, "reason": "Destination Host Unreachable"}},
        {"line": 7, "time": "2023-07-10T20:00:04.272296Z", "metric": "ping.packets",
         "labels": {**_TARGET, "direction": "transmit"}, "value": 3.0},
        {"line": 7, "metric": "ping.packets", "labels": {**_TARGET, "direction": "receive"}, "value": 1.0},
        {"line": 7, "metric": "ping.packet_loss", "labels": _TARGET, "value": 0.666667, "unit": "1"},
        {"line": 8, "metric": "ping.round_trip_time.min", "value": 0.00025},
        {"line": 8, "metric": "ping.round_trip_time.avg", "value": 0.00025},
        {"line": 8, "metric": "ping.round_trip_time.max", "value": 0.00025},
    ),
)  # fmt: skip
_DATED = Sample(
    program="ping of iputils 20190709, each line behind what date prints",
    text=(
        "Mon Jul 10 20:00:01 EST 2023: PING db-01 (10.0.0.31) 56(84) bytes of data.\n"
        "Mon Jul 10 20:00:01 EST 2023: 64 bytes from db-01 (10.0.0.31): icmp_seq=1 ttl=64 time=0.4 ms\n"
        "Mon Jul 10 20:00:03 EST 2023: ping: sendmsg: Network is unreachable\n"
    ),
    rows=(
        {"line": 2, "time": "2023-07-11T01:00:01Z", "metric": "ping.round_trip_time", "value": 0.0004},
        {"line": 3, "time": "2023-07-11T01:00:03Z", "metric": "ping.unanswered",
         "labels": {**_TARGET, "reason": "Network is unreachable"}},
    ),
)  # fmt: skip
_MACOS = Sample(
    program="ping and ping6 of macOS 10.14",
    text=(
        "PING 192.168.1.220 (192.168.1.220): 56 data bytes\n"
        "Request timeout for icmp_seq 0\n"
        "92 bytes from gateway (192.168.1.254): Destination Host Unreachable\n"
        "Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst\n"
        " 4  5  00 5400 567b   0 0000  3f  01 a024 192.168.1.221  192.168.1.220 \n"
        "\n"
        "PING6(56=40+8+8 bytes) ::1 --> ::1\n"
        "16 bytes from ::1, icmp_seq=0 hlim=64 time=0.071 ms\n"
        "--- ::1 ping6 statistics ---\n"
        "1 packets transmitted, 1 packets received, +1 duplicates, 0.0% packet loss\n"
    ),
    rows=(
        {"line": 2, "time": None, "metric": "ping.unanswered",
         "labels": {"target": "192.168.1.220", "reason": "no answer"}},
        {"line": 3, "metric": "ping.unanswered", "value": 1.0},
        {"line": 8, "metric": "ping.round_trip_time", "labels": {"target": "::1"}, "value": 0.000071},
        {"line": 10, "metric": "ping.packets", "value": 1.0}, {"line": 10, "metric": "ping.packets", "value": 1.0},
        {"line": 10, "metric": "ping.packet_loss", "value": 0.0},
    ),
)  # fmt: skip

SAMPLES = (_EPOCH, _DATED, _MACOS)
