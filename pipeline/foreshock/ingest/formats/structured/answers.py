"""What services answer to questions for events: CloudWatch Logs and others of Amazon, searches of Elasticsearch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from foreshock.ingest.formats.base import Format, Recognition
from foreshock.ingest.formats.structured.answers_samples import (
    CHANGES_SAMPLES,
    CLOUDWATCH_SAMPLES,
    ELASTICSEARCH_SAMPLES,
)
from foreshock.ingest.formats.structured.documents import Documents, Found, elements
from foreshock.ingest.formats.structured.json_exact import Object, decoded, first_value, flattened
from foreshock.ingest.formats.structured.json_requests import RequestFamily
from foreshock.ingest.formats.structured.names import LOG_NAMES, TIME
from foreshock.ingest.formats.structured.rows import Family

_SOURCE = re.compile(r'"_source"\s*:\s*\{')
_INDEX = re.compile(r'"_index"\s*:\s*"')
_OWNER = re.compile(r'"(logGroup|logStream)"\s*:\s*("(?:[^"\\]|\\.)*")')
_ABOUT_HIT = ("_index", "_id")


@dataclass(frozen=True, slots=True)
class CloudWatchLogs(Documents):
    """Events that the CLI printed, or that a subscription delivered: what it says of its group goes for all of them."""

    def records(self, text: str) -> Found:
        """The events, with the names of group and stream that stand in front of them."""
        owners = [
            (match.start(), match[1], name[0])
            for match in _OWNER.finditer(text)
            if (name := first_value(match[2])) is not None  # a damaged name tells nothing
        ]
        for position, event in elements(text, self.key):
            owner = {name: value for begin, name, value in owners if begin < position}
            yield position, {**owner, **flattened(event)}


@dataclass(frozen=True, slots=True)
class Hits(Documents):
    """Elasticsearch's and OpenSearch's documents: in the answer to a search, or one by one as elasticdump and jq print.

    The fields of a hit are those of its ``_source``, which a shipper wrote.
    """

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on answers that hold hits, and on hits."""
        written = [line for line in lines if line.strip()]
        if not written or not written[0].startswith("{"):
            return None
        text = "\n".join(written)
        if not _SOURCE.search(text) or not _INDEX.search(text):
            return None
        whole = sum(bool(_SOURCE.search(line)) for line in written) / len(written)
        share = whole if written[0].rstrip().endswith("}") else 1.0
        return Recognition(share, "documents of Elasticsearch with their _source", zone="UTC")

    def records(self, text: str) -> Found:
        """The hits of an answer, or the one that this is."""
        found = False
        for position, hit in elements(text, self.key):
            found = True
            yield from _hit(position, hit)
        if not found:
            for hit in decoded(text) or ():
                yield from _hit(0, hit)


def _hit(position: int, hit: Object) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    source = hit.get("_source")
    if isinstance(source, dict):
        about = {name: str(hit[name]) for name in _ABOUT_HIT if hit.get(name) is not None}
        yield position, {**about, **flattened(source)}


_EVENTS: Final = Family(
    time=("timestamp", "ingestiontime"),
    names={"body": ("message",), "log_group": ("loggroup",), "log_stream": ("logstreamname", "logstream")},
)
_CHANGES: Final = Family(
    time=("date", "timestamp", "eventtime", "createdat", "starttime"),
    names={
        "body": (
            "message", "historysummary", "resourcestatusreason", "description", "eventname", "resourcestatus",
        ),
        "service": ("eventsource", "autoscalinggroupname", "stackname", "sourcetype", "servicename"),
        "host": ("sourceidentifier",),
        "user": ("username",),
        "code": ("errorcode",),
        "detail": ("cause",),
        "alarm": ("alarmname",),
    },
)  # fmt: skip
_HITS: Final = Family(
    time=TIME,
    names={
        **LOG_NAMES,
        "service": (*LOG_NAMES["service"], "kubernetes.container.name", "kubernetes.container_name", "event.module"),
        "host": (*LOG_NAMES["host"], "agent.hostname", "beat.hostname", "agent.name", "beat.name"),
    },
)

FORMATS: tuple[Format, ...] = (
    CloudWatchLogs(
        "cloudwatch-logs", "CloudWatch Logs (aws logs get-log-events, subscriptions)", CLOUDWATCH_SAMPLES, _EVENTS,
        "(?:events|logEvents)",
        r'(?s)"events"\s*:\s*\[\s*\{.*"(?:ingestionTime|eventId)"|"messageType".*"logEvents"\s*:',
    ),
    Documents(
        "aws-events", "Events of AWS services (RDS, ElastiCache, ECS, CloudFormation, Auto Scaling, alarms)",
        CHANGES_SAMPLES, _CHANGES, "(?:Events|events|StackEvents|Activities|AlarmHistoryItems)",
        r'(?s)"(?:Events|StackEvents|Activities|AlarmHistoryItems|events)"\s*:\s*\[\s*\{.*'
        r'"(?:SourceIdentifier|EventName|StackId|ActivityId|AlarmName|createdAt)"'
        r'|(?s:"services"\s*:\s*\[\s*\{.*"serviceArn")',  # whose events stand far below
    ),
    Hits(
        "elasticsearch-hits", "Elasticsearch documents (search answer, elasticdump)", ELASTICSEARCH_SAMPLES, _HITS,
        "hits", "_source", asked=RequestFamily(),
    ),
)  # fmt: skip
