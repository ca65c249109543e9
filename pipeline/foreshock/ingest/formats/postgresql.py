"""PostgreSQL's server log on stderr, with any log_line_prefix: multi-line records, details and statements attached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.clock import Clock, offsets_of
from foreshock.ingest.formats.account import patched
from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.fixed_stamps import fixed_stamps
from foreshock.ingest.formats.log_line_prefix import LogLinePrefix, infer_log_line_prefix
from foreshock.ingest.formats.postgresql_heads import HEAD_LENGTH, read_heads
from foreshock.ingest.formats.postgresql_rows import rows_of
from foreshock.ingest.formats.postgresql_samples import SAMPLES
from foreshock.ingest.formats.postgresql_structured import PostgresqlCsv, PostgresqlJson
from foreshock.ingest.formats.postgresql_words import LABELS, SEVERITIES
from foreshock.ingest.records import Gatherer

_SLICE_ROWS = 10_000
DEFAULT_PREFIX = "%m [%p] "  # PostgreSQL's own default since version 10


_PRIMARY = dict.fromkeys(SEVERITIES, True) | dict.fromkeys(LABELS, False)


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
        follows = (~heads & heads.cum_max()).sum()
        doubt = 1.0 if two.mean() == 1 or "postgres" in path.lower() else 0.6
        share = (int(heads.sum()) + int(follows) / 2) / len(own) * doubt
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
        self._heads: list[pl.DataFrame] = []  # of records that the gatherer still holds
        self._held: list[pl.DataFrame] = []  # records that may still get a DETAIL or STATEMENT

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a log message; its DETAIL, STATEMENT and the like and all indented lines count as attached."""
        possible = ~lines["text"].str.starts_with("\t")
        heads = _in_slices(lines.filter(possible), lambda part: read_heads(part["text"], self._prefix))
        begins = heads["severity"].is_not_null()
        starts = patched(pl.repeat(False, lines.height, dtype=pl.Boolean, eager=True), possible, begins)  # noqa: FBT003
        gathered = self._gatherer.feed(lines, starts, last=last)
        heads = pl.concat([*self._heads, heads if begins.all() else heads.filter(begins)])
        count = gathered.records.height
        self._heads = [heads.slice(count)]
        entries = pl.concat([*self._held, _in_slices(gathered.records.hstack(heads.head(count)), _entries)])
        cut = entries.height
        if not last and cut:
            primary = entries["primary"].reverse()
            cut -= (primary.arg_max() or 0) + 1 if primary.any() else 1
        self._held = [entries.slice(cut)]
        entries = entries.head(cut)
        spanned = int(entries["span"].sum())
        entries = _owned(entries)
        rows = _in_slices(entries.with_columns(self._times(entries).alias("time")), rows_of)
        return Parsed(rows, rows.height, spanned - rows.height, gathered.rejects)

    def _times(self, entries: pl.DataFrame) -> pl.Series:
        for key in ("millis", "seconds"):
            if f"{key}_zone" in entries.columns:
                texts = entries["stamp"] if self._prefix.stamp_width else entries[key]
                return self._clock.instants(
                    fixed_stamps(texts), offsets_of(entries[f"{key}_zone"].str.strip_chars("<>"))
                )
        if "epoch" in entries.columns:
            millis = (entries["epoch"].cast(pl.Float64, strict=False) * 1000).round().cast(pl.Int64, strict=False)
            return (millis * 1000).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        return pl.repeat(None, entries.height, dtype=pl.Datetime("us", "UTC"), eager=True)


def _entries(records: pl.DataFrame) -> pl.DataFrame:
    """Records with the fields of their heads, the body, and whether they stand for themselves."""
    body = pl.col("text").str.slice(pl.col(HEAD_LENGTH))
    unindented = pl.when(pl.col("span") > 1).then(body.str.replace_all("\n\t", "\n", literal=True)).otherwise(body)
    primary = pl.col("severity").replace_strict(_PRIMARY, default=False, return_dtype=pl.Boolean)
    return (
        records.lazy()
        .with_columns(unindented.alias("body"), primary.alias("primary"))
        .drop("text", "offset", HEAD_LENGTH)
        .collect(engine="streaming")
    )


def _owned(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries that stand for themselves, with ``detail`` and ``statement`` (null where none) of those that do not.

    A DETAIL belongs to the record above it of the same process; one without such a record stands for itself.
    """
    if entries["primary"].all():
        return entries.with_columns(pl.lit(None, pl.String).alias("detail"), pl.lit(None, pl.String).alias("statement"))
    indexed = entries.with_row_index("~entry")
    owner = pl.when("primary").then("~entry").forward_fill()
    indexed = indexed.with_columns(owner.alias("~owner"))
    if "pid" in entries.columns and (indexed["pid"] != indexed["pid"].gather(indexed["~owner"])).any():
        indexed = indexed.with_columns(owner.over("pid").alias("~owner"))  # processes wrote into each other's records
    others = indexed.filter(~pl.col("primary") & pl.col("~owner").is_not_null())
    label = others["severity"].replace_strict(LABELS, default=None, return_dtype=pl.String)
    spoken = label == "STATEMENT"
    statements = others.filter(spoken).select("~owner", pl.col("body").alias("statement"))
    details = others.filter(~spoken).select("~owner", (label.filter(~spoken) + ": " + pl.col("body")).alias("detail"))
    own = indexed.filter(pl.col("primary") | pl.col("~owner").is_null()).drop("~owner").rename({"~entry": "~owner"})
    for said in (details.rechunk(), statements.unique("~owner", keep="last")):
        if said["~owner"].is_duplicated().any():
            said = said.group_by("~owner", maintain_order=True).agg(pl.col("detail").str.join("\n"))  # noqa: PLW2901
        own = own.join(said, on="~owner", how="left", maintain_order="left")
    return own.drop("~owner")


def _in_slices(rows: pl.DataFrame, work: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """``work`` done on slices of the rows at the same time: Polars keeps one core busy with one small frame."""
    parts = min(pl.thread_pool_size(), rows.height // _SLICE_ROWS)
    if parts < 2:  # noqa: PLR2004
        return work(rows)
    size = -(-rows.height // parts)
    with ThreadPoolExecutor(parts, "foreshock-parse") as pool:
        return pl.concat(pool.map(work, rows.iter_slices(size)))


FORMATS: tuple[Format, ...] = (PostgresqlStderr(), PostgresqlCsv(), PostgresqlJson())
