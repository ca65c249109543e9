"""Answers of AWS and Elasticsearch to questions for events: each event at its own line, whatever the layout."""

from __future__ import annotations

import json

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats import formats

HIT = {
    "_index": "filebeat-7.17",
    "_id": "a",
    "_source": {
        "@timestamp": "2023-07-10T20:00:01.123Z",
        "message": "GET /x 502",
        "agent": {"hostname": "web-1"},
        "event": {"module": "nginx"},
        "http": {"request": {"method": "GET"}, "response": {"status_code": 502}},
        "url": {"path": "/x"},
    },
}
AT = "2023-07-10T20:00:01.123Z"


def recognised(text: str) -> str | None:
    """The format with the highest claim."""
    claims = [
        (claim.score, format_.name) for format_ in formats() if (claim := format_.recognise(text.split("\n"), ""))
    ]
    return max(claims)[1] if claims else None


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("whole", [True, False])
def test_a_hit_that_tells_of_a_request_is_one(read: Read, indent: int | None, *, whole: bool) -> None:
    """In an answer and on its own, on one line and on many; its host is the machine that shipped it."""
    value = {"took": 1, "hits": {"total": {"value": 1}, "hits": [HIT]}} if whole else HIT
    text = json.dumps(value, indent=indent)
    assert recognised(text) == "elasticsearch-hits"
    parsed = read("elasticsearch-hits", text)
    line = next(number for number, of in enumerate(text.split("\n"), 1) if '"_index"' in of)
    (row,) = parsed.rows.to_dicts()
    assert (row["line"], row["body"], row["host"], row["service"]) == (
        line - (indent is not None), "GET /x 502", "web-1", "nginx",
    )  # fmt: skip
    assert parsed.asides["requests"].select("method", "path", "status").rows() == [("GET", "/x", 502)]
    assert parsed.asides["requests"]["time"].to_list() == parsed.rows["time"].to_list()


def test_a_hit_without_a_request_is_a_log_record_only(read: Read) -> None:
    """Most of what is shipped is."""
    hit = {"_index": "i", "_source": {"@timestamp": AT, "message": "started"}}
    parsed = read("elasticsearch-hits", json.dumps(hit))
    assert (parsed.rows["body"].to_list(), dict(parsed.asides)) == (["started"], {})


@pytest.mark.parametrize(
    ("document", "body", "service"),
    [
        ({"Activities": [{"ActivityId": "1", "AutoScalingGroupName": "web", "Description": "Terminating",
                          "Cause": "health check", "StartTime": AT}]}, "Terminating", "web"),
        ({"AlarmHistoryItems": [{"AlarmName": "5xx", "Timestamp": AT, "HistorySummary": "OK to ALARM"}]},
         "OK to ALARM", None),
        ({"Events": [{"EventName": "StopInstances", "EventTime": 1689019201.123, "EventSource": "ec2"}]},
         "StopInstances", "ec2"),
        ({"services": [{"serviceArn": "a", "serviceName": "web", "deployments": [{"createdAt": AT}] * 30,
                        "events": [{"id": "1", "createdAt": AT, "message": "unhealthy"}]}]}, "unhealthy", None),
    ],
)  # fmt: skip
def test_what_happened_to_what_amazon_runs(read: Read, document: object, body: str, service: str | None) -> None:
    """Each service has its own words for when, what and to what."""
    text = json.dumps(document, indent=4)
    assert recognised(text) == "aws-events"
    (row,) = read("aws-events", text).rows.to_dicts()
    assert (row["body"], row.get("service"), row["time"].isoformat()) == (
        body, service, "2023-07-10T20:00:01.123000+00:00",
    )  # fmt: skip


def test_documents_that_are_no_events() -> None:
    """Lists of the same names in other programs' answers."""
    documents: tuple[object, ...] = (
        {"events": [{"name": "a"}]},
        {"Events": []},
        {"hits": {"hits": []}},
        {"_source": {}},
    )
    for document in documents:
        assert recognised(json.dumps(document, indent=2)) not in {"aws-events", "cloudwatch-logs", "elasticsearch-hits"}


def test_a_damaged_name_of_a_group_costs_no_event(read: Read) -> None:
    """Where the escape in front is none, the events are read all the same."""
    event = '{"id":"1","timestamp":1689019201000,"message":"could not extend file"}'
    text = f'{{"messageType":"DATA_MESSAGE","logGroup":"/ecs\\xshop","logStream":"a\\","logEvents":[{event}]}}'
    parsed = read("cloudwatch-logs", text)
    assert parsed.rows.height + parsed.rejects.height == 1
