"""What PostgreSQL itself logs, read back: statements, errors, users and times as they were done."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from foreshock.ingest.formats.postgresql.stderr import FORMATS
from foreshock.ingest.lines.blocks import blocks
from foreshock.ingest.planning.plan import plan
from foreshock.ingest.reading.read import Batch
from foreshock.ingest.reading.read import read as read_planned
from foreshock.ingest.time.clock import Clock

pytestmark = pytest.mark.real

STDERR = FORMATS[0]
BIN = next((path for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
log_min_duration_statement = 0
log_temp_files = 0
work_mem = '64kB'
log_connections = on
log_disconnections = on
fsync = off
"""
MANY_LINES = "select 'größer \"als\" ''zehn''',\n\t'tab',\n  -- ERROR:  not a record\n  1\n"


class Server:
    """A PostgreSQL server on loopback in a folder of its own, as a user who is not root."""

    def __init__(self, folder: Path, settings: str = "", log: str = "server.log") -> None:
        """Create the cluster and start it; ``log`` is where it will say that it is ready."""
        assert BIN is not None
        self.log = folder / log
        self.data = folder / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        self.run(
            "initdb", "-D", str(self.data), "-U", "shop", "-A", "trust", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8"
        )
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(f"{SETTINGS}{settings}port = {self.port}\n")
        with (folder / "server.log").open("wb") as out:
            self.process = subprocess.Popen(  # type: ignore[call-overload]  # user and group as keywords
                [str(BIN / "postgres"), "-D", str(self.data)], stderr=out, stdout=out, cwd="/", **self.user
            )
        self.wait_for("ready to accept connections")

    def run(self, program: str, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        """One of PostgreSQL's programs."""
        assert BIN is not None
        return subprocess.run(  # type: ignore[no-any-return,call-overload]
            [str(BIN / program), *args],
            capture_output=True, text=True, check=False, cwd="/", timeout=30,
            env={"LC_ALL": "C.UTF-8", "PGCLIENTENCODING": "UTF8", **env}, **self.user,
        )  # fmt: skip

    def sql(
        self, statement: str, *, application: str = "tests", user: str = "shop"
    ) -> subprocess.CompletedProcess[str]:
        """One statement, sent as it is, in a session of its own."""
        where = ("-h", "127.0.0.1", "-p", self.port, "-U", user, "-d", "postgres")
        return self.run("psql", "-Xqc", statement, *where, PGAPPNAME=application)

    def wait_for(self, words: str, start: int = 0) -> None:
        """Wait until the log says this."""
        deadline = time.monotonic() + 20
        while words not in (said := self.said())[start:]:
            assert time.monotonic() < deadline, said
            time.sleep(0.02)

    def said(self) -> str:
        """The log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def set(self, **settings: str) -> int:
        """Change settings and return the length of the log once they hold."""
        start = self.log.stat().st_size
        for name, value in settings.items():
            self.sql(f"alter system set {name} = '{value}'")
        self.sql("select pg_reload_conf()")
        self.wait_for("reloading configuration files", start)
        time.sleep(0.3)  # the disconnection of the session that reloaded
        return self.log.stat().st_size

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def running_server(settings: str = "", log: str = "server.log") -> Iterator[Server]:
    """A server in a folder of its own, gone at the end."""
    if BIN is None:
        pytest.skip("PostgreSQL is not installed")
    # pytest's own folders cannot be entered by another user.
    folder = Path(tempfile.mkdtemp(prefix="foreshock-postgresql-"))
    running = None
    try:
        running = Server(folder, settings, log)
        yield running
    finally:
        if running is not None:
            running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for the tests of log_line_prefix."""
    with running_server() as running:
        yield running


def read(log: Path, start: int, given: str | None) -> tuple[pl.DataFrame, str]:
    """The rows of the log from a byte on, in small blocks, by the prefix given or else found, and that prefix."""
    with log.open("rb") as stream:
        stream.seek(start)
        lines = pl.concat([block.lines for block in blocks(stream)])
    found = STDERR.recognise(lines["text"].to_list(), "server.log")
    assert found is not None
    options = {"log_line_prefix": given} if given else found.options
    parser = STDERR.open(options, Clock(zone="UTC"))
    parts = [parser.feed(lines.slice(at, 3), last=at + 3 >= lines.height) for at in range(0, lines.height, 3)]
    assert sum(part.records + part.attached for part in parts) == lines.height
    return pl.concat([part.rows for part in parts]), options["log_line_prefix"]


@pytest.mark.parametrize(
    ("prefix", "zone", "inferred"),
    [
        ("%m [%p] %q%u@%d ", "America/New_York", True),
        ("%t:%r:%u@%d:[%p]:", "UTC", True),
        ("%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ", "Europe/Berlin", True),
        ("%m [%p-%l] %q[user=%u,db=%d,app=%a,host=%h] ", "Asia/Kathmandu", True),
        ("%n %c %e %q%u/%d<%a> ", "Asia/Tokyo", False),
        ("%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:", "Europe/London", True),
        ("%m %r %u@%d %a [%c] [%p] ", "America/Sao_Paulo", False),
    ],
)
def test_what_was_done_is_what_is_read(server: Server, prefix: str, zone: str, inferred: bool) -> None:  # noqa: FBT001
    """Under any prefix and zone: the statements to the letter, the errors with their causes, who, and when."""
    start = server.set(log_line_prefix=prefix, log_timezone=zone)
    began = datetime.now(UTC) - timedelta(seconds=1)
    server.sql(MANY_LINES, application="my app [7 of 9]")
    server.sql("create table stock (id int primary key)")
    server.sql("insert into stock values (1), (1)")
    server.sql("do $$ begin\n raise warning 'careful';\n perform 1/0; end $$")
    server.sql("select count(*) from (select distinct g || repeat('x', 99) from generate_series(1, 9999) g) t")
    server.sql("drop table stock")
    server.wait_for("drop table", start)
    time.sleep(0.3)
    rows, found = read(server.log, start, None if inferred else prefix)
    assert found == prefix

    assert rows.filter(pl.col("statement") == MANY_LINES)["duration_s"].is_between(0, 5).all()
    assert MANY_LINES in rows["statement"].to_list()
    duplicate = rows.row(by_predicate=pl.col("body").str.starts_with("duplicate key"), named=True)
    assert duplicate["severity_text"] == "ERROR"
    assert duplicate["statement"] == "insert into stock values (1), (1)"
    assert duplicate["detail"] == "Key (id)=(1) already exists."
    assert (duplicate["user"], duplicate["database"]) == ("shop", "postgres")
    division = rows.row(by_predicate=pl.col("body") == "division by zero", named=True)
    assert division["statement"] == "do $$ begin\n raise warning 'careful';\n perform 1/0; end $$"
    assert "PL/pgSQL function" in division["detail"]
    spilled = rows.filter(pl.col("body").str.starts_with("temporary file"))
    assert spilled["attributes"].map.get("temp_bytes").cast(pl.Int64).max() > 9999 * 99  # type: ignore[operator]
    names = rows["attributes"].map.get("application").drop_nulls().to_list()
    assert "my app [7 of 9]" in names
    assert rows["time"].is_between(began, datetime.now(UTC) + timedelta(seconds=1)).all()
    if "%e" in prefix:
        assert (duplicate["code"], division["code"]) == ("23505", "22012")


def test_german_messages_are_read(server: Server) -> None:
    """Severity, duration and statement are found whatever the language of the server."""
    if "de_DE" not in subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout:
        pytest.skip("the locale de_DE.UTF-8 is not installed")
    start = server.set(log_line_prefix="%m [%p] %q%u@%d ", log_timezone="Europe/Berlin", lc_messages="de_DE.UTF-8")
    try:
        server.sql("select 1/0")
        server.sql("select 'ende'")
        server.wait_for("ende", start)
        time.sleep(0.3)
        rows, _ = read(server.log, start, None)
    finally:
        server.sql("alter system reset lc_messages")
        server.sql("select pg_reload_conf()")
    failed = rows.row(by_predicate=pl.col("body") == "Division durch Null", named=True)
    assert (failed["severity_text"], failed["severity_number"]) == ("FEHLER", 17)
    assert failed["statement"] == "select 1/0"
    assert set(rows["user"]) == {"shop", None}
    (ended,) = rows.filter(pl.col("statement") == "select 'ende'").to_dicts()
    assert 0 < ended["duration_s"] < 5


COLLECTOR = """
logging_collector = on
log_directory = '../written'
log_filename = 'postgresql.log'
log_destination = 'stderr,csvlog,jsonlog'
log_line_prefix = '%m [%p] %q%u@%d %a '
log_timezone = 'America/New_York'
"""


def test_all_destinations_tell_the_same_and_one_is_read() -> None:
    """stderr, csvlog and jsonlog of one server give the same rows; of the three the plan takes one."""
    with running_server(COLLECTOR, "written/postgresql.log") as server:
        server.sql("create table stock (id int primary key)", application="loader")
        server.sql("insert into stock values (1),\n (1)", application="loader")
        server.sql("select pg_sleep(0.01)", application="loader")
        server.wait_for("pg_sleep")
        server.stop()
        written = server.log.parent
        tables = {}
        for ending in ("log", "csv", "json"):
            (file,) = plan([written / f"postgresql.{ending}"]).files
            parts = list(read_planned(file))
            rows = [part.rows for part in parts if isinstance(part, Batch) and part.table == "logs"]
            assert not any(isinstance(part, Batch) and part.table == "rejects" for part in parts)
            tables[ending] = pl.concat(rows).select(
                "time", "severity_text", "body", "pid", "user", "database", "duration_s", "statement", "detail"
            )
        everything = plan([written])
    assert tables["csv"].equals(tables["json"])
    assert tables["log"].height == tables["csv"].height
    columns = ["time", "severity_text", "body", "pid", "duration_s", "statement", "detail"]
    assert tables["log"].select(columns).equals(tables["csv"].select(columns))
    assert [file.source for file in everything.files] == ["postgresql.json"]
    assert len([note for note in everything.notes if "another form" in note.reason]) == 2
