"""What MariaDB itself logs, read back: statements, refusals, a crash, in zones away from UTC, as they were done."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from foreshock.ingest.formats.base import Format
from foreshock.ingest.formats.mysql.error import FORMATS as ERROR
from foreshock.ingest.formats.mysql.slow import FORMATS as SLOW
from foreshock.ingest.lines.blocks import blocks
from foreshock.ingest.time.clock import Clock

pytestmark = pytest.mark.real

PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb")
SETTINGS = """
bind-address=127.0.0.1
slow_query_log=1
long_query_time=0
log_warnings=9
innodb_buffer_pool_size=8M
innodb_log_file_size=8M
innodb_flush_log_at_trx_commit=0
innodb_print_all_deadlocks=1
"""
MANY_LINES = (
    "select 'größer \"als\" ''zehn''', '\\' ;',\n\n  # Time: no entry\n  -- User@Host: none\n"
    " 日本 from (select 1 as 日本) t"
)
FLAVOURS = ("", "query_plan,innodb,explain")


class Server:
    """A MariaDB server on loopback in a folder of its own, as a user who is not root, in a zone."""

    def __init__(self, folder: Path, zone: str) -> None:
        """Create the data and start it."""
        self.zone = zone
        self.data, self.error, self.slow = folder / "data", folder / "error.log", folder / "slow.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])
        self.user = {"user": "mysql", "group": "mysql", "extra_groups": []} if os.geteuid() == 0 else {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("mysql")
            os.chown(folder, account.pw_uid, account.pw_gid)
        self.settings = folder / "my.cnf"
        self.settings.write_text(
            f"[mysqld]\ndatadir={self.data}\nsocket={folder}/s\nport={self.port}\nlog_error={self.error}\n"
            f"slow_query_log_file={self.slow}\npid-file={folder}/pid\n{SETTINGS}",
            encoding="utf-8",
        )
        self.settings.chmod(0o644)
        self.run("mariadb-install-db", "--no-defaults", f"--datadir={self.data}",
                 "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve")  # fmt: skip
        self.start()

    def run(self, program: str, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """One of MariaDB's programs."""
        return subprocess.run(  # type: ignore[no-any-return,call-overload]
            [program, *args], input=stdin, capture_output=True, text=True, check=False, cwd="/", timeout=30,
            encoding="utf-8", env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **self.user,
        )  # fmt: skip

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        before = len(self.said())
        self.process = subprocess.Popen(  # type: ignore[call-overload]  # user and group as keywords
            ["mariadbd", f"--defaults-file={self.settings}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
            env={"PATH": os.environ["PATH"], "TZ": self.zone, "LC_ALL": "C"}, **self.user,
        )  # fmt: skip
        self.wait_for("ready for connections", before)

    def sql(
        self, statement: str, *, user: str = "root", database: str = "", verbosity: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """One statement, sent as it is, in a session of its own."""
        where = ("--no-defaults", "-h127.0.0.1", f"-P{self.port}", f"-u{user}", "--default-character-set=utf8mb4")
        first = ("--init-command", f"set log_slow_verbosity='{verbosity}'") if verbosity else ()
        return self.run("mariadb", *where, *first, "--comments", "--delimiter=//", database, stdin=f"{statement}//\n")

    def said(self) -> str:
        """The error log so far."""
        return self.error.read_text(encoding="utf-8", errors="replace") if self.error.exists() else ""

    def session(self, statements: str) -> subprocess.Popen[bytes]:
        """A session in the database shop that runs statements beside others."""
        where = ("--no-defaults", "-h127.0.0.1", f"-P{self.port}", "-uroot", "shop", "-e")
        return subprocess.Popen(["mariadb", *where, statements], stdout=-3, stderr=-3)

    def wait_for(self, words: str, start: int = 0) -> None:
        """Wait until the error log says this."""
        self._wait(lambda: words in self.said()[start:])

    def wait_for_slow(self, words: bytes, start: int = 0) -> None:
        """Wait until the slow log says this: the server answers before it writes its log."""
        self._wait(lambda: words in self.slow.read_bytes()[start:])

    def _wait(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)

    def stop(self, how: int = 15) -> None:
        """End it with a signal."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)


@pytest.fixture(scope="module", params=["Asia/Kathmandu", "America/St_Johns"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """One server a zone, for all tests of this module."""
    if any(shutil.which(program) is None for program in PROGRAMS):
        pytest.skip("MariaDB is not installed")
    # pytest's own folders cannot be entered by another user.
    folder = Path(tempfile.mkdtemp(prefix="foreshock-mariadb-"))
    running = None
    try:
        running = Server(folder, request.param)
        running.sql("create database shop")
        yield running
    finally:
        if running is not None:
            running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def read(log: Path, format_: Format, zone: str | None = None) -> pl.DataFrame:
    """The rows of a log in small blocks; the zone given, or that which the log gives away."""
    with log.open("rb") as stream:
        lines = pl.concat([block.lines for block in blocks(stream)])
    found = format_.recognise(lines["text"].to_list(), log.name)
    assert found is not None
    assert found.score > 0.9
    parser = format_.open(found.options, Clock(zone=zone or found.zone or "none given away"))
    parts = [parser.feed(lines.slice(at, 7), last=at + 7 >= lines.height) for at in range(0, lines.height, 7)]
    assert sum(part.records + part.attached for part in parts) == lines.height
    return pl.concat([part.rows for part in parts], how="diagonal_relaxed")


@pytest.mark.parametrize("verbosity", FLAVOURS)
def test_statements_are_read_to_the_letter(server: Server, verbosity: str) -> None:
    """Statements, who sent them and from where, what they cost and when they began; the zone is found out."""
    server.sql("create or replace table one select 7 as a", database="shop")
    began = datetime.now(UTC).replace(microsecond=0)
    assert server.sql(MANY_LINES, database="shop", verbosity=verbosity).returncode == 0
    asked, written = datetime.now(UTC).replace(microsecond=0), server.slow.stat().st_size
    slept = server.sql("select sleep(1.2), a in (1, 2, 3) from one", database="shop", verbosity=verbosity)
    assert slept.returncode == 0
    server.wait_for_slow(b"(1, 2, 3) from one;\n", written)
    rows = read(server.slow, SLOW[0]).filter(pl.col("time") >= began)
    (letters,) = rows.filter(pl.col("statement") == MANY_LINES).to_dicts()
    (slow,) = rows.filter(pl.col("statement").str.contains("sleep(1.2)", literal=True)).to_dicts()
    assert (letters["user"], letters["client"], letters["database"]) == ("root", "127.0.0.1", "shop")
    assert 1.2 <= slow["duration_s"] < 10
    assert asked <= slow["time"] <= datetime.now(UTC) - timedelta(seconds=1.2)  # MariaDB states the beginning
    assert slow["service"] == "mariadb"
    facts = slow["attributes"]
    assert facts["fingerprint"] == "select sleep(?), a in (?+) from one"
    assert int(facts["thread_id"]) > 0
    assert facts["rows_sent"] == "1"
    assert ("full_scan" in facts) == bool(verbosity)
    assert (slow["detail"] or "").startswith("explain: id\t") == bool(verbosity)


def test_refusals_and_a_crash_are_read_with_their_times(server: Server) -> None:
    """Who was refused, the crash with its whole trace as one record, the recovery after it; local time, UTC rows."""
    began = datetime.now(UTC).replace(microsecond=0)
    server.sql("select 1", user="nobody's")
    server.wait_for("Access denied for user 'nobody's'")
    server.stop(how=6)
    server.start()
    ended = datetime.now(UTC) + timedelta(seconds=1)
    rows = read(server.error, ERROR[0], server.zone)
    (denied,) = rows.filter(pl.col("body").str.starts_with("Access denied")).to_dicts()
    assert (denied["user"], denied["client"], denied["severity_text"]) == ("nobody's", "localhost", "Warning")
    (crash,) = rows.filter(pl.col("body").str.contains("got signal 6", literal=True)).to_dicts()
    assert crash["severity_number"] == 21
    assert "Attempting backtrace" in crash["body"]
    assert "stack_bottom" in crash["body"]
    ready = rows.filter(pl.col("body").str.ends_with("ready for connections."))
    assert ready.height == 2
    assert ready["detail"].str.starts_with("Version: '").all()
    assert began <= denied["time"] <= crash["time"] <= ready["time"][1] <= ended
    assert rows["time"].is_sorted()
    assert "InnoDB" in rows["attributes"].map.get("component").to_list()


def test_a_deadlock_stays_one_record(server: Server) -> None:
    """What InnoDB prints of a deadlock, over many lines, belongs to the messages that it prints it with."""
    before = len(server.said())
    server.sql("create or replace table shop.t (a int primary key, b int); insert into shop.t values (1, 0), (2, 0)")
    orders = ((1, 2), (2, 1))
    update = "begin; update t set b = 1 where a = {}; select sleep(1); update t set b = 2 where a = {}; commit"
    sessions = [server.session(update.format(*order)) for order in orders]
    for session in sessions:
        session.wait(30)
    server.wait_for("WE ROLL BACK TRANSACTION", before)
    rows = read(server.error, ERROR[0], server.zone).filter(
        pl.col("body").str.contains("*** (1) TRANSACTION", literal=True)
    )
    assert rows.height >= 1
    assert rows["body"].str.contains("update t set b = 2").all()


def test_waiting_for_a_row_is_counted_in_thousandths(server: Server) -> None:
    """What a statement waited for a row stands in the slow log as a thousandth of it, which ``lock_waits`` corrects."""
    server.sql("create or replace table shop.held (a int primary key, b int); insert into shop.held values (1, 0)")
    holder = server.session("begin; update held set b = 1; select sleep(2); commit")
    time.sleep(0.5)
    server.sql("update held set b = 2 where a = 1", database="shop")
    holder.wait(30)
    server.wait_for_slow(b"held set b = 2 where a = 1;\n")

    rows = read(server.slow, SLOW[0], server.zone)

    (waited,) = rows.filter(pl.col("statement").str.contains("held set b = 2", literal=True)).to_dicts()
    locked = float(dict(waited["attributes"])["lock_time_s"])
    assert waited["duration_s"] > 1
    assert 0.9 < locked * 1000 / waited["duration_s"] < 1.2
