"""What the programs write about the requests: exceptions, refusals, slow statements, what the proxy did not get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foreshock.simulate.cases.failures import Failure
from foreshock.simulate.cases.scene import Entry, Scene
from foreshock.simulate.cases.shop import APP, DB, ROUTES, SITE, UPSTREAM, WEB, WORDS, Route
from foreshock.simulate.cases.visits import Visits
from foreshock.simulate.clock import SECOND
from foreshock.simulate.writers.app_log import SITE_PACKAGES

SLOW_S = 0.25
"""log_min_duration_statement, and long_query_time of MySQL, seconds."""
_SLOW_REQUEST_S = 1.0


def tell(scene: Scene, visits: Visits) -> Iterator[Entry]:
    """The records that follow from the requests, in no particular order."""
    postgresql = scene.knobs.is_postgresql
    for place in range(len(visits.arrived)):
        route = ROUTES[int(visits.route[place])]
        ending, end = int(visits.ending[place]), int(visits.finished[place])
        number = int(visits.number[place])
        if ending >= 0:
            failure = visits.failures[ending]
            asked = _Asked(route, number, visits.client[place], end)
            yield from _failed(scene, failure, asked, postgresql=postgresql)
            continue
        db_s, whole = float(visits.db_s[place]), float(visits.duration_s[place])
        if db_s >= SLOW_S:
            yield _slow(end - int(float(visits.app_s[place]) * 0.4 * SECOND), route, number, db_s)
        if whole >= _SLOW_REQUEST_S and route.app_s:
            text = f"slow request: {route.method} {path_of(route, number)} took {whole:.2f}s status={route.status}"
            yield Entry(end - 900, APP.name, "app", "WARNING", "shop.timing", text)
        elif route.name == "checkout":
            cents = 900 + number * 37 % 24_000
            text = f"order {2_000_000 + place} placed, total {cents / 100:.2f} EUR"
            yield Entry(end - 900, APP.name, "app", "INFO", "shop.orders", text)


def path_of(route: Route, number: int) -> str:
    """The path that a request asks for."""
    return fill(route.path, route, number)


def fill(text: str, route: Route, number: int) -> str:
    """A text with the blanks filled in: {n} a number, {w} a word, {table}, {db} the database's address."""
    word = WORDS[number % len(WORDS)]
    for blank, value in (("{n}", str(number)), ("{w}", word), ("{table}", route.table), ("{db}", DB.address)):
        text = text.replace(blank, value)
    return text


def _slow(at: int, route: Route, number: int, db_s: float) -> Entry:
    statement = fill(route.statement, route, number)
    return Entry(at, DB.name, "slow", f"{db_s:.6f}", "shop@shop", statement, pid=21_000 + number % 24)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request that failed: what was asked for, by whom, and when it ended."""

    route: Route
    number: int
    client: str
    end: int


def _failed(scene: Scene, failure: Failure, asked: _Asked, *, postgresql: bool) -> Iterator[Entry]:
    """One failed request, as its application, its database and its proxy tell."""
    route, number, client, end = asked.route, asked.number, asked.client, asked.end
    said = failure.said(postgresql=postgresql)
    if said and not scene.is_silent(DB.name, end):
        more = tuple((name, fill(text, route, number)) for name, text in said.more)
        if said.with_statement:
            more = (*more, ("STATEMENT", fill(route.statement, route, number)))
        pid = 21_000 + number % 24 if not failure.at_connect else 30_000 + end // 10_000 % 9_000
        yield Entry(
            end - 3_100, DB.name, "database", said.level, "shop@shop", fill(said.text, route, number), said.code,
            more, pid,
        )  # fmt: skip
    raised = failure.raises(postgresql=postgresql)
    if raised and not scene.is_silent(APP.name, end):
        text = f"unhandled exception in {path_of(route, number)}\n{_traceback(route, failure, postgresql=postgresql)}"
        module = route.code[0]
        yield Entry(end - 1_200, APP.name, "app", "ERROR", f"shop.{module}", text + fill(raised, route, number))
    if failure.proxy:
        words = _PROXY[scene.knobs.web_log == "apache"][failure.proxy]
        request = f"{route.method} {path_of(route, number)}"
        text = words.format(upstream=UPSTREAM, host=APP.address)
        tail = ""
        if scene.knobs.web_log != "apache":
            tail = (
                f', client: {client}, server: {SITE}, request: "{request} HTTP/1.1", '
                f'upstream: "http://{UPSTREAM}{path_of(route, number)}", host: "{SITE}"'
            )
        yield Entry(end, WEB.name, "web-error", "error", client, text + tail, pid=900 + number % 2)


# nginx's words, then Apache's; HAProxy has no error log of its own: its flags stand in the access log.
_PROXY = (
    {
        "refused": "connect() failed (111: Connection refused) while connecting to upstream",
        "unreachable": "connect() failed (113: No route to host) while connecting to upstream",
        "timeout": "upstream timed out (110: Connection timed out) while reading response header from upstream",
        "reset": "upstream prematurely closed connection while reading response header from upstream",
    },
    {
        "refused": "(111)Connection refused: AH00957: HTTP: attempt to connect to {upstream} ({host}) failed",
        "unreachable": "(113)No route to host: AH00957: HTTP: attempt to connect to {upstream} ({host}) failed",
        "timeout": "(70007)The timeout specified has expired: AH01102: error reading status line from remote server "
        "{upstream}",
        "reset": "(104)Connection reset by peer: AH01102: error reading status line from remote server {upstream}",
    },
)


def _traceback(route: Route, failure: Failure, *, postgresql: bool) -> str:
    """All lines of a traceback but the last ones, which say what was raised."""
    module, function, line = route.code
    code = "with pool.connection() as conn, conn.cursor() as cur:" if failure.at_connect else "row = handle(request)"
    driver = "psycopg/connection.py" if postgresql else "pymysql/connections.py"
    deeper = f'  File "{SITE_PACKAGES}/{driver}", line 728, in connect\n    raise ex\n' if failure.at_connect else ""
    return (
        "Traceback (most recent call last):\n"
        f'  File "/srv/shop/shop/{module}.py", line {line}, in {function}\n    {code}\n{deeper}'
    )
