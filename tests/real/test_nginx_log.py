"""What nginx itself logs, read back: requests, upstreams, malformed requests and errors as they were provoked."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from foreshock.ingest.formats.base import Format
from foreshock.ingest.formats.web.access import FORMATS as ACCESS
from foreshock.ingest.formats.web.errors import FORMATS as ERRORS
from foreshock.ingest.lines.blocks import blocks
from foreshock.ingest.time.clock import Clock

pytestmark = pytest.mark.real

LAYOUTS = {
    "combined": (
        '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
        '"$http_referer" "$http_user_agent"'
    ),
    "timed": (
        '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" '
        '"$http_user_agent" $request_time $upstream_response_time'
    ),
    "keys": (
        '$msec client=$remote_addr method=$request_method uri="$request_uri" status=$status bytes=$body_bytes_sent '
        'request_time=$request_time upstream="$upstream_addr" upstream_time="$upstream_response_time" '
        'ua="$http_user_agent"'
    ),
}
REQUESTS = (
    (
        b'GET /a?b=1 HTTP/1.1\r\nHost: x\r\nUser-Agent: My "agent" \xc3\xa4\r\nConnection: close\r\n\r\n',
        "GET",
        "/a",
        "b=1",
        404,
    ),
    (b"GET /api/x HTTP/1.0\r\n\r\n", "GET", "/api/x", None, 200),
    (b"GET /dead HTTP/1.0\r\n\r\n", "GET", "/dead", None, 502),
    (b"HEAD /\xff\xc3\xa4 HTTP/1.0\r\n\r\n", "HEAD", r"/\xFF\xC3\xA4", None, 404),
    (b"\x16\x03\x01\x01 \x02\r\n\r\n", None, None, None, 400),
)


class Server:
    """Nginx on loopback, with a live upstream and a dead one."""

    def __init__(self, folder: Path) -> None:
        """Write the configuration and start it."""
        self.folder = folder
        self.port, self.live, self.dead = (_free_port() for _ in range(3))
        formats = "\n".join(f"log_format {name}_log '{text}';" for name, text in LAYOUTS.items())
        logs = "\n".join(f"access_log {folder}/{name}.log {name}_log;" for name in LAYOUTS)
        temporary = "\n".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log info;\n"
            f"events {{}}\nhttp {{ {temporary}\n{formats}\n"
            f"upstream both {{ server 127.0.0.1:{self.dead} max_fails=0; server 127.0.0.1:{self.live} max_fails=0; }}\n"
            f"server {{ listen 127.0.0.1:{self.port}; root {folder}; {logs}\n"
            f"location /api {{ proxy_pass http://both; }}\n"
            f"location /dead {{ proxy_pass http://127.0.0.1:{self.dead}; }} }}\n"
            f"server {{ listen 127.0.0.1:{self.live}; access_log off; location / {{ return 200 ok; }} }} }}\n",
            encoding="utf-8",
        )
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen(
            [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")],
            env={"TZ": "America/New_York"},
        )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        pytest.fail((folder / "error.log").read_text(encoding="utf-8"))

    def send(self, request: bytes) -> None:
        """Send bytes and wait for the answer's end."""
        with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
            connection.sendall(request)
            while connection.recv(65536):
                pass

    def stop(self, requests: int) -> None:
        """End it, once every request stands in every log: nginx logs a refused one after its client has the answer."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and any(self.logged(name) < requests for name in LAYOUTS):
            time.sleep(0.05)
        self.process.terminate()
        self.process.wait(10)

    def logged(self, layout: str) -> int:
        """The number of requests in a log."""
        return (self.folder / f"{layout}.log").read_bytes().count(b"\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """One server that has answered all requests and is stopped, so that its logs are whole."""
    if shutil.which("nginx") is None and not Path("/usr/sbin/nginx").exists():
        pytest.skip("nginx is not installed")
    running = Server(tmp_path_factory.mktemp("nginx"))
    try:
        for request, *_ in REQUESTS:
            running.send(request)
    finally:
        running.stop(len(REQUESTS))
    return running


def read(format_: Format, log: Path) -> pl.DataFrame:
    """All rows of a log, recognised and read."""
    with log.open("rb") as stream:
        lines = pl.concat([block.lines for block in blocks(stream)])
    found = format_.recognise(lines["text"].to_list(), str(log))
    assert found is not None
    parsed = format_.open(found.options, Clock(zone="America/New_York")).feed(lines, last=True)
    assert parsed.records + parsed.attached == lines.height
    return parsed.rows


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_requests_are_read_as_they_were_sent(server: Server, layout: str) -> None:
    """In every layout: method, path, query, status and time of each request, malformed ones with what is known."""
    rows = read(ACCESS[0], server.folder / f"{layout}.log")
    found = rows.select("method", "path", "query", "status").rows()
    assert found == [request[1:] for request in REQUESTS]
    now = datetime.now(UTC)
    assert rows["time"].is_between(now - timedelta(minutes=2), now + timedelta(seconds=1)).all()
    assert rows["user_agent"][0] == r"My \x22agent\x22 \xC3\xA4"
    assert rows["client_address"].unique().to_list() == ["127.0.0.1"]
    if layout != "combined":
        assert (rows["duration_s"] >= 0).all()
        assert rows["upstream_duration_s"].is_null().to_list() == [True, False, False, True, True]
    if layout == "keys":
        assert rows["upstream_address"].to_list()[1:3] == [f"127.0.0.1:{server.live}", f"127.0.0.1:{server.dead}"]


def test_errors_are_read_with_their_cause_and_request(server: Server) -> None:
    """The refused upstream and the missing file: errno, message, client and request."""
    rows = read(ERRORS[0], server.folder / "error.log")
    refused = rows.filter((pl.col("code") == "111") & (pl.col("attributes").map.get("request") == "GET /dead HTTP/1.0"))
    assert refused["body"].to_list() == ["connect() failed (111: Connection refused) while connecting to upstream"]
    assert refused["attributes"].map.get("upstream").to_list() == [f"http://127.0.0.1:{server.dead}/dead"]
    missing = rows.filter(pl.col("code") == "2")
    assert missing["client"].unique().to_list() == ["127.0.0.1"]
    assert missing["severity_text"].unique().to_list() == ["error"]
    now = datetime.now(UTC)
    assert rows["time"].is_between(now - timedelta(minutes=2), now + timedelta(seconds=1)).all()
