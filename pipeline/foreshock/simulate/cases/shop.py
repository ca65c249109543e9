"""The small shop that all drawn cases happen to: its hosts, what it is asked for, and how long that takes."""

from __future__ import annotations

from dataclasses import dataclass

from foreshock.simulate.world import Host

WEB = Host("web-01", "10.0.1.11", "web", cpus=2, memory_gb=4)
APP = Host("app-01", "10.0.1.21", "app", cpus=4, memory_gb=8)
DB = Host("db-01", "10.0.1.31", "db", cpus=8, memory_gb=32)
REPLICA = Host("db-02", "10.0.1.32", "replica", cpus=8, memory_gb=32)
# Hosts that nobody who shops depends on.
MAIL = Host("mail-01", "10.0.1.41", "mail", cpus=2, memory_gb=4)
BUILD = Host("ci-01", "10.0.1.51", "build", cpus=8, memory_gb=16)
WAREHOUSE = Host("dwh-01", "10.0.1.61", "warehouse", cpus=8, memory_gb=32)
HOSTS = {host.name: host for host in (WEB, APP, DB, REPLICA, MAIL, BUILD, WAREHOUSE)}

UPSTREAM = f"{APP.address}:8000"
SITE = "shop.example.com"
MAX_CONNECTIONS = 100


@dataclass(frozen=True, slots=True)
class Route:
    """What a request asks for: its share of people's requests, median seconds in database and application."""

    name: str
    method: str
    path: str
    share: float
    db_s: float
    app_s: float
    bytes: int
    status: int = 200
    code: tuple[str, str, int] = ("views", "home", 31)
    table: str = "products"
    statement: str = ""
    writes: bool = False


ROUTES = (
    Route(
        "home", "GET", "/", 0.14, 0.018, 0.012, 18_400, table="order_items",
        statement="SELECT p.id, p.name, p.price_cents FROM products p JOIN order_items oi ON oi.product_id = p.id "
        "WHERE p.shop_id = {n} GROUP BY p.id ORDER BY count(*) DESC LIMIT 12",
    ),
    Route(
        "product", "GET", "/product/{n}", 0.36, 0.011, 0.009, 11_800, code=("catalog", "show_product", 74),
        statement="SELECT id, name, price_cents, stock FROM products WHERE id = {n}",
    ),
    Route(
        "reviews", "GET", "/product/{n}/reviews", 0.09, 0.016, 0.008, 7_300, code=("reviews", "list_reviews", 41),
        table="reviews", statement="SELECT author, stars, body FROM reviews WHERE product_id = {n} ORDER BY created_at",
    ),
    Route(
        "search", "GET", "/search?q={w}", 0.12, 0.045, 0.011, 15_300, code=("search", "search", 58),
        statement="SELECT id, name, price_cents FROM products WHERE search LIKE '%{w}%' ORDER BY price_cents LIMIT 60",
    ),
    Route(
        "cart", "POST", "/cart", 0.10, 0.014, 0.010, 640, code=("cart", "add_item", 66), table="cart_items",
        statement="INSERT INTO cart_items (cart_id, product_id, quantity) VALUES ({n}, {n}, 1)", writes=True,
    ),
    Route(
        "checkout", "POST", "/checkout", 0.05, 0.030, 0.035, 410, 302, code=("orders", "place_order", 118),
        table="orders", statement="INSERT INTO orders (customer_id, cart_id, total_cents) VALUES ({n}, {n}, 4990)",
        writes=True,
    ),
    Route("static", "GET", "/static/img/{n}.webp", 0.13, 0.0, 0.0, 31_000),
    Route("health", "GET", "/health", 0.01, 0.0, 0.002, 15),
)  # fmt: skip
ALL = tuple(route.name for route in ROUTES)
DYNAMIC = tuple(route.name for route in ROUTES if route.app_s)
ON_DATABASE = tuple(route.name for route in ROUTES if route.db_s)
WRITING = tuple(route.name for route in ROUTES if route.writes)
READING = tuple(route.name for route in ROUTES if route.db_s and not route.writes)
WORDS = ("socks", "lamp", "tent", "kettle", "grinder", "notebook", "headphones", "backpack", "puzzle", "bottle")
