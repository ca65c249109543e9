"""A real PostgreSQL 15 on a volume that fills up: what it prints is what the simulator prints.

Set FORESHOCK_RECORD to a folder to keep the server's log there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from foreshock.simulate import simulate

pytestmark = pytest.mark.real

BIN = Path("/usr/lib/postgresql/15/bin")
PORT = "54915"
PREFIX = re.compile(r"^\S+ \S+ \S+ \[(\d+)\] (?:\S+@\S+ )?(?=[A-Z]+:  )")
AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
INITDB = ("--wal-segsize=4", "--no-sync", "--locale=C")
SETTINGS = """
listen_addresses = '127.0.0.1'
log_line_prefix = '%m [%p] %q%u@%d '
log_timezone = 'EST'
log_connections = on
log_disconnections = on
log_min_duration_statement = 50
log_autovacuum_min_duration = 0
autovacuum_naptime = 1
deadlock_timeout = 100ms
shared_buffers = 32MB
work_mem = 64kB
max_wal_size = 1GB
min_wal_size = 8MB
max_connections = 40
"""


class Server:
    """PostgreSQL 15 as user postgres, its data and write-ahead log on one small file system in memory."""

    def __init__(self, mount: Path, log: Path) -> None:
        self.mount, self.data, self.log = mount, mount / "data", log
        self.process: subprocess.Popen[bytes] | None = None
        self.run(
            "initdb",
            "-D",
            str(self.data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "--wal-segsize=4",
            "--no-sync",
            "--locale=C",
        )
        conf = self.data / "postgresql.conf"
        conf.write_text(
            conf.read_text(encoding="utf-8") + SETTINGS + f"port = {PORT}\nunix_socket_directories = '{log.parent}'\n",
            encoding="utf-8",
        )

    def run(self, program: str, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as user postgres."""
        command = [*AS_POSTGRES, str(BIN / program), *args]
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, check=False, cwd="/", env={"LC_ALL": "C"}, timeout=20
        )

    def sql(self, statement: str, *, database: str = "shop", stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a statement as the shop would."""
        where = ("-h", "127.0.0.1", "-p", PORT, "-U", "postgres", "-d", database)
        return self.run("psql", *where, "-XqAtc", statement, stdin=stdin)

    def start(self) -> None:
        """Start the server; it may not come up."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [*AS_POSTGRES, str(BIN / "postgres"), "-D", str(self.data)],
                stdout=subprocess.DEVNULL, stderr=out, cwd="/", env={"LC_ALL": "C"},
            )  # fmt: skip

    def wait_for(self, words: str, *, after: int = 0, seconds: float = 10.0) -> None:
        """Wait until the log says something."""
        deadline = time.monotonic() + seconds
        while words not in self.text()[after:] and time.monotonic() < deadline:
            time.sleep(0.02)

    def text(self) -> str:
        """The log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def fill(self, *, spare: int = 0) -> None:
        """Leave no free byte on the volume, or just ``spare`` bytes."""
        ballast = self.mount / "ballast"
        with suppress(OSError), ballast.open("ab", buffering=0) as out:
            while True:
                out.write(b"\0" * 4096)
        os.truncate(ballast, max(0, ballast.stat().st_size - spare))

    def stop(self, how: str = "INT") -> None:
        """End the server if it runs."""
        if self.process and self.process.poll() is None:
            subprocess.run(["kill", f"-{how}", str(self.process.pid)], check=False)
            self.process.wait(timeout=10)


@pytest.fixture(scope="module")
def server_log() -> Iterator[str]:
    """All that the server printed from its first start, over the full volume, to the last."""
    if not BIN.exists():
        pytest.skip("PostgreSQL 15 is not installed under /usr/lib/postgresql/15")
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("a small file system can only be mounted by root")
    # Not below pytest's own folder, which is closed to user postgres.
    folder = Path(tempfile.mkdtemp(prefix="foreshock-postgresql-"))
    folder.chmod(0o755)
    mount = folder / "volume"
    mount.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m,mode=0755", "tmpfs", str(mount)], check=False)
    if done.returncode:
        shutil.rmtree(folder)
        pytest.skip("mount refused a tmpfs here")
    for place in (folder, mount):
        shutil.chown(place, "postgres", "postgres")
    log = folder / "postgresql.log"
    try:
        server = Server(mount, log)
        try:
            everyday(server)
            full(server)
            crashed(server)
            killed(server)
        finally:
            server.stop()
        if os.environ.get("FORESHOCK_RECORD"):
            shutil.copy(log, os.environ["FORESHOCK_RECORD"])
        yield server.text()
    finally:
        subprocess.run(["umount", "-l", str(mount)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def everyday(server: Server) -> None:
    """What a server prints on any day."""
    server.start()
    server.wait_for("ready to accept connections")
    server.sql("CREATE DATABASE shop", database="postgres")
    server.sql("CREATE TABLE orders (id serial PRIMARY KEY, email text UNIQUE, pad text)")
    server.sql("CREATE TABLE quiet (id int PRIMARY KEY, pad text) WITH (autovacuum_enabled = false)")
    server.sql("INSERT INTO orders (email, pad) SELECT g::text, repeat('x', 900) FROM generate_series(1, 4000) AS g")
    server.sql("INSERT INTO quiet SELECT g, 'x' FROM generate_series(1, 4000) AS g")
    server.sql("DELETE FROM quiet WHERE id < 3000")
    server.sql("INSERT INTO orders (email) VALUES ('7')")
    server.sql("SELECT avg(stars) FROM reviews")
    server.sql("SELECT id,\n       pg_sleep(0.06)\n  FROM orders\n WHERE id = 1")
    script = server.mount / "slow.sql"
    script.write_text("\\set id 7\nSELECT id, pg_sleep(0.06) FROM orders WHERE id = :id;\n", encoding="utf-8")
    where = ("-h", "127.0.0.1", "-p", PORT, "-U", "postgres")
    server.run("pgbench", *where, "-n", "-M", "extended", "-t", "1", "-f", str(script), "shop")
    for pause in (0.2, 0.5, 1, 2):
        deadlock(server, pause)
        if "deadlock detected" in server.text():
            break
    server.sql("DELETE FROM orders WHERE id > 1500")
    server.sql("CHECKPOINT")
    server.wait_for('automatic vacuum of table "shop.public.orders": index scans: 1')


def deadlock(server: Server, pause: float) -> None:
    """Two sessions that lock the same two rows, each in its own order; a busy machine needs the longer pause."""
    update = "UPDATE orders SET pad = 'a' WHERE id = {};"
    both = f"BEGIN; {update} SELECT pg_sleep({pause}); {update}"
    first = subprocess.Popen(
        [str(BIN / "psql"), "-h", "127.0.0.1", "-p", PORT, "-U", "postgres", "-d", "shop", "-XqAtc", both.format(1, 2)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    server.sql(both.format(2, 1))
    first.wait(timeout=10)


def full(server: Server) -> None:
    """No space: for rows, for sorts, for a COPY, for an index, for autovacuum; and a reload in the middle of it."""
    server.sql("CHECKPOINT")
    # One session, there before the volume is full: a new one may want to write a cache file first.
    session = subprocess.Popen(
        [str(BIN / "psql"), "-h", "127.0.0.1", "-p", PORT, "-U", "postgres", "-d", "shop", "-XqAt"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert session.stdin
    assert session.stdout
    session.stdin.write("SELECT 'connected';\n")
    session.stdin.flush()
    assert session.stdout.readline() == "connected\n"
    server.fill()
    rows = "\n".join(f"{1_000_000 + n}\t{n}@example.com\t{'z' * 900}" for n in range(3000))
    script = (
        "INSERT INTO orders (pad) SELECT repeat('y', 900) FROM generate_series(1, 5000);",
        "SELECT count(*) FROM (SELECT random() AS r FROM generate_series(1, 400000) ORDER BY 1) AS s;",
        "COPY orders FROM STDIN;",
        rows,
        "\\.",
        "CREATE INDEX CONCURRENTLY orders_pad_idx ON orders (pad, email, id);",
    )
    session.communicate("\n".join(script) + "\n", timeout=20)
    for _ in range(5):
        before = len(server.text())
        server.fill(spare=800_000)
        server.sql("ALTER TABLE quiet SET (autovacuum_enabled = true, autovacuum_vacuum_threshold = 1)")
        server.fill()
        server.wait_for("while scanning block", after=before, seconds=3)
        if "while scanning block" in server.text():
            break
    conf = server.data / "postgresql.conf"
    # The file cannot grow on the full volume: same length, other numbers.
    text = conf.read_text(encoding="utf-8").replace("max_connections = 40\n", "max_connections = 90\n")
    text = text.replace("work_mem = 64kB", "work_mem = 96kB")
    with conf.open("r+", encoding="utf-8") as out:
        out.write(text)
    if server.process:
        subprocess.run(["kill", "-HUP", str(server.process.pid)], check=False)
    server.wait_for("contains errors")


def crashed(server: Server) -> None:
    """The write-ahead log meets the end of the volume; recovery does, twice; then there is room again."""
    before = len(server.text())
    # Room for what recovery writes again, none for a segment of write-ahead log (4 MB).
    server.fill(spare=3_000_000)
    server.sql("SELECT count(pg_logical_emit_message(true, 'x', repeat('x', 100000))) FROM generate_series(1, 400)")
    server.wait_for("database system is shut down", after=before)
    server.stop()
    before = len(server.text())
    server.start()
    server.wait_for("database system is shut down", after=before)
    server.stop()
    (server.mount / "ballast").unlink()
    before = len(server.text())
    server.start()
    server.wait_for("ready to accept connections", after=before)


def killed(server: Server) -> None:
    """A backend that is killed takes all sessions with it; who knocks during the long recovery is refused."""
    server.sql("CREATE TABLE history AS SELECT g AS id, repeat('x', 200) AS pad FROM generate_series(1, 150000) AS g")
    before = len(server.text())
    server.sql("COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'")
    deadline = time.monotonic() + 10
    while "ready to accept connections" not in server.text()[before:] and time.monotonic() < deadline:
        server.sql("SELECT 1")
    server.sql("SELECT 1")


def templates(log: str) -> dict[str, str]:
    """Message templates of a log, numbers, names and statements masked, each with one of its lines."""
    found: dict[str, str] = {}
    for line in log.splitlines():
        lead = PREFIX.match(line)
        if lead:
            found.setdefault(mask(line[lead.end() :]), line)
    return found


def mask(message: str) -> str:
    """A message without what differs from one server to the next."""
    message = re.sub(r"^(STATEMENT|LOG:  duration: .*?(?:statement|execute <unnamed>)): .*", r"\1: *", message)
    message = re.sub(r"(Process \d+|Failed process was running): (?!.*waits).*", r"\1: *", message)
    message = re.sub(r"(checkpoint starting:|starting PostgreSQL) .*", r"\1 *", message)
    message = re.sub(r"\(([a-z_, ]+)\)=\(.*?\)", "(*)=(*)", message)
    message = re.sub(r'"[^"]*"', '"*"', message)
    message = re.sub(r"\b[0-9A-F]+/[0-9A-F]+\b", "#/#", message)
    message = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \w+", "<time>", message)
    message = re.sub(r"(user|database|host|application_name)=\S+", r"\1=*", message)
    message = re.sub(r"COPY \w+, line", "COPY *, line", message)
    return re.sub(r"\d+(\.\d+)*", "#", message)


@pytest.fixture(scope="module")
def simulated_log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The simulated server's log of the incident day."""
    out = tmp_path_factory.mktemp("simulated")
    simulate("ecommerce-disk-full", out)
    return (out / "db-01" / "postgresql.log").read_text(encoding="utf-8")


def test_every_simulated_message_is_one_that_the_real_server_prints(server_log: str, simulated_log: str) -> None:
    """Each message template of the simulated log, on the full volume and on any day, was seen from a real server."""
    real = templates(server_log)
    unseen = {words: line for words, line in templates(simulated_log).items() if words not in real}
    assert unseen == {}, sorted(real)


@pytest.mark.parametrize(
    "words",
    [
        'could not extend file "base/',
        'could not write to file "base/pgsql_tmp/',
        'PANIC:  could not write to file "pg_wal/xlogtemp.',
        "was terminated by signal 6: Aborted",
        "shutting down due to startup process failure",
        'parameter "max_connections" cannot be changed without restarting the server',
        "was terminated by signal 9: Killed",
    ],
)
def test_the_real_server_met_the_fault(server_log: str, words: str) -> None:
    """The run reached every station of the fault, so that the comparison covers it."""
    assert words in server_log
