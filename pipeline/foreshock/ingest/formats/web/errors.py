"""Error logs of nginx and Apache (2.2 and 2.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table, joined
from foreshock.ingest.formats.conventions import SEVERITY_NUMBERS
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.web.access_parser import GENERIC, AccessParser
from foreshock.ingest.formats.web.errors_samples import APACHE_SAMPLES, NGINX_SAMPLES
from foreshock.ingest.formats.web.log_format import parse_log_format
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.time.clock import Clock, offsets_of

_LEVEL = "emerg|alert|crit|error|warn|notice|info|debug|trace[1-8]"

# nginx: ngx_log_error_core() and ngx_http_log_error_handler(). A message may span lines (FastCGI's stderr).
_NGINX_HEAD = rf"^(?P<stamp>\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>{_LEVEL})\] (?P<pid>\d+)#(?P<tid>\d+): "
_NGINX = rf"(?s){_NGINX_HEAD}(?:\*(?P<connection>\d+) )?(?P<message>.*)$"
_CONTEXT = (
    r"(?s)^(?P<body>.*?)(?:, client: (?P<client>[^,\s]+)(?: using \w+)?)?, server: (?P<server>[^,]*)"
    r'(?:, login: "(?P<login>[^"]*)")?(?:, request: "(?P<request>.*?)")?(?:, subrequest: "(?P<subrequest>.*?)")?'
    r'(?:, upstream: "?(?P<upstream>.*?)"?)?(?:, host: "(?P<host_header>.*?)")?(?:, referrer: "(?P<referrer>.*?)")?\s*$'
)
_CONNECTED = r"client (?P<peer>\S+:\d+) connected to "
_LIMITED = (
    r'^(?:limiting|delaying) (?:requests|connections)(?:, excess: (?P<excess>[\d.]+),?)? by zone "(?P<zone>[^"]*)"'
)
_ERRNO = r"\((\d+): [A-Z][^)]*\)"

# Apache: log.c; ErrorLogFormat's default is
# "[%{u}t] [%-m:%l] [pid %P:tid %T] %7F: %E: [client\ %a] %M% ,\ referer\ %{Referer}i".
_APACHE_STAMP = (
    r"(?:[A-Z][a-z]{2} (?P<stamp>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4})"
    r"|(?P<clf>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d) (?P<zone>[+-]\d{4})"
    r"|(?P<iso>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?))"
)
_APACHE_HEAD = rf"^\[{_APACHE_STAMP}\] \[(?:(?P<module>[\w-]*):)?(?P<level>{_LEVEL})\]"
_APACHE = (
    rf"(?s){_APACHE_HEAD}(?: \[pid (?P<pid>\d+)(?::tid (?P<tid>\d+))?\])?(?: +(?P<origin>[\w.-]+\.[ch]\(\d+\)):)?"
    r"(?: +\((?P<code>\d+)\)(?P<cause>[^:\n]*):)?(?: +\[(?:client|remote) (?P<client>[^\]\s]+)\])? *"
    r"(?:\((?P<late_code>\d+)\)(?P<late_cause>[^:\n]*): )?(?P<message>.*?)(?:, referer: (?P<referrer>\S*))?\s*$"
)

# Apache's modules say who was refused.
_REFUSED = r"(?:^|: )user (\S+?):? (?:not found|authentication failure|in realm)"
_REQUEST = r"^(?P<method>[A-Z][A-Z_-]*) (?P<path>\S+)(?: HTTP/(?P<http_version>[0-9.]+))?$"

_NUMBERS = {
    level: SEVERITY_NUMBERS[level] for level in ("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug")
} | {f"trace{depth}": 1 for depth in range(1, 9)}


@dataclass(frozen=True, slots=True)
class WebErrorLog:
    """The error log of one server; ``fields`` turns whole records into the columns of the logs table."""

    name: str
    title: str
    service: str
    head: str
    fields: Callable[[pl.DataFrame, Clock], pl.DataFrame]
    samples: tuple[Sample, ...]
    arrival: bool = False
    table: Table = "logs"

    def __deepcopy__(self, _: object) -> Self:
        """Itself: it never changes, and parsers are copied for every block."""
        return self

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines that begin with this server's stamp and level."""
        written = pl.Series([line[:8192] for line in lines if line.strip()], dtype=pl.String)
        heads = written.str.contains(self.head)
        if not heads.any():
            return None
        follows = int((~heads & heads.cum_max()).sum())
        share = (int(heads.sum()) + min(follows, int(heads.sum()))) / len(written)
        reason = f"{heads.sum()} of {len(written)} sampled lines begin as {self.title} entries do"
        zone = re.search(r"^\[\d\d/\w{3}/\d{4}:[\d:]{8} ([+-]\d\d)(\d\d)\]", written.filter(heads)[0])
        return Recognition(share, reason, zone=f"{zone[1]}:{zone[2]}" if zone else None)

    def starts(self, line: str) -> bool:
        """Whether a line begins a record of this server's error log."""
        return re.match(self.head, line) is not None

    def open(self, options: Options, clock: Clock) -> WebErrorParser:
        """A parser for one file."""
        return WebErrorParser(self, clock)


class WebErrorParser:
    """Reads one error log; a line without stamp and level belongs to the record above, unless it is a request.

    Servers in containers, and people who collect logs, write both into one file.
    """

    def __init__(self, log: WebErrorLog, clock: Clock) -> None:
        """Start at the top of a file."""
        self._log = log
        self._clock = clock
        self._gatherer = Gatherer()
        self._requests = AccessParser((parse_log_format("combined"),), clock, log.service, arrival=log.arrival)

    @property
    def head(self) -> str:
        """What a record begins with."""
        return self._log.head

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a message."""
        heads = lines["text"].str.contains(self._log.head)
        requests = None
        if not heads.all() and (foreign := ~heads & lines["text"].str.contains(GENERIC)).any():
            requests = self._requests.feed(lines.filter(foreign), last=last)
            lines, heads = lines.filter(~foreign), heads.filter(~foreign)
        gathered = self._gatherer.feed(lines, heads, last=last)
        records = gathered.records
        rows = self._log.fields(records, self._clock).with_columns(
            records["line"],
            pl.lit(self._log.service).alias("service"),
            pl.col("severity_text")
            .replace_strict(_NUMBERS, default=None, return_dtype=pl.Int8)
            .alias("severity_number"),
        )
        said = Parsed(rows, records.height, gathered.attached, gathered.rejects)
        return said if requests is None else joined([said, requests.within("logs", "requests")])


@dataclass(frozen=True, slots=True)
class ErrorsAmongRequests:
    """The parser of an access log into which a server's errors were written too."""

    requests: Parser
    errors: WebErrorParser

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Requests, and among the lines that are none, errors (one a line)."""
        parsed = self.requests.feed(lines, last=last)
        found = parsed.rejects["text"].str.contains(self.errors.head)
        if not found.any():
            return parsed
        texts = parsed.rejects.filter(found).select("line", "offset", "text")
        said = self.errors.feed(texts, last=True)
        rest = replace(parsed, rejects=parsed.rejects.filter(~found))
        return joined([rest, said.within("requests", "logs")])


def with_errors(requests: Parser, clock: Clock) -> Parser:
    """The parser of an access log that also reads the errors, nginx's or Apache's, among its lines."""
    for log in (NGINX, APACHE):
        requests = ErrorsAmongRequests(requests, log.open({}, clock))
    return requests


def _nginx_fields(records: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """Columns of nginx's records: the message without the request that it was logged for, which is in attributes."""
    read = records.select(pl.col("text").str.extract_groups(_NGINX)).unnest("text")
    context = read.select(pl.col("message").str.extract_groups(_CONTEXT)).unnest("message")
    peer = read["message"].str.extract(_CONNECTED)
    limited = read["message"].str.extract_groups(_LIMITED).struct.unnest().to_dict()
    stamps = read["stamp"].str.to_datetime("%Y/%m/%d %H:%M:%S", time_unit="us", strict=False)
    extra = {key: context[key] for key in ("server", "request", "subrequest", "upstream", "host_header", "referrer")}
    asked = context["request"].str.extract_groups(_REQUEST).struct.unnest().to_dict()
    known = {key: pl.select(pl.when(values != "").then(values)).to_series() for key, values in extra.items()}
    return pl.select(
        clock.instants(stamps).alias("time"),
        read["level"].alias("severity_text"),
        pl.coalesce(context["body"], read["message"]).alias("body"),
        read["message"].str.extract(_ERRNO).alias("code"),
        read["pid"].cast(pl.Int64, strict=False).alias("pid"),
        context["login"].alias("user"),
        pl.coalesce(context["client"], peer).alias("client"),
        tags({"tid": read["tid"], "connection": read["connection"], **known, **asked, **limited}).alias("attributes"),
    )


def _apache_fields(records: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """Columns of Apache's records: the message with the system's error in front, as Apache prints it."""
    read = records.select(pl.col("text").str.extract_groups(_APACHE)).unnest("text")
    stamps = pl.select(
        pl.coalesce(
            read["stamp"].str.to_datetime("%b %e %H:%M:%S%.f %Y", time_unit="us", strict=False),
            read["clf"].str.to_datetime("%d/%b/%Y:%H:%M:%S", time_unit="us", strict=False),
            read["iso"]
            .str.replace("T", " ", literal=True)
            .str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False),
        )
    ).to_series()
    code = pl.coalesce(read["code"], read["late_code"])
    cause = pl.coalesce(read["cause"], read["late_cause"])
    extra = {"tid": read["tid"], "module": pl.select(pl.when(read["module"] != "").then(read["module"])).to_series()}
    extra |= {
        "origin": read["origin"],
        "message_id": read["message"].str.extract(r"^(AH\d{5}):"),
        "referrer": read["referrer"],
        "error_text": pl.select(cause).to_series(),
    }
    return pl.select(
        clock.instants(stamps, offsets_of(read["zone"])).alias("time"),
        read["level"].alias("severity_text"),
        pl.when(code.is_not_null())
        .then("(" + code + ")" + cause + ": " + read["message"])
        .otherwise(read["message"])
        .alias("body"),
        code.alias("code"),
        read["pid"].cast(pl.Int64, strict=False).alias("pid"),
        read["client"].alias("client"),
        read["message"].str.extract(_REFUSED).alias("user"),
        tags(extra).alias("attributes"),
    )


NGINX, APACHE = (
    WebErrorLog("nginx-error", "nginx error log", "nginx", _NGINX_HEAD, _nginx_fields, NGINX_SAMPLES),
    WebErrorLog(
        "apache-error", "Apache error log", "apache", _APACHE_HEAD, _apache_fields, APACHE_SAMPLES, arrival=True
    ),
)
FORMATS: tuple[Format, ...] = (NGINX, APACHE)
