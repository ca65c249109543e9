"""From the fields of PostgreSQL's log records to rows of the logs table, whatever form the log has."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foreshock.ingest.conventions import SEVERITY_NUMBERS
from foreshock.ingest.fingerprint import fingerprints
from foreshock.ingest.formats.postgresql_messages import facts, timings
from foreshock.ingest.formats.postgresql_words import SEVERITIES
from foreshock.ingest.formats.tags import TAGS, tags

Columns = Mapping[str, pl.Series]

_ADDRESS = r"^(.+?)(?:\((\d+)\))?$"
_NUMBERS = {word: SEVERITY_NUMBERS[name.lower()] for word, name in SEVERITIES.items()}
_PREFIX_ATTRIBUTES = (
    "application", "session_id", "session_line", "session_start", "virtual_transaction_id", "transaction_id",
    "query_id", "backend_type", "command_tag", "leader_pid", "local_address",
)  # fmt: skip
_FACT_COLUMNS = frozenset({
    "@host", "@port", "@told_user", "@told_database", "@session_time",   "@elapsed_s",
    "@application_name",
})  # fmt: skip


def rows_of(entries: pl.DataFrame) -> pl.DataFrame:
    """Typed rows of the logs table, from entries: line, time, severity, body, detail, statement and prefix fields."""
    body = entries["body"]
    durations, logged = timings(body)
    known = {name: entries[name] for name in entries.columns if entries[name].dtype == pl.String} | facts(body)
    severity = entries["severity"]
    statement = pl.select(pl.coalesce(entries["statement"], logged).alias("statement")).to_series()
    known["@fingerprint"] = fingerprints(statement, "postgresql")
    return pl.select(
        entries["line"],
        entries["time"],
        pl.repeat("postgresql", entries.height).alias("service"),
        severity.alias("severity_text"),
        severity.replace_strict(_NUMBERS, default=None, return_dtype=pl.Int8).alias("severity_number"),
        body,
        _first(known, "sqlstate").alias("code"),
        _first(known, "pid").cast(pl.Int64, strict=False).alias("pid"),
        _first(known, "user", "@told_user").alias("user"),
        _first(known, "database", "@told_database").alias("database"),
        _client(known).alias("client"),
        pl.coalesce(durations, _first(known, "@elapsed_s", "@checkpoint_total_s").cast(pl.Float64)).alias("duration_s"),
        statement,
        entries["detail"],
        _attributes(known, entries.height).alias("attributes"),
    )


def _first(known: Columns, *keys: str) -> pl.Expr:
    """The first of these columns that says something."""
    said = [pl.when((known[key] != "") & (known[key] != "[unknown]")).then(known[key]) for key in keys if key in known]
    return pl.coalesce(*said) if said else pl.lit(None, pl.String)


def _client(known: Columns) -> pl.Expr:
    """Address of the client, with its port where the log has one."""
    choices = [
        _with_port(known[key].str.extract(_ADDRESS, 1), known[key].str.extract(_ADDRESS, 2))
        for key in ("remote",)
        if key in known
    ]
    if "@host" in known:
        choices.append(_with_port(known["@host"], known["@port"]))
    if "client" in known:
        choices.append(_with_port(known["client"].str.extract(_ADDRESS, 1), known["client"].str.extract(_ADDRESS, 2)))
    return pl.coalesce(*choices) if choices else pl.lit(None, pl.String)


def _with_port(host: pl.Series, port: pl.Series) -> pl.Expr:
    bracketed = pl.when(host.str.contains(":", literal=True)).then("[" + host + "]").otherwise(host)
    return pl.when(port.is_not_null()).then(bracketed + ":" + port).otherwise(host)


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
