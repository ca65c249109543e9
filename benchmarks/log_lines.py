"""Varied lines of many kinds of logs, as the real programs print them, with stamps in order: simulated, every one.

Each kind is a function of a source of chance and of the microseconds since 1970 that gives the text of one record.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

Record = Callable[[random.Random, int], str]

START = 1_689_019_200_000_000  # 2023-07-10 20:00 UTC
PATHS = ("/", "/products/{}", "/cart?item={}", "/api/v1/orders/{}", "/static/app.{}.js", "/search?q=shoes&page={}")
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 Version/16.5 Safari/604.1",
    "curl/8.1.2",
)
WORDS = ("order placed", "payment accepted", "stock reserved", "mail queued", "session opened", "cache miss")
_STATEMENT = (
    "SELECT t.id, t.total FROM {} t\n\tWHERE t.customer_id = {}\n\tAND t.state = 'open' ORDER BY t.id DESC LIMIT {}"
)
_TABLES = ("orders", "order_items", "customers", "products", "payments")


def _time(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1e6, UTC)


def _path(chance: random.Random) -> str:
    return chance.choice(PATHS).format(chance.randrange(100_000))


def _address(chance: random.Random) -> str:
    return f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"


def _status(chance: random.Random) -> int:
    return chance.choice((200, 200, 200, 200, 304, 302, 404, 500))


def access(chance: random.Random, micros: int) -> str:
    """The combined format of nginx and Apache."""
    return (
        f'{_address(chance)} - - [{_time(micros):%d/%b/%Y:%H:%M:%S} +0000] "GET {_path(chance)} HTTP/1.1" '
        f'{_status(chance)} {chance.randrange(60_000)} "https://shop.example/" "{chance.choice(AGENTS)}"'
    )


def _statement(chance: random.Random) -> str:
    return _STATEMENT.format(chance.choice(_TABLES), chance.randrange(10**6), chance.randrange(1, 100))


def _duration(chance: random.Random) -> str:
    return f"duration: {chance.expovariate(1 / 40):.3f} ms"


def postgresql_stderr(chance: random.Random, micros: int) -> str:
    """``log_line_prefix = '%m [%p] %q%u@%d '``, every other entry over three lines."""
    stamp = f"{_time(micros):%Y-%m-%d %H:%M:%S}.{micros // 1000 % 1000:03d} UTC [{chance.randrange(900, 990)}]"
    if chance.randrange(2):
        return f"{stamp} shop@shop LOG:  {_duration(chance)}  statement: {_statement(chance)}"
    return f"{stamp} shop@shop LOG:  connection authorized: user=shop database=shop application_name=web"


def postgresql_csvlog(chance: random.Random, micros: int) -> str:
    """The 26 columns of PostgreSQL 14 and later."""
    stamp = f"{_time(micros):%Y-%m-%d %H:%M:%S}.{micros // 1000 % 1000:03d} UTC"
    said = f"{_duration(chance)}  statement: {_statement(chance)}".replace('"', '""')
    return (
        f'{stamp},"shop","shop",{chance.randrange(900, 990)},"{_address(chance)}:{chance.randrange(1024, 65536)}",'
        f'64ac{chance.randrange(16**4):04x}.3fc1,{chance.randrange(900)},"SELECT",2023-07-10 19:00:00 UTC,'
        f'3/{chance.randrange(9999)},0,LOG,00000,"{said}",,,,,,,,,"web","client backend",,0'
    )


def postgresql_jsonlog(chance: random.Random, micros: int) -> str:
    """As PostgreSQL 15 and later write it."""
    return json.dumps(
        {
            "timestamp": f"{_time(micros):%Y-%m-%d %H:%M:%S}.{micros // 1000 % 1000:03d} UTC",
            "user": "shop", "dbname": "shop", "pid": chance.randrange(900, 990), "remote_host": _address(chance),
            "remote_port": chance.randrange(1024, 65536), "session_id": f"64ac{chance.randrange(16**4):04x}.3fc1",
            "line_num": chance.randrange(900), "ps": "SELECT", "session_start": "2023-07-10 19:00:00 UTC",
            "vxid": f"3/{chance.randrange(9999)}", "txid": 0, "error_severity": "LOG",
            "message": f"{_duration(chance)}  statement: {_statement(chance)}", "application_name": "web",
            "backend_type": "client backend", "query_id": 0,
        },
        separators=(",", ":"),
    )  # fmt: skip


def mysql_slow(chance: random.Random, micros: int) -> str:
    """As MySQL 8.0 writes it."""
    took = chance.expovariate(0.5)
    return (
        f"# Time: {_time(micros):%Y-%m-%dT%H:%M:%S}.{micros % 10**6:06d}Z\n"
        f"# User@Host: shop[shop] @ web-01 [{_address(chance)}]  Id: {chance.randrange(9999)}\n"
        f"# Query_time: {took:.6f}  Lock_time: {took / 900:.6f} Rows_sent: {chance.randrange(99)}  "
        f"Rows_examined: {chance.randrange(10**6)}\nSET timestamp={micros // 10**6};\n{_statement(chance)};"
    )


def syslog_rfc3164(chance: random.Random, micros: int) -> str:
    """As rsyslog writes it by default on Debian 11."""
    return (
        f"{_time(micros):%b %e %H:%M:%S} app-0{chance.randrange(4)} shop[{chance.randrange(900, 990)}]: {_said(chance)}"
    )


def syslog_rfc5424(chance: random.Random, micros: int) -> str:
    """With structured data in every fourth line."""
    data = f'[shop@32473 order="{chance.randrange(10**6)}" region="EU"]' if not chance.randrange(4) else "-"
    stamp = f"{_time(micros):%Y-%m-%dT%H:%M:%S}.{micros % 10**6:06d}Z"
    return (
        f"<{chance.choice((14, 30, 165))}>1 {stamp} app-01 shop {chance.randrange(900, 990)} - {data} {_said(chance)}"
    )


def _said(chance: random.Random) -> str:
    return f"{chance.choice(WORDS)} customer={chance.randrange(10**6)} total={chance.randrange(90_000) / 100:.2f}"


def journald_json(chance: random.Random, micros: int) -> str:
    """``journalctl -o json``."""
    return json.dumps(
        {
            "__CURSOR": f"s=e9f1;i={micros:x};b=4c", "__REALTIME_TIMESTAMP": str(micros),
            "__MONOTONIC_TIMESTAMP": str(micros - START), "_BOOT_ID": "4c57b9ff3a4f4f30b4d4d6a5a4f0c1ab",
            "PRIORITY": chance.choice("3456"), "_HOSTNAME": "app-01", "SYSLOG_FACILITY": "3",
            "SYSLOG_IDENTIFIER": "shop", "_PID": str(chance.randrange(900, 990)), "_COMM": "shop",
            "_SYSTEMD_UNIT": "shop.service", "_TRANSPORT": "stdout", "MESSAGE": _said(chance),
        },
        separators=(",", ":"),
    )  # fmt: skip


def json_lines(chance: random.Random, micros: int) -> str:
    """As zap writes them."""
    return json.dumps(
        {
            "level": chance.choice(("info", "info", "info", "warn", "error")), "ts": micros / 1e6,
            "logger": "shop.orders", "caller": f"orders/place.go:{chance.randrange(400)}", "msg": chance.choice(WORDS),
            "customer": chance.randrange(10**6), "total": chance.randrange(90_000) / 100, "path": _path(chance),
        },
        separators=(",", ":"),
    )  # fmt: skip


def haproxy(chance: random.Random, micros: int) -> str:
    """``option httplog`` through syslog."""
    parts = [chance.randrange(40) for _ in range(4)]
    return (
        f"{_time(micros):%b %e %H:%M:%S} lb-01 haproxy[14389]: {_address(chance)}:{chance.randrange(1024, 65536)} "
        f"[{_time(micros):%d/%b/%Y:%H:%M:%S}.{micros // 1000 % 1000:03d}] http-in~ shop/web-0{chance.randrange(4)} "
        f"{'/'.join(map(str, parts))}/{sum(parts)} {_status(chance)} {chance.randrange(60_000)} - - ---- "
        f'{chance.randrange(90)}/{chance.randrange(90)}/9/2/0 0/0 "GET {_path(chance)} HTTP/1.1"'
    )


def aws_alb(chance: random.Random, micros: int) -> str:
    """An Application Load Balancer's line of 2023."""
    stamp = f"{_time(micros):%Y-%m-%dT%H:%M:%S}.{micros % 10**6:06d}Z"
    target, status = f"{_address(chance)}:8080", _status(chance)
    return (
        f"https {stamp} app/shop/50dc6c495c0c9188 {_address(chance)}:{chance.randrange(1024, 65536)} {target} 0.000 "
        f"{chance.expovariate(20):.3f} 0.000 {status} {status} {chance.randrange(900)} {chance.randrange(60_000)} "
        f'"GET https://shop.example:443{_path(chance)} HTTP/2.0" "{chance.choice(AGENTS)}" '
        "ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 "
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "
        f'"Root=1-64ac5{chance.randrange(16**3):03x}-36d228ad5d99923122bbe354" "shop.example" "session-reused" 0 '
        f'{stamp} "forward" "-" "-" "{target}" "{status}" "-" "-"'
    )


def application(chance: random.Random, micros: int) -> str:
    """Python's logging; every twentieth record is a traceback."""
    stamp = f"{_time(micros):%Y-%m-%d %H:%M:%S},{micros // 1000 % 1000:03d}"
    if not chance.randrange(20):
        return (
            f"{stamp} ERROR [shop.orders] [31549:MainThread] order failed\nTraceback (most recent call last):\n"
            f'  File "/srv/shop/orders.py", line {chance.randrange(400)}, in place\n'
            "    cursor.execute(INSERT, values)\npsycopg2.OperationalError: server closed the connection unexpectedly"
        )
    return f"{stamp} INFO [shop.orders] [31549:MainThread] {_said(chance)}"


def sar(chance: random.Random, micros: int) -> str:
    """``LC_ALL=C sar -P ALL 1`` on 16 CPUs, sysstat 12: one interval with its header."""
    stamp = f"{_time(micros):%H:%M:%S}"
    lines = ["", f"{stamp}        CPU     %user     %nice   %system   %iowait    %steal     %idle"]
    for cpu in ("all", *map(str, range(16))):
        user, system, wait = (chance.randrange(3000) / 100 for _ in range(3))
        lines.append(
            f"{stamp}     {cpu:>6}{user:>10.2f}      0.00{system:>10.2f}{wait:>10.2f}      0.00"
            f"{100 - user - system - wait:>10.2f}"
        )
    return "\n".join(lines)


def prometheus_json(chance: random.Random, micros: int) -> str:
    """A range query's answer for 20 series over two hours at 15 s, on one line."""
    result = [
        {
            "metric": {
                "__name__": "node_filesystem_avail_bytes",
                "device": "/dev/vdb1",
                "instance": f"db-{n:02d}:9100",
            },
            "values": [[micros / 1e6 + 15 * at, str(chance.randrange(10**11))] for at in range(480)],
        }
        for n in range(20)
    ]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}}, separators=(",", ":"))


SAR_BANNER = "Linux 6.1.0-18-amd64 (db-01) \t2023-07-10 \t_x86_64_\t(16 CPU)"


def write(path: Path, record: Record, size: int, step: int, banner: str = "") -> None:
    """A file of about ``size`` bytes; the stamps of its records are ``step`` microseconds apart, more or less."""
    with path.open("w", encoding="utf-8") as file:
        if banner:
            file.write(f"{banner}\n")
        for text in _records(record, size, step):
            file.write(f"{text}\n")


def _records(record: Record, size: int, step: int) -> Iterator[str]:
    chance = random.Random(size)  # noqa: S311 - the same file each time
    micros, written = START, 0
    while written < size:
        text = record(chance, micros)
        micros += step
        written += len(text) + 1
        yield text
