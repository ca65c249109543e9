"""What Redis itself logs, read back: saves that worked and failed, a refused rewrite, and the report of a crash."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from foreshock.ingest.formats import formats
from foreshock.ingest.lines.blocks import blocks
from foreshock.ingest.time.clock import Clock

pytestmark = pytest.mark.real


class Server:
    """Redis on loopback, in a zone of its own, with a folder for its data and one for its configuration."""

    def __init__(self, folder: Path) -> None:
        """Write the configuration, start it and wait for its answer."""
        self.log = folder / "redis.log"
        self.data, self.settings = folder / "data", folder / "settings"
        self.data.mkdir()
        self.settings.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        (self.settings / "redis.conf").write_text(
            f'bind 127.0.0.1\nport {self.port}\nlogfile {self.log}\ndir {self.data}\nsave ""\nloglevel verbose\n',
            encoding="utf-8",
        )
        self.process = subprocess.Popen(
            ["redis-server", str(self.settings / "redis.conf")], env={"TZ": "America/New_York"}
        )
        self.until(lambda: self.ask("PING").startswith("+PONG"))

    def ask(self, command: str) -> str:
        """The answer to one command; empty while nobody answers."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5) as connection:
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(65536).decode()
        return ""

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for it, ten seconds at most."""
        deadline = time.monotonic() + 10
        while not holds():
            assert time.monotonic() < deadline, self.log.read_text(encoding="utf-8") if self.log.exists() else ""
            time.sleep(0.02)

    def says(self, text: str) -> None:
        """Wait for a line of the log."""
        self.until(lambda: text in self.log.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server that has saved, failed to save, failed to rewrite its settings, and crashed."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    server = Server(tmp_path_factory.mktemp("redis"))
    try:
        assert server.ask("SET größe 5").startswith("+OK")
        server.ask("BGSAVE")
        server.says("Background saving terminated with success")
        shutil.rmtree(server.data)
        server.ask("BGSAVE")
        server.says("Background saving error")
        shutil.rmtree(server.settings)
        assert server.ask("CONFIG REWRITE").startswith("-ERR")
        server.process.send_signal(signal.SIGSEGV)
        server.process.wait(20)
    finally:
        server.process.kill()
        server.process.wait(10)
    return server


@pytest.fixture(scope="module")
def rows(crashed: Server) -> pl.DataFrame:
    """Its log as the format reads it: every line is a record or belongs to one."""
    with crashed.log.open("rb") as stream:
        lines = pl.concat([block.lines for block in blocks(stream)])
    texts = lines["text"].to_list()
    claims = {each.name: claim.score for each in formats() if (claim := each.recognise(texts, str(crashed.log)))}
    assert max(claims, key=lambda name: claims[name]) == "redis"
    (redis,) = (each for each in formats() if each.name == "redis")
    parsed = redis.open({}, Clock(zone="America/New_York")).feed(lines, last=True)
    assert parsed.records + parsed.attached == lines.height
    assert parsed.rejects.is_empty()
    return parsed.rows


def said(rows: pl.DataFrame, text: str) -> dict[str, object]:
    """The one record whose body begins so."""
    (row,) = rows.filter(pl.col("body").str.starts_with(text)).to_dicts()
    return row


def test_saves_are_told_by_server_and_child(crashed: Server, rows: pl.DataFrame) -> None:
    """The child that saves has a pid of its own; a failure is a warning with the system's words."""
    done = said(rows, "Background saving terminated with success")
    assert (done["pid"], done["severity_text"]) == (crashed.process.pid, "notice")
    assert said(rows, "DB saved on disk")["pid"] != crashed.process.pid
    failed = said(rows, "Background saving error")
    assert (failed["severity_text"], failed["severity_number"]) == ("warning", 13)
    assert "No such file or directory" in str(said(rows, "Failed opening the temp RDB file")["body"])


def test_a_rewrite_that_failed_is_a_warning(rows: pl.DataFrame) -> None:
    """The folder of the configuration was gone."""
    assert said(rows, "CONFIG REWRITE failed")["severity_text"] == "warning"


def test_the_report_of_a_crash_belongs_to_its_record(crashed: Server, rows: pl.DataFrame) -> None:
    """The stack trace, registers and clients hang on the lines that begin them and are no events of their own."""
    (signalled,) = rows.filter(pl.col("body").str.contains("crashed by signal: 11", literal=True)).to_dicts()
    crash = rows.filter(pl.col("line") >= signalled["line"])
    assert crash["pid"].to_list() == [crashed.process.pid] * crash.height
    assert "STACK TRACE" in str(said(rows, "Crashed running the instruction")["body"])
    assert crash.height < len(crashed.log.read_text(encoding="utf-8").splitlines()) // 3


def test_times_are_instants_of_this_run(rows: pl.DataFrame) -> None:
    """Redis writes its own zone's time without an offset; read with that zone it is now."""
    now = datetime.now(UTC)
    assert rows["time"].is_between(now - timedelta(minutes=2), now + timedelta(seconds=1)).all()
    assert rows["time"].is_sorted()
