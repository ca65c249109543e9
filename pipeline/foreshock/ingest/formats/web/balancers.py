"""Access logs of load balancers, proxies and object stores whose layout the product fixes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.clock import Clock
from foreshock.ingest.formats.base import Format, Options, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.web.access_parser import AccessParser, Refine
from foreshock.ingest.formats.web.access_typing import ATTRIBUTE, nearest
from foreshock.ingest.formats.web.balancers_samples import ALB, ELB, ENVOY, NLB, NPM, S3, SQUID
from foreshock.ingest.formats.web.errors import with_errors
from foreshock.ingest.formats.web.log_format import Layout, parse_log_format

# Columns were added at the end over the years: the longest layout first, then those that still are met,
# with whatever is added next in $rest.
_ALB_HEAD = (
    "$type $time_iso8601 $elb $remote_addr:$client_port $upstream_addr $request_s $target_s $response_s "
    '$status $upstream_status $bytes_in $body_bytes_sent "$request" "$http_user_agent" $ssl_cipher $ssl_protocol '
)
_ALB_RULE = f'{_ALB_HEAD}$target_group "$trace_id" "$domain_name" "$chosen_certificate" $rule_priority'
_ALB_ACTIONS = f'{_ALB_RULE} $created_at "$actions" "$redirect_url" "$error_reason"'
_ALB_CLASS = '"$classification" "$classification_reason"'
_ALB = (
    f'{_ALB_ACTIONS} "$targets" "$target_statuses" {_ALB_CLASS}',
    f'{_ALB_ACTIONS} "$targets" "$target_statuses" {_ALB_CLASS} $conn_trace_id',
    # What has a value stands without quotes in some of the guide's own examples.
    f"{_ALB_ACTIONS} $targets $target_statuses {_ALB_CLASS}",
    f"{_ALB_ACTIONS} $targets $target_statuses {_ALB_CLASS} $conn_trace_id",
    f'{_ALB_ACTIONS} "$targets" "$target_statuses"',
    _ALB_ACTIONS,
    _ALB_RULE,
    f"{_ALB_HEAD}$rest",
)
_ELB_HEAD = (
    "$time_iso8601 $elb $remote_addr:$client_port $upstream_addr $request_s $target_s $response_s "
    '$status $upstream_status $bytes_in $body_bytes_sent "$request"'
)
_ELB = (f'{_ELB_HEAD} "$http_user_agent" $ssl_cipher $ssl_protocol', _ELB_HEAD, f"{_ELB_HEAD} $rest")
_S3_HEAD = (
    "$bucket_owner $bucket [$time_local] $remote_addr $requester $request_id $operation $key "
    '"$request" $status $error_code $body_bytes_sent $object_size $total_ms $turnaround_ms '
    '"$http_referer" "$http_user_agent" $version_id'
)
_S3_TAIL = "$host_id $signature_version $ssl_cipher $authentication_type $host $ssl_protocol"
_S3 = (
    f"{_S3_HEAD} {_S3_TAIL} $access_point_arn $acl_required",
    f"{_S3_HEAD} {_S3_TAIL} $access_point_arn",
    f"{_S3_HEAD} {_S3_TAIL}",
    _S3_HEAD,
    f"{_S3_HEAD} $rest",
)
_ENVOY_HEAD = '[$time_iso8601] "$request" $status $response_flags '
_ENVOY_TAIL = (
    '$bytes_in $body_bytes_sent $request_time_ms $service_ms "$http_x_forwarded_for" "$http_user_agent" '
    '"$request_id" "$authority" "$upstream_addr"'
)
_ISTIO = (
    f'{_ENVOY_HEAD}$response_code_details $termination_details "$transport_failure" {_ENVOY_TAIL} '
    "$upstream_cluster $upstream_local_address $local_address $downstream_address $sni $route"
)
# Istio before 1.7, and before 1.5.
_ISTIO_MIXER = (
    f'{_ENVOY_HEAD}"$mixer_status" "$transport_failure" {_ENVOY_TAIL} '
    "$upstream_cluster $upstream_local_address $local_address $downstream_address $sni"
)
_ISTIO_OLD = f"{_ISTIO_MIXER} $route"
_ENVOY = (
    f"{_ENVOY_HEAD}{_ENVOY_TAIL}",
    _ISTIO,
    _ISTIO_OLD,
    _ISTIO_MIXER,
    f'{_ENVOY_HEAD}"$mixer_status" "$transport_failure" {_ENVOY_TAIL} $rest',
    f"{_ENVOY_HEAD}{_ENVOY_TAIL} $rest",
)
# A network balancer logs TLS connections: no request, and the stamp is the end of the connection.
_NLB_HEAD = (
    "$type $version $time_iso8601 $elb $listener $remote_addr:$client_port $upstream_addr $request_time_ms "
    "$handshake_ms $bytes_in $body_bytes_sent $tls_alert $chosen_certificate $certificate_serial $ssl_cipher "
    "$ssl_protocol $named_group $domain_name"
)
_NLB_TAIL = "$alpn_frontend $alpn_backend $alpn_client"
_NLB = (f"{_NLB_HEAD} {_NLB_TAIL} $created_at", f"{_NLB_HEAD} {_NLB_TAIL}", _NLB_HEAD, f"{_NLB_HEAD} $rest")
# Of nginx proxy manager: log_format proxy and standard of its nginx.conf.
_NPM_BY = '"$http_user_agent" "$http_referer"'
_NPM_SIZE = "[Length $body_bytes_sent] [Gzip $gzip_ratio]"
_NPM_ASK = '$request_method $scheme $server_name "$request_uri" [Client $remote_addr]'
_NPM = (
    f"[$time_local] $cache_status $upstream_status $status - {_NPM_ASK} {_NPM_SIZE} [Sent-to $upstream_addr] {_NPM_BY}",
    f"[$time_local] $status - {_NPM_ASK} {_NPM_SIZE} {_NPM_BY}",
)
_SQUID = (
    "$msec $request_time_ms $remote_addr $cache_result/$status $body_bytes_sent $request_method $request_uri "
    "$remote_user $hierarchy/$upstream_addr $content_type"
)
# Where the administrator's logformat goes on.
_SQUID_MORE = f"{_SQUID} $rest"
_PADDING = r" {2,}"
_ANY = "$rest"


@dataclass(frozen=True, slots=True)
class FixedLayouts:
    """Access logs of a product that prints its lines in one of a few layouts (as log_format strings).

    ``signature`` is the start of a line that no other program prints; ``arrival``: the stamp says when the
    request came; ``errors``: the error log of nginx or Apache may be among the lines.
    """

    name: str
    title: str
    service: str
    layouts: tuple[str, ...]
    signature: str
    samples: tuple[Sample, ...]
    arrival: bool = False
    prepare: Refine | None = None
    refine: Refine | None = None
    errors: bool = False
    table: Table = "requests"

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines with the signature that one of the layouts fits."""
        written = pl.Series([line[:8192] for line in lines if line.strip()], dtype=pl.String)
        signed = written.str.contains(self.signature)
        if not signed.any():
            return None
        texts = written.filter(signed)
        if self.prepare is not None:
            texts = self.prepare(pl.DataFrame({"text": texts}))["text"]
        fitting = {text: texts.str.contains(parse_log_format(text).pattern) for text in self.layouts}
        # The first of equals, and one that has a place for each field before one that fits any line.
        best = max(fitting, key=lambda text: (fitting[text].any() and not text.endswith(_ANY), fitting[text].sum()))
        fits = pl.select(pl.any_horizontal(*fitting.values())).to_series()
        if not fits.any():
            return None
        reason = f"{fits.sum()} of {len(written)} sampled lines are entries of the {self.title}"
        stamped = re.search(r" ([+-]\d\d)(\d\d)\]", texts[0])
        zone = f"{stamped[1]}:{stamped[2]}" if stamped else "UTC"
        return Recognition(int(fits.sum()) / len(written), reason, {"log_format": best}, zone=zone)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser that tries the layout of option ``log_format`` first, then the product's others."""
        first = options.get("log_format", self.layouts[0])
        layouts = _distinct([parse_log_format(text) for text in (first, *self.layouts)])
        requests = AccessParser(
            layouts, clock, self.service, arrival=self.arrival, prepare=self.prepare, refine=self.refine
        )
        return with_errors(requests, clock) if self.errors else requests


def _distinct(layouts: Sequence[Layout]) -> list[Layout]:
    return list({layout.pattern: layout for layout in layouts}.values())


def _number(key: str) -> pl.Expr:
    """A time among the attributes, null where the product says -1 or -: it was never known."""
    value = pl.col(f"{ATTRIBUTE}{key}").cast(pl.Float64, strict=False)
    return pl.when(value >= 0).then(value)


def _balanced(rows: pl.DataFrame) -> pl.DataFrame:
    """AWS's three times as the duration (all of them known, or none) and the target's own."""
    duration = (_number("request_s") + _number("target_s") + _number("response_s")).round(6)
    lists = [f"{ATTRIBUTE}{key}" for key in ("targets", "target_statuses") if f"{ATTRIBUTE}{key}" in rows.columns]
    return _targeted(rows).with_columns(
        duration.alias("duration_s"),
        _number("target_s").alias("upstream_duration_s"),
        pl.when(pl.col("response_bytes") >= 0).then("response_bytes").alias("response_bytes"),
        *(pl.when(pl.col(name) != '"-"').then(pl.col(name).str.strip_chars('"')).alias(name) for name in lists),
    )


def _targeted(rows: pl.DataFrame) -> pl.DataFrame:
    """The target apart from its port, and addresses without the brackets of IPv6."""
    target = pl.col("upstream_address").str.extract_groups(r"^(?P<target>.+):(?P<target_port>\d+)$")
    return rows.with_columns(
        pl.col("client_address").str.strip_chars("[]"),
        target.struct.field("target").str.strip_chars("[]").alias(f"{ATTRIBUTE}target"),
        target.struct.field("target_port").alias(f"{ATTRIBUTE}target_port"),
    )


def _stored(rows: pl.DataFrame) -> pl.DataFrame:
    """S3's total time as the duration."""
    return rows.with_columns((_number("total_ms") / 1000).round(6).alias("duration_s"))


def _meshed(rows: pl.DataFrame) -> pl.DataFrame:
    """The client and the time of Envoy's upstream; status 0 says that there was no answer."""
    if f"{ATTRIBUTE}service_ms" not in rows.columns:
        return rows
    if f"{ATTRIBUTE}downstream_address" not in rows.columns:
        rows = rows.with_columns(nearest(pl.col(f"{ATTRIBUTE}x_forwarded_for")).alias("client_address"))
    else:
        peer = pl.col(f"{ATTRIBUTE}downstream_address").str.extract_groups(r"^(?P<client>.+):(?P<port>\d+)$")
        rows = rows.with_columns(
            peer.struct.field("client").str.strip_chars("[]").alias("client_address"),
            peer.struct.field("port").alias(f"{ATTRIBUTE}client_port"),
        )
    return rows.with_columns(
        (_number("service_ms") / 1000).round(6).alias("upstream_duration_s"),
        pl.when(pl.col("status") != 0).then("status").alias("status"),
    )


def _zoned(lines: pl.DataFrame) -> pl.DataFrame:
    """A network balancer's stamps are UTC, and do not say so."""
    return lines.with_columns(pl.col("text").str.replace(r"^(\S+ \S+ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d) ", "${1}Z "))


def _unpadded(lines: pl.DataFrame) -> pl.DataFrame:
    """Squid pads its elapsed time to six characters."""
    return lines.with_columns(pl.col("text").str.replace_all(_PADDING, " "))


_STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"
_PEERS = r"\S+:\d+ (?:\S+:\d+|-) (?:-1|\d+\.\d+) (?:-1|\d+\.\d+) (?:-1|\d+\.\d+) "

FORMATS: tuple[Format, ...] = (
    FixedLayouts(
        "aws-alb",
        "AWS Application Load Balancer access log",
        "alb",
        _ALB,
        rf"^(?:https?|h2|grpcs?|wss?) {_STAMP} \S+ {_PEERS}",
        ALB,
        refine=_balanced,
    ),
    FixedLayouts(
        "aws-elb",
        "AWS Classic Load Balancer access log",
        "elb",
        _ELB,
        rf"^{_STAMP} \S+ {_PEERS}",
        ELB,
        arrival=True,
        refine=_balanced,
    ),
    FixedLayouts(
        "aws-nlb",
        "AWS Network Load Balancer access log (TLS)",
        "nlb",
        _NLB,
        r"^tls \d\.\d \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d net/",
        NLB,
        prepare=_zoned,
        refine=_targeted,
    ),
    FixedLayouts(
        "aws-s3",
        "Amazon S3 server access log",
        "s3",
        _S3,
        r"^(?:[0-9a-f]{64}|\S+) \S+ \[[^\]]+\] \S+ \S+ \S+ (?:REST|WEBSITE|SOAP|BATCH|S3)\.[A-Z0-9_.]+ ",
        S3,
        arrival=True,
        refine=_stored,
    ),
    FixedLayouts(
        "envoy-access",
        "Envoy access log (default text format, and Istio's)",
        "envoy",
        _ENVOY,
        r'^\[\d{4}-\d\d-\d\dT[\d:.]+Z\] "[^"]*" \d{1,3} (?:-|[A-Z,]+) ',
        ENVOY,
        arrival=True,
        refine=_meshed,
    ),
    FixedLayouts(
        "nginx-proxy-manager",
        "Nginx Proxy Manager access log",
        "nginx",
        _NPM,
        r"^\[[^\]]+\] (?:\S+ (?:\S+|\S+, \S+) )?\d{3} - [A-Z]+ \S+ \S+ \"",
        NPM,
        errors=True,
    ),
    FixedLayouts(
        "squid-access",
        "Squid access log (native format)",
        "squid",
        (_SQUID, _SQUID_MORE),
        r"^1\d{9}\.\d{3} +-?\d+ \S+ [A-Z_]+/\d{3} ",
        SQUID,
        prepare=_unpadded,
    ),
)
