"""Answers of services to questions for events, with what they parse to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

CLOUDWATCH_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="aws-cli 2.13 (logs filter-log-events)",
        text="""\
{
    "events": [
        {
            "logStreamName": "web/shop/0a1b",
            "timestamp": 1689019201123,
            "message": "ERROR card refused",
            "ingestionTime": 1689019205000,
            "eventId": "3568"
        },
        {
            "logStreamName": "web/shop/0a1b",
            "timestamp": 1689019202000,
            "message": "END RequestId: 7\\n",
            "ingestionTime": 1689019205000,
            "eventId": "3569"
        }
    ],
    "searchedLogStreams": []
}
""",
        rows=(
            {"line": 3, "time": "2023-07-10T20:00:01.123Z", "body": "ERROR card refused",
             "attributes": {"ingestionTime": "1689019205000", "eventId": "3568", "log_stream": "web/shop/0a1b"}},
            {"line": 10, "time": "2023-07-10T20:00:02Z", "body": "END RequestId: 7"},
        ),
    ),
    Sample(
        program="CloudWatch Logs (subscription to Firehose)",
        text="""\
{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"/ecs/shop","logStream":"web/1","subscriptionFilters":["all"],"logEvents":[{"id":"1","timestamp":1689019201123,"message":"card refused"}]}{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"/ecs/pay","logStream":"pay/1","subscriptionFilters":["all"],"logEvents":[{"id":"2","timestamp":1689019202000,"message":"{\\"a\\":1}"}]}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.123Z", "body": "card refused",
             "attributes": {"id": "1", "log_group": "/ecs/shop", "log_stream": "web/1"}},
            {"line": 1, "time": "2023-07-10T20:00:02Z", "body": '{"a":1}',
             "attributes": {"id": "2", "log_group": "/ecs/pay", "log_stream": "pay/1"}},
        ),
    ),
)  # fmt: skip

CHANGES_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="aws-cli 2.13 (rds describe-events)",
        text="""\
{
    "Events": [
        {
            "SourceIdentifier": "db-1",
            "SourceType": "db-instance",
            "Message": "Multi-AZ instance failover started.",
            "EventCategories": [
                "failover"
            ],
            "Date": "2023-07-10T20:00:01.123000+00:00",
            "SourceArn": "arn:aws:rds:eu-west-1:1:db:db-1"
        }
    ]
}
""",
        rows=(
            {"line": 3, "time": "2023-07-10T20:00:01.123Z", "host": "db-1", "service": "db-instance",
             "body": "Multi-AZ instance failover started.",
             "attributes": {"EventCategories": '["failover"]', "SourceArn": "arn:aws:rds:eu-west-1:1:db:db-1"}},
        ),
    ),
    Sample(
        program="aws-cli 2.13 (cloudformation describe-stack-events)",
        text="""\
{
    "StackEvents": [
        {
            "StackId": "arn:aws:cloudformation:eu-west-1:1:stack/shop/1",
            "StackName": "shop",
            "LogicalResourceId": "Queue",
            "Timestamp": "2023-07-10T20:00:01.123Z",
            "ResourceStatus": "UPDATE_FAILED",
            "ResourceStatusReason": "Resource update cancelled"
        },
        {
            "StackId": "arn:aws:cloudformation:eu-west-1:1:stack/shop/1",
            "StackName": "shop",
            "Timestamp": "2023-07-10T20:00:02Z",
            "ResourceStatus": "UPDATE_ROLLBACK_COMPLETE"
        }
    ]
}
""",
        rows=(
            {"line": 3, "time": "2023-07-10T20:00:01.123Z", "service": "shop", "body": "Resource update cancelled"},
            {"line": 11, "time": "2023-07-10T20:00:02Z", "service": "shop", "body": "UPDATE_ROLLBACK_COMPLETE"},
        ),
    ),
)  # fmt: skip

ELASTICSEARCH_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="elasticdump 6 (what Filebeat 8 had shipped)",
        text="""\
{"_index":"logs-2023.07.10","_id":"a1","_score":1,"_source":{"@timestamp":"2023-07-10T20:00:01.123Z","message":"card refused","log":{"level":"ERROR","file":{"path":"/var/log/shop.log"}},"host":{"name":"web-01"},"service":{"name":"shop"}}}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.123Z", "body": "card refused", "severity_text": "ERROR",
             "severity_number": 17, "host": "web-01", "service": "shop",
             "attributes": {"_index": "logs-2023.07.10", "_id": "a1", "log.file.path": "/var/log/shop.log"}},
        ),
    ),
    Sample(
        program="Elasticsearch 7.17 (_search?pretty)",
        text="""\
{
  "took" : 3,
  "timed_out" : false,
  "hits" : {
    "total" : {
      "value" : 1,
      "relation" : "eq"
    },
    "max_score" : 1.0,
    "hits" : [
      {
        "_index" : "logs",
        "_id" : "a1",
        "_source" : {
          "@timestamp" : "2023-07-10T20:00:01.123Z",
          "message" : "card refused",
          "level" : "error"
        }
      }
    ]
  }
}
""",
        rows=(
            {"line": 11, "time": "2023-07-10T20:00:01.123Z", "body": "card refused", "severity_text": "error",
             "severity_number": 17},
        ),
    ),
)  # fmt: skip
