"""July 10, 2023: the database's volume fills up, and half an hour is lost on the wrong hypothesis."""

from __future__ import annotations

from collections.abc import Iterator

from foreshock.simulate.clock import MINUTE, SECOND, iso, render_iso
from foreshock.simulate.ground_truth import GroundTruth
from foreshock.simulate.machine import Strain, Volume
from foreshock.simulate.noise import Noise
from foreshock.simulate.outcomes import EVERYDAY, Chances, Outcome, Phase
from foreshock.simulate.routes import DATABASE, Group
from foreshock.simulate.routine import POSTMASTER, import_failure
from foreshock.simulate.scenario import Outage, Scenario, Story
from foreshock.simulate.scenarios.ecommerce import DATA_MOUNT, data_volume, deploy, growth
from foreshock.simulate.script import Line
from foreshock.simulate.world import World

_NO_SPACE = "No space left on device"
_CONF = "/etc/postgresql/15/main/postgresql.conf"
_VERSION = (
    "LOG:  starting PostgreSQL 15.3 (Debian 15.3-0+deb12u1) on x86_64-pc-linux-gnu, "
    "compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit"
)

_FULL: Chances = {
    **EVERYDAY,
    Group.HOME: {Outcome.UPSTREAM_TIMEOUT: 0.02},
    Group.PRODUCT: {Outcome.DISK_FULL_TABLE: 0.09, Outcome.UPSTREAM_TIMEOUT: 0.02},
    Group.SEARCH: {Outcome.DISK_FULL_TEMP: 0.42, Outcome.UPSTREAM_TIMEOUT: 0.02},
    Group.CART: {Outcome.DISK_FULL_TABLE: 0.7, Outcome.UPSTREAM_TIMEOUT: 0.03},
    Group.CHECKOUT: {Outcome.DISK_FULL_TABLE: 0.7, Outcome.UPSTREAM_TIMEOUT: 0.05},
}
_RECOVERING: Chances = {
    group: {Outcome.IN_RECOVERY: 0.55, Outcome.SERVER_CLOSED: 0.1, Outcome.POOL_TIMEOUT: 0.35} for group in DATABASE
}
# Some pages come from the application's cache.
_DOWN: Chances = {
    group: {
        Outcome.POOL_TIMEOUT: 0.5,
        Outcome.APP_REFUSED: 0.2,
        Outcome.CONNECTION_REFUSED: 0.18 if group in (Group.HOME, Group.PRODUCT, Group.CATEGORY) else 0.3,
    }
    for group in DATABASE
} | {Group.HEALTH: {Outcome.APP_REFUSED: 0.2}}
_WARMING: Chances = {group: {Outcome.POOL_TIMEOUT: 0.03} for group in DATABASE} | {
    Group.PRODUCT: {Outcome.UNDEFINED_TABLE: 0.09, Outcome.POOL_TIMEOUT: 0.02}
}


class EcommerceDiskFull(Scenario):
    """The incident that the project was created from, with the clock times of its postmortem (EST)."""

    name = "ecommerce-disk-full"
    description = "a web shop's database volume fills up over days: ENOSPC, PANIC, a crash, two hours of outage"

    def story(self, world: World, noise: Noise) -> Story:
        """The evening of the world's last day, from the full volume at 19:58:50 to the end at 22:00."""
        del noise
        at = _Evening(world)
        outage = Outage(at("20:31:07.690"), at("20:31:36"), at("21:30:00"))
        phases = (
            Phase("full", at("20:00:00"), outage.crashed, (5.5, 7.5), 0.65, (0.25, 0.5), _FULL),
            Phase("recovering", outage.crashed, outage.gone, (7.5, 7.5), 0.65, (1.0, 1.0), _RECOVERING),
            Phase("down", outage.gone, outage.up, (1.0, 1.0), 0.5, (1.0, 1.0), _DOWN),
            Phase("warming up", outage.up, at("22:00:00"), (5.5, 4.2), 0.6, (0.6, 0.35), _WARMING),
        )
        full_at = at("19:58:50")
        script = [
            *deploy(world), *import_failure(world, full_at), *_vacuum_fails(world, at), *_wrong_hypothesis(world, at),
            *_crash(world, at), *_restarts(world, at), *_investigation(world, at), *_replacement(world, at),
            *_restore(world, at),
        ]  # fmt: skip
        truth = GroundTruth(
            cause="disk-full",
            cause_entity=world.db.name,
            fault_injected_at=iso(full_at),
            impact_start=iso(phases[0].start),
            impact_end=iso(phases[-1].end),
            expected_rank1=("disk-full",),
            must_not_rank1=(
                "traffic-surge", "cpu-saturation", "connection-exhaustion", "bad-deploy", "upstream-down",
                "database-restart",
            ),
            key_evidence=("could not extend file", "No space left on device", DATA_MOUNT),
        )  # fmt: skip
        return Story(
            db_volume=_volume(world, at, full_at), truth=truth, phases=phases, lost_share=0.30, db_outage=outage,
            import_until=full_at, strains=_strains(at), script=tuple(script),
        )  # fmt: skip


class _Evening:
    """Clock times of the world's last local day."""

    def __init__(self, world: World) -> None:
        self._day = f"{world.zone.local(world.at(world.end) - MINUTE):%Y-%m-%d}"
        self._world = world

    def __call__(self, clock: str) -> int:
        return self._world.at(f"{self._day} {clock}")

    def text(self, clock: str) -> str:
        """The local time as PostgreSQL prints it inside a message."""
        return f"{render_iso(self._world.zone.local(self(clock)))} {self._world.zone.name}"


def _volume(world: World, at: _Evening, full_at: int) -> Volume:
    """Fuller by some per cent a day, to the last block at ``full_at``; a bigger and empty disk after 21:16."""
    from_zero = Volume(DATA_MOUNT, "", 1, growth(world, 0.0, pruned=False)).used(full_at)
    rising = [knot for knot in growth(world, 1.0 - from_zero, pruned=False) if knot[0] < full_at]
    swapped = at("21:16:30")
    filled = [
        *rising, (full_at, 1.0), (swapped, 1.0), (swapped + 1, 0.001), (at("21:30:00"), 0.004), (at("21:59:00"), 0.36),
        (world.at(world.end), 0.363),
    ]  # fmt: skip
    return data_volume(world, filled=filled, swapped=(swapped, "/dev/sdc1", 402_106))


def _strains(at: _Evening) -> tuple[Strain, ...]:
    """Writers that fail and retry make the disk wait, not the processors; a dead server does nothing."""
    return (
        Strain(at("19:59:00"), at("20:31:00"), user=-6.0, iowait=10.5, busy=31.0, write_kb=900.0),
        Strain(at("20:31:00"), at("21:30:00"), idle=True),
        Strain(at("21:30:00"), at("22:00:00"), user=21.0, iowait=19.0, busy=86.0, write_kb=71_000.0, read_kb=9_000.0),
    )


def _db(world: World, at: int, who: str, *texts: str) -> Iterator[Line]:
    for text in texts:
        yield Line(at, world.db.name, "postgresql", who, text)


def _sys(world: World, at: int, tag: str, *texts: str) -> Iterator[Line]:
    for text in texts:
        yield Line(at, world.db.name, "syslog", tag, text)


def _sudo(world: World, at: int, command: str, user: str = "root") -> Iterator[Line]:
    text = f"   maria : TTY=pts/1 ; PWD=/home/maria ; USER={user} ; COMMAND={command}"
    yield Line(at, world.db.name, "syslog", "sudo", text)


def _vacuum_fails(world: World, at: _Evening) -> Iterator[Line]:
    for number, clock in enumerate(("20:01:12.204", "20:09:40.871", "20:18:03.377", "20:26:55.090")):
        yield from _db(
            world, at(clock), str(40_118 + number * 613),
            f'ERROR:  could not extend file "base/16385/2619": {_NO_SPACE}',
            "HINT:  Check free disk space.",
            f'CONTEXT:  automatic vacuum of table "shop.public.{("orders", "cart_items")[number % 2]}"',
        )  # fmt: skip


def _wrong_hypothesis(world: World, at: _Evening) -> Iterator[Line]:
    """20:05: it must be load, so more connections, and an index for the slow query."""
    app = world.app.name
    yield from _sys(world, at("20:04:11"), "sshd[38120]", "Accepted publickey for maria from 10.0.9.14 port 51514 ssh2: ED25519 SHA256:q1J0m3vYk1vQy0n4v0Xo0m9T2bq8m5m8Zy3Jrj1x2iA")
    yield from _sudo(world, at("20:05:02"), f"/usr/bin/sed -i s/^max_connections.*/max_connections = 400/ {_CONF}")
    yield from _sudo(world, at("20:05:21"), "/usr/bin/systemctl reload postgresql@15-main")
    yield from _db(
        world, at("20:05:21.418"), POSTMASTER,
        "LOG:  received SIGHUP, reloading configuration files",
        'LOG:  parameter "max_connections" cannot be changed without restarting the server',
        'LOG:  parameter "work_mem" changed to "64MB"',
        f'LOG:  configuration file "{_CONF}" contains errors; unaffected changes were applied',
    )  # fmt: skip
    yield Line(at("20:06:48"), app, "syslog", "sudo", "   maria : TTY=pts/0 ; PWD=/srv/shop ; USER=root ; COMMAND=/usr/bin/systemctl reload shop.service")
    yield Line(at("20:06:48.731"), app, "app", "INFO [shop.db]", "configuration reloaded: pool max_size 24 -> 60")
    yield from _db(
        world, at("20:17:36.052"), "39877 maria@shop",
        f'ERROR:  could not extend file "base/16385/25110": {_NO_SPACE}',
        "HINT:  Check free disk space.",
        "STATEMENT:  CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);",
    )  # fmt: skip


def _crash(world: World, at: _Evening) -> Iterator[Line]:
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
    yield from _recovery(world, at, "42010", POSTMASTER, "20:31:09", 24, "interrupted; last known up at " + at.text("20:28:12"))


def _recovery(world: World, at: _Evening, pid: str, postmaster: str, clock: str, seconds: int, since: str) -> Iterator[Line]:
    """Crash recovery that ends on the full volume."""
    begin = at(clock) + 731_000
    end = begin + seconds * SECOND
    hint = "HINT:  This probably means that some data is corrupted and you will have to use the last backup for recovery."
    yield from _db(world, begin, pid, f"LOG:  database system was {since}", *([hint] if "while in recovery" in since else []))
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


def _restarts(world: World, at: _Evening) -> Iterator[Line]:
    """systemd tries again, and so do people; each time the recovery meets the full volume."""
    unit = "postgresql@15-main.service"
    last = "20:31:34"
    for number, (clock, seconds, pid) in enumerate((("20:32:05", 22, 42_388), ("20:32:58", 23, 42_731), ("20:42:31", 21, 43_502)), 1):
        if number == 3:
            yield from _sys(world, at("20:33:53"), "systemd[1]", f"{unit}: Start request repeated too quickly.")
            yield from _sudo(world, at("20:42:29"), "/usr/bin/systemctl restart postgresql@15-main")
        else:
            yield from _sys(world, at(clock), "systemd[1]", f"{unit}: Scheduled restart job, restart counter is at {number}.")
        yield from _sys(world, at(clock), "systemd[1]", "Starting PostgreSQL Cluster 15-main...")
        yield from _db(
            world, at(clock) + 310_000, str(pid), _VERSION, 'LOG:  listening on IPv4 address "0.0.0.0", port 5432',
            'LOG:  listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"',
        )  # fmt: skip
        since = f"interrupted while in recovery at {at.text(last)}"
        yield from _recovery(world, at, str(pid + 4), str(pid), clock, seconds, since)
        ended = at(clock) + (seconds + 1) * SECOND
        last = f"{world.zone.local(ended):%H:%M:%S}"
        yield from _sys(
            world, ended + SECOND, "systemd[1]", f"{unit}: Failed with result 'protocol'.",
            "Failed to start PostgreSQL Cluster 15-main.",
        )  # fmt: skip


def _investigation(world: World, at: _Evening) -> Iterator[Line]:
    """20:36 the server's log, 21:00 the disk."""
    log = "/var/log/postgresql/postgresql-15-main.log"
    yield from _sudo(world, at("20:36:40"), f"/usr/bin/tail -n 200 {log}")
    yield from _sudo(world, at("20:55:18"), f"/usr/bin/less {log}")
    yield from _sudo(world, at("21:00:12"), "/usr/bin/df -h")
    yield from _sudo(world, at("21:00:58"), f"/usr/bin/du -xsh {DATA_MOUNT}/15 {DATA_MOUNT}/backups")


def _replacement(world: World, at: _Evening) -> Iterator[Line]:
    """21:14: a bigger disk."""
    yield from _sys(
        world, at("21:14:07"), "kernel",
        "[8212345.118201] scsi 3:0:2:0: Direct-Access     QEMU     QEMU HARDDISK    2.5+ PQ: 0 ANSI: 5",
        "[8212345.120442] sd 3:0:2:0: [sdc] 838860800 512-byte logical blocks: (429 GB/400 GiB)",
        "[8212345.121307] sd 3:0:2:0: [sdc] Attached SCSI disk",
    )  # fmt: skip
    yield from _sudo(world, at("21:15:10"), "/usr/sbin/mkfs.ext4 /dev/sdc1")
    yield from _sudo(world, at("21:16:02"), "/usr/bin/mount -o remount,ro /dev/sdb1 /mnt/old")
    yield from _sudo(world, at("21:16:30"), f"/usr/bin/mount /dev/sdc1 {DATA_MOUNT}")
    yield from _sys(
        world, at("21:16:30"), "kernel",
        "[8212488.604119] EXT4-fs (sdc1): mounted filesystem with ordered data mode. Quota mode: none.",
    )  # fmt: skip
    yield from _sudo(world, at("21:28:44"), "/usr/bin/pg_createcluster 15 main")


def _restore(world: World, at: _Evening) -> Iterator[Line]:
    """21:30: a new cluster, filled from the night's dump until just before 22:00."""
    date = f"{world.zone.local(at('12:00:00')):%Y-%m-%d}"
    yield from _sudo(world, at("21:29:57"), "/usr/bin/systemctl start postgresql@15-main")
    yield from _sys(world, at("21:29:57"), "systemd[1]", "Starting PostgreSQL Cluster 15-main...")
    yield from _db(
        world, at("21:29:58.214"), POSTMASTER, _VERSION, 'LOG:  listening on IPv4 address "0.0.0.0", port 5432',
        'LOG:  listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"',
    )  # fmt: skip
    yield from _db(world, at("21:29:58.377"), "48809", f"LOG:  database system was shut down at {at.text('21:29:12')}")
    yield from _db(world, at("21:30:00.102"), POSTMASTER, "LOG:  database system is ready to accept connections")
    yield from _sys(world, at("21:30:01"), "systemd[1]", "Started PostgreSQL Cluster 15-main.")
    yield from _sudo(world, at("21:30:04"), f"/usr/bin/pg_restore -j 4 -d shop /mnt/old/backups/shop-{date}.dump", "postgres")
    yield Line(at("21:30:09.518"), world.app.name, "app", "INFO [shop.db]", "database reachable again, pool reopened")
    for clock, millis, statement in (
        ("21:34:52.640", 281_114.872, "COPY public.products (id, name, price_cents, stock, category_id, active, rank, search) FROM stdin;\n"),
        ("21:41:20.377", 401_377.205, "COPY public.orders (id, customer_id, cart_id, total_cents, currency, placed_at) FROM stdin;\n"),
        ("21:47:03.901", 655_870.114, "COPY public.order_items (id, order_id, product_id, quantity, created_at) FROM stdin;\n"),
        ("21:51:18.045", 240_331.990, "ALTER TABLE ONLY public.order_items\n    ADD CONSTRAINT order_items_pkey PRIMARY KEY (id);\n"),
        ("21:54:40.218", 198_020.441, "CREATE INDEX orders_customer_id_idx ON public.orders USING btree (customer_id);\n"),
        ("21:58:55.730", 512_688.067, "COPY public.reviews (id, product_id, stars, body, written_at) FROM stdin;\n"),
        ("21:59:47.112", 44_190.308, "ANALYZE;"),
    ):  # fmt: skip
        text = f"LOG:  duration: {millis:.3f} ms  statement: " + statement.replace("\n", "\n\t")
        yield from _db(world, at(clock), "49015 postgres@shop", text)
