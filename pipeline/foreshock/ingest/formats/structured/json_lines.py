"""Logs that are JSON objects: a line each, pretty-printed over many lines, or elements of an array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.application.layout import has_stamp
from foreshock.ingest.formats.application.lines import ApplicationParser
from foreshock.ingest.formats.base import Format, Options, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.structured.azure import AZURE_GATEWAY, AZURE_RESOURCE, GATEWAY_KINDS, RESOURCE_KINDS
from foreshock.ingest.formats.structured.azure_samples import GATEWAY_SAMPLES, RESOURCE_SAMPLES
from foreshock.ingest.formats.structured.cloud_samples import (
    API_GATEWAY_SAMPLE,
    CLOUD_SAMPLES,
    HCLOG_SAMPLE,
    SLOWLOG_SAMPLE,
)
from foreshock.ingest.formats.structured.json_indent import IndentedParser, dedented, indent_of
from foreshock.ingest.formats.structured.json_lines_samples import (
    ACCESS_SAMPLES,
    CADDY_SAMPLES,
    CLOUDFLARE_SAMPLES,
    ELASTICSEARCH_SAMPLES,
    ENVOY_SAMPLES,
    KONG_SAMPLES,
    KUBERNETES_AUDIT_SAMPLES,
    MONGODB_SAMPLES,
    NEXTCLOUD_SAMPLES,
    SAMPLES,
    TRAEFIK_SAMPLES,
)
from foreshock.ingest.formats.structured.json_mixed import RequestsAmongLogs
from foreshock.ingest.formats.structured.json_requests import KONG, REQUEST_NAMES, RequestFamily
from foreshock.ingest.formats.structured.json_sample import JsonSample, json_sample
from foreshock.ingest.formats.structured.logfmt_columns import is_logfmt
from foreshock.ingest.formats.structured.names import LOG_NAMES
from foreshock.ingest.formats.structured.parser import StructuredParser
from foreshock.ingest.formats.structured.rows import GENERIC, Family, Fields
from foreshock.ingest.formats.structured.text_among import TextAmongRecords
from foreshock.ingest.formats.structured.times import stamps_of
from foreshock.ingest.time.clock import Clock

_ABOUT = r"(?s)^\[(?P<index>[^\]/\s\[]+)(?:/[^\]\s]+)?\](?:\[(?P<shard>\d+)\])?(?: (?P<rest>.*))?$"
_TIMED = 0.5  # of the objects of a log state a time
_OF_A_KIND = 0.8  # of the objects have the fields of a kind
_ANY = 1e-6
_OPEN = ("[", "{", "(", "=", ":")  # at the end of a message whose parts are what follows, be it JSON


@dataclass(frozen=True, slots=True)
class JsonLog:
    """One kind of log in JSON.

    ``kinds`` are sets of fields (in normal form): an object that states all of one set is of this kind. ``mixed``:
    the server's own messages stand among its requests (``messages`` names their fields), and any share of requests
    tells whose log it is.
    """

    name: str
    title: str
    table: Table
    samples: tuple[Sample, ...]
    family: Family
    kinds: tuple[tuple[str, ...], ...] = ()
    mixed: bool = False
    messages: Family | None = None

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when most objects are of this kind and state a time; lines of key=value pairs may be among them."""
        return self._claim(lines, timed=_TIMED)

    def recognise_inside(self, lines: Sequence[str], path: str) -> Recognition | None:
        """The same where an envelope has a time, so that the objects need not."""
        return self._claim(lines, timed=0.0)

    def _claim(self, lines: Sequence[str], *, timed: float) -> Recognition | None:
        indent = indent_of(lines)
        if not indent and not any(line.startswith(("{", "[{", "\x1e{", "data: {")) for line in lines):
            return None
        lines = dedented(lines, indent)
        sample = json_sample(lines)
        stated, zone = sample.times(self.family.time)
        share = self._of_kind(sample)
        if not sample.objects or stated < timed or share < (_ANY if self.mixed else _OF_A_KIND):
            return None
        pairs = sum(is_logfmt(line) for line in sample.others)
        explained = sample.explained + pairs
        if self.table == "logs" and 2 * explained >= sample.written:
            said = [line for line in sample.others if has_stamp(line) and not is_logfmt(line)]
            if 2 * sum(line.rstrip().endswith(_OPEN) for line in said) >= len(sample.objects):
                return None
            explained += len(said)
        reason = f"{explained} of {sample.written} sampled lines are JSON objects" + (
            f" with {', '.join(self.kinds[0])}" if self.kinds else " or key=value pairs" if pairs else ""
        )
        score = explained / sample.written
        options = {"indent": indent} if indent else {}
        return Recognition(score if self.mixed else min(share, score), reason, options, zone=zone)

    def _of_kind(self, sample: JsonSample) -> float:
        return max((sample.with_all(*names) for names in self.kinds), default=1.0)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for one file; with option ``untimed`` a record that states no time has none.

        Option ``indent`` are the blanks in front of the elements of a pretty-printed array.
        """
        parser = self._parser(clock, untimed="untimed" in options)
        indent = options.get("indent", "")
        return IndentedParser(parser, indent) if indent else parser

    def _parser(self, clock: Clock, *, untimed: bool) -> Parser:
        asked = RequestFamily() if self.family is GENERIC else None
        parser = StructuredParser(clock, self.family, keep_untimed=untimed, asked=asked)
        if self.table != "requests":
            return TextAmongRecords(parser, ApplicationParser(clock, ()))
        messages = self.messages or Family(defaults=self.family.defaults)
        return RequestsAmongLogs(parser, StructuredParser(clock, messages, keep_untimed=untimed))


@dataclass(frozen=True, slots=True)
class _Traefik(RequestFamily):
    """Traefik puts a whole X-Forwarded-For list where the client stands; the last of it is who asked the proxy."""

    def columns(self, fields: Fields) -> dict[str, pl.Series]:
        """The columns, the client being one address; ``ClientAddr`` tells it with its port where it stands alone."""
        clients, peers = fields.peek("clienthost"), fields.peek("clientaddr")
        if peers is not None:
            of_peers = peers.str.extract(r"^\[?(.+?)\]?:\d+$")
            clients = of_peers if clients is None else pl.select(pl.coalesce(clients, of_peers)).to_series()
            fields.offer("ClientHost", clients)
        if clients is not None:
            several = clients.str.contains(",", literal=True)
            fields.put("forwarded_for", pl.select(pl.when(several).then(clients)).to_series())
        columns = super(_Traefik, self).columns(fields)
        if "client_address" in columns:
            columns["client_address"] = columns["client_address"].str.extract(r"([^,\s]+)$")
        return columns


@dataclass(frozen=True, slots=True)
class _Elasticsearch(Family):
    """Elasticsearch says in brackets before a message which index, or which process of its own, it is about."""

    def columns(self, fields: Fields) -> dict[str, pl.Series]:
        """The columns, the index apart from the message."""
        columns = super(_Elasticsearch, self).columns(fields)
        if "body" not in columns:
            return columns
        groups = columns["body"].str.extract_groups(_ABOUT).struct.unnest()
        about = groups["index"].is_not_null()
        if about.any():
            columns["body"] = pl.select(pl.coalesce(groups["rest"], columns["body"])).to_series()
            fields.put("index", groups["index"])
            fields.put("shard", groups["shard"])
            columns["attributes"] = fields.attributes()
        return columns


@dataclass(frozen=True, slots=True)
class _Cloudflare(RequestFamily):
    """Cloudflare states when a request began and when it ended, not how long it took."""

    def columns(self, fields: Fields) -> dict[str, pl.Series]:
        """The columns, with when the request began."""
        began = fields.take(("edgestarttimestamp",))
        columns = super(_Cloudflare, self).columns(fields)
        if began is None:
            return columns
        return {**columns, "started_at": stamps_of(began)[0].dt.replace_time_zone("UTC")}

    def finished(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with the time between."""
        if "started_at" not in rows.columns:
            return rows
        took = (pl.col("time") - pl.col("started_at")).dt.total_microseconds() / 1e6
        return rows.with_columns(took.alias("duration_s"))


_TRAEFIK = _Traefik(
    time=("startutc", "startlocal", "time"),
    # Nanoseconds, both; Traefik's common log format has milliseconds.
    seconds={"duration": 1e9},
    upstream_seconds={"originduration": 1e9},
    arrival=True,
    defaults={"service": "traefik"},
)
_CADDY = RequestFamily(seconds={"duration": 1}, defaults={"service": "caddy"})
_ENVOY = RequestFamily(
    time=("start_time", "timestamp", "time"),
    seconds={"duration": 1e3, "request_duration": 1e3},
    arrival=True,
    defaults={"service": "envoy"},
)
_CLOUDFLARE = _Cloudflare(
    time=("edgeendtimestamp",),
    names={
        "client_address": ("clientip",), "client_port": ("clientsrcport",), "vhost": ("clientrequesthost",),
        "method": ("clientrequestmethod",), "target": ("clientrequesturi", "clientrequestpath"),
        "protocol": ("clientrequestprotocol",), "status": ("edgeresponsestatus",),
        "response_bytes": ("edgeresponsebytes",), "referrer": ("clientrequestreferer",),
        "user_agent": ("clientrequestuseragent",), "upstream_address": ("originip",),
        "upstream_status": ("originresponsestatus",),
    },
    seconds={},
    upstream_seconds={"originresponsedurationms": 1e3, "originresponsetime": 1e9},
    defaults={"service": "cloudflare"},
)  # fmt: skip
_NEXTCLOUD = Family(
    names={**LOG_NAMES, "service": (), "logger": ("app",)},
    levels={"0": "debug", "1": "info", "2": "warning", "3": "error", "4": "fatal"},
    defaults={"service": "nextcloud"},
)
# How much of a request is logged is called its level; it is no severity.
_KUBERNETES_AUDIT = Family(names={**LOG_NAMES, "severity_text": ()}, defaults={"service": "kube-apiserver"})
_MONGODB = Family(
    time=("t.$date", "t"),
    names={
        **{name: names for name, names in LOG_NAMES.items() if name in {"exception.type", "exception.message"}},
        "severity_text": ("s",),
        "body": ("msg",),
        "client": ("attr.remote", "attr.client"),
        "database": ("attr.db", "attr.command.$db"),
        "component": ("c",),
        "context": ("ctx",),
        "namespace": ("attr.ns",),
    },
    defaults={"service": "mongodb"},
)

_REQUEST_KINDS = (
    *((status, request) for status in REQUEST_NAMES["status"] if status != "code"
      for request in (*REQUEST_NAMES["method"], "request")),
    # Many events have a code of their own and a method.
    *(("code", method, target) for method in REQUEST_NAMES["method"] for target in REQUEST_NAMES["target"]),
    *(("status", target, client) for target in ("url", "uri", "request_uri", "path")
      for client in ("clientip", "remote_addr", "client_ip", "remote_ip")),
)  # fmt: skip

FORMATS: tuple[Format, ...] = (
    JsonLog(
        "mongodb-json", "MongoDB server log (JSON, 4.4 and later)", "logs", MONGODB_SAMPLES, _MONGODB,
        (("t.$date", "s", "c", "msg"),),
    ),
    JsonLog(
        "kubernetes-audit", "Kubernetes audit log", "logs", KUBERNETES_AUDIT_SAMPLES, _KUBERNETES_AUDIT,
        (("auditid", "stage", "level", "verb"),),
    ),
    JsonLog(
        "traefik-json", "Traefik access log (JSON)", "requests", TRAEFIK_SAMPLES, _TRAEFIK,
        (("downstreamstatus", "requestmethod"),), mixed=True,
    ),
    JsonLog(
        "caddy-json", "Caddy access log (JSON)", "requests", CADDY_SAMPLES, _CADDY,
        (("request.method", "request.uri", "status", "ts"),), mixed=True,
    ),
    JsonLog(
        "envoy-json", "Envoy access log (JSON)", "requests", ENVOY_SAMPLES, _ENVOY,
        (("response_code", "start_time"), ("response_code", "response_flags")), mixed=True,
    ),
    JsonLog(
        "cloudflare-json", "Cloudflare HTTP requests (Logpush, JSON)", "requests", CLOUDFLARE_SAMPLES, _CLOUDFLARE,
        (("edgeresponsestatus", "clientrequestmethod"),),
    ),
    JsonLog(
        "kong-json", "Kong requests (file-log, http-log)", "requests", KONG_SAMPLES, KONG,
        (("started_at", "response.status", "request.method", "client_ip"),),
    ),
    JsonLog(
        "azure-gateway", "Azure Application Gateway and Front Door (access log, JSON)", "requests", GATEWAY_SAMPLES,
        AZURE_GATEWAY, GATEWAY_KINDS, mixed=True, messages=AZURE_RESOURCE,
    ),
    JsonLog(
        "azure-resource-log", "Azure resource log (JSON, a record a line)", "logs", RESOURCE_SAMPLES, AZURE_RESOURCE,
        RESOURCE_KINDS,
    ),
    JsonLog(
        "json-access", "access log in JSON (nginx, Apache, any)", "requests",
        (*ACCESS_SAMPLES, API_GATEWAY_SAMPLE), RequestFamily(),
        _REQUEST_KINDS,
    ),
    JsonLog(
        "elasticsearch-json", "Elasticsearch server log (JSON)", "logs", (*ELASTICSEARCH_SAMPLES, SLOWLOG_SAMPLE),
        _Elasticsearch(defaults={"service": "elasticsearch"}),
        (
            ("type", "timestamp", "level", "component", "cluster.name", "node.name"),
            ("@timestamp", "log.level", "elasticsearch.cluster.name"),
        ),
    ),
    JsonLog(
        "nextcloud", "Nextcloud log (JSON)", "logs", NEXTCLOUD_SAMPLES, _NEXTCLOUD,
        (("reqid", "level", "time", "remoteaddr", "app", "message"),),
    ),
    JsonLog("json-lines", "JSON log (any program; a line each, or pretty-printed)", "logs",
        (*SAMPLES, HCLOG_SAMPLE, *CLOUD_SAMPLES), GENERIC,
    ),
)  # fmt: skip
