"""Faults of database servers that PostgreSQL and MySQL both know."""

from __future__ import annotations

from foreshock.simulate.cases import failures
from foreshock.simulate.cases.faults.host import shutdown, started
from foreshock.simulate.cases.faults.told import Fault, Told
from foreshock.simulate.cases.scene import Entry, Scene, sudo
from foreshock.simulate.cases.shop import DB, MAX_CONNECTIONS, ON_DATABASE, REPLICA, WRITING
from foreshock.simulate.clock import MINUTE, SECOND


def connections(scene: Scene) -> Told:
    """A worker leaks a connection a second until none is left."""
    at, end = scene.fault_at, scene.fixed_at
    leak = at - 100 * SECOND
    db = scene.gauges[DB.name]
    db.move("sessions", leak, end, MAX_CONNECTIONS, ramp_s=100)
    db.move("idle_in_transaction", leak, end, 84.0, ramp_s=100)
    scene.fail(at, end, failures.TOO_MANY, (0.5, 0.85), routes=ON_DATABASE)
    if not scene.knobs.is_postgresql:
        for moment in scene.every(at, end, 6):
            scene.server(moment, "Warning" if scene.knobs.database == "mariadb" else "Note",
                         "Aborted connection 0 to db: 'unconnected' user: 'unauthenticated' host: 'connecting host' "
                         "(Too many connections)", code="MY-010914", session="Server", pid=0)  # fmt: skip
    return Told(DB.name, at, end, ("too many clients already", "Too many connections"))


def locks(scene: Scene) -> Told:
    """A migration takes a lock on a table that everybody writes to and keeps it for minutes."""
    at = scene.fault_at
    end = at + int(scene.rng.uniform(150, 400)) * SECOND
    db = scene.gauges[DB.name]
    db.move_to(at + 2 * SECOND, end, {"lock_waits": 14, "active": 17})
    scene.hold(at, end, failures.LOCK_TIMEOUT, routes=WRITING, at_most=20.0)
    scene.slow(at, end, (1.2, 1.5))
    if scene.knobs.is_postgresql:
        for moment in scene.every(at + SECOND, end, 3):
            pid = 21_000 + moment // 7_919 % 24
            scene.server(
                moment, "LOG",
                f"process {pid} still waiting for RowExclusiveLock on relation 24601 of database 16385 after "
                f"{1000 + moment % 900_000 / 1000:.3f} ms",
                more={"DETAIL": "Process holding the lock: 30117. Wait queue: 21003, 21011, 21019.",
                      "STATEMENT": "INSERT INTO orders (customer_id, cart_id, total_cents) VALUES (4711, 4711, 4990)"},
                session="shop@shop", pid=pid,
            )  # fmt: skip
        statement = "ALTER TABLE orders ALTER COLUMN note TYPE text"
    else:
        statement = "ALTER TABLE orders MODIFY COLUMN note TEXT, ALGORITHM=COPY"
    took = (end - at) / SECOND
    scene.entries.append(Entry(end, DB.name, "slow", f"{took:.6f}", "maria@shop", statement, pid=30_117))
    evidence = ("still waiting for", "Lock wait timeout exceeded", "lock timeout", "ALTER TABLE orders")
    return Told(DB.name, at + 2 * SECOND, end + 5 * SECOND, evidence)


def deadlocks(scene: Scene) -> Told:
    """Two jobs take the same rows in opposite order."""
    at, end = scene.fault_at, scene.fixed_at
    scene.gauges[DB.name].move("deadlocks", at, end, 0.4)
    scene.fail(at, end, failures.DEADLOCK, (0.4, 0.55), routes=WRITING)
    if not scene.knobs.is_postgresql:
        for moment in scene.every(at, end, 4):
            scene.server(moment, "Note", "Transactions deadlock detected, dumping detailed information.",
                         code="MY-012468", session="InnoDB", pid=44)  # fmt: skip
            scene.server(moment + 900, "Note", "*** WE ROLL BACK TRANSACTION (2)", code="MY-012469",
                         session="InnoDB", pid=44)  # fmt: skip
    return Told(DB.name, at, end, ("deadlock detected", "Deadlock found", "deadlocks"))


def slow_query(scene: Scene) -> Told:
    """An index is dropped, and one statement reads the whole table from then on."""
    at, end = scene.fault_at, scene.fixed_at
    scene.slow(at, end, (40.0, 55.0), routes=("reviews",))
    scene.slow(at + 20 * SECOND, end, (1.3, 2.0), routes=ON_DATABASE)
    db = scene.gauges[DB.name]
    db.move("rows", at, end, 1_900_000)
    db.move("slow", at, end, 0.6)
    db.move("user", at, end, 34.0, mode="add")
    db.move("active", at, end, 3.5, mode="times")
    if scene.knobs.is_postgresql:
        scene.server(at - 200_000, "LOG", "statement: DROP INDEX reviews_product_id_idx;", session="maria@shop",
                     pid=30_117)  # fmt: skip
    return Told(DB.name, at + 2 * SECOND, end, ("DROP INDEX", "FROM reviews WHERE product_id"))


def restart(scene: Scene) -> Told:
    """Somebody restarts the database in the middle of the day; its caches are cold after it."""
    at = scene.fault_at
    up = at + int(scene.rng.uniform(35, 90)) * SECOND
    unit = "postgresql@15-main" if scene.knobs.is_postgresql else scene.knobs.database
    scene.say(at - SECOND, DB, "sudo",
              sudo("maria", f"systemctl restart {unit}"))  # fmt: skip
    shutdown(scene, at)
    started(scene, up)
    scene.fail(at + SECOND, up, failures.DATABASE_REFUSES, routes=ON_DATABASE)
    scene.slow(up, up + 3 * MINUTE, (9.0, 1.3))
    evidence = ("received fast shutdown request", "Normal shutdown", "Received SHUTDOWN", "Starting shutdown")
    return Told(DB.name, at + SECOND, up + 2 * MINUTE, evidence)


def authentication(scene: Scene) -> Told:
    """The password was changed on one side only; sessions that live go on, new ones are refused."""
    at, end = scene.fault_at, scene.fixed_at
    scene.fail(at, end, failures.PASSWORD, (0.3, 0.95), routes=ON_DATABASE)
    return Told(DB.name, at + 5 * SECOND, end, ("password authentication failed", "Access denied for user"))


def corruption(scene: Scene) -> Told:
    """A damaged page: whoever reads it fails, the others do not notice."""
    at, end = scene.fault_at, scene.fixed_at
    scene.fail(at, end, failures.DAMAGED, (0.5, 0.6), routes=("reviews", "home"))
    if scene.knobs.is_postgresql:
        for moment in scene.every(at, end, 5):
            scene.server(moment, "WARNING", "page verification failed, calculated checksum 20919 but expected 53401",
                         code="01000", session="shop@shop", pid=21_004)  # fmt: skip
    return Told(DB.name, at, end, ("invalid page in block", "page verification failed", "page corruption on disk"))


def replication(scene: Scene) -> Told:
    """The replica that serves reviews falls behind; what reads there waits or is cancelled."""
    at, end = scene.fault_at, scene.fixed_at
    replica = scene.join(REPLICA)
    replica.move("lag", at - 40 * SECOND, end, 240.0, ramp_s=220)
    replica.move("busy", at - 40 * SECOND, end, 61.0)
    scene.slow(at, end, (8.0, 14.0), routes=("reviews", "search"))
    scene.fail(at + 10 * SECOND, end, failures.REPLICA_CONFLICT, (0.15, 0.4), routes=("reviews", "search"))
    if scene.knobs.is_postgresql:
        for moment in scene.every(at, end, 8):
            scene.server(
                moment, "ERROR", "canceling statement due to conflict with recovery", code="40001",
                more={"DETAIL": "User query might have needed to see row versions that must be removed.",
                      "STATEMENT": "SELECT author, stars, body FROM reviews WHERE product_id = 4711"},
                session="shop@shop", pid=9_118, host=REPLICA,
            )  # fmt: skip
    else:
        word = "Slave SQL: Error" if scene.knobs.database == "mariadb" else "Replica SQL for channel '':"
        query = "UPDATE reviews SET stars = 5"
        scene.server(
            at - 20 * SECOND, "ERROR",
            f"{word} 'Lock wait timeout exceeded; try restarting transaction' on query. Default database: 'shop'. "
            f"Query: '{query}', Error_code: 1205",
            code="MY-010584", session="Repl", pid=12, host=REPLICA,
        )  # fmt: skip
    evidence = ("conflict with recovery", "Slave SQL", "Replica SQL", "replication_lag", "seconds_behind")
    return Told(REPLICA.name, at + 2 * SECOND, end, evidence)


FAULTS = (
    Fault("connection-exhaustion", connections, ("database", "app")),
    Fault("lock-contention", locks, ("database", "app")),
    Fault("deadlock", deadlocks, ("database", "app")),
    Fault("slow-query", slow_query, ("database",)),
    Fault("database-restart", restart, ("database",)),
    Fault("authentication-failure", authentication, ("database",)),
    Fault("corruption", corruption, ("database",)),
    Fault("replication-lag", replication, ("database", "metrics")),
)
