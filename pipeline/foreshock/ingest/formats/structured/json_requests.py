"""Access logs in JSON: which field is which column of the requests table, server by server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from foreshock.ingest.formats.structured.names import Names
from foreshock.ingest.formats.structured.rows import Family, Fields
from foreshock.ingest.formats.structured.times import spelled_durations

_REQUEST_LINE = r"^(?P<method>[A-Z][A-Z_-]*) (?P<target>\S.*?)(?: (?P<protocol>HTTPS?/[0-9.]+))?$"
_FIRST_OF_ARRAY = r'^\["((?:[^"\\]|\\.)*)"'
_ADDRESS = r"^(?:tcp://)?(\[[0-9a-fA-F:.]+\]|[^:]+):\d+$"
_ORIGIN = r"^[a-z]+://[^/?]+"

REQUEST_NAMES: Names = {
    "client_address": (
        "clienthost", "remote_addr", "client_ip", "clientip", "remote_ip", "client_address", "remotehost",
        "remote_host", "request.client_ip", "request.remote_ip", "request.remote_addr", "downstream_remote_address",
        "httprequest.remoteip", "client.ip", "client.address", "source.ip", "source_ip", "remoteip", "remote_address",
        "req.remoteaddress", "sourceip", "sourceipaddress", "client", "ip", "remote",
    ),
    "request": ("request", "request_line", "requestline", "routekey"),
    "method": (
        "request_method", "requestmethod", "request.method", "http_method", "httprequest.requestmethod",
        "http.request.method", "req.method", "method", "verb", "requestmethodname", "httpmethod",
    ),
    "target": (
        "request_uri", "request.uri", "requestpath", "requesturi", "x_envoy_origin_path", "httprequest.requesturl",
        "url.original", "req.url", "uri", "target", "path", "request_path", "url.path", "url",
        "resourcepath",
    ),
    "query": ("args", "query_string", "url.query", "query", "querystring"),
    "protocol": (
        "server_protocol", "request.proto", "requestprotocol", "protocol", "proto", "httprequest.protocol",
        "http.version", "http_version", "httpversion",
    ),
    "status": (
        "downstreamstatus", "response_code", "status", "status_code", "statuscode", "http_status",
        "httprequest.status", "http.response.status_code", "res.statuscode", "response_status", "responsestatus",
        "response", "code",
    ),
    "response_bytes": (
        "body_bytes_sent", "downstreamcontentsize", "size", "bytes_sent", "response_size", "response_bytes",
        "httprequest.responsesize", "http.response.body.bytes", "bytes_out", "resp_size", "content_length", "bytes",
        "res.contentlength", "responsesize", "body_bytes", "bytessent", "length",
        "responselength",
    ),
    "upstream_address": ("upstream_addr", "serviceaddr", "upstream_host", "upstreamhost", "upstream"),
    "upstream_status": ("upstream_status", "originstatus"),
    "referrer": (
        "http_referer", "referer", "referrer", "http_referrer", "request_referer", "request.headers.referer",
        "httprequest.referer", "http.request.referrer", "req.headers.referer",
    ),
    "user_agent": (
        "http_user_agent", "user_agent", "useragent", "request_user_agent", "request.headers.user_agent",
        "httprequest.useragent", "user_agent.original", "agent", "req.headers.user_agent",
    ),
    "user": ("clientusername", "remote_user", "user", "user_id", "username"),
    "vhost": ("requesthost", "request.host", "http_host", "authority", "server_name", "vhost", "virtual_host"),
    "frontend": ("routername",),
    "backend": ("servicename", "upstream_cluster"),
    "client_port": ("clientport", "request.remote_port", "remote_port"),
}  # fmt: skip
_COLUMNS = (
    "client_address", "upstream_address", "referrer", "user_agent",
)  # fmt: skip
_INTEGERS = {"status": pl.Int16, "response_bytes": pl.Int64, "upstream_status": pl.Int16}

# What one second is in the unit of a field that says how long a request took.
_SECONDS: Mapping[str, float] = {
    "request_time": 1, "duration_ms": 1e3, "request_time_ms": 1e3, "responsetime": 1e3, "res.responsetime": 1e3,
    "response_time_ms": 1e3, "elapsed_ms": 1e3, "latency_ms": 1e3, "duration_s": 1, "elapsed": 1, "request_duration": 1,
    "duration_us": 1e6, "request_time_us": 1e6, "event.duration": 1e9, "httprequest.latency": 1,
    "response_time": 1, "duration": 1, "latency": 1, "time_taken": 1, "took": 1, "durationms": 1e3,
    "responselatency": 1e3,
}  # fmt: skip
# Names that say no unit. Fractions are seconds there; whole numbers are milliseconds, or Go's nanoseconds.
_UNITLESS = ("elapsed", "request_duration", "response_time", "duration", "latency", "time_taken", "took")
_NANOSECONDS_FROM = 100_000  # half of the requests would have taken minutes otherwise
# Who writes fractions of milliseconds under such a name, by what stands beside it: Serilog, lograge.
_IN_MILLISECONDS = (("requestpath", "statuscode", "elapsed"), ("controller", "action", "duration"))
_SERVED = r"(?i)^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$"
_UPSTREAM_SECONDS: Mapping[str, float] = {
    "upstream_response_time": 1, "upstreamtime": 1, "originduration": 1e9, "x_envoy_upstream_service_time": 1e3,
    "upstream_service_time": 1e3, "integrationlatency": 1e3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RequestFamily(Family):
    """How one server's access log names its fields.

    ``seconds`` is the unit of each duration; ``arrival``: the stamp says when the request arrived, not when it was
    logged.
    """

    names: Names = field(default_factory=lambda: REQUEST_NAMES)
    seconds: Mapping[str, float] = field(default_factory=lambda: _SECONDS)
    upstream_seconds: Mapping[str, float] = field(default_factory=lambda: _UPSTREAM_SECONDS)
    arrival: bool = False

    def columns(self, fields: Fields) -> dict[str, pl.Series]:
        """Columns of the requests table but time, started_at and line."""
        columns = _columns(fields, self)
        for column, value in self.defaults.items():
            columns[column] = pl.repeat(value, len(fields), dtype=pl.String, eager=True)
        return {**columns, "attributes": fields.attributes()}

    def finished(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with ``started_at``; with ``arrival`` the time read from the line is that, and ``time`` is later."""
        if "duration_s" not in rows.columns:
            return rows.with_columns(pl.col("time").alias("started_at")) if self.arrival else rows
        took = pl.duration(microseconds=(pl.col("duration_s") * 1e6).round())
        if self.arrival:
            return rows.with_columns(pl.col("time").alias("started_at"), pl.col("time") + took.fill_null(pl.duration()))
        return rows.with_columns((pl.col("time") - took).alias("started_at"))


# Kong's plugins file-log and http-log: what stands under latencies is milliseconds.
KONG = RequestFamily(
    time=("started_at",),
    names={
        "client_address": ("client_ip",), "method": ("request.method",), "target": ("request.uri",),
        "status": ("response.status",), "response_bytes": ("response.size",), "upstream_status": ("upstream_status",),
        "user_agent": ("request.headers.user_agent",), "referrer": ("request.headers.referer",),
        "vhost": ("request.headers.host",), "user": ("consumer.username",), "backend": ("service.name",),
    },
    seconds={"latencies.request": 1e3},
    upstream_seconds={"latencies.proxy": 1e3},
    arrival=True,
    defaults={"service": "kong"},
)  # fmt: skip


def requests_of(
    frame: pl.DataFrame, place: pl.DataFrame, family: Family, asked: RequestFamily | None
) -> list[pl.DataFrame]:
    """What the records of a log tell of requests: a frame with the columns of ``place`` and of ``asked``, or none.

    ``family`` names the fields of the log, of which the time is the record's own.
    """
    here = None if asked is None else _served(frame)
    if asked is None or here is None or not here.any():
        return []
    fields = family.stamped(frame.filter(here))[2]
    return [place.filter(here).with_columns(**asked.columns(fields))]


def _served(frame: pl.DataFrame) -> pl.Series | None:
    """Which records of an application's log (Boolean) tell of a request that it served; None where none can.

    They state method, path and status. What it asks of others has their address in front of the path.
    """
    fields = Fields(frame)
    said = [fields.take(REQUEST_NAMES[name]) for name in ("method", "target", "status")]
    method, target, status = said
    if method is None or target is None or status is None:
        return None
    asked = method.str.contains(_SERVED) & target.str.starts_with("/") & status.str.contains(r"^[1-5]\d\d$")
    return asked.fill_null(value=False)


def _columns(fields: Fields, family: RequestFamily) -> dict[str, pl.Series]:
    columns: dict[str, pl.Series] = {}
    taken = {name: _known(values) for name, names in family.names.items() if (values := fields.take(names)) is not None}
    for name, dtype in _INTEGERS.items():
        if name in taken:
            values = taken.pop(name)
            columns[name] = values.cast(dtype, strict=False)
            if name == "upstream_status" and columns[name].null_count() > values.null_count():
                columns[name] = values.str.extract(r"(\d+)\D*$").cast(dtype, strict=False)
    of_nginx = fields.peek("upstreamtime") is not None  # whose $request_time people call responsetime, too
    own = {**family.seconds, "responsetime": 1.0} if of_nginx else _told_units(fields, family.seconds)
    for name, units in (("duration_s", own), ("upstream_duration_s", family.upstream_seconds)):
        seconds = _seconds(fields, units)
        if seconds is not None:
            columns[name] = seconds
    columns |= _target(taken)
    for name in _COLUMNS:
        if name in taken:
            columns[name] = _first(taken.pop(name))
    if "client_address" in columns:
        columns["client_address"] = _split_port(fields, columns["client_address"])
    for name, values in taken.items():
        fields.put(name, values)
    return columns


def _told_units(fields: Fields, units: Mapping[str, float]) -> Mapping[str, float]:
    """The units, with those that the values or their neighbours give away where the name tells none."""
    if units is not _SECONDS:
        return units
    told: dict[str, float] = {}
    for name in _UNITLESS:
        values = fields.peek(name)
        if values is None:
            continue
        numbers = values.str.to_integer(strict=False).drop_nulls()
        if len(numbers) and len(numbers) == len(values) - values.null_count():
            huge = 2 * int((numbers >= _NANOSECONDS_FROM).sum()) >= len(numbers)
            told[name] = 1e9 if huge else 1e3
    for names in _IN_MILLISECONDS:
        if all(fields.stated(name) for name in names):
            told[names[-1]] = 1e3
    return {**units, **told}


def _known(values: pl.Series) -> pl.Series:
    return pl.select(pl.when((values != "") & (values != "-")).then(values)).to_series()


def _first(values: pl.Series) -> pl.Series:
    """The first element of what is an array (Caddy states headers so), the value itself otherwise."""
    if not values.str.starts_with("[").any():
        return values
    return pl.select(pl.coalesce(values.str.extract(_FIRST_OF_ARRAY), values)).to_series()


def _split_port(fields: Fields, clients: pl.Series) -> pl.Series:
    """Addresses without the port, which becomes an attribute."""
    address = clients.str.extract(_ADDRESS)
    if address.null_count() == len(address):
        return clients
    port = clients.str.extract(r":(\d+)$")
    fields.put("client_port", pl.select(pl.when(address.is_not_null()).then(port)).to_series())
    return pl.select(pl.coalesce(address.str.strip_chars("[]"), clients)).to_series()


def _target(taken: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Method, path, query and protocol, from fields of their own or from the request line."""
    columns: dict[str, pl.Series] = {}
    line, target = taken.pop("request", None), taken.pop("target", None)
    if line is not None:
        parts = line.str.extract_groups(_REQUEST_LINE).struct.unnest()
        columns = {"method": parts["method"], "protocol": parts["protocol"]}
        path = pl.coalesce(parts["target"], *([target] if target is not None else []))
        target = pl.select(path).to_series()
        odd = parts["method"].is_null() & line.is_not_null()
        if odd.any():
            taken["request"] = pl.select(pl.when(odd).then(line)).to_series()
    if target is not None:
        cut = target.str.replace(_ORIGIN, "").str.splitn("?", 2).struct.unnest()
        columns["path"], columns["query"] = cut["field_0"], cut["field_1"]
    for name in ("method", "protocol", "query"):
        own = taken.pop(name, None)
        if own is not None and name == "method":  # Hapi, and Kibana with it, write it in lower case
            own = pl.select(pl.when(own.str.contains(_SERVED)).then(own.str.to_uppercase()).otherwise(own)).to_series()
        if own is not None:
            own = own.str.strip_prefix("?") if name == "query" else own
            columns[name] = pl.select(pl.coalesce(own, *([columns[name]] if name in columns else []))).to_series()
    return columns


def _seconds(fields: Fields, units: Mapping[str, float]) -> pl.Series | None:
    """Durations in seconds by the first field that tells; several of nginx's upstreams are summed."""
    found = []
    for name, per_second in units.items():
        values = fields.take((name,))
        if values is None:
            continue
        numbers = values.cast(pl.Float64, strict=False) / per_second
        if numbers.null_count() > values.null_count():
            attempts = values.str.extract_all(r"[0-9]+(?:\.[0-9]+)?").cast(pl.List(pl.Float64))
            several = pl.when(values.str.contains(r"^[\d., :-]*\d[\d., :-]*$")).then(attempts.list.sum() / per_second)
            numbers = pl.select(pl.coalesce(numbers, spelled_durations(values), several)).to_series()
        found.append(numbers)
    return pl.select(pl.coalesce(found).round(9)).to_series() if found else None
