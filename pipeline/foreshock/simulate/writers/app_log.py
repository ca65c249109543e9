"""The shop application's log: Python ``logging`` with ``%(asctime)s %(levelname)s [%(name)s] %(message)s``.

Tracebacks are those of psycopg 3.1 on Python 3.11; local time, no zone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from foreshock.simulate.clock import Micros, Zone, millis_text, render_iso, seconds_text
from foreshock.simulate.outcomes import Outcome
from foreshock.simulate.routes import PATHS, Group
from foreshock.simulate.traffic import Requests
from foreshock.simulate.writers.postgresql import backend_pids
from foreshock.simulate.writers.sql import FILES
from foreshock.simulate.writers.text import fill_in

SITE_PACKAGES = "/srv/shop/venv/lib/python3.11/site-packages"
# Logger, file, function, line number and the line itself.
_PLACES: Mapping[Group, tuple[str, str, str, int, str]] = {
    Group.HOME: ("shop.views", "views.py", "home", 31, "rows = cur.execute(BESTSELLERS, (shop_id,)).fetchall()"),
    Group.PRODUCT: (
        "shop.catalog",
        "catalog.py",
        "show_product",
        74,
        "cur.execute(INSERT_VIEW, (product, session))",
    ),
    Group.CATEGORY: ("shop.catalog", "catalog.py", "show_category", 103, "cur.execute(CATEGORY, (category_id,))"),
    Group.SEARCH: ("shop.search", "search.py", "search", 58, "rows = cur.execute(SEARCH, (query,)).fetchall()"),
    Group.CART: ("shop.cart", "cart.py", "add_item", 66, "cur.execute(INSERT_ITEM, (cart_id, product_id, quantity))"),
    Group.CHECKOUT: ("shop.orders", "orders.py", "place_order", 118, "cur.execute(INSERT_ORDER, (cart_id,))"),
}
_EXECUTE = f'  File "{SITE_PACKAGES}/psycopg/cursor.py", line 732, in execute\n    raise ex.with_traceback(None)\n'
_CONNECT = (
    f'  File "{SITE_PACKAGES}/psycopg/connection.py", line 728, in connect\n    raise ex.with_traceback(None)\n'
    "psycopg.OperationalError: connection failed: "
)
_POOL = (
    f'  File "{SITE_PACKAGES}/psycopg_pool/pool.py", line 192, in getconn\n'
    "    raise PoolTimeout(\n"
    "psycopg_pool.PoolTimeout: couldn't get a connection after 10.00 sec"
)
_SERVER = 'connection to server at "{db}", port 5432 failed: '

# What ends the traceback of each outcome; {file}, {pid} and {db} are filled in.
_RAISED: Mapping[Outcome, str] = {
    Outcome.DEADLOCK: _EXECUTE
    + "psycopg.errors.DeadlockDetected: deadlock detected\nHINT:  See server log for query details.",
    Outcome.DISK_FULL_TABLE: _EXECUTE
    + 'psycopg.errors.DiskFull: could not extend file "{file}": No space left on device\nHINT:  Check free disk space.',
    Outcome.DISK_FULL_TEMP: _EXECUTE
    + 'psycopg.errors.DiskFull: could not write to file "base/pgsql_tmp/pgsql_tmp{pid}.0": No space left on device',
    Outcome.SERVER_CLOSED: _EXECUTE
    + "psycopg.OperationalError: consuming input failed: server closed the connection unexpectedly\n"
    "\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.",
    Outcome.IN_RECOVERY: _CONNECT + _SERVER + "FATAL:  the database system is in recovery mode",
    Outcome.NOT_ACCEPTING: _CONNECT + _SERVER + "FATAL:  the database system is not yet accepting connections\n"
    "DETAIL:  Consistent recovery state has not been yet reached.",
    Outcome.CONNECTION_REFUSED: _CONNECT
    + _SERVER
    + "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?",
    Outcome.POOL_TIMEOUT: _POOL,
    Outcome.UNDEFINED_TABLE: _EXECUTE + 'psycopg.errors.UndefinedTable: relation "reviews" does not exist\n'
    "LINE 3:   LEFT JOIN reviews AS r ON r.product_id = p.id\n                    ^",
}


def stamp(zone: Zone, at: Micros) -> pl.Series:
    """``2023-07-10 20:00:01,123 `` for each instant."""
    return seconds_text(zone, at, render_iso) + "," + millis_text(at) + " "


def request_lines(requests: Requests, zone: Zone, rng: np.random.Generator, db_address: str) -> list[pl.DataFrame]:
    """What the application logs about the requests of a window: frames of ``at`` and ``text``."""
    failures = [_raised(requests, zone, outcome, db_address) for outcome in _RAISED]
    return [_placed(requests, zone, rng), _searched(requests, zone, rng), _slow(requests, zone), *failures]


def _placed(requests: Requests, zone: Zone, rng: np.random.Generator) -> pl.DataFrame:
    rows = np.flatnonzero((requests.group == Group.CHECKOUT) & (requests.outcome == Outcome.OK))
    at = requests.finished[rows] - 1_500
    number = pl.Series(2_000_000 + requests.arrived[rows] // 10_000_000 % 10_000_000).cast(pl.String)
    cents = pl.Series(np.round(9 + rng.exponential(45.0, len(rows)), 2)).cast(pl.String)
    text = stamp(zone, at) + "INFO [shop.orders] order " + number + " placed, total " + cents + " EUR"
    return pl.DataFrame({"at": at, "text": text})


def _searched(requests: Requests, zone: Zone, rng: np.random.Generator) -> pl.DataFrame:
    rows = np.flatnonzero((requests.group == Group.SEARCH) & (requests.outcome == Outcome.OK))
    at = requests.finished[rows] - 1_200
    hits = pl.Series(rng.integers(0, 60, len(rows))).cast(pl.String)
    millis = pl.Series((requests.upstream_s[rows] * 1000).astype(np.int64)).cast(pl.String)
    words = PATHS.gather(requests.line[rows]).str.strip_prefix("/search?q=").str.replace_all("+", " ", literal=True)
    text = stamp(zone, at) + "INFO [shop.search] '" + words + "': " + hits + " hits in " + millis + " ms"
    return pl.DataFrame({"at": at, "text": text})


def _slow(requests: Requests, zone: Zone) -> pl.DataFrame:
    rows = np.flatnonzero((requests.outcome == Outcome.OK) & (np.nan_to_num(requests.upstream_s) > 1.0))
    at = requests.finished[rows] - 1_000
    seconds = pl.Series(np.round(requests.upstream_s[rows], 2)).cast(pl.String)
    text = stamp(zone, at) + "WARNING [shop.timing] " + PATHS.gather(requests.line[rows]) + " took " + seconds + " s"
    return pl.DataFrame({"at": at, "text": text})


def _raised(requests: Requests, zone: Zone, outcome: Outcome, db_address: str) -> pl.DataFrame:
    """Unhandled exceptions with their tracebacks, logged by the web framework's error handler."""
    rows = np.flatnonzero(requests.outcome == outcome)
    if not len(rows):
        return pl.DataFrame(schema={"at": pl.Int64, "text": pl.String})
    at = requests.finished[rows] - 800
    group = pl.Series(requests.group[rows])
    head = group.replace_strict({int(g): _head(g, outcome, db_address) for g in _PLACES}, default="")
    pid = backend_pids(requests.arrived[rows], requests.address[rows])
    text = fill_in(fill_in(head, "path", PATHS.gather(requests.line[rows])), "pid", pid)
    return pl.DataFrame({"at": at, "text": stamp(zone, at) + text})


def _head(group: Group, outcome: Outcome, db_address: str) -> str:
    logger, file, function, line, code = _PLACES[group]
    if outcome in (Outcome.POOL_TIMEOUT, Outcome.IN_RECOVERY, Outcome.NOT_ACCEPTING, Outcome.CONNECTION_REFUSED):
        line, code = line - 3, "with pool.connection() as conn, conn.cursor() as cur:"
    raised = _RAISED[outcome].replace("{file}", FILES.get(group, "")).replace("{db}", db_address)
    return (
        f"ERROR [{logger}] unhandled exception in {{path}}\nTraceback (most recent call last):\n"
        f'  File "/srv/shop/shop/{file}", line {line}, in {function}\n    {code}\n{raised}'
    )
