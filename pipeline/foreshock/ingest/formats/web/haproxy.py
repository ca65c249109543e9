"""HAProxy's log: requests (option httplog), TCP sessions (option tcplog) and its own events, with or without syslog."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.syslog.files import ENVELOPE, header_fields, without_priority
from foreshock.ingest.formats.syslog.message import priority_columns, severity_numbers
from foreshock.ingest.formats.web.haproxy_fields import TRAFFIC, failures, requests, sessions, told_apart
from foreshock.ingest.formats.web.haproxy_samples import SAMPLES
from foreshock.ingest.lines.rejects import EMPTY_REJECTS, as_rejects
from foreshock.ingest.time.clock import Clock

# What HAProxy writes to stderr, which containers and systemd keep: no stamp that holds a year.
_STDERR = r"^\[(?P<level>ALERT|WARNING|NOTICE|INFO|DEBUG|DIAG)\]\s+(?:\d{3}/\d{6} )?\((?P<pid>\d+)\) : (?P<body>.*)$"
_CONNECT = (
    r"Connect from (?P<client>\S+):(?P<client_port>\d+) to (?P<destination>\S+:\d+) \((?P<frontend>.+)/(?P<mode>\w+)\)"
)
_YEAR = re.compile(r"\[\d\d/[A-Z][a-z]{2}/(\d{4}):")
_OFFSET = re.compile(r"^\S*T[\d:.,]{8,}([+-]\d\d:\d\d|Z) ")


@dataclass(frozen=True, slots=True)
class Haproxy:
    """The format; its TCP sessions and its own events go to the logs table."""

    name: str = "haproxy"
    title: str = "HAProxy log"
    table: Table = "requests"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on files with traffic lines; the other lines count where HAProxy wrote them."""
        written = [line[:8192] for line in lines if line.strip()]
        text = pl.Series(written, dtype=pl.String)
        if not text.str.contains(TRAFFIC.removeprefix("^")).any():
            return _of_connections(text)
        traffic = _messages(text, Clock()).filter(pl.col("traffic"))
        if traffic.is_empty():
            return None
        said = text.str.contains(TRAFFIC) | text.str.contains(_STDERR)
        if programs := traffic["program"].drop_nulls().unique().to_list():
            said |= text.str.contains_any([f" {program}{end}" for program in programs for end in "[:"])
        explained = max(int(said.sum()), traffic.height)
        hosts = traffic["host"].drop_nulls()
        zone = _OFFSET.match(written[0])
        year = next((found[1] for line in written if (found := _YEAR.search(line))), "1970")
        reason = f"{traffic.height} of {len(written)} sampled lines are HAProxy's traffic lines"
        return Recognition(
            explained / len(written),
            reason,
            {"year": year},
            zone=zone[1] if zone else None,
            host=hosts[0] if len(hosts) and hosts.n_unique() == 1 else None,
        )

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser; option ``year`` is that of the first traffic line, for syslog's stamps before it."""
        return HaproxyParser(clock, int(options.get("year", clock.year)))


def _of_connections(text: pl.Series) -> Recognition | None:
    """A claim on a log without traffic lines: without option httplog and tcplog HAProxy logs connections."""
    connects = int(text.str.contains(rf" haproxy\[\d+\]: {_CONNECT}").sum())
    if not connects:
        return None
    own = int(text.str.contains(" haproxy[", literal=True).sum())
    zone = _OFFSET.match(text[0])
    hosts = _messages(text, Clock())["host"].drop_nulls().unique()
    return Recognition(
        own / len(text),
        f"{connects} of {len(text)} sampled lines are connections that HAProxy logs without option httplog",
        zone=zone[1] if zone else None,
        has_year=zone is not None,
        host=hosts[0] if len(hosts) == 1 else None,
    )


class HaproxyParser:
    """Reads one file; every line is a record of its own."""

    def __init__(self, clock: Clock, year: int) -> None:
        """Two clocks: accept dates carry a year, the stamps of syslog do not."""
        self._clock = clock
        self._envelope = Clock(clock.zone, year)

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a line; blank lines count as attached."""
        blank = lines["text"].str.strip_chars() == ""
        written = lines.filter(~blank)
        if written.is_empty():
            return Parsed(pl.DataFrame(), 0, int(blank.sum()), EMPTY_REJECTS)
        messages = _messages(written["text"], self._envelope).hstack(written)
        traffic = messages.filter(pl.col("traffic"))
        head = told_apart(traffic["body"])
        http, tcp = head["http"], head["tcp"]
        head = head.with_columns(self._clock.instants(head["stamp"]).alias("time")).hstack(
            traffic.select("host", "line", "pid", service=pl.col("program").fill_null("haproxy"))
        )
        found = _requests(head.filter(http))
        others = ((head.filter(tcp), sessions), (head.filter(~http & ~tcp), failures))
        logs = [_logs(rows, fields) for rows, fields in others if rows.height]
        if messages["event"].any():
            logs.append(_events(messages))
        said = pl.concat(logs, how="diagonal").sort("line") if logs else pl.DataFrame()
        unknown = messages.filter(~pl.col("traffic") & ~pl.col("event"))
        rejects = as_rejects(unknown, "neither a traffic line nor an event of HAProxy")
        records = found.height + said.height
        return Parsed(found, records, int(blank.sum()), rejects, {"logs": said} if said.height else {})


def _messages(texts: pl.Series, clock: Clock) -> pl.DataFrame:
    """What each line holds: traffic (Boolean), event (Boolean), body, time, host, program, pid, severity_text."""
    priorities, rest = without_priority(texts)
    bare = rest.str.contains(TRAFFIC)
    bracketed = pl.select(pl.when(rest.str.starts_with("[")).then(rest)).to_series()
    stderr = bracketed.str.extract_groups(_STDERR).struct.unnest()
    enveloped = ~bare & rest.str.contains(ENVELOPE)
    fields = header_fields(rest.filter(enveloped), clock)
    times = clock.instants(fields["stamp"], fields["offset"])
    place = pl.select(pl.when(enveloped).then(enveloped.cast(pl.Int64).cum_sum() - 1)).to_series()
    inner = fields.select("host", "program", "pid", "level", "body", times.alias("time"))
    if not enveloped.all():
        inner = inner.select(pl.all().gather(place)) if inner.height else inner.clear(len(texts))
    _, severity, _ = priority_columns(priorities)
    body = pl.coalesce(inner["body"], stderr["body"], pl.when(bare).then(rest))
    rows = inner.with_columns(
        body.alias("body"),
        pl.coalesce("pid", stderr["pid"].cast(pl.Int64, strict=False)).alias("pid"),
        pl.coalesce(severity, "level", stderr["level"]).alias("severity_text"),
    ).drop("level")
    traffic = rows["body"].str.contains(TRAFFIC).fill_null(value=False)
    event = ~traffic & ((enveloped & rows["time"].is_not_null()) | stderr["body"].is_not_null())
    return rows.with_columns(traffic.alias("traffic"), event.alias("event"))


def _requests(head: pl.DataFrame) -> pl.DataFrame:
    """Rows of the requests table; the stamp is when the request came."""
    rows = requests(head["rest"], head["client_port"], head["pid"], head["vhost"])
    taken = pl.duration(microseconds=(pl.col("duration_s") * 1e6).round())
    return rows.hstack(head.select("time", "host", "service", "line", client_address="client")).with_columns(
        pl.col("time").alias("started_at"), pl.col("time") + taken.fill_null(pl.duration())
    )


def _logs(head: pl.DataFrame, read: Callable[[pl.Series, pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """Rows of the logs table for traffic that is no request; a session is logged when it has ended."""
    rows = read(head["rest"], head["client_port"])
    peer = pl.when(pl.col("client").str.contains(":", literal=True)).then("[" + pl.col("client") + "]")
    client = pl.coalesce(pl.coalesce(peer, "client") + ":" + pl.col("client_port"), "client")
    rows = rows.hstack(head.select("time", "host", "service", "line", "pid", client.alias("client")))
    if "duration_s" not in rows.columns:
        return rows
    taken = pl.duration(microseconds=(pl.col("duration_s") * 1e6).round())
    return rows.with_columns(pl.col("time") + taken.fill_null(pl.duration()))


def _events(messages: pl.DataFrame) -> pl.DataFrame:
    """Rows of the logs table for what HAProxy says of itself and its servers."""
    events = messages.filter(pl.col("event"))
    peer = events["body"].str.extract_groups(_CONNECT).struct.unnest()
    rows = events.select(
        "line", "time", "host", "pid", "body", "severity_text", service=pl.col("program").fill_null("haproxy")
    ).with_columns(severity_numbers(events["severity_text"]).alias("severity_number"))
    if peer["client"].null_count() == peer.height:
        return rows
    about = {name: peer[name] for name in ("client_port", "destination", "frontend", "mode")}
    return rows.with_columns((peer["client"] + ":" + peer["client_port"]).alias("client"), attributes=tags(about))


FORMATS: tuple[Format, ...] = (Haproxy(),)
