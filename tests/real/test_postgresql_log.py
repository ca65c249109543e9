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
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from foreshock.ingest.blocks import blocks
from foreshock.ingest.clock import Clock
from foreshock.ingest.formats.postgresql import FORMATS

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

    def __init__(self, folder: Path) -> None:
        """Create the cluster and start it."""
        assert BIN is not None
        self.log = folder / "server.log"
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
            conf.write(f"{SETTINGS}port = {self.port}\n")
        with self.log.open("wb") as out:
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
        while words not in self.log.read_text(encoding="utf-8", errors="replace")[start:]:
            assert time.monotonic() < deadline, self.log.read_text(encoding="utf-8", errors="replace")
            time.sleep(0.02)

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


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for all tests of this module."""
    if BIN is None:
        pytest.skip("PostgreSQL is not installed")
    # pytest's own folders cannot be entered by another user.
    folder = Path(tempfile.mkdtemp(prefix="foreshock-postgresql-"))
    running = None
    try:
        running = Server(folder)
        yield running
    finally:
        if running is not None:
            running.stop()
        shutil.rmtree(folder, ignore_errors=True)


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
    assert duplicate["detail"] == "DETAIL: Key (id)=(1) already exists."
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
