"""What HAProxy's traffic lines say: option httplog, httpslog and tcplog, and connections that failed at once."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.parts.repeating import coded
from foreshock.ingest.formats.parts.tags import tags

# A client, an accept date in brackets: what every traffic line begins with.
TRAFFIC = r"^\S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?:\.\d+)?\] "
_STAMP = "[%d/%b/%Y:%H:%M:%S%.f]"
_EPOCH = "[01/Jan/1970:00:00:00"
_HTTP = ("frontend", "target", "times", "status", "bytes", "cookie", "set_cookie", "state", "conns", "queues", "tail")
_TCP = ("frontend", "target", "times", "bytes", "state", "conns", "queues")
_CONNS = ("conn_active", "conn_frontend", "conn_backend", "conn_server", "retries")
_QUEUES = ("server_queue", "backend_queue")
_HTTP_TIMES, _TCP_TIMES = 5, 3
# %hr and %hs before the request, and what httpslog adds after it; HAProxy writes quotes and braces inside of them
# as #22, #7B and #7D. A line that is longer than the log's limit ends without the closing quote.
_HEADERS = r"^(?:\{(?P<request_headers>[^}]*)\} )?(?:\{(?P<response_headers>[^}]*)\} )?$"
# A log-format of one's own puts what was captured (mostly the host that was asked for) between server and times.
_CAPTURED = r"^(?P<target>\S+ \S+/\S+) (?P<vhost>\S+) (?P<behind>(?:-?\d+/){4}\+?\d+ \d.*)$"
_SECURED = r"^ (?P<ssl_errors>\S+/\S+) (?P<sni>\S+)/(?P<ssl_protocol>\S+)/(?P<ssl_cipher>\S+)"
_REQUEST = (
    r"^(?P<method>[A-Z][A-Z_-]*) (?P<path>[^ ?]\S*?|[^ ?]*)(?:\?(?P<query>\S*))?(?: (?P<protocol>HTTP/[0-9.]+))?$"
)

# What is read at a glance; other requests are read with the expression.
_METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH")
_PROTOCOLS = ("HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/3.0")


def heads(bodies: pl.Series) -> pl.DataFrame:
    """client, client_port, stamp (naive) and rest of traffic lines."""
    parts = bodies.str.splitn(" ", 3).struct.rename_fields(["peer", "stamp", "rest"]).struct.unnest()
    peers = _peers(parts["peer"]).with_columns(pl.when(pl.col("client") != "-").then("client").alias("client"))
    return peers.hstack([_stamps(parts["stamp"]), parts["rest"].fill_null("")])


def told_apart(bodies: pl.Series) -> pl.DataFrame:
    """The heads of traffic lines, with the vhost that they name, and whether they are of http and of tcp (Boolean)."""
    head = heads(bodies)
    http, tcp = kinds(head["rest"])
    rest, vhost = uncaptured(head["rest"], ~(http | tcp))
    http |= vhost.is_not_null()
    return head.with_columns(rest.alias("rest"), vhost.alias("vhost"), http.alias("http"), tcp.alias("tcp"))


def _stamps(texts: pl.Series) -> pl.Series:
    """Accept dates (naive); seconds and fractions are read apart, for there are few of each."""
    seconds, second = coded(texts.str.head(len(_EPOCH)))
    fractions, fraction = coded(texts.str.slice(len(_EPOCH)))
    whole = (seconds + "]").str.to_datetime(_STAMP, time_unit="us", strict=False).to_physical()
    micros = (_EPOCH + fractions).str.to_datetime(_STAMP, time_unit="us", strict=False).to_physical()
    return (whole.gather(second) + micros.gather(fraction)).cast(pl.Datetime("us")).alias("stamp")


def _peers(texts: pl.Series) -> pl.DataFrame:
    """Columns client and client_port (null where there is none)."""
    plain = texts.str.splitn(":", 2).struct.rename_fields(["client", "client_port"]).struct.unnest()
    if plain["client_port"].cast(pl.UInt16, strict=False).is_not_null().all():
        return plain
    peer, port = pl.col("peer"), pl.col("peer").str.extract(r":(\d+)$")
    client = (
        pl.when(port.is_null()).then("peer").otherwise(peer.str.head(peer.str.len_chars() - port.str.len_chars() - 1))
    )
    return (
        texts.alias("peer")
        .to_frame()
        .select(client.str.strip_prefix("::ffff:").alias("client"), port.alias("client_port"))
    )


def kinds(rests: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Which lines are of HTTP requests (five times and a status), and which of TCP sessions (three times)."""
    words = rests.str.splitn(" ", 6).struct.rename_fields([f"~{number}" for number in range(6)]).struct.unnest()
    times = words["~2"].str.count_matches("/", literal=True).fill_null(0)
    number = words["~3"].str.strip_prefix("+").cast(pl.Int64, strict=False).is_not_null()
    many = words["~5"].is_not_null()
    return number & many & (times == _HTTP_TIMES - 1), number & many & (times == _TCP_TIMES - 1)


def uncaptured(rests: pl.Series, odd: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Rests as option httplog prints them, and the host that the ``odd`` among them name (null: they name none)."""
    nothing = pl.repeat(None, len(rests), dtype=pl.String, eager=True)
    if not odd.any():
        return rests, nothing
    read = rests.filter(odd).str.extract_groups(_CAPTURED).struct.unnest()
    usual = read.select(pl.coalesce(pl.col("target") + " " + pl.col("behind"), rests.filter(odd))).to_series()
    return patched(rests, odd, usual), patched(nothing, odd, _given(read["vhost"]))


def requests(rests: pl.Series, ports: pl.Series, pids: pl.Series, vhosts: pl.Series) -> pl.DataFrame:
    """Columns of the requests table, but for those of the head; ``duration_s`` is null where HAProxy has -1.

    A total with + in front (option logasap) is the time until the line was logged, not until the end.
    """
    fields = _cut(rests, _HTTP)
    times = _split(fields["times"], ("request_ms", "queue_ms", "connect_ms", "response_ms", "total_ms"))
    tail = fields["tail"].str.split_exact('"', 2).struct.rename_fields(["before", "request", "after"]).struct.unnest()
    said = _said(tail["request"])
    server = fields["server"]
    status = fields["status"].cast(pl.Int16, strict=False)
    answered = _known(times["response_ms"])
    extra = {
        **_common(fields, ports),
        **{name: times[name] for name in ("request_ms", "queue_ms", "connect_ms", "response_ms")},
        "pid": pids.cast(pl.String),
        "vhost": vhosts,
        "request_cookie": _given(fields["cookie"]),
        "response_cookie": _given(fields["set_cookie"]),
        **_rare(tail["before"], _HEADERS),
        **_rare(tail["after"], _SECURED),
        "request": _where(said["method"].is_null(), tail["request"]),
        "logasap": _where(times["total_ms"].str.starts_with("+"), pl.repeat("1", len(rests), eager=True)),
    }
    return pl.DataFrame({
        **{name: said[name] for name in ("method", "path", "query", "protocol")},
        "status": _where(status > 0, status),
        "response_bytes": fields["bytes"].str.strip_prefix("+").cast(pl.Int64, strict=False),
        "duration_s": _known(times["total_ms"].str.strip_prefix("+")) / 1000,
        "upstream_address": _where(~server.str.starts_with("<"), server),
        "upstream_duration_s": (_known(times["connect_ms"]) + answered) / 1000,
        "upstream_status": _where(answered.is_not_null() & (status > 0), status),
        "attributes": tags(extra),
    })  # fmt: skip


def _said(texts: pl.Series) -> pl.DataFrame:
    """method, path, query and protocol of request lines; all are null where a text is none."""
    words = texts.str.split_exact(" ", 3).struct.rename_fields(["method", "target", "protocol", "more"])
    target = pl.col("target").str.splitn("?", 2).struct
    usual = pl.col("method").is_in(_METHODS) & pl.col("protocol").is_in(_PROTOCOLS) & pl.col("more").is_null()
    said = words.struct.unnest().select(
        "method", target.field("field_0").alias("path"), target.field("field_1").alias("query"), "protocol",
        fits=usual & ~pl.col("target").str.contains(r"\s"),
    )  # fmt: skip
    odd = ~said["fits"].fill_null(value=False)
    if not odd.any():
        return said
    read = texts.filter(odd).str.extract_groups(_REQUEST).struct.unnest()
    return read.select(patched(said[name], odd, read[name]) for name in read.columns)


def sessions(rests: pl.Series, ports: pl.Series) -> pl.DataFrame:
    """Columns of the logs table for TCP sessions, but for those of the head."""
    fields = _cut(rests, _TCP)
    times = _split(fields["times"], ("queue_ms", "connect_ms", "total_ms"))
    total = times["total_ms"].str.strip_prefix("+")
    extra = {
        **_common(fields, ports),
        "queue_ms": times["queue_ms"],
        "connect_ms": times["connect_ms"],
        "bytes": fields["bytes"].str.strip_prefix("+"),
    }
    return pl.DataFrame({"body": rests, "duration_s": _known(total) / 1000, "attributes": tags(extra)})


def failures(rests: pl.Series, ports: pl.Series) -> pl.DataFrame:
    """Columns of the logs table for connections that failed at once (``frontend/bind: message``), or that say more."""
    named = rests.str.extract_groups(r"^(?P<frontend>[^\s/:]+)/(?P<bind>[^\s:]+): ").struct.unnest()
    extra = {"client_port": ports, "frontend": named["frontend"], "bind": named["bind"]}
    return pl.DataFrame({"body": rests, "attributes": tags(extra)})


def _cut(rests: pl.Series, names: tuple[str, ...]) -> pl.DataFrame:
    """The words of a line, with backend and server for the target."""
    fields = rests.str.splitn(" ", len(names)).struct.rename_fields(list(names)).struct.unnest()
    target = _split_few(fields["target"], ("backend", "server"))
    return fields.hstack(target.with_columns(pl.col("server").fill_null("<NOSRV>")))


def _common(fields: pl.DataFrame, ports: pl.Series) -> dict[str, pl.Series]:
    conns = _split_few(fields["conns"], _CONNS)
    queues = _split_few(fields["queues"], _QUEUES)
    return {
        "client_port": ports,
        "frontend": fields["frontend"],
        "backend": fields["backend"],
        "server": fields["server"],
        "termination_state": fields["state"],
        **{name: conns[name] for name in _CONNS},
        **{name: queues[name] for name in _QUEUES},
    }


def _split(texts: pl.Series, names: tuple[str, ...]) -> pl.DataFrame:
    return texts.str.splitn("/", len(names)).struct.rename_fields(list(names)).struct.unnest()


def _split_few(texts: pl.Series, names: tuple[str, ...]) -> pl.DataFrame:
    """The same for texts of which few are distinct."""
    distinct, codes = coded(texts)
    return _split(distinct, names).select(pl.all().gather(codes))


def _known(texts: pl.Series) -> pl.Series:
    """Milliseconds; null for -1, which stands for a step that was never reached."""
    numbers = texts.cast(pl.Float64, strict=False)
    return _where(numbers >= 0, numbers)


def _rare(texts: pl.Series, pattern: str) -> dict[str, pl.Series]:
    """The named groups of a pattern in texts that are mostly empty."""
    given = (texts != "").fill_null(value=False)
    if not given.any():
        return {}
    groups = texts.filter(given).str.extract_groups(pattern).struct.unnest()
    nothing = pl.repeat(None, len(texts), dtype=pl.String, eager=True)
    return {name: patched(nothing, given, _given(groups[name])) for name in groups.columns}


def _given(texts: pl.Series) -> pl.Series:
    return _where((texts != "-") & (texts != ""), texts)


def _where(condition: pl.Series, values: pl.Series) -> pl.Series:
    return pl.select(pl.when(condition).then(values)).to_series()
