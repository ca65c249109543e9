"""Requests that a program's log tells of: "GET /cart 500 312 ms", with or without an access log beside it.

The record stays a record of ``logs``; what it tells is a row of ``requests`` as well.
"""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.structured.json_columns import columns_of
from foreshock.ingest.formats.structured.json_requests import RequestFamily, requests_of
from foreshock.ingest.formats.structured.rows import Family
from foreshock.ingest.formats.structured.times import spelled_durations
from foreshock.ingest.formats.web.haproxy_fields import TRAFFIC, requests, told_apart

_METHODS = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS"
_METHOD = rf"(?P<method>{_METHODS})"
_PATH = r"(?P<target>/[^\s\"]*)"
_STATUS = r"(?P<status>[1-5]\d\d)\b"
_TOOK = r"(?P<took>\d+(?:\.\d+)? ?(?:ns|µs|us|ms|s))\b"
_TAGS = r"^(?P<tags>(?:\[[^\]]*\] ?)*)"
_IPV6 = r"[0-9a-fA-F]*:[0-9a-fA-F:.]+"
_ADDRESS = rf"(?:(?P<client>\d{{1,3}}(?:\.\d{{1,3}}){{3}}|[0-9a-fA-F:]*::[0-9a-fA-F:.]*)|\[(?P<client6>{_IPV6})\])"
# As few words as the servers of Python and Ruby put in front of a request line: no quote, no bracket of a sentence.
_IN_FRONT = rf"^(?:[\w.:\[\]/$%+-]+ ){{0,3}}?(?:{_ADDRESS}(?::\d+)? (?:[\w.:\[\]/$%+@-]+ ){{0,5}})?"
_SIZE = r"(?P<response_bytes>\d+)(?:/\d+)?"  # SOGo tells the size before it was packed, too

# Any server's access line: gunicorn, Uvicorn, werkzeug, Django, aiohttp, Puma; nginx's in syslog.
_QUOTED = (
    rf'{_IN_FRONT}"{_METHOD} {_PATH} (?P<protocol>HTTP/\d(?:\.\d)?)" {_STATUS}(?: {_SIZE}(?: |$))?'
    r'(?:"(?P<referrer>[^"]*)" "(?P<user_agent>[^"]*)")?(?: ?(?P<seconds>\d+\.\d{3,6})(?: |$))?'
    r"(?: ?- \d+ (?P<in_database>\d+\.\d{3}) (?P<beside>\d+\.\d{3})$)?"  # Odoo's, two parts of its time
)
# What a client logs of its own request names the server by its address: urllib3's http://host:80 "GET / HTTP/1.1" 200.
_ASKED_ELSEWHERE = r'^[^"]*://[^"]*"'
_FORMS = (
    # morgan (Express); Serilog; ASP.NET Core; Daphne (Django Channels).
    rf"^{_METHOD} {_PATH} {_STATUS} {_TOOK}(?: - {_SIZE})?",
    rf'^HTTP "?{_METHOD}"? "?{_PATH}"? responded {_STATUS} in {_TOOK}',
    (
        rf"^Request finished (?P<protocol>HTTP/\S+) {_METHOD} \w+://[^/\s]+{_PATH}(?: \S+){{0,3}}? - {_STATUS}"
        rf" (?:{_SIZE}|-|null)(?: \S+)* {_TOOK}$"
    ),
    rf"^HTTP {_METHOD} {_PATH} {_STATUS} \[(?P<seconds>\d+\.\d+), (?P<client>[^\]\s]+):\d+\]",
    # chi (Go).
    (
        rf'^"{_METHOD} \w+://[^/"]+{_PATH} (?P<protocol>HTTP/[\d.]+)" from \[?(?P<client>[^\s\]]+?)\]?'
        rf"(?::\d+)? - {_STATUS} {_SIZE}B in {_TOOK}$"
    ),
    # Rails as it is, and with lograge on one line; Phoenix.
    rf"{_TAGS}Completed {_STATUS} .*?\bin {_TOOK}",
    rf"{_TAGS}method={_METHOD} path={_PATH} .*?\bstatus={_STATUS}(?:.*?\bduration=(?P<milliseconds>\d+(?:\.\d+)?))?",
    rf"^Sent {_STATUS} in {_TOOK}",
    # Scalligraph (TheHive); Rocket (vaultwarden); Plex; Zoraxy.
    rf"^{_ADDRESS} {_METHOD} {_PATH} took {_TOOK} and returned {_STATUS}(?: {_SIZE} bytes)?",
    rf"^(?:\(\w+\) )?{_METHOD} {_PATH} => {_STATUS}",
    rf"^Completed: \[{_ADDRESS}(?::\d+)?\] {_STATUS} {_METHOD} {_PATH} .*? {_TOOK} {_SIZE} bytes",
    (
        rf"^\[router:[\w-]+\] \[origin:[^\]]*\] \[client: (?P<client>[^\]]*)\] \[useragent: (?P<user_agent>.*?)\] "
        rf"{_METHOD} {_PATH} {_STATUS}$"
    ),
)
# What each begins with, read once over all messages.
_BEGINNING = (
    rf'^(?:(?:{_METHODS}) /\S* [1-5]\d\d |HTTP "?(?:{_METHODS})|Request finished HTTP|"(?:{_METHODS}) \w+://'
    rf"|\S+ (?:{_METHODS}) /\S* (?:took \d|=> [1-5])|(?:{_METHODS}) /\S* => [1-5]|Completed: \[|\[router:"
    r"|Sent [1-5]\d\d in |(?:\[[^\]]*\] ?)*(?:Completed [1-5]\d\d |method=[A-Z]+ path=/))"
)
# An access log in JSON that came by syslog or the journal; as rsyslog's convention marks it, too.
_DOCUMENT = r"^(?:@cee: ?)?\{"
_STATES_STATUS = r'"(?:[\w.-]*status[\w.-]*|response_code|code)": ?"?[1-5]\d\d\b'
# Rails says first what is asked for; with log_tags both lines name the request.
_STARTED = rf'{_TAGS}Started {_METHOD} "{_PATH}" for (?P<client>\S+) at '
_TOLD = (
    "tags", "client", "client6", "method", "target", "protocol", "status", "response_bytes", "referrer", "user_agent",
    "took", "seconds", "milliseconds", "in_database", "beside",
)  # fmt: skip
_DURATION = pl.duration(microseconds=(pl.col("duration_s") * 1e6).round())
_LONGEST_S = 7 * 24 * 3600  # what is said to have taken longer is another number


def requests_told(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the requests table that rows of the logs table tell of; none where none does.

    A request ended when the record was written. Statements of a database and what a client says of its own calls
    are no requests that were served.
    """
    if "body" not in rows.columns:
        return pl.DataFrame()
    bodies = rows["body"]
    place = [name for name in ("time", "host", "service", "source", "line") if name in rows.columns]
    documents = _told_in_documents(rows.select(*place, "body"))
    here = bodies.str.contains(" HTTP/", literal=True) | bodies.str.contains(_BEGINNING)
    if "statement" in rows.columns:
        here &= rows["statement"].is_null()
    if not here.any():
        return documents
    perhaps = rows.filter(here)
    perhaps = perhaps.filter(~perhaps["body"].str.contains(_ASKED_ELSEWHERE))
    traffic = perhaps["body"].str.contains(TRAFFIC)
    proxied = _told_by_haproxy(perhaps.filter(traffic).select(*place, "body")) if traffic.any() else pl.DataFrame()
    perhaps = perhaps.filter(~traffic)
    said = _with_what_was_asked(_said(perhaps["body"]), bodies)
    told = perhaps[said["row"]]
    found = [told.select(place).hstack(_columns(said, told["time"])), documents, proxied]
    return pl.concat([each for each in found if each.width], how="diagonal").sort("line")


def _told_by_haproxy(rows: pl.DataFrame) -> pl.DataFrame:
    """The requests of HAProxy's lines (option httplog) among those of other programs, in syslog or the journal."""
    head = told_apart(rows["body"])
    asked = head.filter("http")
    nobody = pl.repeat(None, asked.height, dtype=pl.Int64, eager=True)
    found = requests(asked["rest"], asked["client_port"], nobody, asked["vhost"])
    place = rows.filter(head["http"]).drop("body")
    columns = place.hstack([*found, asked["client"].alias("client_address")])
    return columns.with_columns(started_at=pl.col("time") - _DURATION)


def _told_in_documents(rows: pl.DataFrame) -> pl.DataFrame:
    """The requests of messages that are objects of JSON; none where none is."""
    bodies = rows["body"]
    begun = bodies.str.contains(_DOCUMENT)
    here = rows.filter(begun & bodies.str.contains(_STATES_STATUS)) if begun.any() else rows.clear()
    if here.is_empty():
        return pl.DataFrame()
    asked = RequestFamily()
    found = [
        frame
        for columns in columns_of(here["body"].str.replace(r"^@cee: ?", ""))[0]
        for frame in requests_of(columns.fields, here[columns.rows].drop("body"), Family(), asked)
    ]
    return asked.finished(pl.concat(found, how="diagonal").sort("line")) if found else pl.DataFrame()


def _said(bodies: pl.Series) -> pl.DataFrame:
    """What the first form that fits names, one row a message that fits one, with its place (``row``)."""
    left = pl.DataFrame({"row": pl.int_range(len(bodies), eager=True), "body": bodies})
    found = [pl.DataFrame(schema={"row": pl.Int64, **dict.fromkeys(_TOLD, pl.String)})]
    for form in (_QUOTED, *_FORMS):
        groups = left["body"].str.extract_groups(form).struct.unnest()
        fits = groups["status"].is_not_null()
        found.append(groups.hstack([left["row"]]).filter(fits))
        left = left.filter(~fits)
        if left.is_empty():
            break
    return pl.concat(found, how="diagonal").sort("row")


def _with_what_was_asked(said: pl.DataFrame, bodies: pl.Series) -> pl.DataFrame:
    """Method, path and client of Rails' requests, from the line with the same tags that tells of their beginning."""
    tagged = said["method"].is_null() & (said["tags"] != "")
    if not tagged.any():
        return said
    begun = bodies.filter(bodies.str.contains("Started ", literal=True))
    asked = begun.str.extract_groups(_STARTED).struct.unnest().filter(pl.col("method").is_not_null())
    joined = said.select("tags").join(asked.unique("tags", keep="last"), on="tags", how="left", maintain_order="left")
    return said.with_columns(
        pl.when(tagged).then(joined[name]).otherwise(said[name]).alias(name) for name in ("method", "target", "client")
    )


def _columns(said: pl.DataFrame, time: pl.Series) -> pl.DataFrame:
    """Typed columns of the requests table."""
    took = pl.coalesce(
        spelled_durations(said["took"].str.replace(" ", "", literal=True)),
        said["seconds"].cast(pl.Float64, strict=False),
        said["milliseconds"].cast(pl.Float64, strict=False) / 1e3,
        said["in_database"].cast(pl.Float64, strict=False) + said["beside"].cast(pl.Float64, strict=False),
    ).round(9)
    cut = pl.col("target").str.splitn("?", 2)
    columns = said.select(
        pl.col("status").cast(pl.Int16, strict=False),
        pl.coalesce("client", "client6").alias("client_address"),
        cut.struct.field("field_0").alias("path"),
        cut.struct.field("field_1").alias("query"),
        pl.when(took <= _LONGEST_S).then(took).alias("duration_s"),
        pl.col("response_bytes").cast(pl.Int64, strict=False),
        *map(_known, ("method", "protocol", "referrer", "user_agent")),
    )
    return columns.with_columns((time - _DURATION).alias("started_at"))


def _known(name: str) -> pl.Expr:
    return pl.when((pl.col(name) != "-") & (pl.col(name) != "")).then(pl.col(name)).alias(name)
