"""What container runtimes write, with what it parses to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

DOCKER_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Docker 24 (json-file), an entry point that logs nothing in particular",
        text="""\
{"log":"waiting for db\\n","stream":"stdout","time":"2023-07-10T20:00:01.123456789Z"}
{"log":"a line in ","stream":"stderr","time":"2023-07-10T20:00:02.000000001Z"}
{"log":"two parts\\n","stream":"stderr","time":"2023-07-10T20:00:02.000000101Z"}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.123456Z", "body": "waiting for db",
             "attributes": {"stream": "stdout"}},
            {"line": 2, "time": "2023-07-10T20:00:02Z", "body": "a line in two parts",
             "attributes": {"stream": "stderr"}},
        ),
    ),
)  # fmt: skip

CRI_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="containerd 1.6",
        text="""\
2023-07-10T20:00:01.123456789Z stdout F waiting for db
2023-07-10T20:00:02.000000001Z stderr P a line in t
2023-07-10T20:00:02.000000101Z stderr F wo parts
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.123456Z", "body": "waiting for db",
             "attributes": {"stream": "stdout"}},
            {"line": 2, "time": "2023-07-10T20:00:02Z", "body": "a line in two parts",
             "attributes": {"stream": "stderr"}},
        ),
    ),
)  # fmt: skip

TIMESTAMPS_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="kubectl 1.27 logs --timestamps",
        text="""\
2023-07-10T20:00:01.123456789Z waiting for db
2023-07-10T20:00:02.500000001Z ready
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.123456Z", "body": "waiting for db"},
            {"line": 2, "time": "2023-07-10T20:00:02.5Z", "body": "ready"},
        ),
    ),
    Sample(
        program="CloudWatch agent 1.247 (/var/log/messages of Amazon Linux 2, exported to S3)",
        text="""\
2020-02-20T07:02:18.000Z Feb 20 07:02:18 ip-172-31-81-156 dhclient[3000]: XMT: Solicit on eth0, interval 125240ms.
""",
        rows=(
            {"line": 1, "time": "2020-02-20T07:02:18Z",
             "body": "Feb 20 07:02:18 ip-172-31-81-156 dhclient[3000]: XMT: Solicit on eth0, interval 125240ms."},
        ),
    ),
)  # fmt: skip

CLOUDNATIVEPG_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="CloudNativePG 1.20 (the instance manager's own messages)",
        text="""\
{"level":"info","ts":"2023-07-10T20:00:01.5Z","logger":"instance-manager","msg":"Starting CloudNativePG Instance Manager","logging_pod":"shop-1","version":"1.20.1"}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.5Z", "body": "Starting CloudNativePG Instance Manager"},
        ),
    ),
)  # fmt: skip

GOOGLE_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Cloud SQL for PostgreSQL 14, gcloud logging read --format=json as lines",
        text="""\
{"insertId":"s=1","labels":{"INSTANCE_UID":"1"},"logName":"projects/shop/logs/cloudsql.googleapis.com%2Fpostgres.log","resource":{"labels":{"database_id":"shop:db"},"type":"cloudsql_database"},"severity":"ALERT","textPayload":"2023-07-10 20:00:01.123 UTC [4711]: [1-1] db=shop,user=app ERROR:  could not extend file: No space left on device","timestamp":"2023-07-10T20:00:01.123456Z"}
{"insertId":"s=2","logName":"projects/shop/logs/cloudsql.googleapis.com%2Fpostgres.log","resource":{"labels":{"database_id":"shop:db"},"type":"cloudsql_database"},"severity":"ALERT","textPayload":"2023-07-10 20:00:01.123 UTC [4711]: [2-1] db=shop,user=app STATEMENT:  insert into orders values (1)","timestamp":"2023-07-10T20:00:01.124456Z"}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.123456Z",
             "body": "2023-07-10 20:00:01.123 UTC [4711]: [1-1] db=shop,user=app ERROR:  could not extend file: No "
                     "space left on device"},
            {"line": 2, "time": "2023-07-10T20:00:01.124456Z"},
        ),
    ),
)  # fmt: skip
