"""Faults of what a database writes in the background: checkpoints, vacuum, temporary files, archives."""

from __future__ import annotations

from foreshock.simulate.cases import failures
from foreshock.simulate.cases.faults.host import mysql_starts
from foreshock.simulate.cases.faults.told import POSTGRESQL, Fault, Told
from foreshock.simulate.cases.scene import Scene
from foreshock.simulate.cases.shop import DB, ON_DATABASE, WRITING
from foreshock.simulate.clock import MINUTE, SECOND


def checkpoints(scene: Scene) -> Told:
    """A flood of writes forces one checkpoint after the other."""
    at, end = scene.fault_at, scene.fixed_at
    db = scene.gauges[DB.name]
    db.move_to(at, end, {"write_kb": 148_000, "busy": 93.0, "iowait": 27.0, "await": 31.0})
    scene.slow(at + 10 * SECOND, end, (6.0, 9.0))
    if scene.knobs.is_postgresql:
        db.move("requested_checkpoints", at, end, 0.08)
        for moment in scene.every(at, end, 13):
            hint = {"HINT": 'Consider increasing the configuration parameter "max_wal_size".'}
            text = f"checkpoints are occurring too frequently ({8 + moment % 7} seconds apart)"
            scene.server(moment, "LOG", text, more=hint, pid=812)
            scene.server(moment + 900, "LOG", "checkpoint starting: wal", pid=812)
            scene.server(
                moment + 9 * SECOND, "LOG",
                "checkpoint complete: wrote 14117 buffers (10.8%); 0 WAL file(s) added, 0 removed, 33 recycled; "
                "write=7.402 s, sync=1.204 s, total=8.913 s; sync files=48, longest=0.881 s, average=0.026 s; "
                "distance=540672 kB, estimate=540672 kB",
                pid=812,
            )  # fmt: skip
    else:
        db.move_to(at, end, {"wait_free": 160, "checkpoint_age": 0.97})
        if scene.knobs.database == "mysql":
            for moment in scene.every(at, end, 40):
                scene.server(moment, "Note", f"page_cleaner: 1000ms intended loop took {4_000 + moment % 5_000}ms. The "
                             "settings might not be optimal. (flushed=2000 and evicted=0, during the time.)",
                             code="MY-011953", session="InnoDB", pid=0)  # fmt: skip
    evidence = ("occurring too frequently", "checkpoint starting: wal", "page_cleaner", "checkpoint_age", "wait_free")
    return Told(DB.name, at + 10 * SECOND, end, evidence)


def wraparound(scene: Scene) -> Told:
    """Autovacuum was off for months: after days of warnings the server takes no more writes."""
    at, end = scene.fault_at, scene.fixed_at
    left = 3_400_000
    for moment in scene.every(scene.start, at, 25):
        left -= 9_000
        scene.server(
            moment, "WARNING", f'database "shop" must be vacuumed within {left} transactions', code="01000",
            more={"HINT": "To avoid a database shutdown, execute a database-wide VACUUM in that database.\nYou might "
                          "also need to commit or roll back old prepared transactions, or drop stale replication "
                          "slots."},
            session="shop@shop", pid=21_009,
        )  # fmt: skip
    scene.fail(at, end, failures.WRAPAROUND, (0.97, 1.0), routes=WRITING)
    return Told(DB.name, at, end, ("not accepting commands to avoid wraparound", "must be vacuumed within"))


def spill(scene: Scene) -> Told:
    """A report with a large sort, run over and over, spills to the disk."""
    at, end = scene.fault_at, scene.fixed_at
    levels = {"temp_bytes": 64_000_000, "tmp_disk": 34, "write_kb": 64_000, "busy": 71.0, "iowait": 14.0}
    scene.gauges[DB.name].move_to(at, end, levels)
    scene.slow(at, end, (7.0, 10.0), routes=("search", "home"))
    scene.slow(at, end, (1.5, 2.0))
    if scene.knobs.is_postgresql:
        for moment in scene.every(at, end, 1.6):
            pid = 21_000 + moment // 7_919 % 24
            scene.server(
                moment, "LOG", f'temporary file: path "base/pgsql_tmp/pgsql_tmp{pid}.{moment % 97}", size '
                f"{90_000_000 + moment % 30_000_000}",
                more={"STATEMENT": "SELECT p.id, sum(oi.quantity) FROM order_items oi JOIN products p ON p.id = "
                                   "oi.product_id GROUP BY p.id ORDER BY 2 DESC"},
                session="shop@shop", pid=pid,
            )  # fmt: skip
    return Told(DB.name, at + 3 * SECOND, end, ("temporary file: path", "temp_bytes", "tmp_disk_tables"))


def archiving(scene: Scene) -> Told:
    """What was written cannot be archived: WAL fills its volume in an hour, a binary log stops the server."""
    return _wal_stays(scene) if scene.knobs.is_postgresql else _binary_log_fails(scene)


def _wal_stays(scene: Scene) -> Told:
    """WAL cannot be archived for an hour and stays; the volume that it stays on is full in the end."""
    at, end = scene.fault_at, scene.fixed_at
    begin = scene.start + 8 * MINUTE
    scene.gauges[DB.name].volume(scene.knobs.data_mount).used = [
        (scene.start, 0.61), (begin, 0.61), (at, 1.0), (end, 1.0), (end + 1, 0.62),
    ]  # fmt: skip
    for moment in scene.every(begin, end, 60):
        for attempt in range(3):
            scene.server(
                moment + attempt * SECOND, "LOG", "archive command failed with exit code 1",
                more={"DETAIL": "The failed archive command was: test ! -f "
                                "/mnt/archive/00000001000001F20000008C && cp pg_wal/00000001000001F20000008C "
                                "/mnt/archive/00000001000001F20000008C"},
                pid=815,
            )  # fmt: skip
        scene.server(moment + 3 * SECOND, "WARNING", 'archiving write-ahead log file "00000001000001F20000008C" '
                     "failed too many times, will try again later", pid=815)  # fmt: skip
    scene.server(at, "PANIC", 'could not write to file "pg_wal/xlogtemp.21877": No space left on device',
                 code="53100", session="shop@shop", pid=21_877)  # fmt: skip
    scene.server(at + 400_000, "LOG", "server process (PID 21877) was terminated by signal 6: Aborted")
    scene.server(at + 402_000, "LOG", "terminating any other active server processes")
    scene.server(at + 5 * SECOND, "FATAL", 'could not write to file "pg_wal/xlogtemp.42010": No space left on '
                 "device", code="53100", pid=42_010)  # fmt: skip
    scene.server(at + 6 * SECOND, "LOG", "shutting down due to startup process failure")
    scene.server(end, "LOG", "database system is ready to accept connections")
    scene.fail(at, end, failures.DATABASE_REFUSES, routes=ON_DATABASE)
    return Told(DB.name, at, end, ("archive command failed",))


def _binary_log_fails(scene: Scene) -> Told:
    """The binary log cannot be written, which ends the server."""
    at, end = scene.fault_at, scene.fixed_at
    text = (
        "Could not use /var/log/mysql/binlog.000317 for logging (error 13). Turning logging off for the whole duration "
        "of the server process. To turn it on again: fix the cause, shutdown the server and restart it."
        if scene.knobs.database == "mariadb"
        else "Binary logging not possible. Message: An error occurred during flush stage of the commit. "
        "'binlog_error_action' is set to 'ABORT_SERVER'. Server is being stopped.."
    )
    scene.server(at, "ERROR", text, code="MY-011071", session="Server", pid=44)
    mysql_starts(scene, end - 5 * SECOND, end, recovering=True)
    scene.fail(at, end, failures.DATABASE_REFUSES, routes=ON_DATABASE)
    return Told(DB.name, at, end, ("for logging (error 13)", "Binary logging not possible"))


FAULTS = (
    Fault("checkpoint-pressure", checkpoints, ("database", "metrics"), exporter=True),
    Fault("autovacuum-wraparound", wraparound, ("database",), POSTGRESQL),
    Fault("temp-file-spill", spill, ("database", "metrics"), exporter=True),
    Fault("wal-archiving-failure", archiving, ("database",)),
)
