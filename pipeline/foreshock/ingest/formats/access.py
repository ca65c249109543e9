"""Access logs of nginx and Apache: one request a line, in any layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import polars as pl

from foreshock.ingest.clock import Clock, offsets_of
from foreshock.ingest.formats.access_inference import infer_log_format
from foreshock.ingest.formats.access_samples import APACHE_SAMPLES, NGINX_SAMPLES, TRAEFIK_SAMPLES
from foreshock.ingest.formats.access_typing import ATTRIBUTE, typed
from foreshock.ingest.formats.base import EMPTY_REJECTS, Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.log_format import Layout, parse_log_format
from foreshock.ingest.formats.tags import tags

# Common and combined with any virtual host before and anything after: what a line may be that does not have
# its file's layout (files grow while their log_format is changed).
_GENERIC = (
    r"^(?:(?P<server>[^\s:\[]+)(?::(?P<server_port>\d+))? +)?(?P<client_address>\S+) "
    r"(?P<ident>\S+) (?P<user>-|[^-\s].*?|-\S+|) "
    r"\[(?P<time_local>\d{1,2}/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d) (?P<time_zone>[+-]\d{4})\] "
    r'(?:"(?P<request>(?:[^"\\]|\\.)*)"|-) (?P<status>\d{3}|-) (?P<response_bytes>\d+|-)'
    r'(?: (?:"(?P<referrer>(?:[^"\\]|\\.)*)"|-) (?:"(?P<user_agent>(?:[^"\\]|\\.)*)"|-))?(?: +(?P<rest>\S.*?))?\s*$'
)
_GENERIC_KEYS = tuple(re.findall(r"\?P<(\w+)>", _GENERIC))


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
        written = [line[:8192] for line in lines if line.strip()]
        log_format = infer_log_format(written)
        if log_format is None:
            return None
        text = pl.Series(written, dtype=pl.String)
        explained = text.str.contains(parse_log_format(log_format).pattern) | text.str.contains(_GENERIC)
        share = int(explained.sum()) / len(written)
        server, why = _server(log_format, written, path)
        mine = server == self.service
        reason = f"{explained.sum()} of {len(written)} sampled lines have the layout {log_format}; {why}"
        zone = _zone(written[0])
        return Recognition(share if mine else share * 0.9, reason, {"log_format": log_format}, zone=zone)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for the layout of option ``log_format``, combined where there is none."""
        layout = parse_log_format(options.get("log_format", "combined"))
        return AccessParser(layout, clock, self.service, arrival=self.arrival and not layout.ends)


class AccessParser:
    """Reads requests: cut at quotes and blanks where the layout fits, by regular expression where it does not."""

    def __init__(self, layout: Layout, clock: Clock, service: str, *, arrival: bool) -> None:
        """Keep the layout, the clock of the file, and what the stamps of its server mean."""
        self._layout = layout
        self._clock = clock
        self._service = service
        self._arrival = arrival

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a request; blank lines count as attached."""
        layout = self._layout
        fast = typed(layout.split(lines.lazy()), layout.keys, layout.strftime, exact=False).collect(engine="streaming")
        frames = [fast.filter("fits") if not fast["fits"].all() else fast]
        odd = fast.filter(~pl.col("fits")).select("line", "offset", "text") if frames[0] is not fast else fast.clear()
        blank = odd["text"].str.strip_chars() == ""
        attached = int(blank.sum())
        odd = odd.filter(~blank).select("line", "offset", "text")
        for pattern, keys, strftime in ((layout.pattern, layout.keys, layout.strftime), (_GENERIC, _GENERIC_KEYS, "")):
            if odd.height:
                read = _read(odd, pattern, keys, strftime)
                frames.append(read.filter("fits"))
                odd = read.filter(~pl.col("fits")).select("line", "offset", "text")
        rows = pl.concat(frames, how="diagonal") if len(frames) > 1 else frames[0]
        if len(frames) > 1:
            rows = rows.sort("line")
        reason = pl.lit("not a line of this access log's layout").alias("reason")
        rejects = odd.select("line", "offset", reason, "text") if odd.height else EMPTY_REJECTS
        return Parsed(self._timed(rows.drop("offset", "text", "fits")), rows.height, attached, rejects)

    def _timed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with ``time`` (end) and ``started_at`` in UTC."""
        stamp = self._clock.instants(rows["stamp"], offsets_of(rows["zone"]))
        duration = (
            pl.duration(microseconds=(pl.col("duration_s") * 1e6).round()) if "duration_s" in rows.columns else None
        )
        extra = {name: rows[name] for name in rows.columns if name.startswith(ATTRIBUTE)}
        rows = rows.drop("stamp", "zone", *extra).with_columns(
            stamp.alias("time"), pl.lit(self._service).alias("service")
        )
        if extra:
            rows = rows.with_columns(tags({name[1:]: values for name, values in extra.items()}).alias("attributes"))
        if self._arrival:
            rows = rows.with_columns(pl.col("time").alias("started_at"))
            return rows if duration is None else rows.with_columns(pl.col("time") + duration.fill_null(pl.duration()))
        return rows if duration is None else rows.with_columns((pl.col("time") - duration).alias("started_at"))


def _read(lines: pl.DataFrame, pattern: str, keys: Sequence[str], strftime: str) -> pl.DataFrame:
    """Lines read by regular expression, typed, with ``fits``."""
    groups = lines.lazy().with_columns(pl.col("text").str.extract_groups(pattern).alias("~")).unnest("~")
    stamp = next(key for key in keys if key.startswith("time_"))
    return typed(groups.with_columns(pl.col(stamp).is_not_null().alias("fits")), keys, strftime, exact=True).collect()


def _zone(line: str) -> str | None:
    """The zone that the stamp of a line carries."""
    if match := re.search(r":\d\d:\d\d ([+-]\d\d)(\d\d)\]", line) or re.search(r"T[\d:.]{8,}([+-]\d\d):?(\d\d)", line):
        return f"{match[1]}:{match[2]}"
    return "UTC" if re.search(r"T[\d:.]{8,}Z|\b1\d{9}\.\d{3}\b", line) else None


# What a layout or a line says about the server that wrote it, most telling first.
_SIGNS: tuple[tuple[str, str, str], ...] = (
    ("traefik", r'"\$router"', "request count, router, server and milliseconds at the end, as Traefik writes"),
    ("apache", r"\$request_time_us", "its durations are whole microseconds, Apache's %D"),
    ("nginx", r"\$(?:request_time|upstream_|time_iso8601|msec)", "durations and stamps written as nginx writes them"),
    ("apache", r"\$(?:server_name|ssl_)", "virtual host in front or TLS request log, as Apache's own layouts"),
    ("apache", r"\$body_bytes_sent$", "the common layout, which nginx does not ship"),
)
_NAMES = (("apache", ("apache", "httpd", "other_vhosts")), ("nginx", ("nginx",)), ("traefik", ("traefik",)))


def _server(log_format: str, lines: Sequence[str], path: str) -> tuple[str, str]:
    """Which server wrote these lines, and what speaks for it."""
    named = [server for server, words in _NAMES if any(word in path.lower() for word in words)]
    if len(named) == 1:
        return named[0], f"the path says {named[0]}"
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
