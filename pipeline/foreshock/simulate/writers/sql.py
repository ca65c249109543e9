"""The shop's statements, and what PostgreSQL 15 logs when one of them fails."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foreshock.simulate.outcomes import Outcome
from foreshock.simulate.routes import Group

_STATEMENTS: Mapping[Group, str] = {
    Group.HOME: """SELECT p.id, p.name, p.price_cents, sum(oi.quantity) AS sold
  FROM products AS p
  JOIN order_items AS oi ON oi.product_id = p.id
 WHERE oi.created_at > now() - interval '7 days' AND p.shop_id = $1
 GROUP BY p.id
 ORDER BY sold DESC
 LIMIT 12""",
    Group.PRODUCT: """SELECT p.id, p.name, p.price_cents, p.stock, avg(r.stars) AS stars
  FROM products AS p
  LEFT JOIN reviews AS r ON r.product_id = p.id
 WHERE p.id = $1
 GROUP BY p.id""",
    Group.CATEGORY: """SELECT id, name, price_cents, stock
  FROM products
 WHERE category_id = $1 AND active
 ORDER BY rank
 LIMIT 48""",
    Group.SEARCH: """SELECT p.id, p.name, p.price_cents,
       ts_rank_cd(p.search, plainto_tsquery('english', $1)) AS rank
  FROM products AS p
 WHERE p.search @@ plainto_tsquery('english', $1)
 ORDER BY rank DESC, p.price_cents
 LIMIT 60""",
    Group.CART: """INSERT INTO cart_items (cart_id, product_id, quantity, added_at)
VALUES ($1, $2, $3, now())
RETURNING id""",
    Group.CHECKOUT: """INSERT INTO orders (customer_id, cart_id, total_cents, currency, placed_at)
SELECT c.customer_id, c.id, sum(ci.quantity * p.price_cents), 'EUR', now()
  FROM carts AS c
  JOIN cart_items AS ci ON ci.cart_id = c.id
  JOIN products AS p ON p.id = ci.product_id
 WHERE c.id = $1
 GROUP BY c.id
RETURNING id""",
}
_VIEW = "INSERT INTO product_views (product_id, session_id, viewed_at) VALUES ($1, $2, now())"
_STOCK = "UPDATE products SET stock = stock - $1 WHERE id = $2"


def logged(statement: str) -> str:
    """A statement as the server logs it: each further line begins with a tab."""
    return statement.replace("\n", "\n\t")


QUERIES = pl.Series([logged(_STATEMENTS.get(group, "")) for group in Group])

# The files that could not grow: base/<database>/<relation>.<segment>.
FILES: Mapping[Group, str] = {
    Group.PRODUCT: "base/16385/24633.12",
    Group.CART: "base/16385/24617.3",
    Group.CHECKOUT: "base/16385/24601.12",
}
_WRITES: Mapping[Group, str] = {
    Group.PRODUCT: _VIEW,
    Group.CART: logged(_STATEMENTS[Group.CART]),
    Group.CHECKOUT: logged(_STATEMENTS[Group.CHECKOUT]),
}

Record = tuple[Mapping[Group, str], ...]


def _for_all(text: str) -> Mapping[Group, str]:
    return dict.fromkeys(Group, text)


# Each outcome's record, line by line; {pid} is the process itself, {other} one that it met.
FAILURES: Mapping[Outcome, Record] = {
    Outcome.UNIQUE_VIOLATION: (
        _for_all('ERROR:  duplicate key value violates unique constraint "cart_items_cart_id_product_id_key"'),
        _for_all("DETAIL:  Key (cart_id, product_id)=({other}, 417) already exists."),
        {group: f"STATEMENT:  {statement}" for group, statement in _WRITES.items()},
    ),
    Outcome.DEADLOCK: (
        _for_all("ERROR:  deadlock detected"),
        _for_all(
            "DETAIL:  Process {pid} waits for ShareLock on transaction 7418{other}; blocked by process {other}.\n"
            "\tProcess {other} waits for ShareLock on transaction 7419{other}; blocked by process {pid}.\n"
            f"\tProcess {{pid}}: {_STOCK}\n\tProcess {{other}}: {_STOCK}"
        ),
        _for_all("HINT:  See server log for query details."),
        _for_all('CONTEXT:  while updating tuple (118,7) in relation "products"'),
        _for_all(f"STATEMENT:  {_STOCK}"),
    ),
    Outcome.DISK_FULL_TABLE: (
        {group: f'ERROR:  could not extend file "{file}": No space left on device' for group, file in FILES.items()},
        _for_all("HINT:  Check free disk space."),
        {group: f"STATEMENT:  {statement}" for group, statement in _WRITES.items()},
    ),
    Outcome.DISK_FULL_TEMP: (
        _for_all('ERROR:  could not write to file "base/pgsql_tmp/pgsql_tmp{pid}.0": No space left on device'),
        {group: f"STATEMENT:  {logged(statement)}" for group, statement in _STATEMENTS.items()},
    ),
    Outcome.IN_RECOVERY: (_for_all("FATAL:  the database system is in recovery mode"),),
    Outcome.NOT_ACCEPTING: (
        _for_all("FATAL:  the database system is not yet accepting connections"),
        _for_all("DETAIL:  Consistent recovery state has not been yet reached."),
    ),
    Outcome.UNDEFINED_TABLE: (
        _for_all('ERROR:  relation "reviews" does not exist at character 102'),
        {group: f"STATEMENT:  {logged(statement)}" for group, statement in _STATEMENTS.items()},
    ),
}

REFUSED = (Outcome.IN_RECOVERY, Outcome.NOT_ACCEPTING)
"""Outcomes of new connections, which the server logs as received before it refuses them."""
