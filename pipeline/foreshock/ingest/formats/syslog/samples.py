"""Lines of RFC 3164, and with ISO 8601 stamps, as hosts write them; those of network devices stand beside."""

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
        {
            "line": 5,
            "service": "sshd",
            "pid": 20500,
            "user": "root",
            "client": "203.0.113.9",
            "attributes": {"repeated": "3", "client_port": "42022"},
        },
    ),
    year=2022,
)

_WITH_PRIORITY = Sample(
    program="composed after RFC 3164, section 4.1: lines kept with their <PRI>",
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
    program="composed: stamps of RFC 3164 with the months of glibc's de_DE, es_ES and fr_FR",
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
    _RECORDS,
    _UNFRAMED,
    _MARKS,
)
