"""Access logs of nginx and Apache: one request a line, in any layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import polars as pl

from foreshock.ingest.formats.application.layout import has_stamp, infer_layouts
from foreshock.ingest.formats.application.lines import ApplicationParser
from foreshock.ingest.formats.base import Format, Options, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.structured.text_among import TextAmongRecords
from foreshock.ingest.formats.web.access_inference import INGRESS_FORMATS, infer_log_format
from foreshock.ingest.formats.web.access_parser import GENERIC, AccessParser
from foreshock.ingest.formats.web.access_samples import APACHE_SAMPLES, NGINX_SAMPLES, TRAEFIK_SAMPLES
from foreshock.ingest.formats.web.errors import APACHE, NGINX, with_errors
from foreshock.ingest.formats.web.log_format import parse_log_format
from foreshock.ingest.time.clock import Clock

_NOTHING = ' \t\r\n-[]"'  # of which a line consists that states no value at all; it speaks for and against no layout


@dataclass(frozen=True, slots=True)
class AccessLog:
    """Access logs of one server; ``arrival`` is true where its stamps say when a request arrived."""

    name: str
    title: str
    service: str
    arrival: bool
    samples: tuple[Sample, ...]
    table: Table = "requests"

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when a layout is found; the other server's access logs get a lower one."""
        written = [line[:8192] for line in lines if line.strip(_NOTHING)]
        log_format = infer_log_format(written)
        if log_format is None:
            return None
        text = pl.Series(written, dtype=pl.String)
        explained = text.str.contains(parse_log_format(log_format).pattern) | text.str.contains(GENERIC)
        # Servers of applications write what they say of themselves, and tracebacks, between their requests.
        requests = text.filter(explained).to_list()
        # aiohttp logs its requests as an application logs anything: with a stamp and a level in front.
        if any(has_stamp(line) for line in requests[:1]) and infer_layouts(requests):
            return None
        asked = len(requests)
        beside = sum(has_stamp(line) for line in text.filter(~explained))
        share = (asked + (beside if asked > beside else 0)) / len(written)
        server, why = _server(log_format, written, path)
        mine = server == self.service
        reason = f"{asked} of {len(written)} sampled lines have the layout {log_format}; {why}"
        zone = _zone(written[0])
        return Recognition(share if mine else share * 0.9, reason, {"log_format": log_format}, zone=zone)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for the layout of option ``log_format``, combined where there is none."""
        layout = parse_log_format(options.get("log_format", "combined"))
        ingress = [parse_log_format(text) for text in INGRESS_FORMATS]
        requests = AccessParser((layout, *ingress), clock, self.service, arrival=self.arrival and not layout.ends)
        return TextAmongRecords(with_errors(requests, clock), ApplicationParser(clock, ()), self.table)


def _zone(line: str) -> str | None:
    """The zone that the stamp of a line carries."""
    if match := re.search(r":\d\d:\d\d ([+-]\d\d)(\d\d)\b", line) or re.search(r"T[\d:.]{8,}([+-]\d\d):?(\d\d)", line):
        return f"{match[1]}:{match[2]}"
    return "UTC" if re.search(r"T[\d:.]{8,}Z|\b1\d{9}\.\d{3}\b", line) else None


# What a layout or a line says about the server that wrote it, most telling first.
_SIGNS: tuple[tuple[str, str, str], ...] = (
    ("traefik", r'"\$router"', "request count, router, server and milliseconds at the end, as Traefik writes"),
    ("apache", r"\$request_time_us", "its durations are whole microseconds, Apache's %D"),
    (
        "nginx",
        r"\$(?:request_time|request_id|upstream_|time_iso8601|msec)",
        "written as nginx writes durations, stamps, ids",
    ),
    ("apache", r"\$(?:server_name|ssl_)", "virtual host in front or TLS request log, as Apache's own layouts"),
    ("apache", r"\$body_bytes_sent$", "the common layout, which nginx does not ship"),
)
_NAMES = (("apache", ("apache", "httpd", "other_vhosts")), ("nginx", ("nginx",)), ("traefik", ("traefik",)))


def _server(log_format: str, lines: Sequence[str], path: str) -> tuple[str, str]:
    """Which server wrote these lines, and what speaks for it."""
    named = [server for server, words in _NAMES if any(word in path.lower() for word in words)]
    if len(named) == 1:
        return named[0], f"the path says {named[0]}"
    for server, log in (("nginx", NGINX), ("apache", APACHE)):
        if any(log.starts(line) for line in lines):
            return server, f"{server}'s errors are among its lines"
    for server, pattern, why in _SIGNS:
        if re.search(pattern, log_format):
            return server, why
    if any(re.search(r'" (?:\d{3} -|-)(?: |$)', line) for line in lines):
        return "apache", "a missing size is '-', which nginx writes as 0"
    name = PurePosixPath(path).name
    return "nginx", f"nothing tells {name} from Apache's, and both mean the same without durations"


FORMATS: tuple[Format, ...] = (
    AccessLog("nginx-access", "nginx access log", "nginx", arrival=False, samples=NGINX_SAMPLES),
    AccessLog("apache-access", "Apache access log", "apache", arrival=True, samples=APACHE_SAMPLES),
    AccessLog(
        "traefik-access", "Traefik access log (common log format)", "traefik", arrival=True, samples=TRAEFIK_SAMPLES
    ),
)
