"""The general query log of MySQL and MariaDB: every connection and every statement that the server received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.mysql.messages import facts
from foreshock.ingest.formats.mysql.stamps import STAMP, mysql_stamps, opening_lines
from foreshock.ingest.formats.parts.fingerprint import fingerprints
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.time.clock import Clock

# sql/sql_parse.cc: the names of the commands of the protocol.
_COMMANDS = (
    "Sleep|Quit|Init DB|Query|Field List|Create DB|Drop DB|Refresh|Shutdown|Statistics|Processlist|Connect Out|Connect"
    "|Kill|Debug|Ping|Time|Delayed insert|Change user|Binlog Dump GTID|Binlog Dump|Table Dump|Register Slave"
    "|Register Replica|Prepare|Execute|Long Data|Close stmt|Reset stmt|Set option|Fetch|Daemon|Reset Connection"
    "|Bulk_execute|clone|Error"
)
_FIELDS = rf"^(?P<stamp>{STAMP})?[ \t]+(?P<thread>\d+) (?P<command>{_COMMANDS})(?:[ \t]+(?P<argument>(?s:.*))|[ \t]*)$"
_START = rf"^(?:{STAMP})?[ \t]+\d+ (?:{_COMMANDS})(?:[ \t]|$)"
_STAMPLESS = rf"^\t\t *\d+ (?:{_COMMANDS})\t"  # with the server's tabs where a stamp would stand
_CONNECT = r"^(?P<user>\S*)@(?P<client>\S*)(?: as \S*)? on ?(?P<database>\S*?)(?: using (?P<protocol>.*))?$"
_FEWEST = 0.3  # of the lines; the others continue a statement

_LOG = Sample(
    program="MariaDB 10.11.19, server zone America/New_York, Debian 12",
    text=(
        "mariadbd, Version: 10.11.19-MariaDB-0+deb12u1-log (Debian 12). started with:\n"
        "Tcp port: 33977  Unix socket: /run/mysqld/mysqld.sock\n"
        "Time\t\t    Id Command\tArgument\n"
        "261122  9:52:31\t     3 Connect\troot@localhost on shop using TCP/IP\n"
        "\t\t     3 Query\tinsert into t values (1,'größer'),(2,'it''s')\n"
        "\t\t     3 Query\tselect /* c */ a,\n"
        "  b -- note\n"
        "\n"
        "from t\n"
        "261122  9:52:32\t     3 Init DB\tstock\n"
        "\t\t     3 Quit\t\n"
        "\t\t     5 Connect\tAccess denied for user 'wrong'@'localhost' (using password: YES)\n"
    ),
    rows=(
        {
            "line": 4, "time": "2026-11-22T09:52:31Z", "user": "root", "client": "localhost", "database": "shop",
            "statement": None, "attributes": {"thread_id": "3", "command": "Connect", "protocol": "TCP/IP"},
        },
        {
            "line": 5, "time": "2026-11-22T09:52:31Z", "statement": "insert into t values (1,'größer'),(2,'it''s')",
            "attributes": {"thread_id": "3", "command": "Query", "fingerprint": "insert into t values (?, ?)"},
        },
        {"line": 6, "statement": "select /* c */ a,\n  b -- note\n\nfrom t"},
        {"line": 10, "time": "2026-11-22T09:52:32Z", "database": "stock", "statement": None},
        {"line": 11, "time": "2026-11-22T09:52:32Z", "attributes": {"thread_id": "3", "command": "Quit"}},
        {"line": 12, "user": "wrong", "client": "localhost"},
    ),
    year=2026,
)  # fmt: skip
_MYSQL_8 = Sample(
    program="MySQL 8.0.36 (log_timestamps=UTC)",
    text=(
        "2024-02-05T13:44:56.657000Z\t    8 Connect\tshop@10.0.0.7 on  using SSL/TLS\n"
        "2024-02-05T13:44:56.657100Z\t    8 Query\tSELECT 1\n"
        "2024-02-05T13:44:56.658000Z\t    8 Quit\t\n"
    ),
    rows=(
        {"line": 1, "time": "2024-02-05T13:44:56.657Z", "user": "shop", "client": "10.0.0.7", "database": None},
        {"line": 2, "time": "2024-02-05T13:44:56.6571Z", "statement": "SELECT 1"},
        {"line": 3, "body": "Quit", "statement": None},
    ),
    year=2024,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MysqlGeneral:
    """What ``general_log_file`` holds."""

    name: str = "mysql-general"
    title: str = "MySQL or MariaDB general query log"
    table: Table = "logs"
    samples: tuple[Sample, ...] = (_LOG, _MYSQL_8)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when many lines have a thread and a command, some of them a stamp or its tabs before."""
        texts = pl.Series(lines, dtype=pl.String)
        starts = texts.str.contains(_START)
        stamps = texts.filter(starts).str.extract(rf"^({STAMP})", 1).drop_nulls()
        own = int(starts.sum())
        if own < _FEWEST * len(lines) or not (len(stamps) or texts.str.contains(_STAMPLESS).any()):
            return None
        orphans = int((~starts.cum_max() & ~opening_lines(texts) & (texts.str.strip_chars() != "")).sum())
        offsets = mysql_stamps(stamps)[1]
        zone = "UTC" if len(offsets) and bool((offsets == 0).fill_null(value=False).all()) else None
        reason = f"{own} of {len(lines)} sampled lines have a thread and one of the protocol's commands"
        return Recognition(1 - orphans / len(lines), reason, zone=zone)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser; there are no options."""
        return GeneralParser(clock)


class GeneralParser:
    """Reads one general query log; lines without thread and command go on with the statement above."""

    def __init__(self, clock: Clock) -> None:
        """Start at the top of a file."""
        self._clock = clock
        self._gatherer = Gatherer()
        self._begun = False
        self._time: int | None = None  # of the last record, in microseconds since 1970

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a command. Old servers and MariaDB write the time only when the second has changed."""
        texts = lines["text"]
        starts = texts.str.contains(_START)
        aside = opening_lines(texts)
        if not self._begun and lines.height:
            aside |= ~starts.cum_max() & (texts.str.strip_chars() == "")
            self._begun = bool(starts.any())
        gathered = self._gatherer.feed(lines.filter(~aside), starts.filter(~aside), last=last)
        rows = self._rows(gathered.records)
        return Parsed(rows, rows.height, int(aside.sum()) + gathered.attached, gathered.rejects)

    def _rows(self, records: pl.DataFrame) -> pl.DataFrame:
        fields = records["text"].str.extract_groups(_FIELDS).struct.unnest()
        stamps, offsets = mysql_stamps(fields["stamp"])
        own = self._clock.instants(stamps, offsets)
        before = pl.Series([self._time], dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
        times = pl.concat([before, own.rename("")]).fill_null(strategy="forward").slice(1)
        if len(times):
            self._time = times.to_physical()[-1]
        command = fields["command"]
        body = fields["argument"].fill_null("").str.strip_chars_end()
        spoken = command.is_in(["Query", "Execute", "Prepare", "Bulk_execute"])
        statement = pl.select(pl.when(spoken).then(body)).to_series()
        account = body.str.extract_groups(_CONNECT).struct.unnest()
        connects = command.is_in(["Connect", "Change user"])
        account = account.select(pl.when(connects & (pl.all() != "")).then(pl.all()))
        stated = facts(pl.select(pl.when(connects).then(body)).to_series())
        nothing = pl.repeat(None, records.height, dtype=pl.String, eager=True)
        attributes = {
            "thread_id": fields["thread"],
            "command": command,
            "protocol": account["protocol"],
            "fingerprint": fingerprints(statement, "mysql"),
        }
        return pl.select(
            records["line"],
            times.alias("time"),
            pl.when(body != "").then(body).otherwise(command).alias("body"),
            pl.coalesce(account["user"], stated.get("user", nothing)).alias("user"),
            pl.when(command == "Init DB").then(body).otherwise(account["database"]).alias("database"),
            pl.coalesce(account["client"], stated.get("client", nothing)).alias("client"),
            statement.alias("statement"),
            tags(attributes).alias("attributes"),
        )


FORMATS: tuple[Format, ...] = (MysqlGeneral(),)
