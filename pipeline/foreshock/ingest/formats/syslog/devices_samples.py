"""Syslog lines of network devices and packet filters."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_FIREWALL = Sample(
    program="Linux 4.14 of EdgeOS 2.0 (netfilter, logged without a tag and under the name of a rule)",
    text=(
        "Jun 28 04:35:30 fw-01 [WAN_IN-1234-A] IN=eth0 OUT=eth1 MAC=0a:ea:10:00:f0:06 SRC=10.251.1.1 DST=10.251.1.2 "
        "LEN=32 TOS=00 PREC=0x00 TTL=63 ID=12345 PROTO=UDP SPT=9000 DPT=9001 LEN=12 MARK=0\n"
        "Jun 28 04:35:31 DENY: IN=eth0 OUT= MAC= SRC=192.0.2.71 DST=192.0.2.83 LEN=88 TOS=0x00 PREC=0x00 TTL=118 "
        "ID=21684 PROTO=ICMP TYPE=3 CODE=3\n"
        "Jun 28 04:35:32 fw-01 Shorewall:net2fw:DROP:IN=eth1 OUT= MAC=00:02:b3:c7 SRC=10.251.1.1 DST=10.251.1.2 LEN=60 "
        "TOS=0x00 PREC=0x00 TTL=49 ID=6480 DF PROTO=TCP SPT=59088 DPT=8080 WINDOW=2920 RES=0x00 SYN URGP=0\n"
    ),
    rows=(
        {"line": 1, "host": "fw-01", "service": None, "client": "10.251.1.1",
         "attributes": {"in_dev": "eth0", "out_dev": "eth1", "dst": "10.251.1.2", "length": "32", "ttl": "63",
                        "proto": "udp", "client_port": "9000", "dst_port": "9001"}},
        {"line": 2, "service": "DENY", "client": "192.0.2.71",
         "attributes": {"in_dev": "eth0", "dst": "192.0.2.83", "length": "88", "ttl": "118", "proto": "icmp"}},
        {"line": 3, "host": "fw-01", "service": None, "client": "10.251.1.1",
         "attributes": {"in_dev": "eth1", "dst": "10.251.1.2", "length": "60", "ttl": "49", "proto": "tcp",
                        "client_port": "59088", "dst_port": "8080"}},
    ),
)  # fmt: skip

_DEVICES = Sample(
    program="Cisco IOS 15.2, relayed by rsyslog and read from the console; Cisco ASA 9.1",
    text=(
        "Feb  8 04:00:48 192.0.2.7 585917: Feb  8 04:00:47.272: %SEC-6-IPACCESSLOGP: list 177 denied tcp "
        "198.51.100.197(1039) -> 192.0.2.8(22), 1 packet\n"
        "000123: *Feb  8 04:00:49.483 UTC: %LINK-3-UPDOWN: Interface FastEthernet0/1, changed state to down\n"
        "Feb  8 04:00:50 fw-01 : %ASA-6-302013: Built outbound TCP connection 11 for outside:192.0.2.222/53 "
        "(192.0.2.222/53) to inside:10.0.0.21/53356 (192.0.2.1/53356)\n"
        "Feb  8 04:00:51 fw-01 %ASA-4-106023: Deny udp src dmz:10.1.2.60/49452 dst outside:192.0.2.10/53 by "
        'access-group "acl_dmz" [0x0, 0x0]\n'
    ),
    rows=(
        {"line": 1, "host": "192.0.2.7", "service": "SEC", "code": "IPACCESSLOGP", "severity_text": "info",
         "time": "2023-02-08T04:00:48Z"},
        {"line": 2, "host": None, "service": "LINK", "code": "UPDOWN", "severity_text": "err", "severity_number": 17,
         "time": "2023-02-08T04:00:49.483Z",
         "body": "%LINK-3-UPDOWN: Interface FastEthernet0/1, changed state to down"},
        {"line": 3, "host": "fw-01", "service": "ASA", "code": "302013", "client": "10.0.0.21",
         "attributes": {"dst": "192.0.2.222", "dst_port": "53", "client_port": "53356"}},
        {"line": 4, "host": "fw-01", "service": "ASA", "code": "106023", "severity_text": "warning",
         "client": "10.1.2.60", "attributes": {"dst": "192.0.2.10", "dst_port": "53", "client_port": "49452"}},
    ),
)  # fmt: skip

_FLOWS = Sample(
    program="Junos 12.1 of an SRX, ScreenOS 6.3 of an ISG 1000",
    text=(
        "Sep 29 23:49:20 srx-1 RT_FLOW: RT_FLOW_SESSION_DENY: session denied 10.0.0.1/54924->192.168.1.1/53 "
        "junos-dns-udp 17(0) default-deny(global) trust trust UNKNOWN UNKNOWN N/A(N/A) ge-0/0/0.0 UNKNOWN policy deny\n"
        "Sep 29 23:49:21 fw-02 isg1000: NetScreen device_id=0000011001000011  [Root]system-notification-00257(traffic): "
        'start_time="2023-09-29 23:49:20" duration=0 policy_id=120 service=msrpc Endpoint Mapper(tcp) proto=17 '
        "src zone=Trust dst zone=DMZ action=Deny sent=0 rcvd=0 src=192.168.2.2 dst=192.0.2.4 src_port=53 dst_port=17210\n"
    ),
    rows=(
        {"line": 1, "host": "srx-1", "service": "RT_FLOW", "client": "10.0.0.1",
         "attributes": {"client_port": "54924", "dst": "192.168.1.1", "dst_port": "53"}},
        {"line": 2, "host": "fw-02", "service": "isg1000", "client": "192.168.2.2",
         "attributes": {"service_name": "msrpc Endpoint Mapper(tcp)", "proto": "17", "action": "Deny",
                        "dst": "192.0.2.4", "client_port": "53", "dst_port": "17210"}},
    ),
)  # fmt: skip

_NO_BLANK = Sample(
    program="BIG-IP ASM 15.1 and PAN-OS 8.1, through rsyslog 8",
    text=(
        '<134>Aug 24 15:32:06 bigip001.shop.example ASM:"10.0.0.9"###"US"###"N/A"\n'
        "<14>Nov 30 16:09:08 PA-220 1,2018/11/30 16:09:07,012801096514,TRAFFIC,end,2049,2018/11/30 16:09:07\n"
    ),
    rows=(
        {"line": 1, "host": "bigip001.shop.example", "service": "ASM", "body": '"10.0.0.9"###"US"###"N/A"'},
        {"line": 2, "host": "PA-220", "service": None,
         "body": "1,2018/11/30 16:09:07,012801096514,TRAFFIC,end,2049,2018/11/30 16:09:07"},
    ),
)  # fmt: skip

DEVICE_SAMPLES = (_FIREWALL, _DEVICES, _FLOWS, _NO_BLANK)
