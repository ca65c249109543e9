"""What Zeek and the flow logs of Amazon VPC write."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

ZEEK_SAMPLES = (
    Sample(
        program="Zeek 5.0 (conn.log)",
        text=(
            "#separator \\x09\n"
            "#set_separator\t,\n"
            "#empty_field\t(empty)\n"
            "#unset_field\t-\n"
            "#path\tconn\n"
            "#open\t2023-07-10-20-00-00\n"
            "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tconn_state\ttunnel_parents\n"
            "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tstring\tset[string]\n"
            "1689019201.123456\tCHhAvVGS1DHFjwGM9\t10.0.0.21\t51111\t10.0.0.31\t5432\ttcp\t-\t1.250000\t1000\tSF\t(empty)\n"
            "1689019202.500000\tClEkJM2Vm5giqnMf4h\t2001:db8::21\t51112\t2001:db8::53\t53\tudp\tdns\t-\t-\tS0\t(empty)\n"
            "#close\t2023-07-10-21-00-00\n"
        ),
        rows=(
            {
                "line": 9, "time": "2023-07-10T20:00:01.123456Z", "service": "zeek", "client": "10.0.0.21",
                "attributes": {
                    "uid": "CHhAvVGS1DHFjwGM9", "id.resp_h": "10.0.0.31", "id.resp_p": "5432", "proto": "tcp",
                    "duration": "1.250000", "orig_bytes": "1000", "conn_state": "SF", "client_port": "51111",
                },
            },
            {"line": 10, "time": "2023-07-10T20:00:02.5Z", "client": "2001:db8::21"},
        ),
    ),
)  # fmt: skip

VPC_SAMPLES = (
    Sample(
        program="Amazon VPC (flow log records of its user guide)",
        text=(
            "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n"
            "2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT OK\n"
            "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA\n"
        ),
        rows=(
            {
                "line": 2, "time": "2014-12-14T04:07:50Z", "client": "172.31.9.69", "service": "vpc",
                "attributes": {
                    "version": "2", "account-id": "123456789010", "interface-id": "eni-1235b8ca123456789",
                    "packets": "20", "bytes": "4249", "start": "1418530010", "action": "REJECT", "log-status": "OK",
                    "client_port": "49761", "dst": "172.31.9.12", "dst_port": "3389", "proto": "tcp",
                },
            },
            {"line": 3, "time": "2015-05-10T18:02:14Z", "client": None},
        ),
    ),
    Sample(
        program="Amazon VPC (flow log records of its user guide, without the header)",
        text=(
            "2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT OK\n"
        ),
        rows=({"line": 1, "time": "2014-12-14T04:07:50Z", "client": "172.31.9.69"},),
    ),
    Sample(
        program="Amazon VPC (flow log records of its user guide, custom format of version 3)",
        text=(
            "version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr srcport dstport protocol bytes packets start end action tcp-flags log-status\n"
            "3 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 eni-1235b8ca123456789 123456789010 IPv4 52.213.180.42 10.0.0.62 43416 5001 6 568 8 1566848875 1566848933 ACCEPT 2 OK\n"
            "3 - - - eni-33333333333333333 123456789010 - - - - - - - - 1566848875 1566848933 - - NODATA\n"
        ),
        rows=(
            {"line": 2, "time": "2019-08-26T19:48:53Z", "client": "52.213.180.42"},
            {"line": 3, "time": "2019-08-26T19:48:53Z", "client": None},
        ),
    ),
)  # fmt: skip
