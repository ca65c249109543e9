"""What clouds and their tools export as JSON, with what it parses to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

CLOUD_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="gcloud 440, logging read --format=json (an array, pretty-printed), Cloud Audit Logs",
        text="""\
[
  {
    "insertId": "x1",
    "logName": "projects/shop/logs/cloudaudit.googleapis.com%2Factivity",
    "protoPayload": {
      "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
      "authenticationInfo": {
        "principalEmail": "ann@shop.example"
      },
      "authorizationInfo": [
        {
          "granted": true,
          "permission": "compute.instances.delete"
        }
      ],
      "methodName": "v1.compute.instances.delete",
      "requestMetadata": {
        "callerIp": "192.0.2.1"
      },
      "serviceName": "compute.googleapis.com"
    },
    "severity": "NOTICE",
    "timestamp": "2023-07-10T20:00:01.339377Z"
  },
  {
    "insertId": "x2",
    "jsonPayload": {
      "message": "disk full"
    },
    "severity": "ERROR",
    "timestamp": "2023-07-10T20:00:02.000000001Z"
  }
]
""",
        rows=(
            {"line": 2, "time": "2023-07-10T20:00:01.339377Z", "severity_text": "NOTICE", "severity_number": 10,
             "body": "v1.compute.instances.delete", "service": "compute.googleapis.com", "user": "ann@shop.example",
             "client": "192.0.2.1"},
            {"line": 25, "time": "2023-07-10T20:00:02Z", "severity_number": 17, "body": "disk full"},
        ),
    ),
    Sample(
        program="AWS CloudTrail, event version 1.08, an event a line as jq -c '.Records[]' cuts them",
        text="""\
{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::1:user/ann","userName":"ann"},"eventTime":"2023-07-10T20:00:01Z","eventSource":"ec2.amazonaws.com","eventName":"StopInstances","sourceIPAddress":"192.0.2.1"}
{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/ops"},"eventTime":"2023-07-10T20:00:02Z","eventSource":"ec2.amazonaws.com","eventName":"StopInstances","errorCode":"UnauthorizedOperation","errorMessage":"not authorized"}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01Z", "service": "ec2.amazonaws.com", "user": "ann",
             "body": "StopInstances", "client": "192.0.2.1"},
            {"line": 2, "time": "2023-07-10T20:00:02Z", "user": "arn:aws:sts::1:assumed-role/ops",
             "code": "UnauthorizedOperation", "detail": "not authorized"},
        ),
    ),
)  # fmt: skip

HCLOG_SAMPLE = Sample(
    program="Vault 1.14, hclog with log_format = json (as Consul, Nomad and Terraform have it)",
    text="""\
{"@level":"info","@message":"serving cluster requests","@module":"core.cluster-listener","@timestamp":"2023-07-10T20:00:01.184340Z","cluster_listen_address":{"IP":"::","Port":8201}}
{"@level":"error","@message":"failed to revoke lease","@module":"expiration","@timestamp":"2023-07-10T20:00:02.194192Z","error":"dial tcp: i/o timeout","lease_id":"x"}
""",
    rows=(
        {"line": 1, "time": "2023-07-10T20:00:01.18434Z", "severity_text": "info", "severity_number": 9,
         "body": "serving cluster requests"},
        {"line": 2, "time": "2023-07-10T20:00:02.194192Z", "severity_number": 17, "detail": "dial tcp: i/o timeout",
         "attributes": {"logger": "expiration", "lease_id": "x", "error": "dial tcp: i/o timeout"}},
    ),
)  # fmt: skip

SLOWLOG_SAMPLE = Sample(
    program="Elasticsearch 8.4, search slow log",
    text="""\
{"@timestamp":"2023-07-10T20:00:01.307Z", "log.level":"WARN", "elasticsearch.slowlog.message":"[orders][0]","elasticsearch.slowlog.source":"{\\"size\\":1}","elasticsearch.slowlog.took":"1.2s","elasticsearch.slowlog.took_millis":1207,"elasticsearch.slowlog.total_hits":"19 hits","event.dataset":"elasticsearch.slowlog","log.logger":"index.search.slowlog.query","elasticsearch.cluster.name":"shop"}
""",
    rows=(
        {"line": 1, "time": "2023-07-10T20:00:01.307Z", "severity_text": "WARN", "body": "[orders][0]",
         "duration_s": 1.2, "statement": '{"size":1}'},
    ),
)  # fmt: skip

API_GATEWAY_SAMPLE = Sample(
    program="Amazon API Gateway (the JSON template that its console offers), an HTTP and a REST API",
    text="""\
{"requestId":"GQ=","ip":"192.0.2.1","requestTime":"10/Jul/2023:20:00:01 +0000","httpMethod":"GET","routeKey":"GET /","status":"200","protocol":"HTTP/1.1","responseLength":"47140"}
{"requestId":"48","ip":"192.0.2.1","caller":"-","user":"-","requestTime":"10/Jul/2023:20:00:02 +0000","httpMethod":"GET","resourcePath":"/pets","status":"504","protocol":"HTTP/1.1","responseLength":"184","responseLatency":"29010"}
""",
    rows=(
        {"line": 1, "time": "2023-07-10T20:00:01Z", "method": "GET", "path": "/", "status": 200,
         "response_bytes": 47140, "client_address": "192.0.2.1"},
        {"line": 2, "time": "2023-07-10T20:00:02Z", "path": "/pets", "status": 504, "duration_s": 29.01},
    ),
)  # fmt: skip
