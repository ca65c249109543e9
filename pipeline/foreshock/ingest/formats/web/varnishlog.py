"""``varnishlog``: a block of tagged lines for each transaction; client requests become rows, failed fetches errors.

Source: vsl(7) of Varnish 7. A block begins with ``* << Request >> 32770``; one that is nested (-g request) has more
stars. What the client asked for stands before VCL rewrites it, so the first of ReqMethod, ReqURL and ReqHeader counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.tags import maps_of
from foreshock.ingest.formats.web.varnishlog_samples import SAMPLES
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.time.clock import EPOCH, Clock

_HEAD = r"^\*+ +<< (?:Request|BeReq|Session|Record) +>> \d+ *$"
_BLOCK = re.compile(r"\*+ +<< (?P<kind>\w+) +>> (?P<id>\d+) *$")
_LINE = re.compile(r"-+ +(?P<tag>[A-Z]\w+)(?: +(?P<value>.*?))? *$")
_TIMESTAMP = re.compile(r"(?P<event>\w+): (?P<at>\d{1,11}\.\d{1,6}) ")
_BODY_SENT = 4  # of ReqAcct: header, body and sum received, then header, body and sum sent
_HEADERS = {"host": "host_header", "x-forwarded-for": "x_forwarded_for"}
_CACHE = {"HIT": "hit", "MISS": "miss", "PASS": "pass", "PIPE": "pipe", "SYNTH": "synth"}
_RECOGNISED = 0.8

_TIME = pl.Datetime("us", "UTC")
_TEXTS = ("service", "client_address", "method", "path", "query", "protocol", "referrer", "user_agent")
_REQUESTS: dict[str, pl.DataType] = {
    "line": pl.Int64(), "time": _TIME, "started_at": _TIME, "status": pl.Int16(), "response_bytes": pl.Int64(),
    "duration_s": pl.Float64(), **dict.fromkeys(_TEXTS, pl.String()),
}  # fmt: skip
_LOGS: dict[str, pl.DataType] = {
    "line": pl.Int64(), "time": _TIME, "service": pl.String(), "severity_text": pl.String(),
    "severity_number": pl.Int8(), "body": pl.String(),
}  # fmt: skip


@dataclass(slots=True)
class _Block:
    """What the tags of a transaction state: the first value of each, the last one, and the headers."""

    kind: str
    first: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    cache: str | None = None

    @classmethod
    def of(cls, text: str) -> _Block | None:
        """The block of these lines; None where its first line begins none."""
        head, *lines = text.split("\n")
        begun = _BLOCK.match(head)
        if begun is None:
            return None
        block = cls(begun["kind"])
        for line in lines:
            if match := _LINE.match(line):
                block._take(match["tag"], match["value"] or "")
        return block

    def _take(self, tag: str, value: str) -> None:
        self.first.setdefault(tag, value)
        self.last[tag] = value
        if tag in {"ReqHeader", "BereqHeader"}:
            name, _, content = value.partition(":")
            self.headers.setdefault(name.strip().lower(), content.strip())
        elif tag == "Timestamp" and (stamp := _TIMESTAMP.match(f"{value} ")):
            micros = round(float(stamp["at"]) * 1e6)
            self.times[stamp["event"]] = EPOCH + timedelta(microseconds=micros)
        elif tag == "VCL_call":
            self.cache = _CACHE.get(value, self.cache)

    @property
    def ended(self) -> datetime | None:
        """When its last stamp was taken."""
        return max(self.times.values(), default=None)


class VarnishlogParser:
    """One file of blocks."""

    def __init__(self) -> None:
        """Stamps are seconds since 1970: no clock is needed."""
        self._gatherer = Gatherer()

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """A row a client request, one a failed fetch; the other lines are attached."""
        gathered = self._gatherer.feed(lines, lines["text"].str.contains(_HEAD), last=last)
        requests: list[dict[str, object]] = []
        attributes: list[Mapping[str, str]] = []
        errors: list[dict[str, object]] = []
        about: list[Mapping[str, str]] = []
        for line, text in gathered.records.select("line", "text").iter_rows():
            block = _Block.of(text)
            if block is None or block.ended is None:
                continue
            if block.kind == "Request":
                requests.append({"line": line, **_request(block)})
                attributes.append(_known({
                    "cache": block.cache, "client_port": _word(block.first.get("ReqStart"), 1),
                    **{name: block.headers.get(header) for header, name in _HEADERS.items()},
                }))  # fmt: skip
            elif "FetchError" in block.first:
                errors.append({"line": line, **_failure(block)})
                about.append(_known({
                    "url": block.first.get("BereqURL"), "backend": _word(block.first.get("BackendOpen"), 1),
                    "status": block.last.get("BerespStatus"), "host_header": block.headers.get("host"),
                }))  # fmt: skip
        records = len(requests) + len(errors)
        rows = pl.DataFrame(requests, schema=_REQUESTS, orient="row").with_columns(attributes=maps_of(attributes))
        logs = pl.DataFrame(errors, schema=_LOGS, orient="row").with_columns(attributes=maps_of(about))
        attached = int(gathered.records["span"].sum()) - records
        return Parsed(rows, records, attached, gathered.rejects, {"logs": logs} if errors else {})


def _request(block: _Block) -> dict[str, object]:
    start, end = block.times.get("Start"), block.ended
    path, _, query = block.first.get("ReqURL", "").partition("?")
    sent = _word(block.last.get("ReqAcct"), _BODY_SENT)
    return {
        "time": end,
        "started_at": start,
        "service": "varnish",
        "client_address": _word(block.first.get("ReqStart"), 0),
        "method": block.first.get("ReqMethod"),
        "path": path or None,
        "query": query or None,
        "protocol": block.first.get("ReqProtocol"),
        "status": _number(block.last.get("RespStatus"), 999),
        "response_bytes": _number(sent, 1 << 62),
        "duration_s": (end - start).total_seconds() if start and end else None,
        "referrer": block.headers.get("referer"),
        "user_agent": block.headers.get("user-agent"),
    }


def _failure(block: _Block) -> dict[str, object]:
    said = block.first["FetchError"]
    return {"time": block.ended, "service": "varnish", "severity_text": "error", "severity_number": 17, "body": said}


def _word(value: str | None, at: int) -> str | None:
    words = (value or "").split()
    return words[at] if len(words) > at else None


def _number(text: str | None, largest: int) -> int | None:
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 19:  # noqa: PLR2004 - of 64 bits
        return None
    return int(text) if int(text) <= largest else None


def _known(values: Mapping[str, str | None]) -> Mapping[str, str]:
    return {name: value for name, value in values.items() if value}


class Varnishlog:
    """varnishlog with any grouping but raw."""

    name = "varnishlog"
    title = "varnishlog (transactions of Varnish)"
    table: Table = "requests"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines with tags below the head of a transaction."""
        heads = sum(_BLOCK.match(line) is not None for line in lines)
        if not heads:
            return None
        known = heads + sum(not line.strip() or _LINE.match(line) is not None for line in lines)
        if known < _RECOGNISED * len(lines):
            return None
        return Recognition(known / len(lines), f"{heads} transaction(s) as varnishlog prints them", zone="UTC")

    def open(self, options: Options, clock: Clock) -> VarnishlogParser:
        """A parser; there are no options."""
        return VarnishlogParser()


FORMATS: tuple[Format, ...] = (Varnishlog(),)
