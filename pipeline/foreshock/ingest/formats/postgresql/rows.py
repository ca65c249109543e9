"""From the fields of PostgreSQL's log records to rows of the logs table, whatever form the log has."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foreshock.ingest.formats.parts.fingerprint import fingerprints
from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.parts.tags import TAGS, tags
from foreshock.ingest.formats.postgresql.messages import audited, common_kinds, facts, timings
from foreshock.ingest.formats.postgresql.words import UNKNOWN

Columns = Mapping[str, pl.Series]

_PREFIX_ATTRIBUTES = (
    "application", "session_id", "session_line", "session_start", "virtual_transaction_id", "transaction_id",
    "query_id", "backend_type", "command_tag", "leader_pid", "local_address",
)  # fmt: skip
_PREFIX_KEYS = (*_PREFIX_ATTRIBUTES, "sqlstate", "pid", "user", "database", "client", "remote")
_FACT_COLUMNS = frozenset({
    "@host", "@port", "@told_user", "@told_database", "@session_time", "@elapsed_s", "@application_name",
    "@audited",
})  # fmt: skip


def rows_of(entries: pl.DataFrame) -> pl.DataFrame:
    """Typed rows of the logs table, from entries: line, time, severity, body, detail, statement and prefix fields."""
    body = entries["body"]
    kinds = common_kinds(body)
    stated = facts(body, kinds)
    durations, logged = _timings(body, kinds.is_null())
    took = _first(stated, "@elapsed_s", "@checkpoint_total_s").cast(pl.Float64, strict=False)
    entries = entries.with_columns(
        pl.coalesce(durations, "took_s", took).alias("took_s"),
        pl.coalesce("statement", logged, audited(stated["@audited"]) if "@audited" in stated else None).alias(
            "statement"
        ),
    )
    stated["@fingerprint"] = fingerprints(entries["statement"], "postgresql")
    known = {name: entries[name] for name in _PREFIX_KEYS if name in entries.columns} | stated
    known = {name: values for name, values in known.items() if values.null_count() < len(values)}
    return pl.select(
        entries["line"],
        entries["time"],
        pl.repeat("postgresql", entries.height).alias("service"),
        entries["severity"].alias("severity_text"),
        entries["severity_number"],
        entries["body"],
        _first(known, "sqlstate").alias("code"),
        _first(known, "pid").cast(pl.Int64, strict=False).alias("pid"),
        _first(known, "user", "@told_user").alias("user"),
        _first(known, "database", "@told_database").alias("database"),
        _client(known).alias("client"),
        entries["took_s"].alias("duration_s"),
        entries["statement"],
        entries["detail"],
        _attributes(known, entries.height).alias("attributes"),
    )


def _timings(body: pl.Series, possible: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Durations and statements, looked for where the message may state them."""
    if possible.all():
        return timings(body)
    nothing = pl.repeat(None, len(body), dtype=pl.Null, eager=True)
    durations, logged = timings(body.filter(possible))
    return patched(nothing.cast(pl.Float64), possible, durations), patched(nothing.cast(pl.String), possible, logged)


def _first(known: Columns, *keys: str) -> pl.Expr:
    """The first of these columns that says something."""
    said = [pl.when(~known[key].is_in(UNKNOWN)).then(known[key]) for key in keys if key in known]
    return pl.coalesce(*said) if said else pl.lit(None, pl.String)


def _client(known: Columns) -> pl.Expr:
    """Address of the client, with its port where the log has one."""
    choices = [_address(known["remote"])] if "remote" in known else []
    if "@host" in known:
        choices.append(_with_port(known["@host"], known.get("@port")))
    if "client" in known:
        choices.append(_address(known["client"]))
    return pl.coalesce(*choices) if choices else pl.lit(None, pl.String)


def _address(remote: pl.Series) -> pl.Expr:
    """``10.0.0.5(50123)`` or the same without port, as the prefix has it, or with ``:50123``, as csvlog has it."""
    written = pl.select(pl.when(~remote.is_in(UNKNOWN)).then(remote)).to_series()
    if not written.str.contains("(", literal=True).any():
        return _with_port(written, None)
    parts = written.str.splitn("(", 2).struct
    return _with_port(parts.field("field_0"), parts.field("field_1").str.strip_suffix(")"))


def _with_port(host: pl.Series, port: pl.Series | None) -> pl.Expr:
    if port is None:
        return pl.lit(host)
    ipv6 = host.str.contains(":", literal=True)
    if ipv6.any():
        host = pl.select(pl.when(ipv6 & port.is_not_null()).then("[" + host + "]").otherwise(host)).to_series()
    return pl.coalesce(host + ":" + port, host)


def _attributes(known: Columns, rows: int) -> pl.Series:
    columns = {key: pl.select(_first(known, key)).to_series() for key in _PREFIX_ATTRIBUTES if key in known}
    for key in ("transaction_id", "query_id"):  # 0 is none
        if key in columns:
            columns[key] = pl.select(pl.when(columns[key] != "0").then(columns[key])).to_series()
    columns |= {key[1:]: values for key, values in known.items() if key.startswith("@") and key not in _FACT_COLUMNS}
    if "@session_time" in known:
        clock = known["@session_time"].str.splitn(":", 3).struct
        parts = [clock.field(f"field_{place}").cast(pl.Float64, strict=False) for place in range(3)]
        columns["session_s"] = (parts[0] * 3600 + parts[1] * 60 + parts[2]).round(3).cast(pl.String)
    if "@application_name" in known:
        columns["application"] = pl.select(_first(known, "application", "@application_name")).to_series()
    return tags(columns) if columns else pl.repeat(None, rows, dtype=TAGS, eager=True)
