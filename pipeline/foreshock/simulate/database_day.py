"""What happens in the database on every day: checkpoints, vacuum, the nightly backup, the evening's import."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from foreshock.simulate.clock import DAY, HOUR, MINUTE, SECOND
from foreshock.simulate.load import rhythm
from foreshock.simulate.script import Line
from foreshock.simulate.world import World

POSTMASTER, CHECKPOINTER = "801", "812"
BACKUP_AT, BACKUP_FOR = 2 * HOUR, 25 * MINUTE
IMPORT_AT, IMPORT_FOR = 19 * HOUR + 20 * MINUTE, 40 * MINUTE
_TABLES = (("orders", 184_212), ("cart_items", 61_030), ("product_views", 512_877), ("products", 20_412))
_CATALOGUE = "COPY staging_products (sku, name, price_cents, stock, attributes) FROM STDIN"


def database_day(world: World, day: int, import_until: int | None, rng: np.random.Generator) -> Iterator[Line]:
    """The lines of one local day, in no particular order; ``import_until`` cuts the import short."""
    yield from _checkpoints(world, day, rng)
    yield from _vacuum(world, day, rng)
    yield from _backup(world, day, rng)
    yield from _import(world, day, import_until, rng)


def _checkpoints(world: World, day: int, rng: np.random.Generator) -> Iterator[Line]:
    """One every five minutes (checkpoint_timeout), spread over nine tenths of it."""
    estimate = 60_000.0
    for at in range(day + 191_412_000, day + DAY, 5 * MINUTE):
        load = float(rhythm(world.zone, np.array([at]))[0])
        importing = IMPORT_AT <= (at - day) < IMPORT_AT + IMPORT_FOR
        kb = (45_000 * load + 900_000 * importing) * float(rng.uniform(0.85, 1.15))
        estimate = max(kb, 0.9 * estimate + 0.1 * kb)
        buffers = min(int(kb / 16), 500_000)
        files = int(rng.integers(40, 190))
        took = float(rng.uniform(268.9, 269.9))
        segments = int(kb / 16_384)
        text = (
            f"LOG:  checkpoint complete: wrote {buffers} buffers ({buffers / 10485.76:.1f}%); "
            f"{segments // 3} WAL file(s) added, 0 removed, {segments - segments // 3} recycled; "
            f"write={took - 0.02:.3f} s, sync=0.{rng.integers(4, 19):03d} s, "
            f"total={took:.3f} s; sync files={files}, longest=0.00{rng.integers(1, 9)} s, average=0.001 s; "
            f"distance={int(kb)} kB, estimate={int(estimate)} kB"
        )
        yield Line(at, world.db.name, "postgresql", CHECKPOINTER, "LOG:  checkpoint starting: time")
        yield Line(at + int(took * SECOND), world.db.name, "postgresql", CHECKPOINTER, text)


def _vacuum(world: World, day: int, rng: np.random.Generator) -> Iterator[Line]:
    for at in np.sort(rng.integers(day + MINUTE, day + DAY - MINUTE, 130)):
        table, pages = _TABLES[int(rng.integers(0, len(_TABLES)))]
        pid = str(int(rng.integers(20_000, 90_000)))
        took = float(rng.uniform(0.4, 9.0))
        scanned = int(pages * rng.uniform(0.02, 0.1))
        cutoff = 741_000_000 + int(at - day) // 40_000
        user = took / 9
        text = (
            f'LOG:  automatic vacuum of table "shop.public.{table}": index scans: 1\n'
            f"\tpages: 0 removed, {pages} remain, {scanned} scanned ({100 * scanned / pages:.2f}% of total)\n"
            f"\ttuples: {scanned * 3} removed, {pages * 61} remain, {scanned % 40} are dead but not yet removable\n"
            f"\tremovable cutoff: {cutoff}, which was {rng.integers(3, 90)} XIDs old when operation ended\n"
            f"\tindex scan needed: {scanned // 4} pages from table ({25 * scanned / pages:.2f}% of total) "
            f"had {scanned * 3} dead item identifiers removed\n"
            f'\tindex "{table}_pkey": pages: {pages // 9} in total, 0 newly deleted, 0 currently deleted, 0 reusable\n'
            f"\tavg read rate: {rng.uniform(2, 30):.3f} MB/s, avg write rate: {rng.uniform(1, 12):.3f} MB/s\n"
            f"\tbuffer usage: {scanned * 4} hits, {scanned // 2} misses, {scanned // 5} dirtied\n"
            f"\tWAL usage: {scanned} records, {scanned // 30} full page images, {scanned * 210} bytes\n"
            f"\tsystem usage: CPU: user: {user:.2f} s, system: {user / 4:.2f} s, elapsed: {took:.2f} s"
        )
        yield Line(int(at), world.db.name, "postgresql", pid, text)


def _backup(world: World, day: int, rng: np.random.Generator) -> Iterator[Line]:
    """pg_dump at 02:00, onto the volume of the database itself."""
    at, db = day + BACKUP_AT, world.db.name
    date = f"{world.zone.local(at):%Y-%m-%d}"
    target = f"/var/lib/postgresql/backups/shop-{date}.dump"
    pid = str(int(rng.integers(20_000, 90_000)))
    yield Line(at + SECOND, db, "syslog", f"CRON[{pid}]", f"(postgres) CMD (pg_dump -Fc -f {target} shop)")
    moment = at + 3 * SECOND
    for table, seconds in (("order_items", 212.4), ("orders", 164.9), ("product_views", 588.2), ("products", 21.7)):
        took = seconds * float(rng.uniform(0.95, 1.05))
        moment += int(took * SECOND)
        text = f"LOG:  duration: {took * 1000:.3f} ms  statement: COPY public.{table} TO stdout;"
        yield Line(moment, db, "postgresql", f"{pid} postgres@shop", text)


def _import(world: World, day: int, until: int | None, rng: np.random.Generator) -> Iterator[Line]:
    """The supplier's catalogue, loaded by app-01 every evening from 19:20 to 20:00."""
    start, stop = day + IMPORT_AT, day + IMPORT_AT + IMPORT_FOR + SECOND
    yield Line(start, world.app.name, "app", "INFO [shop.import]", "catalogue import started, 20 batches")
    for batch, at in enumerate(range(start + 2 * MINUTE, stop, 2 * MINUTE), 1):
        if until is not None and at >= until:
            return
        rows = int(rng.integers(118_000, 131_000))
        took = float(rng.uniform(96_000, 112_000))
        done = at + int(rng.integers(0, SECOND))
        yield Line(done, world.app.name, "app", "INFO [shop.import]", f"batch {batch} of 20: {rows} rows")
        pid = _import_pid(start)
        text = f"LOG:  duration: {took:.3f} ms  statement: {_CATALOGUE}"
        yield Line(done - 40_000, world.db.name, "postgresql", f"{pid} import@shop", text)
    yield Line(stop, world.app.name, "app", "INFO [shop.import]", "catalogue import finished")


def _import_pid(start: int) -> str:
    return str(21_000 + start // (20 * MINUTE) % 60_000)


def import_failure(world: World, at: int) -> Iterator[Line]:
    """What a catalogue import leaves in the logs when its COPY meets the end of the volume."""
    pid = _import_pid(world.at(world.end) - DAY + IMPORT_AT)
    message = 'could not extend file "base/16385/24655.31": No space left on device'
    for text in (
        f"ERROR:  {message}",
        "HINT:  Check free disk space.",
        "CONTEXT:  COPY staging_products, line 84411",
        f"STATEMENT:  {_CATALOGUE}",
    ):
        yield Line(at, world.db.name, "postgresql", f"{pid} import@shop", text)
    yield Line(
        at + 2_000, world.app.name, "app", "ERROR [shop.import]",
        "catalogue import failed in batch 20\nTraceback (most recent call last):\n"
        '  File "/srv/shop/shop/importer.py", line 91, in load\n    copy.write(chunk)\n'
        '  File "/srv/shop/venv/lib/python3.11/site-packages/psycopg/cursor.py", line 905, in copy\n'
        f"    raise ex.with_traceback(None)\npsycopg.errors.DiskFull: {message}\nHINT:  Check free disk space.\n"
        "CONTEXT:  COPY staging_products, line 84411",
    )  # fmt: skip
