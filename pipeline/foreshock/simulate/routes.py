"""What people, bots and scanners ask the shop for: paths, weights, sizes, times, agents and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import polars as pl

PRODUCTS = 4000
_WORDS = (
    "running shoes", "rain jacket", "desk lamp", "coffee grinder", "usb-c cable", "tent 2 person", "notebook a5",
    "water bottle", "wool socks", "headphones", "garden hose", "bike light", "yoga mat", "cast iron pan", "puzzle 1000",
    "travel adapter", "monitor arm", "espresso cups", "sleeping bag", "phone case", "led strip", "kettle",
    "backpack 30l",
)  # fmt: skip
_CATEGORIES = ("outdoor", "kitchen", "office", "garden", "toys", "audio", "lighting", "sport", "sale", "new")
_STATIC = (
    "/static/css/shop.4f1d2a.css", "/static/js/app.9c31b7.js", "/static/js/vendor.1b20ce.js", "/static/img/logo.svg",
    "/static/fonts/inter.woff2", "/favicon.ico",
)  # fmt: skip
_SCANS = (
    "/wp-login.php", "/.env", "/phpmyadmin/index.php", "/.git/config", "/admin/login", "/cgi-bin/luci", "/xmlrpc.php",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/actuator/health", "/boaform/admin/formLogin",
)  # fmt: skip


class Group(IntEnum):
    """Kinds of request that behave alike."""

    HOME = 0
    PRODUCT = 1
    CATEGORY = 2
    SEARCH = 3
    CART = 4
    CHECKOUT = 5
    STATIC = 6
    MISSING = 7
    SCAN = 8
    ROBOTS = 9
    HEALTH = 10


@dataclass(frozen=True, slots=True)
class Route:
    """A group's request lines, ordinary status, body size in bytes, and median upstream seconds (0: no upstream)."""

    requests: tuple[str, ...]
    status: int
    bytes: int
    upstream_s: float


def _lines(method: str, paths: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(f'"{method} {path} HTTP/{"1.1" if path == "/health" else "2.0"}"' for path in paths)


ROUTES: dict[Group, Route] = {
    Group.HOME: Route(_lines("GET", ("/",)), 200, 18_400, 0.042),
    Group.PRODUCT: Route(_lines("GET", [f"/product/{n}" for n in range(1, PRODUCTS + 1)]), 200, 11_800, 0.055),
    Group.CATEGORY: Route(_lines("GET", [f"/category/{name}" for name in _CATEGORIES]), 200, 24_100, 0.075),
    Group.SEARCH: Route(_lines("GET", [f"/search?q={w.replace(' ', '+')}" for w in _WORDS]), 200, 15_300, 0.11),
    Group.CART: Route(_lines("POST", ("/cart",)), 200, 640, 0.06),
    Group.CHECKOUT: Route(_lines("POST", ("/checkout",)), 302, 0, 0.15),
    Group.STATIC: Route(
        _lines("GET", _STATIC + tuple(f"/static/img/products/{n}.webp" for n in range(1, PRODUCTS, 9))),
        200,
        31_000,
        0.0,
    ),
    Group.MISSING: Route(_lines("GET", [f"/product/{n}" for n in range(9001, 9400)]), 404, 1_250, 0.02),
    Group.SCAN: Route(_lines("GET", _SCANS), 404, 153, 0.0),
    Group.ROBOTS: Route(_lines("GET", ("/robots.txt", "/sitemap.xml")), 200, 480, 0.0),
    Group.HEALTH: Route(_lines("GET", ("/health",)), 200, 15, 0.004),
}

# Weights of the groups for each kind of visitor.
PEOPLE = {
    Group.HOME: 0.13, Group.PRODUCT: 0.31, Group.CATEGORY: 0.07, Group.SEARCH: 0.10, Group.CART: 0.036,
    Group.CHECKOUT: 0.012, Group.STATIC: 0.335, Group.MISSING: 0.007,
}  # fmt: skip
BOTS = {Group.PRODUCT: 0.66, Group.CATEGORY: 0.22, Group.HOME: 0.03, Group.MISSING: 0.07, Group.ROBOTS: 0.02}
SCANNERS = {Group.SCAN: 1.0}

# Groups that ask the database.
DATABASE = (Group.HOME, Group.PRODUCT, Group.CATEGORY, Group.SEARCH, Group.CART, Group.CHECKOUT)

_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0"
_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5"
_BROWSERS = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_SAFARI} Safari/605.1.15",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) {_SAFARI} Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (Linux; Android 13; SM-S911B) {_CHROME} Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0",
)
_CRAWLERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
)
_TOOLS = ("python-requests/2.28.1", "Mozilla/5.0 zgrab/0.x", "-")
AGENTS = pl.Series([f'"{agent}"' for agent in (*_BROWSERS, *_CRAWLERS, *_TOOLS, "kube-probe/1.26")])
BROWSER_AGENTS = np.arange(len(_BROWSERS))
CRAWLER_AGENTS = len(_BROWSERS) + np.arange(len(_CRAWLERS))
TOOL_AGENTS = len(_BROWSERS) + len(_CRAWLERS) + np.arange(len(_TOOLS))
PROBE_AGENT = len(AGENTS) - 1

_REFERRERS = ("-", "https://shop.example.com/", "https://www.google.com/", "https://shop.example.com/category/sale")
REFERRERS = pl.Series([f'"{referrer}"' for referrer in _REFERRERS])

# Reserved for benchmarks and documentation (RFC 2544, RFC 3849, RFC 5737): nobody's real addresses.
_V4 = [f"198.{18 + n // 65536}.{n // 256 % 256}.{n % 256}" for n in range(7, 131_072, 9)]
_V6 = [f"2001:db8:{n % 0xFFFF:x}:{n * 7 % 0xFFFF:x}::{n % 251 + 1:x}" for n in range(1, 3000)]
PEOPLE_ADDRESSES = len(_V4) + len(_V6)
_BOT_ADDRESSES = [f"203.0.113.{n}" for n in range(1, 25)]
_SCAN_ADDRESSES = [f"192.0.2.{n}" for n in range(1, 60)]
_PROBE_ADDRESS = ["10.0.1.5"]
ADDRESSES = pl.Series(_V4 + _V6 + _BOT_ADDRESSES + _SCAN_ADDRESSES + _PROBE_ADDRESS)
BOT_RANGE = (PEOPLE_ADDRESSES, PEOPLE_ADDRESSES + len(_BOT_ADDRESSES))
SCAN_RANGE = (BOT_RANGE[1], BOT_RANGE[1] + len(_SCAN_ADDRESSES))
PROBE_ADDRESS = len(ADDRESSES) - 1

# All request lines in one table; a group's lines lie from OFFSETS[group] on.
REQUEST_LINES = pl.Series([line for route in ROUTES.values() for line in route.requests])
SIZES = np.array([len(ROUTES[group].requests) for group in Group])
OFFSETS = np.concatenate([[0], np.cumsum(SIZES)[:-1]])
STATUS = np.array([ROUTES[group].status for group in Group])
BYTES = np.array([ROUTES[group].bytes for group in Group])
UPSTREAM_S = np.array([ROUTES[group].upstream_s for group in Group])
# What follows the method in a request line: "/search?q=kettle".
PATHS = REQUEST_LINES.str.extract(r"^\S+ (\S+) ")
