"""What lies in the shop's database, in the words of each server."""

from __future__ import annotations

REVIEWS, PRODUCTS, CUSTOMERS, ORDERS = 240_000, 6_000, 20_000, 60_000
TABLES = """
CREATE TABLE products (id integer PRIMARY KEY, name varchar(80), price numeric(8, 2), description text);
CREATE TABLE stock (product_id integer PRIMARY KEY, reserved bigint NOT NULL);
CREATE TABLE customers (id integer PRIMARY KEY, name varchar(80));
CREATE TABLE orders (id {serial}, customer_id integer, total numeric(10, 2));
CREATE TABLE cart_items (id {serial}, customer_id integer, product_id integer);
CREATE TABLE reviews (id integer PRIMARY KEY, product_id integer, rating integer, body text);
"""
ROWS = f"""
INSERT INTO products SELECT n, concat('product ', n), n % 500 + 0.99, concat(md5(n), ' bag phone mug lamp ', md5(n + 1))
  FROM {{numbers_{PRODUCTS}}};
INSERT INTO stock SELECT n, 0 FROM {{numbers_{PRODUCTS}}};
INSERT INTO customers SELECT n, concat('customer ', n) FROM {{numbers_{CUSTOMERS}}};
INSERT INTO orders (customer_id, total) SELECT n % {CUSTOMERS}, n % 600 + 0.5 FROM {{numbers_{ORDERS}}};
INSERT INTO reviews SELECT n, n * 7919 % {PRODUCTS} + 1, n % 5 + 1, concat(n, '-', md5(n), md5(n + 1), md5(n + 2))
  FROM {{numbers_{REVIEWS}}};
"""
INDEXES = """
CREATE INDEX idx_reviews_product_id ON reviews (product_id);
CREATE INDEX idx_orders_customer_id ON orders (customer_id);
"""
COUNTS = (PRODUCTS, CUSTOMERS, ORDERS, REVIEWS)


def postgresql() -> str:
    """The statements for PostgreSQL."""
    numbers = {f"numbers_{count}": f"generate_series(1, {count}) AS n" for count in COUNTS}
    rows = ROWS.replace("md5(n)", "md5(n::text)")
    for step in (1, 2):
        rows = rows.replace(f"md5(n + {step})", f"md5((n + {step})::text)")
    rows = rows.replace("n * 7919", "n::bigint * 7919")
    return TABLES.format(serial="bigserial PRIMARY KEY") + rows.format(**numbers) + INDEXES + "ANALYZE;"


def mariadb() -> str:
    """The statements for MariaDB, whose sequence engine counts."""
    numbers = {f"numbers_{count}": f"(SELECT seq AS n FROM seq_1_to_{count}) AS numbers" for count in COUNTS}
    return TABLES.format(serial="bigint AUTO_INCREMENT PRIMARY KEY") + ROWS.format(**numbers) + INDEXES
