"""A small shop behind gunicorn, with a pool of connections to PostgreSQL or MariaDB: what the lab's users talk to.

Runs under Debian's Python (python3-sqlalchemy, python3-psycopg2, python3-pymysql), outside the lab's own environment.
SHOP_DATABASE is the URL of the database, SHOP_PAYMENTS that of the payment provider, SHOP_LOG the log, SHOP_FORM its
form. ``release.json`` beside this file names the release and its defects; a reload of gunicorn reads it anew.
"""

from __future__ import annotations

import http
import json
import logging
import os
import random
import re
import ssl
import time
import traceback
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import sqlalchemy
from sqlalchemy import text

Answer = tuple[int, object]
Environ = dict[str, str]
ExceptionInfo = Any

FORMS = {
    "plain": "%(asctime)s %(levelname)s [%(name)s] [%(process)d:%(threadName)s] %(message)s",
    "dashes": "%(asctime)s - %(name)s - %(levelname)s - %(message)s",
    "brackets": "[%(asctime)s] %(levelname)s in %(name)s: %(message)s",
}
RELEASE = json.loads(Path(__file__).with_name("release.json").read_text(encoding="utf-8"))
PAYMENTS = os.environ["SHOP_PAYMENTS"]
SESSIONS = Path(os.environ.get("SHOP_SESSIONS", "/srv/shop/sessions"))
SLOW = 1.0
KEPT: list[object] = []  # what a defect never gives back
log = logging.getLogger("shop")


class Lines(logging.Formatter):
    """Lines of text, with the end of the traceback that matters."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802  # logging's own name
        """The last frames of the exception, without those that it came from."""
        return "".join(traceback.format_exception(*ei, limit=-2, chain=False)).rstrip()


class JsonLines(Lines):
    """One JSON object a line, stamps in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as an object; the traceback under ``exception``."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        row = {
            "timestamp": f"{stamp}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            row["exception"] = self.formatException(record.exc_info)
        return json.dumps(row)


class Logfmt(Lines):
    """One line of keys and values, stamps with the zone's offset, the exception's last line under ``err``."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as pairs."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(record.created))
        row = (
            f"time={stamp} level={record.levelname.lower()} logger={record.name} msg={json.dumps(record.getMessage())}"
        )
        if record.exc_info:
            row += f" err={json.dumps(self.formatException(record.exc_info).splitlines()[-1])}"
        return row


def _log_to(path: str, form: str) -> None:
    handler = logging.FileHandler(path)
    handler.setFormatter({"json": JsonLines, "logfmt": Logfmt}.get(form, lambda: Lines(FORMS[form]))())
    log.addHandler(handler)
    log.setLevel(logging.INFO)


_log_to(os.environ["SHOP_LOG"], os.environ.get("SHOP_FORM", "plain"))
engine = sqlalchemy.create_engine(
    os.environ["SHOP_DATABASE"],
    pool_size=int(os.environ.get("SHOP_POOL", "5")),
    max_overflow=int(os.environ.get("SHOP_OVERFLOW", "5")),
    pool_timeout=10,
    pool_recycle=int(os.environ.get("SHOP_RECYCLE", "-1")),
)
log.info("release %s starting (pid %d)", RELEASE["version"], os.getpid())


def home(_: Environ, __: list[str]) -> Answer:
    """The newest products."""
    with engine.connect() as db:
        rows = db.execute(text("SELECT id, name, price FROM products ORDER BY id DESC LIMIT 24")).fetchall()
        if "a-query-per-row" in RELEASE["defects"]:
            for row in rows:
                db.execute(text("SELECT count(*) FROM reviews WHERE body LIKE :s"), {"s": f"%{row[0]}-%"}).fetchall()
    return 200, [list(map(str, row)) for row in rows]


def product(_: Environ, parts: list[str]) -> Answer:
    """One product and its reviews."""
    key = {"id": int(parts[0])}
    with engine.connect() as db:
        row = db.execute(text("SELECT id, name, price, description FROM products WHERE id = :id"), key).fetchone()
        if row is None:
            return 404, "no such product"
        query = text("SELECT rating, body FROM reviews WHERE product_id = :id ORDER BY rating DESC LIMIT 5")
        return 200, [*map(str, row), *(str(review[1]) for review in db.execute(query, key))]


def search(environ: Environ, _: list[str]) -> Answer:
    """Products by a word in their description."""
    word = parse_qs(environ.get("QUERY_STRING", "")).get("q", [""])[0]
    query = text("SELECT id, name FROM products WHERE lower(description) LIKE :word ORDER BY price LIMIT 20")
    with engine.connect() as db:
        return 200, [str(row[1]) for row in db.execute(query, {"word": f"%{word}%"})]


def account(environ: Environ, _: list[str]) -> Answer:
    """What a customer bought."""
    customer = int(environ["HTTP_X_CUSTOMER"])
    if random.random() < 0.02:
        log.warning("login failed for customer %d: bad password", customer)
        return 401, "bad password"
    query = text("SELECT id, total FROM orders WHERE customer_id = :id ORDER BY id DESC LIMIT 10")
    with engine.connect() as db:
        return 200, [str(row[1]) for row in db.execute(query, {"id": customer})]


def cart(environ: Environ, _: list[str]) -> Answer:
    """Reserve three hot products, each row locked in turn."""
    wanted = sorted(random.sample(range(1, 25), 3))
    with engine.begin() as db:
        for key in wanted:
            db.execute(text("UPDATE stock SET reserved = reserved + 1 WHERE product_id = :id"), {"id": key})
        row = {"customer": int(environ["HTTP_X_CUSTOMER"]), "id": wanted[0]}
        db.execute(text("INSERT INTO cart_items (customer_id, product_id) VALUES (:customer, :id)"), row)
    if "keeps-connections" in RELEASE["defects"]:
        KEPT.append(engine.connect())
    if SESSIONS.is_dir():
        SESSIONS.joinpath(f"{row['customer']}-{time.time_ns()}").write_text("cart", encoding="utf-8")
    return 200, "in the cart"


def checkout(environ: Environ, _: list[str]) -> Answer:
    """Pay, then write the order."""
    customer, total = int(environ["HTTP_X_CUSTOMER"]), round(random.uniform(5, 600), 2)
    order = {"customer": customer, "total": total}
    if "no-vat-rate" in RELEASE["defects"]:
        order["vat"] = order["vat_rate"] * total  # the defect: nobody sets vat_rate
    trust = ssl.create_default_context(cafile=os.environ.get("SHOP_TRUST")) if PAYMENTS.startswith("https") else None
    with urllib.request.urlopen(f"{PAYMENTS}/charge?total={total}", timeout=6, context=trust) as answer:  # noqa: S310
        answer.read()
    with engine.begin() as db:
        db.execute(text("INSERT INTO orders (customer_id, total) VALUES (:customer, :total)"), order)
    log.info("order placed customer=%d total=%.2f", customer, total)
    return 200, "thank you"


ROUTES: dict[str, Callable[[Environ, list[str]], Answer]] = {
    "": home,
    "product": product,
    "search": search,
    "account": account,
    "cart": cart,
    "checkout": checkout,
}


def app(environ: Environ, start_response: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    """The shop as a WSGI application."""
    began = time.monotonic()
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    route, *parts = re.sub(r"^/", "", path).split("/")
    try:
        status, answer = ROUTES[route](environ, parts) if route in ROUTES else (404, "no such page")
    except Exception:
        log.exception("Exception on %s [%s]", path, method)
        status, answer = 500, "internal server error"
    took = time.monotonic() - began
    if took > SLOW:
        log.warning("slow request: %s %s took %.2fs status=%d", method, path, took, status)
    body = json.dumps(answer).encode()
    start_response(
        f"{status} {http.HTTPStatus(status).phrase}",
        [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
    )
    return [body]
