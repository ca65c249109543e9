"""PgBouncer's log: whose connection, to or from where, and what its pools did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.fixed_stamps import fixed_stamps
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.postgresql.log_line_prefix import STAMP, ZONE
from foreshock.ingest.formats.postgresql.pgbouncer_samples import SAMPLES
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.time.clock import Clock, offsets_of
from foreshock.ingest.time.zone_names import stated_zone

_LEVELS = {"NOISE": 1, "DEBUG": 5, "LOG": 9, "INFO": 9, "WARNING": 13, "ERROR": 17, "FATAL": 21}
# Since 1.10 with zone and brackets.
_HEAD = (
    rf"^(?P<stamp>{STAMP}\.\d{{3}})(?: (?P<zone>{ZONE}))? (?:\[(?P<pid>\d+)\]|(?P<old_pid>\d+)) "
    rf"(?P<severity>{'|'.join(_LEVELS)}) (?P<body>(?s:.*))$"
)
# "C-0x55d0c0: shop/app@10.0.0.5:50123 ", S for the connection to a server; unix sockets name their process.
_SOCKET = (
    r"^(?P<side>[CS])-(?P<connection>0x[0-9a-f]+): (?P<database>.*?)/(?P<user>.*?)@"
    r"(?P<address>\[[^\]]*\]|[^\s:]+):(?P<port>\d+) (?P<body>(?s:.*))$"
)
_STATS = (
    r"^stats: (?P<xacts_per_s>\d+) xacts/s, (?P<queries_per_s>\d+) queries/s, .*?in (?P<in_bytes_per_s>\d+) B/s, "
    r"out (?P<out_bytes_per_s>\d+) B/s, xact (?P<xact_us>\d+) us, query (?P<query_us>\d+) us,? wait(?: time)? "
    r"(?P<wait_us>\d+) us"
)
_STATED = (
    _STATS,
    r"^closing because: (?P<reason>.*?)(?: \(age=(?P<age_s>\d+)s?\))?$",
    r"^pooler error: (?P<reason>.*)$",
    r"^login attempt: db=(?P<told_database>.*?) user=(?P<told_user>.*?) tls=(?P<tls>\S+)",
)
_ABSENT = ("(nodb)", "(nouser)")


@dataclass(frozen=True, slots=True)
class Pgbouncer:
    """What PgBouncer writes to its logfile or stderr."""

    name: str = "pgbouncer"
    title: str = "PgBouncer log"
    table: Table = "logs"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when some of the lines with its head name a connection or are its statistics."""
        text = pl.Series([line[:8192] for line in lines if line.strip()], dtype=pl.String)
        heads = text.str.extract_groups(_HEAD).struct.unnest().drop_nulls("body")
        bodies = heads["body"]
        if not (bodies.str.contains(_SOCKET) | bodies.str.contains("^stats: |^kernel file descriptor limit")).any():
            return None
        zone, why_zone = stated_zone(heads["zone"].drop_nulls())
        reason = f"{heads.height} of {len(text)} sampled lines have the head of PgBouncer's log"
        return Recognition(heads.height / len(text), reason, zone=zone, why_zone=why_zone)

    def open(self, options: Options, clock: Clock) -> PgbouncerParser:
        """A parser; there are no options."""
        return PgbouncerParser(clock)


class PgbouncerParser:
    """Reads one log."""

    def __init__(self, clock: Clock) -> None:
        """Start at the top of a file."""
        self._clock = clock
        self._gatherer = Gatherer()

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a message; lines without a head belong to the one above."""
        gathered = self._gatherer.feed(lines, lines["text"].str.contains(_HEAD), last=last)
        heads = gathered.records["text"].str.extract_groups(_HEAD).struct.unnest()
        instants = self._clock.instants(fixed_stamps(heads["stamp"]), offsets_of(heads["zone"]))
        rows = _rows(gathered.records["line"], instants, heads)
        return Parsed(rows, rows.height, gathered.attached, gathered.rejects)


def _rows(line: pl.Series, instants: pl.Series, heads: pl.DataFrame) -> pl.DataFrame:
    socket = heads["body"].str.extract_groups(_SOCKET).struct.unnest()
    body = pl.select(pl.coalesce(socket["body"], heads["body"]).alias("body")).to_series()
    stated: dict[str, pl.Series] = {}
    for pattern in _STATED:
        found = body.str.extract_groups(pattern).struct.unnest()
        for name in found.columns:
            values = found[name]
            stated[name] = pl.select(pl.coalesce(stated[name], values)).to_series() if name in stated else values
    address = socket["address"] + ":" + socket["port"]
    names = {name: pl.when(~pl.Series(socket[name]).is_in(_ABSENT)).then(socket[name]) for name in ("database", "user")}
    attributes = {
        "server": pl.select(pl.when(socket["side"] == "S").then(address)).to_series(),
        "connection": socket["connection"],
        **{name: values for name, values in stated.items() if not name.startswith("told_")},
    }
    return pl.select(
        line.alias("line"),
        instants.alias("time"),
        pl.repeat("pgbouncer", len(body)).alias("service"),
        heads["severity"].alias("severity_text"),
        heads["severity"].replace_strict(_LEVELS, default=None, return_dtype=pl.Int8).alias("severity_number"),
        body,
        pl.coalesce(heads["pid"], heads["old_pid"]).cast(pl.Int64, strict=False).alias("pid"),
        pl.coalesce(names["user"], stated["told_user"]).alias("user"),
        pl.coalesce(names["database"], stated["told_database"]).alias("database"),
        pl.when(socket["side"] == "C").then(address).alias("client"),
        tags(attributes).alias("attributes"),
    )


FORMATS: tuple[Format, ...] = (Pgbouncer(),)
