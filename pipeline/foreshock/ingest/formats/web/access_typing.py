"""From the raw text of access log fields to the typed columns of the requests table."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from foreshock.ingest.formats.web.access_fields import COLUMNS

# Methods that the fast path takes at a glance; any other is read with a regular expression.
_METHODS = (
    "GET",
    "POST",
    "HEAD",
    "PUT",
    "DELETE",
    "OPTIONS",
    "PATCH",
    "CONNECT",
    "TRACE",
    "PROPFIND",
    "REPORT",
    "PURGE",
)
_REQUEST = r"^(?P<method>[A-Z][A-Z_-]*|[A-Za-z]+) (?P<target>\S.*?)(?: (?P<protocol>HTTPS?/[0-9.]+))?$"
_METHOD = r"^[A-Z][A-Z_-]*$"
_NUMBERS = {"status": pl.Int16, "response_bytes": pl.Int64, "upstream_status": pl.Int16}
_DURATIONS = {"duration_s": 1.0, "duration_ms": 1e3, "duration_us": 1e6}
ATTRIBUTE = "@"  # before the name of a column that is an attribute
_PORTED = r"^(?P<name>[^:]+|\[[^\]]+\]):(?P<port>\d+)$"
_PRIVATE = (
    r"^(?:$|-$|unknown|localhost|unix|10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe80)"
)
_CLF = "%d/%b/%Y:%H:%M:%S"
_ISO = "%Y-%m-%dT%H:%M:%S%.f%#z"


def typed(lines: pl.LazyFrame, keys: Collection[str], strftime: str, *, exact: bool) -> pl.LazyFrame:
    """Typed columns from the raw ones: line, offset, text, fits, stamp, zone and those of the requests table.

    ``stamp`` is naive local time with ``zone`` ("+0200", "UTC", "" for the file's own) beside it; columns
    that start with "@" are attributes. ``fits`` turns false for a line whose values are not what their field
    must be. The fast way (not ``exact``) takes plain requests and single upstreams only; the exact way
    takes several upstreams ("0.1, 0.2 : 0.3" is their sum, the last address and status stand) and requests that
    are no HTTP, whose text goes to the attributes.
    """
    checks = [pl.col("fits")]
    columns: dict[str, pl.Expr] = {}
    extra = {key: _known(key) for key in keys if key not in COLUMNS and not key.startswith("_")}
    columns["stamp"], columns["zone"] = _stamp(keys, strftime)
    checks.append(columns["stamp"].is_not_null())
    for key in keys:
        if key in _NUMBERS and not (exact and key == "upstream_status"):
            columns[key] = pl.col(key).cast(_NUMBERS[key], strict=False)
            checks.append(columns[key].is_not_null() | _known(key).is_null())
    if durations := [key for key in ("duration_us", "duration_ms", "duration_s") if key in keys]:
        numbers = [pl.col(key).cast(pl.Float64, strict=False) / _DURATIONS[key] for key in durations]
        # Microseconds are the finest; the division alone leaves 0.013000000000000001.
        columns["duration_s"] = pl.coalesce(numbers).round(6)
        checks.append(
            columns["duration_s"].is_not_null() | pl.all_horizontal(_known(key).is_null() for key in durations)
        )
    columns |= _upstream(keys, checks, extra, exact=exact)
    columns |= _request(keys, checks, extra, exact=exact)
    columns |= _client(keys, checks, extra, exact=exact)
    for key in ("host", "referrer", "user_agent"):
        if key in keys:
            columns[key] = _known(key)
    if "server" in keys and "server_port" not in keys:
        name = _known("server").str.extract_groups(_PORTED)
        extra["server"] = pl.coalesce(name.struct.field("name"), _known("server"))
        extra["server_port"] = name.struct.field("port")
    columns |= {f"{ATTRIBUTE}{key}": value for key, value in extra.items()}
    return lines.with_columns(_words(keys, exact=exact)).select(
        "line", "offset", "text", pl.all_horizontal(checks).fill_null(value=False).alias("fits"),
        *(value.alias(name) for name, value in columns.items()),
    )  # fmt: skip


def _client(
    keys: Collection[str], checks: list[pl.Expr], extra: dict[str, pl.Expr], *, exact: bool
) -> dict[str, pl.Expr]:
    """The client: of a list (X-Forwarded-For where the address stands) the first that is not a private address."""
    if "client_address" not in keys:
        return {}
    client = _known("client_address")
    several = pl.col("client_address").str.contains(",", literal=True)
    if not exact:
        checks.append(~several)
        return {"client_address": client}
    extra["forwarded_for"] = pl.when(several).then(client)
    return {"client_address": pl.when(several).then(nearest(client)).otherwise(client)}


def nearest(addresses: pl.Expr) -> pl.Expr:
    """The client of a list of addresses (X-Forwarded-For): the first that is not private, else the first."""
    each = addresses.str.split(",").list.eval(pl.element().str.strip_chars())
    public = each.list.eval(pl.element().filter(~pl.element().str.contains(_PRIVATE)))
    return pl.coalesce(public.list.first(), each.list.first())


def _known(key: str) -> pl.Expr:
    """The raw value, null where the log has "-" or nothing."""
    return pl.when((pl.col(key) != "-") & (pl.col(key) != "")).then(pl.col(key))


def _stamp(keys: Collection[str], strftime: str) -> tuple[pl.Expr, pl.Expr]:
    """The stamp and its zone, from the finest stamp that there is."""
    zone = pl.lit("UTC")
    if "time_us" in keys or "time_ms" in keys:
        key, ticks = ("time_us", 1) if "time_us" in keys else ("time_ms", 1000)
        stamp = pl.from_epoch(pl.col(key).cast(pl.Int64, strict=False) * ticks, "us")
    elif "time_s" in keys:
        # Milliseconds are the finest that $msec prints; rounding keeps the float from drifting below one.
        millis = (pl.col("time_s").cast(pl.Float64, strict=False) * 1000).round().cast(pl.Int64, strict=False)
        stamp = pl.from_epoch(millis * 1000, "us")
    elif "time_iso8601" in keys or (strftime and "%z" in strftime):
        key, form = ("time_iso8601", _ISO) if "time_iso8601" in keys else ("time_custom", strftime)
        read = pl.col(key).str.to_datetime(form, time_unit="us", strict=False)
        stamp = read.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    elif strftime:
        stamp, zone = pl.col("time_custom").str.to_datetime(strftime, time_unit="us", strict=False), pl.lit("")
    elif "time_local" in keys:
        stamp, zone = pl.col("time_local").str.to_datetime(_CLF, time_unit="us", strict=False), pl.col("time_zone")
    else:
        stamp = pl.lit(None, pl.Datetime("us"))
    return stamp, zone


def _words(keys: Collection[str], *, exact: bool) -> list[pl.Expr]:
    """The request line in pieces: ``~request`` has method, target and protocol, ``~target`` path and query."""
    if "request" in keys:
        if exact:
            words = pl.col("request").str.extract_groups(_REQUEST)
            # A method in other letters counts where a protocol proves that it is a request.
            method, protocol = words.struct.field("method"), words.struct.field("protocol")
            return [pl.when(method.str.contains(_METHOD) | protocol.is_not_null()).then(words).alias("~request")]
        names = ["method", "target", "protocol", "more"]
        return [pl.col("request").str.split_exact(" ", 3).struct.rename_fields(names).alias("~request")]
    return []


def _request(
    keys: Collection[str], checks: list[pl.Expr], extra: dict[str, pl.Expr], *, exact: bool
) -> dict[str, pl.Expr]:
    """Method, path, query and protocol, from the request line or from fields of their own."""
    columns: dict[str, pl.Expr] = {}
    target: pl.Expr | None = _known("target") if "target" in keys else None
    for key in ("method", "path", "protocol"):
        if key in keys:
            columns[key] = _known(key)
    if "query" in keys:
        columns["query"] = _known("query").str.strip_prefix("?")
    if "request" in keys:
        piece = pl.col("~request").struct.field
        columns = {"method": piece("method"), "protocol": piece("protocol"), **columns}
        target = piece("target")
        if exact:
            extra["request"] = pl.when(piece("method").is_null()).then(_known("request"))
        else:
            checks += [
                piece("more").is_null(),
                piece("protocol").str.starts_with("HTTP/"),
                piece("method").is_in(_METHODS),
            ]
    if target is not None:
        cut = target.str.splitn("?", 2).struct
        columns = {"path": cut.field("field_0"), "query": cut.field("field_1"), **columns}
    return columns


def _upstream(
    keys: Collection[str], checks: list[pl.Expr], extra: dict[str, pl.Expr], *, exact: bool
) -> dict[str, pl.Expr]:
    """Address, time and status of the upstream; of several in the exact way."""
    columns: dict[str, pl.Expr] = {}
    seconds, address, status = "upstream_duration_s", "upstream_address", "upstream_status"
    if not exact:
        if address in keys:
            columns[address] = _known(address)
            checks.append(
                ~pl.col(address).str.contains(", ", literal=True) & ~pl.col(address).str.contains(" : ", literal=True)
            )
        if seconds in keys:
            columns[seconds] = pl.col(seconds).cast(pl.Float64, strict=False)
            checks.append(columns[seconds].is_not_null() | _known(seconds).is_null())
        return columns
    if seconds in keys:
        attempts = pl.col(seconds).str.extract_all(r"[0-9]+(?:\.[0-9]+)?").cast(pl.List(pl.Float64))
        columns[seconds] = pl.when(attempts.list.len() > 0).then(attempts.list.sum().round(6))
    if address in keys:
        last = pl.col(address).str.extract(r"(?:^|, | : )([^ ,]+)$")
        columns[address] = pl.when(last != "-").then(last)
    if status in keys:
        columns[status] = pl.col(status).str.extract(r"(\d+)\D*$").cast(pl.Int16, strict=False)
    for key in (seconds, address, status):
        if key in keys:
            several = pl.col(key).str.contains(", | : ")
            extra[f"{key}_each"] = pl.when(several).then(pl.col(key))
    return columns
