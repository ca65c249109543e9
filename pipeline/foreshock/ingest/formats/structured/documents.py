"""JSON documents that hold many records in one array: OTLP logs, Kubernetes events, CloudTrail, Azure's logs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.structured.azure import AZURE_RESOURCE
from foreshock.ingest.formats.structured.azure_samples import AZURE_SAMPLES
from foreshock.ingest.formats.structured.documents_samples import (
    CLOUDTRAIL_SAMPLES,
    EVENTS_SAMPLES,
    OTLP_SAMPLES,
)
from foreshock.ingest.formats.structured.json_exact import Object, flattened, frames, value_at
from foreshock.ingest.formats.structured.json_requests import RequestFamily, requests_of
from foreshock.ingest.formats.structured.names import LOG_NAMES
from foreshock.ingest.formats.structured.otlp_records import otlp_records
from foreshock.ingest.formats.structured.rows import Family
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.lines.rejects import rejected_lines
from foreshock.ingest.time.clock import Clock

_MAX_BYTES, _MAX_LINES = 64 << 20, 2_000_000  # of one document
_LOOK = 20  # sampled lines in which a document must say what it is
_BETWEEN = re.compile(r"[\s,]*")
_NO_TIME = "no record of this document states a time"

Found = Iterator[tuple[int, Mapping[str, str | None]]]


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents whose array ``key`` (a pattern) holds the records; ``sign`` is found in their first lines."""

    name: str
    title: str
    samples: tuple[Sample, ...]
    family: Family
    key: str
    sign: str
    table: Table = "logs"
    max_line_bytes: int = _MAX_BYTES
    asked: RequestFamily | None = None  # for records that may tell of a request

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on documents with that sign."""
        written = [line for line in lines if line.strip()]
        if not written or not written[0].startswith("{") or not re.search(self.sign, "\n".join(written[:_LOOK])):
            return None
        one_a_line = sum(line.startswith("{") and bool(re.search(self.key, line)) for line in written)
        # Behind the first line of a pretty-printed document stands nothing but the document.
        share = one_a_line / len(written) if written[0].rstrip().endswith("}") else 1.0
        return Recognition(share, f"JSON documents with the array {self.key}", zone="UTC")

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for one file."""
        return DocumentParser(self, clock)

    def records(self, text: str) -> Found:
        """Where each record begins in a document, and its fields."""
        for position, item in elements(text, self.key):
            yield position, flattened(item)


@dataclass(frozen=True, slots=True)
class OtlpLogs(Documents):
    """OTLP in JSON: what the resource and the scope say goes for all of their records."""

    def records(self, text: str) -> Found:
        """The log records of every resource."""
        for position, resource in elements(text, self.key):
            for record in otlp_records(resource):
                yield position, record


class DocumentParser:
    """Reads one file of documents, pretty-printed or one a line."""

    def __init__(self, format_: Documents, clock: Clock) -> None:
        """Start at the top of a file."""
        self._format = format_
        self._clock = clock
        self._gatherer = Gatherer(max_bytes=_MAX_BYTES, max_lines=_MAX_LINES)

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a record; lines without a record of their own are attached to their document."""
        gathered = self._gatherer.feed(lines, lines["text"].str.starts_with("{"), last=last)
        numbers: list[int] = []
        documents: list[int] = []
        objects: list[Mapping[str, str | None]] = []
        for document, (line, text) in enumerate(gathered.records.select("line", "text").iter_rows()):
            begins = list(accumulate((len(part) + 1 for part in text.split("\n")), initial=0))
            for position, item in self._format.records(text):
                numbers.append(line + bisect_right(begins, position) - 1)
                documents.append(document)
                objects.append(item)
        parts, requests = [], []
        for indices, frame in frames(range(len(objects)), objects):
            stamps, offsets, fields = self._format.family.stamped(frame)
            own = [(numbers[index], documents[index]) for index in indices]
            place = pl.DataFrame(own, schema={"line": pl.Int64, "~document": pl.Int64}, orient="row")
            time = self._clock.instants(stamps, offsets).alias("time")
            timed = place.select("line", time)
            requests += requests_of(frame, timed, self._format.family, self._format.asked)
            parts.append(place.with_columns(time=time, **self._format.family.columns(fields)))
        rows = (
            pl.concat(parts, how="diagonal")
            if parts
            else pl.DataFrame(schema={"line": pl.Int64, "~document": pl.Int64})
        )
        rows = rows.filter(pl.col("time").is_not_null()) if parts else rows
        whole = pl.Series(range(gathered.records.height), dtype=pl.Int64).is_in(rows["~document"].unique().implode())
        records = rows["line"].n_unique()
        rejects = rejected_lines(gathered.records.filter(~whole), _NO_TIME)
        attached = int(gathered.records.filter(whole)["span"].sum()) - records
        rejects = pl.concat([gathered.rejects, rejects]).sort("line")
        return Parsed(rows.drop("~document"), records, attached, rejects, self._asides(requests))

    def _asides(self, requests: list[pl.DataFrame]) -> dict[Table, pl.DataFrame]:
        """The requests that the records tell of, those without a time left out."""
        asked = self._format.asked
        if not requests or asked is None:
            return {}
        rows = pl.concat(requests, how="diagonal").sort("line").filter(pl.col("time").is_not_null())
        return {"requests": asked.finished(rows)}


def elements(text: str, key: str) -> Iterator[tuple[int, Object]]:
    """The objects of every array of this name in a document, each with its place; what is cut off is left out."""
    for match in re.finditer(rf'"{key}"\s*:\s*\[\s*', text):
        position = match.end()
        while text[position : position + 1] == "{":
            found = value_at(text, position)
            if found is None:
                break
            yield position, found[0]
            between = _BETWEEN.match(text, found[1])
            position = between.end() if between else found[1]


# One word for the four numbers of each (OpenTelemetry, log data model).
_OTEL_LEVELS = {
    str(number): ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")[(number - 1) // 4] for number in range(1, 25)
}
_EVENTS = Family(
    time=("lasttimestamp", "series.lastobservedtime", "eventtime", "firsttimestamp", "metadata.creationtimestamp"),
    names={
        "severity_text": ("type",),
        "body": ("message", "note"),
        "service": ("source.component", "reportingcomponent", "reportingcontroller"),
        "host": ("source.host", "deprecatedsource.host"),
        "reason": ("reason",),
        "namespace": ("metadata.namespace",),
        "object_kind": ("involvedobject.kind", "regarding.kind"),
        "object_name": ("involvedobject.name", "regarding.name"),
        "count": ("count", "series.count"),
    },
)
_OTLP = Family(
    time=("timeunixnano", "observedtimeunixnano"),
    names={
        **{name: names for name, names in LOG_NAMES.items() if name.startswith("exception")},
        "severity_text": ("severitytext", "severitynumber"),
        "body": ("body",),
        "service": ("service.name",),
        "host": ("host.name", "k8s.node.name"),
        "pid": ("process.pid",),
        "user": ("user.name", "enduser.id"),
        "database": ("db.namespace", "db.name"),
        "client": ("client.address",),
        "statement": ("db.query.text", "db.statement"),
        "thread_id": ("thread.id",),
        "thread": ("thread.name",),
        "trace_id": ("traceid",),
        "span_id": ("spanid",),
    },
    levels=_OTEL_LEVELS,
)
_CLOUDTRAIL = Family(
    time=("eventtime",),
    names={
        "body": ("eventname",),
        "service": ("eventsource",),
        "client": ("sourceipaddress",),
        "user": ("useridentity.username", "useridentity.arn"),
        "code": ("errorcode",),
        "detail": ("errormessage",),
    },
)

FORMATS: tuple[Format, ...] = (
    OtlpLogs(
        "opentelemetry-json", "OpenTelemetry logs (OTLP JSON)", OTLP_SAMPLES, _OTLP, "resourceLogs",
        r'"resourceLogs"\s*:',
    ),
    Documents(
        "kubernetes-events", "Kubernetes events (kubectl get events -o json)", EVENTS_SAMPLES, _EVENTS, "items",
        r'(?s)"items"\s*:\s*\[\s*\{.*(?:"kind"\s*:\s*"Event"|"involvedObject")',
    ),
    Documents(
        "aws-cloudtrail", "AWS CloudTrail", CLOUDTRAIL_SAMPLES, _CLOUDTRAIL, "Records",
        r'(?s)"Records"\s*:\s*\[\s*\{.*"event(?:Version|Time|Source|Name)"',
    ),
    Documents(
        "azure-diagnostics", "Azure resource logs (diagnostic settings)", AZURE_SAMPLES, AZURE_RESOURCE, "records",
        r'(?s)"records"\s*:\s*\[\s*\{.*"(?:resourceId|operationName|category)"',
    ),
)  # fmt: skip
