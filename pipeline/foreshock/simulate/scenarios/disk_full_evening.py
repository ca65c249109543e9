"""The evening of July 10, 2023, line by line: the failures, the wrong hypothesis, the crash, the repair."""

from __future__ import annotations

from collections.abc import Iterator

from foreshock.simulate.clock import MINUTE, SECOND, render_iso
from foreshock.simulate.database_day import POSTMASTER, import_failure
from foreshock.simulate.host_day import login
from foreshock.simulate.scenarios.ecommerce import DATA_MOUNT
from foreshock.simulate.script import Line
from foreshock.simulate.world import World

FULL_AT = "19:58:50.214"
CHECKPOINTER = "48806"
_NO_SPACE = "No space left on device"
_CONF = "/etc/postgresql/15/main/postgresql.conf"
_VERSION = (
    "LOG:  starting PostgreSQL 15.3 (Debian 15.3-0+deb12u1) on x86_64-pc-linux-gnu, "
    "compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit"
)


class Evening:
    """Clock times of the world's last local day."""

    def __init__(self, world: World) -> None:
        self._day = f"{world.zone.local(world.at(world.end) - MINUTE):%Y-%m-%d}"
        self._world = world

    def __call__(self, clock: str) -> int:
        """The instant of a clock time, ``20:31:07.690``, in microseconds since 1970 UTC."""
        return self._world.at(f"{self._day} {clock}")

    def text(self, clock: str) -> str:
        """The local time as PostgreSQL prints it inside a message."""
        clock_of_db = self._world.clock(self._world.db)
        return f"{render_iso(clock_of_db.local(self(clock)))} {clock_of_db.name}"


def script(world: World) -> Iterator[Line]:
    """All lines of the evening that are not answers to requests, in no particular order."""
    at = Evening(world)
    yield from import_failure(world, at(FULL_AT))
    yield from _vacuum_fails(world, at)
    yield from _wrong_hypothesis(world, at)
    yield from _crash(world, at)
    yield from _restarts(world, at)
    yield from _investigation(world, at)
    yield from _replacement(world, at)
    yield from _restore(world, at)


def _db(world: World, at: int, who: str, *texts: str) -> Iterator[Line]:
    for text in texts:
        yield Line(at, world.db.name, "postgresql", who, text)


def _sys(world: World, at: int, tag: str, *texts: str) -> Iterator[Line]:
    for text in texts:
        yield Line(at, world.db.name, "syslog", tag, text)


def _sudo(world: World, at: int, command: str, user: str = "root") -> Iterator[Line]:
    text = f"   maria : TTY=pts/1 ; PWD=/home/maria ; USER={user} ; COMMAND={command}"
    yield Line(at, world.db.name, "syslog", "sudo", text)


def _vacuum_fails(world: World, at: Evening) -> Iterator[Line]:
    for number, clock in enumerate(("20:01:12.204", "20:09:40.871", "20:18:03.377", "20:26:55.090")):
        table, file = (("orders", 24601), ("cart_items", 24617))[number % 2]
        yield from _db(
            world, at(clock), str(40_118 + number * 613),
            f'ERROR:  could not extend file "base/16385/{file}_vm": {_NO_SPACE}',
            "HINT:  Check free disk space.",
            f'CONTEXT:  while scanning block {61_877 + number * 9_113} of relation "public.{table}"\n'
            f'\tautomatic vacuum of table "shop.public.{table}"',
        )  # fmt: skip


def _wrong_hypothesis(world: World, at: Evening) -> Iterator[Line]:
    """20:05: it must be load, so more connections, and an index for the slow query."""
    app = world.app.name
    yield from _sys(
        world,
        at("20:04:11"),
        "sshd[38120]",
        login(51514),
    )
    yield from _sudo(world, at("20:05:02"), f"/usr/bin/sed -i s/^max_connections.*/max_connections = 400/ {_CONF}")
    yield from _sudo(world, at("20:05:21"), "/usr/bin/systemctl reload postgresql@15-main")
    yield from _db(
        world, at("20:05:21.418"), POSTMASTER,
        "LOG:  received SIGHUP, reloading configuration files",
        'LOG:  parameter "max_connections" cannot be changed without restarting the server',
        'LOG:  parameter "work_mem" changed to "64MB"',
        f'LOG:  configuration file "{_CONF}" contains errors; unaffected changes were applied',
    )  # fmt: skip
    yield Line(
        at("20:06:48"),
        app,
        "syslog",
        "sudo",
        "   maria : TTY=pts/0 ; PWD=/srv/shop ; USER=root ; COMMAND=/usr/bin/systemctl reload shop.service",
    )
    yield Line(at("20:06:48.731"), app, "app", "INFO [shop.db]", "configuration reloaded: pool max_size 24 -> 60")
    yield from _db(
        world, at("20:17:36.052"), "39877 maria@shop",
        f'ERROR:  could not extend file "base/16385/25110": {_NO_SPACE}',
        "HINT:  Check free disk space.",
        "STATEMENT:  CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);",
    )  # fmt: skip


def _crash(world: World, at: Evening) -> Iterator[Line]:
    """20:31: the next WAL segment cannot be written, which no server survives; nor does its recovery."""
    yield from _db(
        world, at("20:31:07.412"), "41877 shop@shop",
        f'PANIC:  could not write to file "pg_wal/xlogtemp.41877": {_NO_SPACE}', "STATEMENT:  COMMIT",
    )  # fmt: skip
    yield from _db(
        world, at("20:31:07.690"), POSTMASTER,
        "LOG:  server process (PID 41877) was terminated by signal 6: Aborted",
        "DETAIL:  Failed process was running: COMMIT",
        "LOG:  terminating any other active server processes",
    )  # fmt: skip
    yield from _db(world, at("20:31:09.204"), POSTMASTER, "LOG:  all server processes terminated; reinitializing")
    yield from _recovery(
        world,
        at("20:31:09.731"),
        pid="42010",
        postmaster=POSTMASTER,
        seconds=24,
        since="interrupted; last known up at " + at.text("20:28:12"),
    )


def _recovery(world: World, begin: int, *, pid: str, postmaster: str, seconds: int, since: str) -> Iterator[Line]:
    """Crash recovery that ends on the full volume."""
    end = begin + seconds * SECOND
    hint = (
        "HINT:  This probably means that some data is corrupted and you will have to use the last backup for recovery."
    )
    yield from _db(
        world, begin, pid, f"LOG:  database system was {since}", *([hint] if "while in recovery" in since else [])
    )
    yield from _db(
        world, begin + 2_118_000, pid,
        "LOG:  database system was not properly shut down; automatic recovery in progress",
        "LOG:  redo starts at 1F2/8C0A3D18",
    )  # fmt: skip
    yield from _db(
        world, end, pid,
        f"LOG:  redo done at 1F2/9FFFFE28 system usage: CPU: user: 6.11 s, system: 3.02 s, elapsed: {seconds - 3}.88 s",
        f'FATAL:  could not write to file "pg_wal/xlogtemp.{pid}": {_NO_SPACE}',
    )  # fmt: skip
    yield from _db(
        world, end + 44_000, postmaster,
        f"LOG:  startup process (PID {pid}) exited with exit code 1",
        "LOG:  terminating any other active server processes",
        "LOG:  shutting down due to startup process failure",
        "LOG:  database system is shut down",
    )  # fmt: skip


def _restarts(world: World, at: Evening) -> Iterator[Line]:
    """People start the server again, and again; each time its recovery meets the full volume."""
    unit, name = "postgresql@15-main.service", "PostgreSQL Cluster 15-main"
    yield from _sys(
        world, at("20:31:34"), "systemd[1]", f"{unit}: Main process exited, code=exited, status=1/FAILURE",
        f"{unit}: Failed with result 'exit-code'.",
    )  # fmt: skip
    last = "20:31:34"
    for clock, seconds, pid in (("20:32:48", 22, 42_388), ("20:35:02", 23, 42_731), ("20:42:29", 21, 43_502)):
        yield from _sudo(world, at(clock), "/usr/bin/systemctl restart postgresql@15-main")
        yield from _sys(world, at(clock), "systemd[1]", f"Starting {unit} - {name}...")
        yield from _starts(world, at(clock) + 310_000, str(pid))
        yield from _recovery(
            world,
            at(clock) + 731_000,
            pid=str(pid + 4),
            postmaster=str(pid),
            seconds=seconds,
            since=f"interrupted while in recovery at {at.text(last)}",
        )
        ended = at(clock) + (seconds + 1) * SECOND
        last = f"{world.zone.local(ended):%H:%M:%S}"
        yield from _sys(
            world, ended + SECOND, "systemd[1]", f"{unit}: Failed with result 'protocol'.",
            f"Failed to start {unit} - {name}.",
        )  # fmt: skip


def _starts(world: World, at: int, postmaster: str) -> Iterator[Line]:
    yield from _db(
        world, at, postmaster, _VERSION, 'LOG:  listening on IPv4 address "0.0.0.0", port 5432',
        'LOG:  listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"',
    )  # fmt: skip


def _investigation(world: World, at: Evening) -> Iterator[Line]:
    """20:36 the server's log, 21:00 the disk."""
    log = "/var/log/postgresql/postgresql-15-main.log"
    yield from _sudo(world, at("20:36:40"), f"/usr/bin/tail -n 200 {log}")
    yield from _sudo(world, at("20:55:18"), f"/usr/bin/less {log}")
    yield from _sudo(world, at("21:00:12"), "/usr/bin/df -h")
    yield from _sudo(world, at("21:00:58"), f"/usr/bin/du -xsh {DATA_MOUNT}/15 {DATA_MOUNT}/backups")


def _replacement(world: World, at: Evening) -> Iterator[Line]:
    """21:14: a bigger disk."""
    yield from _sys(
        world, at("21:14:07"), "kernel",
        "[8212345.118201] scsi 3:0:2:0: Direct-Access     QEMU     QEMU HARDDISK    2.5+ PQ: 0 ANSI: 5",
        "[8212345.120442] sd 3:0:2:0: [sdc] 838860800 512-byte logical blocks: (429 GB/400 GiB)",
        "[8212345.121307] sd 3:0:2:0: [sdc] Attached SCSI disk",
    )  # fmt: skip
    yield from _sudo(world, at("21:15:10"), "/usr/sbin/mkfs.ext4 /dev/sdc1")
    yield from _sudo(world, at("21:15:44"), f"/usr/bin/umount {DATA_MOUNT}")
    yield from _sudo(world, at("21:16:02"), "/usr/bin/mount -o ro /dev/sdb1 /mnt/old")
    yield from _sudo(world, at("21:16:30"), f"/usr/bin/mount /dev/sdc1 {DATA_MOUNT}")
    yield from _sys(
        world, at("21:16:30"), "kernel",
        "[8212488.604119] EXT4-fs (sdc1): mounted filesystem with ordered data mode. Quota mode: none.",
    )  # fmt: skip
    yield from _sudo(world, at("21:28:44"), "/usr/bin/pg_createcluster 15 main")


def _restore(world: World, at: Evening) -> Iterator[Line]:
    """21:30: a new cluster, filled from the night's dump until just before 22:00."""
    date = f"{world.zone.local(at('12:00:00')):%Y-%m-%d}"
    yield from _sudo(world, at("21:29:57"), "/usr/bin/systemctl start postgresql@15-main")
    yield from _sys(
        world, at("21:29:57"), "systemd[1]", "Starting postgresql@15-main.service - PostgreSQL Cluster 15-main..."
    )
    yield from _starts(world, at("21:29:58.214"), "48801")
    yield from _db(world, at("21:29:58.377"), "48809", f"LOG:  database system was shut down at {at.text('21:29:12')}")
    yield from _db(world, at("21:30:00.102"), "48801", "LOG:  database system is ready to accept connections")
    yield from _sys(
        world, at("21:30:01"), "systemd[1]", "Started postgresql@15-main.service - PostgreSQL Cluster 15-main."
    )
    yield from _sudo(
        world, at("21:30:04"), f"/usr/bin/pg_restore -j 4 -d shop /mnt/old/backups/shop-{date}.dump", "postgres"
    )
    yield Line(at("21:30:09.518"), world.app.name, "app", "INFO [shop.db]", "database reachable again, pool reopened")
    for clock, millis, statement in (
        ("21:34:52.640", 281_114.872, "COPY public.products (id, name, price_cents, stock, search) FROM stdin;\n"),
        ("21:41:20.377", 401_377.205, "COPY public.orders (id, customer_id, cart_id, total_cents) FROM stdin;\n"),
        ("21:47:03.901", 655_870.114, "COPY public.order_items (id, order_id, product_id) FROM stdin;\n"),
        ("21:51:18.045", 240_331.990, "ALTER TABLE ONLY public.orders\n    ADD PRIMARY KEY (id);\n"),
        ("21:54:40.218", 198_020.441, "CREATE INDEX orders_customer_id_idx ON public.orders (customer_id);\n"),
        ("21:58:55.730", 512_688.067, "COPY public.reviews (id, product_id, stars, body, written_at) FROM stdin;\n"),
        ("21:59:47.112", 44_190.308, "ANALYZE;"),
    ):  # fmt: skip
        text = f"LOG:  duration: {millis:.3f} ms  statement: " + statement.replace("\n", "\n\t")
        yield from _db(world, at(clock), "49015 postgres@shop", text)
