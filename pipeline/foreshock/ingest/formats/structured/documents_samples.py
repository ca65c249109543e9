"""Documents of many records, with what they parse to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

OTLP_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="OpenTelemetry Collector 0.80 (file exporter)",
        text="""\
{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"checkout"}},{"key":"host.name","value":{"stringValue":"app-01"}}]},"scopeLogs":[{"scope":{"name":"shop.pay"},"logRecords":[{"timeUnixNano":"1689019201250000000","observedTimeUnixNano":"1689019201300000000","severityNumber":17,"severityText":"ERROR","body":{"stringValue":"card refused"},"attributes":[{"key":"http.status","value":{"intValue":"502"}}],"traceId":"5b8e","spanId":""},{"timeUnixNano":"0","observedTimeUnixNano":"1689019202000000000","severityNumber":9,"body":{"kvlistValue":{"values":[{"key":"a","value":{"boolValue":true}}]}}}]}]}]}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.25Z", "service": "checkout", "host": "app-01",
             "severity_text": "ERROR", "severity_number": 17, "body": "card refused"},
            {"line": 1, "time": "2023-07-10T20:00:02Z", "severity_text": "INFO", "severity_number": 9,
             "body": '{"a":true}'},
        ),
    ),
)  # fmt: skip

EVENTS_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="kubectl 1.27 get events -o json",
        text="""\
{
    "apiVersion": "v1",
    "items": [
        {
            "apiVersion": "v1",
            "count": 3,
            "involvedObject": {
                "kind": "Pod",
                "name": "db-0",
                "namespace": "shop"
            },
            "kind": "Event",
            "lastTimestamp": "2023-07-10T20:00:01Z",
            "message": "The node was low on resource: ephemeral-storage.",
            "reason": "Evicted",
            "source": {
                "component": "kubelet",
                "host": "node-7"
            },
            "type": "Warning"
        },
        {
            "apiVersion": "v1",
            "involvedObject": {
                "kind": "Pod",
                "name": "db-0"
            },
            "kind": "Event",
            "eventTime": "2023-07-10T20:00:02.500000Z",
            "lastTimestamp": null,
            "message": "Back-off restarting failed container",
            "reason": "BackOff",
            "type": "Normal"
        }
    ],
    "kind": "List"
}
""",
        rows=(
            {"line": 4, "time": "2023-07-10T20:00:01Z", "service": "kubelet", "host": "node-7",
             "severity_text": "Warning", "severity_number": 13,
             "body": "The node was low on resource: ephemeral-storage."},
            {"line": 22, "time": "2023-07-10T20:00:02.5Z", "severity_text": "Normal", "severity_number": 9,
             "body": "Back-off restarting failed container"},
        ),
    ),
)  # fmt: skip

CLOUDTRAIL_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="AWS CloudTrail, event version 1.08",
        text="""\
{"Records":[{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"ann"},"eventTime":"2023-07-10T20:00:01Z","eventSource":"rds.amazonaws.com","eventName":"ModifyDBInstance","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1","requestParameters":{"allocatedStorage":200},"eventID":"c1"},{"eventVersion":"1.08","userIdentity":{"type":"Root"},"eventTime":"2023-07-10T20:00:02Z","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","errorCode":"Client.UnauthorizedOperation","sourceIPAddress":"192.0.2.1","eventID":"c2"}]}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01Z", "service": "rds.amazonaws.com", "body": "ModifyDBInstance",
             "user": "ann", "client": "192.0.2.1"},
            {"line": 1, "time": "2023-07-10T20:00:02Z", "body": "RunInstances", "code": "Client.UnauthorizedOperation"},
        ),
    ),
)  # fmt: skip
