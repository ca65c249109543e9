"""The slow query log of MySQL, MariaDB and Percona Server: one record a statement, with what the server measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.mysql.slow_bodies import SET_TIMESTAMP, Bodies
from foreshock.ingest.formats.mysql.slow_heads import Indices, Spread, accounts, pairs
from foreshock.ingest.formats.mysql.slow_samples import SAMPLES
from foreshock.ingest.formats.mysql.stamps import STAMP, mysql_stamps, opening_lines, zone_between
from foreshock.ingest.formats.parts.cutting import matching
from foreshock.ingest.formats.parts.fingerprint import fingerprints
from foreshock.ingest.formats.parts.repeating import coded
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.lines.records import Gatherer, gather
from foreshock.ingest.lines.rejects import rejected_lines
from foreshock.ingest.time.clock import Clock

_TIME = "# Time: "
_TIMED = rf"^{_TIME}(?:{STAMP}|.* # User@Host: )"
# Percona's first servers left # User@Host out where it was that of the entry above; what pt-query-digest writes of
# captured packets knows a client instead.
_BARE = r"^# (?:Query_time|Thread_id|Schema|Client): "
_USER = "# User"
_ACCOUNT = rf"^{_USER}(?:@Host)?: .*\[.*\] @ "
# Keys, MariaDB's plan between two empty comments, Percona's remark. SQL that begins with a comment comes below
# the SET timestamp line, which ends the head.
_HEAD = r"^#(?:\s*$|\s*[A-Za-z][\w@]*:(?: |$)|\s*explain: | No InnoDB statistics)"
_EXPLAIN = "# explain: "
_OF_MARIADB = "  QC_hit: "  # Percona Server writes QC_Hit
_INNER = ("# Query_time: ", "# Thread_id: ", "# Schema: ", "# Rows_affected: ", "# Bytes_sent: ")
_TIME_TEXT = "~time"
_SET_INSTANT = "~set"


@dataclass(frozen=True, slots=True)
class MysqlSlow:
    """What ``slow_query_log_file`` holds."""

    name: str = "mysql-slow"
    title: str = "MySQL or MariaDB slow query log"
    table: Table = "logs"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when there are heads of entries, or nothing but what the server prints when it opens the log.

        The zone is that of # Time lines without one, which the SET timestamp lines below them give away.
        """
        texts = pl.Series(lines, dtype=pl.String)
        heads = int(texts.str.contains(_ACCOUNT).sum())
        timed = int(texts.str.contains(_TIMED).sum())
        measured = int(texts.str.contains(r"^# Query_time: |^# .* Query_time: ").sum())
        if heads + timed + measured == 0:
            written = texts.filter(texts.str.strip_chars() != "")
            if len(written) < 2 or not opening_lines(written).all():  # noqa: PLR2004 - the version and the port
                return None
            return Recognition(1.0, "it holds only what the server prints when it opens the log")
        if not measured:
            return None
        reason = f"{heads} of {len(lines)} sampled lines are '# User@Host:' and {measured} '# Query_time:' lines"
        return Recognition(1.0, reason, zone=_zone_of(texts))

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser; there are no options."""
        return SlowParser(clock)


class SlowParser:
    """Reads one slow query log: its lines by their kind, the kinds by column."""

    def __init__(self, clock: Clock) -> None:
        """Start at the top of a file."""
        self._clock = clock
        self._gatherer = Gatherer()
        self._begun = False
        self._below_time = False  # the last line was a # Time line: the # User@Host line below is of its entry
        self._below_head = False  # the last line was of a head: what measures it is no entry of its own
        self._time: int | None = None  # of the last entry that had one, in microseconds since 1970

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row an entry, at its # Time line or, where it has none, at its # User@Host or first other line.

        What the server prints when it opens the log, and blank lines above the first entry, count as attached.
        """
        banner = opening_lines(lines["text"])
        skipped = int(banner.sum())
        if skipped:
            lines = lines.filter(~banner)
        starts = self._starts(lines["text"])
        if not self._begun and lines.height:
            blank = lines["text"].str.strip_chars() == ""
            above = ~starts.cum_max() & blank
            self._begun = bool(starts.any())
            skipped += int(above.sum())
            lines, starts = lines.filter(~above), starts.filter(~above)
        whole = self._gatherer.whole(lines, starts, last=last)
        if whole.lines.is_empty():
            return Parsed(pl.DataFrame(), 0, skipped, whole.rejects)
        rows = _rows(whole.lines, whole.starts)
        rows = rows.drop(_TIME_TEXT, _SET_INSTANT).with_columns(
            self._instants(rows[_TIME_TEXT], rows[_SET_INSTANT]).alias("time")
        )
        owned = whole.lines.height
        complete = rows["duration_s"].is_not_null() | rows["statement"].is_not_null()
        rejects = whole.rejects
        if not complete.all():
            broken = gather(whole.lines, whole.starts).filter(~complete)
            rejects = pl.concat([rejects, rejected_lines(broken, "an entry without Query_time and statement")])
            owned -= int(broken["span"].sum())
            rows = rows.filter(complete)
        return Parsed(rows, rows.height, skipped + owned - rows.height, rejects.sort("line"))

    def _starts(self, texts: pl.Series) -> pl.Series:
        timed = matching(texts, texts.str.starts_with(_TIME), _TIMED)
        below_time = timed.shift(1, fill_value=self._below_time)
        head = texts.str.starts_with("#") & ~texts.str.starts_with("# administrator command: ")
        bare = matching(texts, head & ~head.shift(1, fill_value=self._below_head), _BARE)
        if len(texts):
            self._below_time, self._below_head = bool(timed[-1]), bool(head[-1])
        return timed | (matching(texts, texts.str.starts_with(_USER), _ACCOUNT) & ~below_time) | bare

    def _instants(self, times: pl.Series, set_instants: pl.Series) -> pl.Series:
        """The instant that each entry states: MySQL's is when it was logged, MariaDB's when the statement began.

        # Time with a zone is exact (SET timestamp below it is, since 8.0.14, when the statement began). One
        without is local, and then SET timestamp is the same moment in UTC. An entry with neither has the second
        of the one above it, or the server would have written # Time.
        """
        distinct, codes = coded(times)
        stamps, offsets = (parts.gather(codes) for parts in mysql_stamps(distinct))
        written = self._clock.instants(stamps, offsets)
        zoned = pl.when(offsets.is_not_null()).then(written)
        own = pl.select(pl.coalesce(zoned, set_instants, written)).to_series()
        before = pl.Series([self._time], dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
        carried = pl.concat([before, own.rename("")]).fill_null(strategy="forward").slice(1)
        if len(carried):
            self._time = carried.to_physical()[-1]
        return carried


def _rows(lines: pl.DataFrame, starts: pl.Series) -> pl.DataFrame:
    """Typed rows, with the texts of # Time and the instants of SET timestamp where the time will be."""
    first = np.flatnonzero(starts.to_numpy())
    record = np.cumsum(starts.to_numpy()) - 1
    spread = Spread(len(first))
    texts = lines["text"]
    head = _leading_runs(matching(texts, texts.str.starts_with("#"), _HEAD).to_numpy(), first, record)
    known, times = _read_heads(texts.filter(pl.Series(head)), record[head], spread)
    body = Bodies.of(texts, record, np.bincount(record, weights=head).astype(np.int64) + first, spread)
    stated = (_said(known, "address"), _said(known, "client"), _said(known, "host", unless="localhost"))
    return pl.select(
        lines["line"].gather(first),
        times.alias(_TIME_TEXT),
        body.instants.alias(_SET_INSTANT),
        body.statements.alias("body"),
        _said(known, "last_errno", "errno", unless="0").alias("code"),
        _user(known).alias("user"),
        pl.coalesce(body.databases, _said(known, "schema")).alias("database"),
        pl.coalesce(stated).alias("client"),
        _said(known, "query_time").cast(pl.Float64, strict=False).alias("duration_s"),
        _server(texts.filter(pl.Series(head)), record[head], len(first)).alias("service"),
        body.statements.alias("statement"),
        _said(known, "explain").alias("detail"),
        _attributes(known, body).alias("attributes"),
    )


def _leading_runs(marked: np.ndarray, first: Indices, record: Indices) -> np.ndarray:
    """Which of the marked lines have only marked lines between them and the start of their record."""
    unmarked = np.cumsum(~marked)
    before = np.append(0, unmarked)[first]
    return np.asarray(marked & (unmarked == before[record]))


def _read_heads(texts: pl.Series, record: Indices, spread: Spread) -> tuple[dict[str, pl.Series], pl.Series]:
    """The fields of all heads, one value a record, and the texts of their # Time."""
    timed = texts.str.starts_with(_TIME)
    # Before 5.1 with Percona's patch both stand on one line: "# Time: 071218 11:48:27 # User@Host: ..."
    parts = texts.filter(timed).str.slice(len(_TIME)).str.split_exact(" # ", 1).struct.unnest()
    times = spread(parts["field_0"].str.strip_chars(), record[timed.to_numpy()])
    named = texts.str.contains(r"^# User(?:@Host)?: ")
    same_line = parts["field_1"].is_not_null()
    account_texts = pl.concat([texts.filter(named), parts["field_1"].filter(same_line).rename(texts.name)])
    owners = np.concatenate([record[named.to_numpy()], record[timed.to_numpy()][same_line.to_numpy()]])
    known = {key: spread(values, owners) for key, values in accounts(account_texts).items()}
    explained = texts.str.starts_with(_EXPLAIN)
    measured = ~(timed | named | explained)
    inner = pairs(texts.filter(measured), record[measured.to_numpy()], spread)
    threads = inner.pop("thread_id", None)
    known |= inner
    if threads is not None:
        known["thread_id"] = pl.select(pl.coalesce(threads, known["thread_id"])).to_series()
    if explained.any():
        plans = pl.DataFrame({"record": record[explained.to_numpy()], "text": texts.filter(explained)})
        plans = plans.group_by("record", maintain_order=True).agg(pl.col("text").str.slice(2).str.join("\n"))
        known["explain"] = spread(plans["text"], plans["record"].to_numpy())
    return known, times


_COLUMNS_OF_THEIR_OWN = frozenset({"user", "login", "host", "address", "client", "schema", "query_time", "explain"})
_RENAMED = {"lock_time": "lock_time_s"}


def _attributes(known: Mapping[str, pl.Series], body: Bodies) -> pl.Series:
    columns = {
        _RENAMED.get(key, key): pl.select(_said(known, key)).to_series() if (values == "").any() else values
        for key, values in known.items()
        if key not in _COLUMNS_OF_THEIR_OWN
    }
    if "query_time" in known:
        # Servers with a broken clock print what is no number: 18446744073708.796870.000036.
        odd = known["query_time"].cast(pl.Float64, strict=False).is_null()
        columns["query_time"] = pl.select(pl.when(odd).then(_said(known, "query_time"))).to_series()
    columns["client_host"] = pl.select(_said(known, "host")).to_series()
    other = (known["login"] != known["user"]) & (known["login"] != "") & (known["user"] != "")
    if other.any():
        columns["login"] = pl.select(pl.when(other).then(known["login"])).to_series()
    columns["command"] = pl.select(pl.when(body.commands).then(pl.lit("Admin")).otherwise(pl.lit("Query"))).to_series()
    columns["admin"] = pl.select(pl.when(body.commands).then(pl.lit("true"))).to_series()
    columns["fingerprint"] = fingerprints(body.statements, "mysql")
    return tags(columns)


def _server(heads: pl.Series, record: Indices, count: int) -> pl.Series:
    """MariaDB for the entries that it alone heads so, null for those of MySQL or Percona Server."""
    own = np.zeros(count, dtype=bool)
    own[record[heads.str.contains(_OF_MARIADB, literal=True).to_numpy()]] = True
    return pl.select(pl.when(pl.Series(own)).then(pl.lit("mariadb"))).to_series()


def _user(known: Mapping[str, pl.Series]) -> pl.Expr:
    """The account. A replica's own threads have none; what they are stands in the brackets alone: [SQL_SLAVE]."""
    user, login = known["user"], known["login"]
    return pl.when(user != "").then(user).when(login != "").then("[" + login + "]")


def _said(known: Mapping[str, pl.Series], *keys: str, unless: str = "") -> pl.Expr:
    """The first of these columns that says something."""
    values = [known[key] for key in keys if key in known]
    said = [pl.when((value != "") & (value != unless)).then(value) for value in values]
    return pl.coalesce(said) if said else pl.lit(None, pl.String)


def _zone_of(texts: pl.Series) -> str | None:
    """The zone of the sampled # Time lines: their own, or the distance to the SET timestamp below."""
    kinds = pl.DataFrame(
        {
            "time": texts.str.extract(rf"^# Time: ({STAMP})", 1),
            "seconds": texts.str.extract(SET_TIMESTAMP, 1).cast(pl.Int64, strict=False),
            "entry": texts.str.contains(_ACCOUNT),
        }
    )
    kinds = kinds.filter(pl.any_horizontal(pl.col("time").is_not_null(), pl.col("seconds").is_not_null(), "entry"))
    # time, entry, seconds: the three lines of one entry
    paired = kinds.with_columns(pl.col("entry").shift(-1), pl.col("seconds").shift(-2)).filter(
        pl.col("entry") & pl.col("time").is_not_null() & pl.col("seconds").is_not_null()
    )
    offsets = mysql_stamps(kinds["time"].drop_nulls())[1].drop_nulls()
    if len(offsets):
        return "UTC" if bool((offsets == 0).all()) else None
    local, _ = mysql_stamps(paired["time"])
    instants = (paired["seconds"] * 1_000_000).cast(pl.Datetime("us", "UTC"))
    return zone_between(local, instants, within_s=2)


FORMATS: tuple[Format, ...] = (MysqlSlow(),)
