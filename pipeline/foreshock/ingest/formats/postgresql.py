"""PostgreSQL's server log on stderr, with any log_line_prefix: multi-line records, details and statements attached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.clock import Clock, offsets_of
from foreshock.ingest.conventions import SEVERITY_NUMBERS
from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.log_line_prefix import LogLinePrefix, infer_log_line_prefix
from foreshock.ingest.formats.postgresql_messages import statements, timings
from foreshock.ingest.formats.postgresql_samples import SAMPLES
from foreshock.ingest.formats.postgresql_words import LABELS, SEVERITIES
from foreshock.ingest.formats.tags import tags
from foreshock.ingest.records import Gatherer

DEFAULT_PREFIX = "%m [%p] "  # PostgreSQL's own default since version 10

_UNKNOWN = ("", "[unknown]")
_NUMBERS = {word: SEVERITY_NUMBERS[name.lower()] for word, name in SEVERITIES.items()}
_PREFIX_ATTRIBUTES = (
    "application", "session_id", "session_line", "session_start", "virtual_transaction_id", "transaction_id",
    "query_id", "backend_type", "command_tag", "leader_pid", "local_address",
)  # fmt: skip
_FACT_COLUMNS = frozenset({
    "@host", "@port", "@ended_host", "@ended_port", "@authorized_user", "@ended_user", "@authorized_database",
    "@ended_database", "@hours", "@minutes", "@seconds", "@elapsed_s", "@application_name",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostgresqlStderr:
    """The stderr format, which is also what lies under /var/log/postgresql."""

    name: str = "postgresql-stderr"
    title: str = "PostgreSQL server log (stderr)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when a log_line_prefix is found; lines that PostgreSQL indents belong to the record above."""
        written = [line[:8192] for line in lines if line.strip()]
        setting = infer_log_line_prefix(written)
        if setting is None:
            return None
        prefix = LogLinePrefix(setting)
        own = pl.Series([line for line in written if not line.startswith("\t")], dtype=pl.String)
        heads = own.str.contains(prefix.pattern)
        # PostgreSQL puts two blanks after the severity; programs that print "ERROR: " seldom do.
        two = own.filter(heads).str.extract_groups(prefix.pattern).struct.field("head").str.ends_with("  ")
        begun = pl.Series([False, *heads.to_list()[:-1]])
        follows = (~heads & begun.cum_max()).sum()
        doubt = 1.0 if two.mean() == 1 or "postgres" in path.lower() else 0.6
        share = (heads.sum() + follows / 2) / len(own) * doubt
        zones = own.str.extract_groups(prefix.pattern).struct.unnest() if prefix.keys else pl.DataFrame()
        stamped = [key for key in ("millis_zone", "seconds_zone") if key in zones.columns]
        zone = Counter(zones[stamped[0]].drop_nulls()).most_common(1) if stamped else []
        reason = f"{heads.sum()} of {len(own)} sampled lines begin with log_line_prefix '{setting}' and a severity"
        options = {"log_line_prefix": setting}
        return Recognition(share, reason, options, zone=zone[0][0] if zone else "UTC" if "%n" in setting else None)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for option ``log_line_prefix``; PostgreSQL's default setting where there is none."""
        return StderrParser(LogLinePrefix(options.get("log_line_prefix", DEFAULT_PREFIX)), clock)


class StderrParser:
    """Reads one server log: heads by regular expression, everything else by column."""

    def __init__(self, prefix: LogLinePrefix, clock: Clock) -> None:
        """Start at the top of a file."""
        self._prefix = prefix
        self._clock = clock
        self._gatherer = Gatherer()
        self._held: pl.DataFrame | None = None

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a log message; its DETAIL, STATEMENT and the like and all indented lines count as attached."""
        head = pl.col("text")
        starts = lines.lazy().select(~head.str.starts_with("\t") & head.str.contains(self._prefix.pattern))
        gathered = self._gatherer.feed(lines, starts.collect(engine="streaming").to_series(), last=last)
        entries = self._read(gathered.records)
        if self._held is not None:
            entries = pl.concat([self._held, entries])
        cut = entries.height
        if not last:
            # The record at the end may have details in the next block.
            primary = entries["primary"].reverse()
            cut -= (primary.arg_max() or 0) + 1 if primary.any() else min(cut, 1)
        self._held = entries.slice(cut)
        entries = entries.head(cut)
        rows = self._rows(_owned(entries))
        return Parsed(rows, rows.height, int(entries["span"].sum()) - rows.height, gathered.rejects)

    def _read(self, records: pl.DataFrame) -> pl.DataFrame:
        """Records with the fields of the prefix, severity, body and whether they stand for themselves."""
        pieces = (
            records.lazy().with_columns(pl.col("text").str.extract_groups(self._prefix.pattern).alias("~")).unnest("~")
        )
        body = pl.col("text").str.strip_prefix(pl.col("head"))
        unindented = pl.when(pl.col("span") > 1).then(body.str.replace_all("\n\t", "\n", literal=True)).otherwise(body)
        return (
            pieces.with_columns(unindented.alias("body"), pl.col("severity").is_in(list(SEVERITIES)).alias("primary"))
            .drop("text", "head", "offset")
            .collect(engine="streaming")
        )

    def _rows(self, entries: pl.DataFrame) -> pl.DataFrame:
        """Typed rows of the logs table."""
        entries = timings(entries.lazy().rename({"statement": "~statement"})).collect(engine="streaming")
        facts = statements(entries["body"])
        time = self._times(entries)
        given = entries.columns
        facts_given = facts.columns

        def known(*keys: str) -> pl.Expr:
            return pl.coalesce(
                *(
                    pl.when(~pl.col(key).is_in(_UNKNOWN)).then(pl.col(key))
                    for key in keys
                    if key in given or key in facts_given
                ),
                pl.lit(None, pl.String),
            )

        wide = entries.hstack(facts) if facts.width else entries
        return wide.select(
            "line",
            time.alias("time"),
            pl.lit("postgresql").alias("service"),
            pl.col("severity").alias("severity_text"),
            pl.col("severity").replace_strict(_NUMBERS, default=None, return_dtype=pl.Int8).alias("severity_number"),
            "body",
            known("sqlstate").alias("code"),
            (pl.col("pid") if "pid" in given else pl.lit(None)).cast(pl.Int64, strict=False).alias("pid"),
            known("user", "@authorized_user", "@ended_user").alias("user"),
            known("database", "@authorized_database", "@ended_database").alias("database"),
            _client(given, facts_given).alias("client"),
            _duration(facts_given).alias("duration_s"),
            pl.coalesce("~statement", "statement").alias("statement"),
            "detail",
            self._attributes(wide, facts_given).alias("attributes"),
        )

    def _times(self, entries: pl.DataFrame) -> pl.Series:
        for key in ("millis", "seconds", "epoch"):
            if key not in entries.columns:
                continue
            if key == "epoch":
                millis = (entries[key].cast(pl.Float64, strict=False) * 1000).round().cast(pl.Int64, strict=False)
                return (millis * 1000).cast(pl.Datetime("us", "UTC"))
            stamps = entries[key].str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
            return self._clock.instants(stamps, offsets_of(entries[f"{key}_zone"].str.strip_chars("<>")))
        return pl.repeat(None, entries.height, dtype=pl.Datetime("us", "UTC"), eager=True)

    @staticmethod
    def _attributes(wide: pl.DataFrame, facts: Sequence[str]) -> pl.Series:
        columns = {key: wide[key] for key in _PREFIX_ATTRIBUTES if key in wide.columns}
        for key, nothing in (("transaction_id", "0"), ("query_id", "0")):
            if key in columns:
                columns[key] = wide.select(pl.when(pl.col(key) != nothing).then(pl.col(key))).to_series()
        for key, values in columns.items():
            columns[key] = pl.select(pl.when(~values.is_in(_UNKNOWN)).then(values)).to_series()
        columns |= {key[1:]: wide[key] for key in facts if key not in _FACT_COLUMNS}
        if "@hours" in facts:
            seconds = sum(
                wide[key].cast(pl.Float64) * unit for key, unit in (("@hours", 3600), ("@minutes", 60), ("@seconds", 1))
            )
            columns["session_s"] = seconds.round(3).cast(pl.String)
            columns["application"] = pl.select(
                pl.coalesce(columns.get("application", pl.lit(None, pl.String)), wide["@application_name"])
            ).to_series()
        return (
            tags(columns) if columns else pl.repeat(None, wide.height, dtype=pl.Map(pl.String, pl.String), eager=True)
        )


def _owned(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries that stand for themselves, with ``detail`` and ``statement`` (null where none) of those that do not.

    A DETAIL belongs to the record above it of the same process; one without such a record stands for itself.
    """
    nothing = [pl.lit(None, pl.String).alias("detail"), pl.lit(None, pl.String).alias("statement")]
    if entries["primary"].all():
        return entries.with_columns(nothing)
    indexed = entries.with_row_index("~entry")
    owner = pl.when("primary").then("~entry").forward_fill()
    indexed = indexed.with_columns((owner.over("pid") if "pid" in entries.columns else owner).alias("~owner"))
    label = pl.col("severity").replace_strict(LABELS, default=None, return_dtype=pl.String)
    others = indexed.filter(~pl.col("primary") & pl.col("~owner").is_not_null()).with_columns(label.alias("label"))
    spoken = pl.col("label") != "STATEMENT"
    gathered = others.group_by("~owner").agg(
        (pl.col("label") + ": " + pl.col("body")).filter(spoken).str.join("\n").alias("detail"),
        pl.col("body").filter(~spoken).last().alias("statement"),
    )
    gathered = gathered.with_columns(pl.when(pl.col("detail") != "").then("detail"))
    own = indexed.filter(pl.col("primary") | pl.col("~owner").is_null())
    return own.join(gathered, left_on="~entry", right_on="~owner", how="left", maintain_order="left").drop(
        "~entry", "~owner"
    )


def _client(given: Sequence[str], facts: Sequence[str]) -> pl.Expr:
    """Address of the client, with its port where the log has one."""
    choices = []
    if "remote" in given:
        choices.append(
            _with_port(
                pl.col("remote").str.extract(r"^(.+?)(?:\(\d+\))?$"), pl.col("remote").str.extract(r"\((\d+)\)$")
            )
        )
    if "@host" in facts:
        choices += [
            _with_port(pl.col("@host"), pl.col("@port")),
            _with_port(pl.col("@ended_host"), pl.col("@ended_port")),
        ]
    if "client" in given:
        bare = pl.col("client").str.extract(r"^(.+?)(?:\(\d+\))?$")
        choices.append(_with_port(bare, pl.col("client").str.extract(r"\((\d+)\)$")))
    known = [pl.when(~choice.is_in(_UNKNOWN)).then(choice) for choice in choices]
    return pl.coalesce(*known, pl.lit(None, pl.String))


def _with_port(host: pl.Expr, port: pl.Expr) -> pl.Expr:
    bracketed = pl.when(host.str.contains(":", literal=True)).then("[" + host + "]").otherwise(host)
    return pl.when(port.is_not_null()).then(bracketed + ":" + port).otherwise(host)


def _duration(facts: Sequence[str]) -> pl.Expr:
    """Seconds of the statement, the vacuum or the checkpoint."""
    told = [pl.col(key).cast(pl.Float64, strict=False) for key in ("@elapsed_s", "@checkpoint_total_s") if key in facts]
    return pl.coalesce("duration_s", *told)


FORMATS: tuple[Format, ...] = (PostgresqlStderr(),)
