"""What journalctl prints, with what it parses to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

JSON_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="systemd 252 (journalctl -o json)",
        text="""\
{"__CURSOR":"s=e9;i=1","__REALTIME_TIMESTAMP":"1689019201221373","__MONOTONIC_TIMESTAMP":"38708007","PRIORITY":"3","_HOSTNAME":"db-01","SYSLOG_FACILITY":"3","SYSLOG_IDENTIFIER":"postgres","_PID":"184","_SYSTEMD_UNIT":"postgresql.service","MESSAGE":"could not write: No space left on device"}
{"__CURSOR":"s=e9;i=2","_SOURCE_REALTIME_TIMESTAMP":"1689019202000001","__REALTIME_TIMESTAMP":"1689019202000900","PRIORITY":"5","_HOSTNAME":"db-01","_TRANSPORT":"syslog","SYSLOG_IDENTIFIER":"app","MESSAGE":[194,191,72,101,108,108,111,63]}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.221373Z", "host": "db-01", "service": "postgres", "pid": 184,
             "severity_text": "ERR", "severity_number": 17, "body": "could not write: No space left on device"},
            {"line": 2, "time": "2023-07-10T20:00:02.000001Z", "host": "db-01", "service": "app",
             "severity_text": "NOTICE", "severity_number": 10, "body": "\u00bfHello?"},
        ),
    ),
    Sample(
        program="systemd 252 (journalctl -o json-pretty)",
        text="""\
{
\t"__CURSOR" : "s=e9;i=1",
\t"__REALTIME_TIMESTAMP" : "1689019201221373",
\t"_HOSTNAME" : "db-01",
\t"PRIORITY" : "6",
\t"SYSLOG_IDENTIFIER" : "systemd",
\t"MESSAGE" : "Started Daily apt download activities."
}
{
\t"__CURSOR" : "s=e9;i=2",
\t"__REALTIME_TIMESTAMP" : "1689019202221373",
\t"_HOSTNAME" : "db-01",
\t"PRIORITY" : "6",
\t"SYSLOG_IDENTIFIER" : "systemd",
\t"MESSAGE" : "Stopped."
}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.221373Z", "service": "systemd", "severity_text": "INFO",
             "body": "Started Daily apt download activities."},
            {"line": 9, "time": "2023-07-10T20:00:02.221373Z", "body": "Stopped."},
        ),
    ),
)  # fmt: skip

EXPORT_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="systemd 252 (journalctl -o export)",
        text="""\
__CURSOR=s=e9;i=1
__REALTIME_TIMESTAMP=1689019201221373
__MONOTONIC_TIMESTAMP=38708007
_BOOT_ID=0dc874d3fbd44bdbb6fbcfaa27481492
PRIORITY=6
_HOSTNAME=db-01
SYSLOG_IDENTIFIER=backup
_PID=310
MESSAGE=done

__CURSOR=s=e9;i=2
__REALTIME_TIMESTAMP=1689019202221373
PRIORITY=4
_HOSTNAME=db-01
SYSLOG_IDENTIFIER=backup
MESSAGE
\x11\x00\x00\x00\x00\x00\x00\x00first line
second

""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.221373Z", "host": "db-01", "service": "backup", "pid": 310,
             "severity_text": "INFO", "severity_number": 9, "body": "done"},
            {"line": 11, "time": "2023-07-10T20:00:02.221373Z", "severity_text": "WARNING",
             "body": "first line\nsecond"},
        ),
    ),
)  # fmt: skip
