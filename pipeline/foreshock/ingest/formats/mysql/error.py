"""The error log of MySQL and MariaDB: every form of stamp, crash reports, InnoDB's monitor, Galera, mysqld_safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.conventions import SEVERITY_NUMBERS
from foreshock.ingest.formats.mysql.error_samples import SAMPLES
from foreshock.ingest.formats.mysql.messages import error_numbers, facts
from foreshock.ingest.formats.mysql.stamps import LONG_STAMP, SHORT_STAMP, STAMP, mysql_stamps, zone_between
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.time.clock import Clock

_LEVELS = r"Note|Warning|ERROR|Error|System|Information"
# A number; before MySQL 5.6 and in MariaDB 5.5 InnoDB's own lines had the thread's address.
_THREAD = r"(?:\d+|0x[0-9a-f]+|[0-9a-f]{6,16})"
_CRASH_TIME = r"(?:\d{4}-\d\d-\d\dT)?[0-2]\d:[0-5]\d:[0-5]\d(?:Z)? UTC"
_START = rf"^(?:{STAMP}(?:[ \t]|InnoDB: |$)|{_CRASH_TIME} - \S)"
# Inside InnoDB's monitor a stamp stands above each of the latest errors: it begins no record.
_IN_MONITOR = rf"^{LONG_STAMP} (?:0x)?[0-9a-f]{{6,16}}(?:$| Transaction:| Error in foreign key| \*\*\*)"
_FIELDS = (
    rf"^(?:(?P<crash>{_CRASH_TIME}) -|(?P<long>{LONG_STAMP})(?:[ \t]+(?P<thread>{_THREAD})(?:[ \t]|$))?"
    rf"|(?P<short>{SHORT_STAMP}))[ \t]*(?:\[(?P<level>{_LEVELS})\][ \t]?)?"
    r"(?:\[(?P<code>MY-\d+)\] )?(?:\[(?P<component>[A-Za-z]\w*)\]:? )?(?P<body>(?s:.*))$"
)
# The server says which version is ready on a line of its own.
_READY = r"^(?P<body>(?s:.*?))(?:\n(?P<detail>Version: '[^']*'  socket: (?s:.*)))?$"
_COMPONENT = r"^(InnoDB|WSREP|mysqld_safe|mariadbd-safe|Slave I/O|Slave SQL|Plugin|Event Scheduler)\b"
# What only this server writes behind a stamp.
_OWN = (
    rf"^{LONG_STAMP}[ \t]+{_THREAD} \[(?:{_LEVELS})\]|^{LONG_STAMP} \[(?:{_LEVELS})\] \[Entrypoint\]"
    rf"|^{SHORT_STAMP} \[(?:{_LEVELS})\] "
    rf"|^{STAMP} {{1,2}}(?:mysqld_safe|mariadbd-safe|mysqld (?:re)?started|mysqld ended)\b"
    rf"|^{STAMP}[ \t]*(?:{_THREAD}[ \t]+)?(?:InnoDB: |INNODB MONITOR OUTPUT)"
    rf"|^(?:{_CRASH_TIME}|{STAMP}) - \w+ got (?:signal|exception) "
)
_FEWEST_OWN = 0.02  # of the lines: most of a crash report or of InnoDB's monitor has no stamp
_SAME_MOMENT_S = 120  # mysqld_safe starts mysqld and writes in local time just before mysqld writes in UTC
_HALF_DAY = 12 * 3600 * 1_000_000
_DAY = 2 * _HALF_DAY


@dataclass(frozen=True, slots=True)
class MysqlError:
    """What ``log_error`` holds, and what mysqld_safe and the container's entrypoint write to the same file."""

    name: str = "mysql-error"
    title: str = "MySQL or MariaDB error log"
    table: Table = "logs"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when lines have what only these servers write behind a stamp; lines without a stamp follow them.

        The zone is that of stamps without one; a file in UTC gives it away where mysqld_safe writes beside mysqld.
        """
        texts = pl.Series(lines, dtype=pl.String)
        own = int(texts.str.contains(_OWN).sum())
        stamped = int(texts.str.contains(_START).sum())
        if own < max(1, _FEWEST_OWN * len(lines)) or 2 * own < stamped:
            return None
        begun = texts.str.contains(_START).cum_max()
        orphans = int((~begun & (texts.str.strip_chars() != "")).sum())
        score = (len(lines) - orphans - (stamped - own)) / len(lines)
        reason = f"{own} of {len(lines)} sampled lines begin as the server, mysqld_safe or InnoDB begin a message"
        return Recognition(score, reason, zone=_zone_of(texts))

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser; there are no options."""
        return ErrorParser(clock)


class ErrorParser:
    """Reads one error log; a line without a stamp belongs to the record above."""

    def __init__(self, clock: Clock) -> None:
        """Start at the top of a file."""
        self._clock = clock
        self._gatherer = Gatherer()
        self._begun = False
        self._time: int | None = None  # of the record above, in microseconds since 1970

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a message; stack traces, monitor output and the like are part of the message above."""
        starts = lines["text"].str.contains(_START)
        if starts.any():
            starts &= ~lines["text"].str.contains(_IN_MONITOR)
        blanks = 0
        if not self._begun and lines.height:
            above = ~starts.cum_max() & (lines["text"].str.strip_chars() == "")
            self._begun, blanks = bool(starts.any()), int(above.sum())
            lines, starts = lines.filter(~above), starts.filter(~above)
        gathered = self._gatherer.feed(lines, starts, last=last)
        records = gathered.records
        fields = records["text"].str.extract_groups(_FIELDS).struct.unnest()
        rows = _typed(fields).with_columns(records["line"], self._instants(fields).alias("time"))
        return Parsed(rows, rows.height, blanks + gathered.attached, gathered.rejects)

    def _instants(self, fields: pl.DataFrame) -> pl.Series:
        stamps, offsets = mysql_stamps(fields.select(pl.coalesce("long", "short")).to_series())
        instants = self._clock.instants(stamps, offsets)
        if fields["crash"].null_count() < fields.height:
            instants = self._crash_instants(fields["crash"], instants)
        if len(instants.drop_nulls()):
            self._time = instants.drop_nulls().to_physical()[-1]
        return instants

    def _crash_instants(self, crashes: pl.Series, instants: pl.Series) -> pl.Series:
        """Crash reports state the time of day in UTC; the day is that which brings them nearest to the record above."""
        clock = crashes.str.extract(r"(\d\d:\d\d:\d\d)", 1).str.to_time("%H:%M:%S", strict=False)
        in_day = clock.cast(pl.Int64) // 1000
        above = pl.concat([pl.Series([self._time], dtype=pl.Int64), instants.to_physical().rename("")])
        nearby = above.fill_null(strategy="forward").fill_null(strategy="backward").slice(1)
        # The same time of day on the day that begins at most twelve hours before.
        moment = nearby + (in_day - nearby % _DAY + _HALF_DAY) % _DAY - _HALF_DAY
        dated, _ = mysql_stamps(crashes.str.extract(r"^(\S+T\S+?)Z? UTC", 1))
        zoned = dated.dt.replace_time_zone("UTC")
        return pl.select(pl.coalesce(instants, zoned, moment.cast(pl.Datetime("us", "UTC")))).to_series()


def _typed(fields: pl.DataFrame) -> pl.DataFrame:
    """Columns of the logs table, but for time and line."""
    message = fields["body"].str.strip_chars_end().str.extract_groups(_READY).struct.unnest()
    body = message["body"]
    stated = facts(body)
    nothing = pl.repeat(None, fields.height, dtype=pl.String, eager=True)
    level = fields["level"]
    crashed = (body.str.contains("got signal ", literal=True) & body.str.contains(r"^\S+ got signal \d")).fill_null(
        value=False
    )
    number = level.str.to_lowercase().replace_strict(
        {**SEVERITY_NUMBERS, "system": 9, "information": 9}, default=None, return_dtype=pl.Int8
    )
    return pl.select(
        level.alias("severity_text"),
        pl.when(crashed).then(pl.lit(SEVERITY_NUMBERS["fatal"], pl.Int8)).otherwise(number).alias("severity_number"),
        body.alias("body"),
        pl.coalesce(fields["code"], error_numbers(body)).alias("code"),
        stated.get("user", nothing).alias("user"),
        stated.get("database", nothing).alias("database"),
        stated.get("client", nothing).alias("client"),
        message["detail"],
        _attributes(fields, body, stated).alias("attributes"),
    )


def _attributes(fields: pl.DataFrame, body: pl.Series, stated: Mapping[str, pl.Series]) -> pl.Series:
    component = pl.select(pl.coalesce(fields["component"], body.str.extract(_COMPONENT, 1))).to_series()
    said = ("connection_id", "reason", "signal", *(name for name in stated if name.startswith("wsrep_")))
    columns = {"thread_id": fields["thread"], "component": component}
    return tags(columns | {name: stated[name] for name in said if name in stated})


def _zone_of(texts: pl.Series) -> str | None:
    """The zone of stamps without one, as far as the sample tells: UTC where all stamps carry it."""
    stamps = texts.str.extract(rf"^({STAMP})", 1).drop_nulls()
    naive, offsets = mysql_stamps(stamps)
    zoned = offsets.is_not_null()
    if zoned.all() and len(zoned):
        return "UTC" if bool((offsets == 0).all()) else None
    instants = (naive.to_physical() - offsets * 1_000_000).cast(pl.Datetime("us", "UTC"))
    pairs = pl.DataFrame({"local": naive, "next": instants, "zoned": zoned}).with_columns(
        pl.col("next").shift(-1), pl.col("zoned").shift(-1).alias("followed")
    )
    pairs = pairs.filter(~pl.col("zoned") & pl.col("followed"))
    return zone_between(pairs["local"], pairs["next"], within_s=_SAME_MOMENT_S)


FORMATS: tuple[Format, ...] = (MysqlError(),)
