"""Syslog lines as rsyslog, syslog-ng and systemd hosts write them."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_TRADITIONAL = Sample(
    program="rsyslogd 8.2302.0 (RSYSLOG_TraditionalFileFormat), Debian 12, Linux 6.1.0-18",
    text=(
        "Dec 31 23:59:58 db-01 kernel: [183345.678912] EXT4-fs warning (device vdb1): ext4_dx_add_entry:2461: "
        "Directory (ino: 131) index full, reach max htree level :2\n"
        "Dec 31 23:59:59 db-01 postgres[1311]: #011STATEMENT:  INSERT INTO orders VALUES (1)\n"
        "Jan  1 00:00:07 db-01 CRON[20411]: (root) CMD (/usr/local/bin/backup)\n"
        "Jan  1 00:00:09 db-01 sshd[20500]: error: kex_exchange_identification: Connection closed by remote host\n"
        "Jan  1 00:00:12 db-01 sshd[20500]: message repeated 3 times: [ error: maximum authentication attempts "
        "exceeded for root from 203.0.113.9 port 42022 ssh2 [preauth]]\n"
    ),
    rows=(
        {
            "line": 1,
            "time": "2022-12-31T23:59:58Z",
            "host": "db-01",
            "service": "kernel",
            "pid": None,
            "body": "EXT4-fs warning (device vdb1): ext4_dx_add_entry:2461: "
            "Directory (ino: 131) index full, reach max htree level :2",
            "attributes": {"uptime_s": "183345.678912"},
        },
        {"line": 2, "service": "postgres", "pid": 1311, "body": "\tSTATEMENT:  INSERT INTO orders VALUES (1)"},
        {"line": 3, "time": "2023-01-01T00:00:07Z", "service": "CRON", "body": "(root) CMD (/usr/local/bin/backup)"},
        {"line": 4, "service": "sshd", "severity_text": "error", "severity_number": 17},
        {"line": 5, "service": "sshd", "pid": 20500, "attributes": {"repeated": "3"}},
    ),
    year=2022,
)

_WITH_PRIORITY = Sample(
    program="syslog-ng 3.38 (template with <$PRI>)",
    text=(
        "<3>Jul 10 20:00:01 db-01 kernel: Out of memory: Killed process 1320 (postgres) total-vm:4417068kB\n"
        "<133>Jul 10 20:00:02 haproxy[73411]: Proxy shop started.\n"
        "Jul 10 20:00:03 db-01 last message repeated 2 times\n"
    ),
    rows=(
        {
            "line": 1,
            "time": "2023-07-10T20:00:01Z",
            "host": "db-01",
            "service": "kernel",
            "severity_text": "err",
            "severity_number": 17,
            "attributes": {"facility": "kern", "priority": "3", "facility_code": "0", "severity_code": "3"},
        },
        {
            "line": 2,
            "host": None,
            "service": "haproxy",
            "pid": 73411,
            "severity_text": "notice",
            "attributes": {"facility": "local0", "priority": "133", "facility_code": "16", "severity_code": "5"},
        },
        {
            "line": 3,
            "host": "db-01",
            "service": None,
            "body": "last message repeated 2 times",
            "attributes": {"repeated": "2"},
        },
    ),
)

_ISO_STAMPS = Sample(
    program="rsyslogd 8.2302.0 (RSYSLOG_FileFormat), Debian 12",
    text=(
        "2023-07-10T20:00:01.123456-05:00 db-01 systemd[1]: postgresql@15-main.service: Failed with result 'signal'.\n"
        "2023-07-10T20:00:02.000001-05:00 db-01 dbus-daemon[512]: [system] Activating via systemd\n"
        "\twith another line\n"
    ),
    rows=(
        {
            "line": 1,
            "time": "2023-07-11T01:00:01.123456Z",
            "host": "db-01",
            "service": "systemd",
            "pid": 1,
            "body": "postgresql@15-main.service: Failed with result 'signal'.",
        },
        {"line": 2, "service": "dbus-daemon", "body": "[system] Activating via systemd\n\twith another line"},
    ),
)

_YEARS = Sample(
    program="Cisco IOS 15.2 (service timestamps log datetime msec year show-timezone), ASA 9.8, sysklogd 1.4 with years",
    text=(
        "<189>Jul 10 2023 20:00:01.123 EST: %SYS-5-CONFIG_I: Configured from console by vty0 (10.0.0.7)\n"
        "<166>Jul 10 2023 20:00:02 fw-01 : %ASA-6-302013: Built outbound TCP connection 1 for outside:192.0.2.1/443\n"
        "2023 Jul  9 20:00:03 db-01 su[4711]: (to root) admin on pts/0\n"
    ),
    rows=(
        {"line": 1, "time": "2023-07-11T01:00:01.123Z", "host": None,
         "body": "%SYS-5-CONFIG_I: Configured from console by vty0 (10.0.0.7)", "severity_text": "notice"},
        {"line": 2, "time": "2023-07-10T20:00:02Z"},
        {"line": 3, "time": "2023-07-09T20:00:03Z", "host": "db-01", "service": "su", "pid": 4711},
    ),
)  # fmt: skip

_MONTHS_OF_LOCALES = Sample(
    program="syslog-ng 3.38 ($DATE) under LC_TIME=de_DE.UTF-8, es_ES.UTF-8 and fr_FR.UTF-8",
    text=(
        "Okt 10 20:00:01 db-01 su[4711]: (to root) admin on pts/0\n"
        "dic 31 23:59:59 db-01 su[4711]: (to root) admin on pts/0\n"
        "févr.  1 00:00:07 db-01 su[4711]: (to root) admin on pts/0\n"
    ),
    rows=(
        {"line": 1, "time": "2022-10-10T20:00:01Z", "host": "db-01", "service": "su"},
        {"line": 2, "time": "2022-12-31T23:59:59Z", "host": "db-01"},
        {"line": 3, "time": "2023-02-01T00:00:07Z", "host": "db-01", "pid": 4711},
    ),
    year=2022,
)

_PROGRAMS = Sample(
    program="OpenSSH 9.2, cron 3.0, Postfix 3.7, Dovecot 2.3, BIND 9.18, ProFTPD 1.3.8, Dropbear 2022 and Asterisk 20",
    text=(
        "Jul 10 20:00:01 web-01 sshd[3]:  Accepted publickey for ann from 10.0.0.9 port 59229 ssh2: RSA 00:aa\n"
        "Jul 10 20:00:02 web-01 CRON[31067]: (root) CMD (sleep $(( 1 * 60 )); /usr/local/bin/backup)\n"
        "Jul 10 20:00:03 mail-01 postfix/smtpd[26897]: NOQUEUE: reject: RCPT from unknown[10.0.0.9]: 554 5.7.1 no\n"
        "Jul 10 20:00:04 mail-01 dovecot: auth-worker(24058): pam(ann,10.0.0.9,<youpi>): unknown user\n"
        "Jul 10 20:00:05 dns-01 named[7]: client @0x7f65 2001:db8::22#3076 (example.com): query denied\n"
        "Jul 10 20:00:06 ftp-01 proftpd[8]: 10.0.0.1 (10.0.0.9[10.0.0.9]) - USER sdf: no such user found\n"
        "Jul 10 20:00:07 gw-01 dropbear[9]: Child connection from 10.0.0.9:47682\n"
        'Jul 10 20:00:08 pbx-01 asterisk[10]: SECURITY[12]: res_security_log.c:114: SecurityEvent="InvalidAccountID",'
        'AccountID="kiwi",LocalAddress="IPV4/TCP/10.0.0.1/5060",RemoteAddress="IPV4/TCP/10.0.0.9/46417"\n'
    ),
    rows=(
        {"line": 1, "user": "ann", "client": "10.0.0.9", "pid": 3},
        {
            "line": 2,
            "user": "root",
            "body": "(root) CMD (sleep $(( 1 * 60 )); /usr/local/bin/backup)",
            "attributes": {"command": "sleep $(( 1 * 60 )); /usr/local/bin/backup"},
        },
        {"line": 3, "client": "10.0.0.9", "user": None},
        {"line": 4, "client": "10.0.0.9", "user": "ann"},
        {"line": 5, "client": "2001:db8::22", "attributes": {"client_port": "3076"}},
        {"line": 6, "client": "10.0.0.9", "user": "sdf"},
        {"line": 7, "client": "10.0.0.9", "user": None, "attributes": {"client_port": "47682"}},
        {"line": 8, "client": "10.0.0.9", "user": "kiwi", "attributes": {"client_port": "46417"}},
    ),
)

_APPLE = Sample(
    program="syslogd of macOS 10.12",
    text=(
        "Jul 10 20:00:01 mac-01 com.apple.xpc.launchd[1] (com.apple.quicklook[38624]): Endpoint has been activated\n"
        "Jul 10 20:00:02 mac-01 sandboxd[129] ([31211]): com.apple.Addres(31211) deny network-outbound\n"
    ),
    rows=(
        {
            "line": 1,
            "host": "mac-01",
            "service": "com.apple.xpc.launchd",
            "pid": 1,
            "body": "Endpoint has been activated",
            "attributes": {"about": "com.apple.quicklook[38624]"},
        },
        {"line": 2, "service": "sandboxd", "pid": 129, "body": "com.apple.Addres(31211) deny network-outbound"},
    ),
)

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

_RECORDS = Sample(
    program="rsyslogd 8.2302.0 (messages of zap 1.24, of liblognorm's cookie, of ArcSight in CEF, and of Docker 24)",
    text=(
        'Jul 10 20:00:01 web-01 orders[4711]: {"level":"error","msg":"cannot pay","user":"ann","took_ms":12}\n'
        'Jul 10 20:00:02 web-01 orders[4711]: @cee: {"pri":"info","basket":{"id":7}}\n'
        'Jul 10 20:00:03 web-01 orders[4711]: {"level":"error", cut\n'
        "Jul 10 20:00:04 fw-01 CEF:0|Security|threatmanager|1.0|100|worm stopped|10|src=10.0.0.21 spt=1232 act=blocked\n"
        'Jul 10 20:00:05 web-01 dockerd[812]: time="2023-07-10T20:00:05.123456789Z" level=warning msg="disk is full"\n'
    ),
    rows=(
        {"line": 1, "service": "orders", "pid": 4711, "severity_text": "error", "severity_number": 17,
         "body": "cannot pay", "user": "ann",
         "attributes": {"took_ms": "12", "message": '{"level":"error","msg":"cannot pay","user":"ann","took_ms":12}'}},
        {"line": 2, "body": '@cee: {"pri":"info","basket":{"id":7}}', "attributes": {"pri": "info", "basket.id": "7"}},
        {"line": 3, "body": '{"level":"error", cut', "severity_text": None},
        {"line": 4, "host": "fw-01", "service": None, "client": "10.0.0.21", "severity_number": 21},
        {"line": 5, "service": "dockerd", "severity_text": "warning", "body": "disk is full"},
    ),
)  # fmt: skip

_UNFRAMED = Sample(
    program="rsyslogd 8.2001.0 (RSYSLOG_ForwardFormat, written to a file without line ends)",
    text=(
        "<15>2021-03-06T04:07:33.194677+00:00 web-01 log_tag this is debug"
        "<14>2021-03-06T04:07:33.196352+00:00 web-01 log_tag this is info\n"
        "with another line<30>2021-03-06T04:07:33.203756+00:00 web-01 systemd[1]: Stopped cron."
    ),
    rows=(
        {"line": 1, "time": "2021-03-06T04:07:33.194677Z", "service": "log_tag", "body": "this is debug"},
        {"line": 1, "severity_text": "info", "body": "this is info\nwith another line"},
        {"line": 2, "time": "2021-03-06T04:07:33.203756Z", "service": "systemd", "pid": 1, "body": "Stopped cron."},
    ),
)

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

_MARKS = Sample(
    program="sysklogd 1.4.1, its marks and login's message",
    text="Jun 22 13:16:30 combo  -- root[2421]: ROOT LOGIN ON tty2\nJul 10 16:01:43 combo -- MARK --\n",
    rows=(
        {"line": 1, "host": "combo", "body": "-- root[2421]: ROOT LOGIN ON tty2"},
        {"line": 2, "host": "combo", "body": "-- MARK --"},
    ),
)

BSD_SAMPLES = (
    _TRADITIONAL,
    _WITH_PRIORITY,
    _ISO_STAMPS,
    _YEARS,
    _MONTHS_OF_LOCALES,
    _PROGRAMS,
    _APPLE,
    _FIREWALL,
    _DEVICES,
    _FLOWS,
    _RECORDS,
    _UNFRAMED,
    _NO_BLANK,
    _MARKS,
)

_IETF = Sample(
    program="rsyslogd 8.2302.0 (RSYSLOG_SyslogProtocol23Format)",
    text=(
        '<165>1 2023-07-10T20:00:01.003-05:00 db-01.shop.internal app 8710 ID47 [origin@32473 ip="10.0.0.5" '
        'q="a \\"b\\" \\] \\\\"][empty] \ufeffdisk nearly full\n'
        "<34>1 2016-12-31T23:59:60Z web-01 su - - - 'su root' failed for lonvick on /dev/pts/8\n"
    ),
    rows=(
        {
            "line": 1,
            "time": "2023-07-11T01:00:01.003000Z",
            "host": "db-01.shop.internal",
            "service": "app",
            "pid": 8710,
            "severity_text": "notice",
            "severity_number": 10,
            "body": "disk nearly full",
            "attributes": {
                "facility": "local4",
                "priority": "165",
                "facility_code": "20",
                "severity_code": "5",
                "version": "1",
                "msgid": "ID47",
                "origin@32473.ip": "10.0.0.5",
                "origin@32473.q": 'a "b" ] \\',
                "empty": "",
            },
        },
        {
            "line": 2,
            "time": "2017-01-01T00:00:00Z",
            "service": "su",
            "pid": None,
            "severity_text": "crit",
            "body": "'su root' failed for lonvick on /dev/pts/8",
            "attributes": {
                "facility": "auth",
                "priority": "34",
                "facility_code": "4",
                "severity_code": "2",
                "version": "1",
            },
        },
    ),
)

_COUNTED = Sample(
    program="Telegraf 1.30 (messages of its octet counting tests, as they cross the wire)",
    text="28 <1>3 - - - - - - hello\nworld16 <1>2 - - - - - -17 <4>11 - - - - - -\n",
    rows=(
        {"line": 1, "time": None, "severity_text": "alert", "body": "hello\nworld"},
        {"line": 2, "severity_text": "alert", "body": ""},
        {"line": 2, "severity_text": "warning", "body": ""},
    ),
)

_DATALESS = Sample(
    program="syslog-ng 3.38 with a template of its own that leaves the structured data out",
    text=(
        "<34>1 2003-10-11T22:14:15.003Z host app - ID47 message without data\n"
        "<34>1 2003-10-11T22:14:16.003Z host app 12 ID47 another\n"
    ),
    rows=(
        {"line": 1, "time": "2003-10-11T22:14:15.003Z", "service": "app", "pid": None, "body": "message without data"},
        {"line": 2, "service": "app", "pid": 12, "severity_text": "crit", "body": "another"},
    ),
)

IETF_SAMPLES = (_IETF, _COUNTED, _DATALESS)
