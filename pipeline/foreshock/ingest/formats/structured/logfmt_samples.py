"""What programs print as key=value pairs, with what it parses to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Prometheus 2.45 (go-kit)",
        text="""\
ts=2023-07-10T20:00:01.234Z caller=main.go:541 level=info msg="Starting Prometheus Server" mode=server
ts=2023-07-10T20:00:02.500Z caller=head.go:176 level=error component=tsdb msg="write \\"wal\\" failed" err="write /data/wal/1: no space left on device"
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.234Z", "severity_text": "info", "severity_number": 9,
             "body": "Starting Prometheus Server", "attributes": {"caller": "main.go:541", "mode": "server"}},
            {"line": 2, "time": "2023-07-10T20:00:02.5Z", "severity_text": "error", "severity_number": 17,
             "body": 'write "wal" failed',
             "attributes": {"caller": "head.go:176", "logger": "tsdb",
                            "err": "write /data/wal/1: no space left on device"}},
        ),
    ),
    Sample(
        program="logrus 1.9 (text formatter without a terminal)",
        text="""\
time="2023-07-10T22:00:01+02:00" level=warning msg="slow query" elapsed=1.5s reason= status=Pending
time="2023-07-10T22:00:02+02:00" level=info msg=ready
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01Z", "severity_text": "warning", "severity_number": 13,
             "body": "slow query", "duration_s": 1.5, "attributes": {"elapsed": "1.5s", "status": "Pending"}},
            {"line": 2, "time": "2023-07-10T20:00:02Z", "severity_text": "info", "body": "ready"},
        ),
    ),
)  # fmt: skip

AUTHELIA_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Authelia 4.37",
        text="""\
time="2023-07-10T22:00:01+02:00" level=error msg="Unsuccessful 1FA authentication attempt by user 'ann': user not found" method=POST path=/api/firstfactor remote_ip=192.0.2.1
{"level":"debug","method":"POST","msg":"Successful Duo authentication attempt made by user 'ann'","path":"/api/secondfactor/duo","remote_ip":"192.0.2.1","time":"2023-07-10T22:00:09+02:00"}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01Z", "severity_text": "error", "user": "ann", "client": "192.0.2.1",
             "service": "authelia",
             "attributes": {"method": "POST", "path": "/api/firstfactor", "auth_status": "Unsuccessful"}},
            {"line": 2, "time": "2023-07-10T20:00:09Z", "severity_text": "debug", "user": "ann",
             "body": "Successful Duo authentication attempt made by user 'ann'"},
        ),
    ),
)  # fmt: skip
