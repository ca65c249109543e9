"""What HAProxy itself logs, read back: requests, sessions, a dead server and refused handshakes, in every envelope."""

from __future__ import annotations

import http.server
import shutil
import socket
import subprocess
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.web.haproxy import FORMATS
from foreshock.ingest.time.clock import Clock

pytestmark = pytest.mark.real
HAPROXY = FORMATS[0]
ENVELOPES = ("raw", "rfc3164", "rfc5424")
REQUESTS = (
    (b'GET /a?b=1 HTTP/1.1\r\nHost: x\r\nUser-Agent: My "agent" {\xc3\xa4}\r\nConnection: close\r\n\r\n', "GET", "/a"),
    (b"GET /dead HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET", "/dead"),
    (b"\x16\x03\x01\x01 \x02\r\n\r\n", None, None),
)
STATUSES = [200, 503, 400]


class Upstream(http.server.BaseHTTPRequestHandler):
    """The live server behind."""

    def do_GET(self) -> None:
        """Answer everything."""
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _receiver() -> socket.socket:
    """A syslog receiver on loopback."""
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    receiver.settimeout(1)
    return receiver


def _received(receiver: socket.socket) -> list[str]:
    lines = []
    with suppress(TimeoutError):
        while True:
            lines.append(receiver.recv(65536).decode().rstrip("\n\0"))
    return lines


def _exchange(port: int, request: bytes) -> None:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(request)
        while connection.recv(65536):
            pass


def _configuration(ports: dict[str, int], syslog: dict[str, int]) -> str:
    logs = "\n".join(f"  log 127.0.0.1:{port} len 4096 format {name} local0" for name, port in syslog.items())
    return (
        f"global\n  nbthread 1\n  log stdout len 4096 format raw local0\n{logs}\n"
        "defaults\n  log global\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\n  retries 0\n"
        f"frontend web\n  mode http\n  option httplog\n  bind 127.0.0.1:{ports['web']}\n"
        "  capture request header User-Agent len 64\n"
        "  use_backend dead if { path /dead }\n  default_backend live\n"
        f"backend live\n  mode http\n  server web-01 127.0.0.1:{ports['live']}\n"
        f"backend dead\n  mode http\n  server web-02 127.0.0.1:{ports['dead']}\n"
        f"listen db\n  mode tcp\n  option tcplog\n  bind 127.0.0.1:{ports['tcp']}\n"
        f"  server db-01 127.0.0.1:{ports['live']}\n"
    )


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The lines of each envelope, after all requests."""
    haproxy = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if haproxy is None:
        pytest.skip("haproxy is not installed")
    folder = tmp_path_factory.mktemp("haproxy")
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    receivers = {name: _receiver() for name in ENVELOPES[1:]}
    ports = {name: _free_port() for name in ("web", "dead", "tcp")} | {"live": upstream.server_port}
    syslog = {name: receiver.getsockname()[1] for name, receiver in receivers.items()}
    (folder / "haproxy.cfg").write_text(_configuration(ports, syslog), encoding="utf-8")
    with (folder / "stdout").open("wb") as out:
        process = subprocess.Popen([haproxy, "-db", "-f", str(folder / "haproxy.cfg")], stdout=out, env={"TZ": "UTC"})
        try:
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                with suppress(OSError), socket.create_connection(("127.0.0.1", ports["tcp"]), 1):
                    break
                time.sleep(0.05)
            for request, *_ in REQUESTS:
                _exchange(ports["web"], request)
            _exchange(ports["tcp"], b"GET /t HTTP/1.0\r\n\r\n")
            lines = {name: _received(receiver) for name, receiver in receivers.items()}
        finally:
            process.terminate()
            process.wait(10)
            upstream.shutdown()
            upstream.server_close()
            for receiver in receivers.values():
                receiver.close()
    return lines | {"raw": (folder / "stdout").read_text(encoding="utf-8").splitlines()}


def read(lines: list[str]) -> Parsed:
    """All rows, recognised and read."""
    found = HAPROXY.recognise(lines, "haproxy.log")
    assert found is not None
    frame = pl.DataFrame(
        {"line": range(1, len(lines) + 1), "offset": [0] * len(lines), "text": lines},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    return HAPROXY.open(found.options, Clock()).feed(frame, last=True)


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_requests_are_read_as_they_were_sent(logged: dict[str, list[str]], envelope: str) -> None:
    """Method, path, status, server and times of each request; the header that HAProxy captured, as it escapes it."""
    rows = read(logged[envelope]).rows.sort("line")
    assert rows.select("method", "path").rows() == [request[1:] for request in REQUESTS]
    assert rows["status"].to_list() == STATUSES
    assert rows["upstream_address"].to_list() == ["web-01", "web-02", None]
    assert rows["upstream_status"].to_list() == [200, None, None]
    assert rows["query"].to_list()[0] == "b=1"
    assert rows["client_address"].unique().to_list() == ["127.0.0.1"]
    assert rows["attributes"].map.get("termination_state").to_list()[:2] == ["----", "SC--"]
    assert (rows["attributes"].map.get("request_headers")[0] or "").startswith("My #22agent#22 #7B")
    now = datetime.now(UTC)
    assert rows["time"].is_between(now - timedelta(minutes=5), now + timedelta(seconds=1)).all()
    assert (rows["started_at"] <= rows["time"]).all()


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_every_line_is_a_record_and_sessions_are_logs(logged: dict[str, list[str]], envelope: str) -> None:
    """Nothing is rejected; the TCP session stands among the logs with its client and its length."""
    parsed = read(logged[envelope])
    assert parsed.rejects.is_empty()
    assert parsed.records == len(logged[envelope])
    sessions = parsed.asides["logs"].filter(pl.col("body").str.starts_with("db db/db-01 "))
    assert sessions["client"].str.contains(r"^127\.0\.0\.1:\d+$").all()
    assert (sessions["duration_s"] >= 0).all()
    assert sessions.height >= 1
