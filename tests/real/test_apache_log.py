"""What Apache itself logs, read back: requests in its layouts, a dead backend, refused access, IPv6 where there is."""

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

from foreshock.ingest.detect.configs import settings_in
from foreshock.ingest.formats.base import Format
from foreshock.ingest.formats.web.access import FORMATS as ACCESS
from foreshock.ingest.formats.web.errors import APACHE as ERRORS
from foreshock.ingest.lines.blocks import blocks
from foreshock.ingest.time.clock import Clock

pytestmark = pytest.mark.real
APACHE = next(format_ for format_ in ACCESS if format_.name == "apache-access")
LAYOUTS = {
    "common": r"%h %l %u %t \"%r\" %>s %b",
    "combined": r"%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"",
    "vhost": r"%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"",
    "timed": r"%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %D",
}
REQUESTS = (
    (
        b'GET /a?b=1 HTTP/1.1\r\nHost: x\r\nUser-Agent: My "agent" \xc3\xa4\r\nConnection: close\r\n\r\n',
        ("GET", "/a", "b=1", 404),
    ),
    (b"GET /dead HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", ("GET", "/dead", None, 503)),
    (b"GET /deny HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", ("GET", "/deny", None, 403)),
    (b"\x16\x03\x01\x01 \x02\r\n\r\n", (None, None, None, 400)),
)
MODULES = ("mpm_event", "authz_core", "authz_host", "alias", "proxy", "proxy_http")
LIBRARY = Path("/usr/lib/apache2/modules")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _has_ipv6() -> bool:
    with suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def _configuration(folder: Path, port: int, dead: int, hosts: list[str]) -> str:
    lines = [
        f"ServerRoot {folder}",
        "ServerName shop.example",
        f"PidFile {folder}/pid",
        f"DocumentRoot {folder}",
        f"ErrorLog {folder}/error.log",
        "LogLevel info",
        *(f"LoadModule {name}_module {LIBRARY}/mod_{name}.so" for name in MODULES),
        *(f"Listen {'[::1]' if host == '::1' else host}:{port}" for host in hosts),
        *(f'CustomLog {folder}/{name}.log "{layout}"' for name, layout in LAYOUTS.items()),
        f"ProxyPass /dead http://127.0.0.1:{dead}/",
        "<Location /deny>\nRequire all denied\n</Location>",
        "<Directory />\nRequire all granted\n</Directory>",
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that has answered all requests and is stopped, so that its logs are whole."""
    apache = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
    if apache is None or not LIBRARY.exists():
        pytest.skip("apache2 is not installed")
    folder = tmp_path_factory.mktemp("apache")
    hosts = ["127.0.0.1", "::1"] if _has_ipv6() else ["127.0.0.1"]
    port = _free_port()
    (folder / "apache2.conf").write_text(_configuration(folder, port, _free_port(), hosts), encoding="utf-8")
    folder.chmod(0o755)
    process = subprocess.Popen([apache, "-X", "-f", str(folder / "apache2.conf")], env={"TZ": "America/New_York"})
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        for host in hosts:
            for request, _ in REQUESTS:
                _exchange(host, port, request)
    finally:
        process.terminate()
        process.wait(10)
    return folder


def _exchange(host: str, port: int, request: bytes) -> None:
    with suppress(OSError), socket.create_connection((host, port), 5) as connection:
        connection.sendall(request)
        while connection.recv(65536):
            pass


def read(format_: Format, log: Path, **options: str) -> pl.DataFrame:
    """All rows of a log, recognised and read."""
    with log.open("rb") as stream:
        lines = pl.concat([block.lines for block in blocks(stream)])
    found = format_.recognise(lines["text"].to_list(), str(log))
    assert found is not None
    parsed = format_.open({**found.options, **options}, Clock(zone="America/New_York")).feed(lines, last=True)
    assert parsed.records + parsed.attached == lines.height
    return parsed.rows


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_requests_are_read_as_they_were_sent(folder: Path, layout: str) -> None:
    """In every layout: method, path, query, status and time of each request, malformed ones with what is known."""
    rows = read(APACHE, folder / f"{layout}.log").filter(pl.col("status") != 408)
    for _, served in rows.group_by("client_address"):
        found = served.sort("line").select("method", "path", "query", "status").rows()
        assert found == [expected for _, expected in REQUESTS]
    assert set(rows["client_address"]) == ({"127.0.0.1", "::1"} if _has_ipv6() else {"127.0.0.1"})
    now = datetime.now(UTC)
    assert rows["time"].is_between(now - timedelta(minutes=5), now + timedelta(seconds=1)).all()
    if layout != "common":
        assert rows["user_agent"][0] == r"My \"agent\" \xc3\xa4"
    if layout == "vhost":
        assert rows["attributes"].map.get("server").unique().to_list() == ["shop.example"]


def test_the_configuration_gives_durations_that_nothing_else_tells(folder: Path) -> None:
    """Microseconds below a thousand could be anything; CustomLog says that they are %D."""
    lines = (folder / "apache2.conf").read_text(encoding="utf-8").splitlines()
    (setting,) = (setting for setting in settings_in("apache2.conf", lines) or () if setting.log == "timed.log")
    rows = read(APACHE, folder / "timed.log", log_format=setting.value)
    assert rows["duration_s"].is_between(0, 5).all()
    assert (rows["time"] > rows["started_at"]).all()


def test_errors_are_read_with_their_cause_and_client(folder: Path) -> None:
    """The refused backend and the denied client: errno, module, client with its port."""
    rows = read(ERRORS, folder / "error.log")
    refused = rows.filter(pl.col("code") == "111")
    assert refused["body"].str.contains("attempt to connect to 127.0.0.1", literal=True).all()
    assert refused["attributes"].map.get("module").unique().to_list() == ["proxy"]
    denied = rows.filter(pl.col("body").str.contains("client denied by server configuration", literal=True))
    assert denied["client"][0].startswith("127.0.0.1:")
    assert denied["attributes"].map.get("module").unique().to_list() == ["authz_core"]
    now = datetime.now(UTC)
    assert rows["time"].is_between(now - timedelta(minutes=5), now + timedelta(seconds=1)).all()
