"""Access logs of load balancers, proxies and object stores whose layout the product fixes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.web.access_parser import AccessParser, Refine
from foreshock.ingest.formats.web.access_typing import ATTRIBUTE, nearest
from foreshock.ingest.formats.web.balancer_layouts import (
    ALB_LAYOUTS,
    ELB_LAYOUTS,
    ENVOY_LAYOUTS,
    NLB_LAYOUTS,
    NPM_LAYOUTS,
    S3_LAYOUTS,
    SQUID_LAYOUTS,
)
from foreshock.ingest.formats.web.balancers_samples import ALB, ELB, ENVOY, NLB, NPM, S3, SQUID
from foreshock.ingest.formats.web.errors import with_errors
from foreshock.ingest.formats.web.log_format import Layout, parse_log_format
from foreshock.ingest.formats.web.neighbours import Neighbours
from foreshock.ingest.time.clock import Clock

_PADDING = r" {2,}"
_ANY = "$rest"


@dataclass(frozen=True, slots=True)
class FixedLayouts:
    """Access logs of a product that prints its lines in one of a few layouts (as log_format strings).

    ``signature`` is the start of a line that no other program prints; ``arrival``: the stamp says when the
    request came; ``errors``: the error log of nginx or Apache may be among the lines; ``beside``: lines of these
    formats may be, too.
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
    beside: tuple[str, ...] = ()
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
        if self.errors:
            return with_errors(requests, clock)
        others = [other for other in FORMATS if isinstance(other, FixedLayouts) and other.name in self.beside]
        if not others:
            return requests
        return Neighbours(requests, [(other.signature, replace(other, beside=()).open({}, clock)) for other in others])


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


def _set_close(lines: pl.DataFrame) -> pl.DataFrame:
    """Collectors of load balancers' logs put more than one blank between the fields in front of the request."""
    if not lines["text"].str.contains("  ", literal=True).any():
        return lines
    parts = pl.col("text").str.splitn('"', 2).struct
    head = parts.field("field_0").str.replace_all(_PADDING, " ")
    return lines.with_columns(
        pl.concat_str(head, parts.field("field_1"), separator='"', ignore_nulls=True).alias("text")
    )


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
        ALB_LAYOUTS,
        rf"^(?:https?|h2|grpcs?|wss?) {_STAMP} \S+ {_PEERS}",
        ALB,
        refine=_balanced,
        beside=("aws-elb", "aws-nlb"),
    ),
    FixedLayouts(
        "aws-elb",
        "AWS Classic Load Balancer access log",
        "elb",
        ELB_LAYOUTS,
        rf"^{_STAMP} +\S+ +{_PEERS}",
        ELB,
        arrival=True,
        prepare=_set_close,
        refine=_balanced,
        beside=("aws-alb", "aws-nlb"),
    ),
    FixedLayouts(
        "aws-nlb",
        "AWS Network Load Balancer access log (TLS)",
        "nlb",
        NLB_LAYOUTS,
        r"^tls \d\.\d \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d net/",
        NLB,
        prepare=_zoned,
        refine=_targeted,
        beside=("aws-alb", "aws-elb"),
    ),
    FixedLayouts(
        "aws-s3",
        "Amazon S3 server access log",
        "s3",
        S3_LAYOUTS,
        r"^(?:[0-9a-f]{64}|\S+) \S+ \[[^\]]+\] \S+ \S+ \S+ (?:REST|WEBSITE|SOAP|BATCH|S3)\.[A-Z0-9_.]+ ",
        S3,
        arrival=True,
        refine=_stored,
    ),
    FixedLayouts(
        "envoy-access",
        "Envoy access log (default text format, and Istio's)",
        "envoy",
        ENVOY_LAYOUTS,
        r'^(?:ACCESS )?\[\d{4}-\d\d-\d\dT[\d:.]+Z\] "[^"]*" \d{1,3} (?:-|[A-Z,]+) ',
        ENVOY,
        arrival=True,
        refine=_meshed,
    ),
    FixedLayouts(
        "nginx-proxy-manager",
        "Nginx Proxy Manager access log",
        "nginx",
        NPM_LAYOUTS,
        r"^\[[^\]]+\] (?:\S+ (?:\S+|\S+, \S+) )?\d{3} - [A-Z]+ \S+ \S+ \"",
        NPM,
        errors=True,
    ),
    FixedLayouts(
        "squid-access",
        "Squid access log (native format)",
        "squid",
        SQUID_LAYOUTS,
        r"^1\d{9}\.\d{3} +-?\d+ \S+ [A-Z_]+/\d{3} ",
        SQUID,
        prepare=_unpadded,
    ),
)
