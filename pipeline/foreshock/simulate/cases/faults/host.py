"""Faults of memory, processes, processors, clocks and whole hosts."""

from __future__ import annotations

from foreshock.simulate.cases import failures
from foreshock.simulate.cases.faults.told import Fault, Told
from foreshock.simulate.cases.scene import Scene, sudo
from foreshock.simulate.cases.shop import APP, DB, DYNAMIC, ON_DATABASE
from foreshock.simulate.clock import MINUTE, SECOND


def out_of_memory(scene: Scene) -> Told:
    """Memory grows over twelve minutes until the host swaps and the server is refused what it asks for."""
    at, end = scene.fault_at, scene.fixed_at
    db = scene.gauges[DB.name]
    db.move("memory", at - 12 * MINUTE, end, 0.985, ramp_s=12 * 60)
    db.move("swapped", at - 30 * SECOND, end, 5_200, ramp_s=30)
    db.move("iowait", at, end, 22.0)
    scene.slow(at, end, (5.0, 11.0))
    scene.fail(at + 40 * SECOND, end, failures.NO_MEMORY, (0.05, 0.3), routes=ON_DATABASE)
    return Told(DB.name, at + 5 * SECOND, end, ("out of memory", "Out of memory", "system.paging", "system.memory"))


def process_killed(scene: Scene) -> Told:
    """The kernel, or a person, ends a process of the database; it throws out everybody and recovers."""
    at = scene.fault_at
    by_kernel = scene.rng.random() < 0.5
    pid, name = 21_877, "postgres" if scene.knobs.is_postgresql else "mysqld"
    if scene.knobs.database == "mariadb":
        name = "mariadbd"
    if by_kernel:
        scene.gauges[DB.name].move("memory", at - 4 * MINUTE, at, 0.99, ramp_s=230)
        scene.say(
            at, DB, "kernel",
            f"{name} invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO), order=0, "
            "oom_score_adj=0",
            f"Out of memory: Killed process {pid} ({name}) total-vm:30184220kB, anon-rss:28811204kB, file-rss:0kB, "
            "shmem-rss:131072kB, UID:106 pgtables:57880kB oom_score_adj:0",
            level="ERROR",
        )  # fmt: skip
    else:
        scene.say(at, DB, "sudo", sudo("maria", f"kill -9 {pid}"))
    seconds = float(scene.rng.uniform(70, 200))
    up = at + int(seconds * SECOND)
    if scene.knobs.is_postgresql:
        crash(scene, at + 40_000, up, pid, "9: Killed")
        scene.fail(at, at + 2 * SECOND, failures.SERVER_LOST, routes=ON_DATABASE)
        scene.fail(at + 2 * SECOND, up, failures.IN_RECOVERY, routes=ON_DATABASE)
    else:
        unit = "mariadb.service" if scene.knobs.database == "mariadb" else "mysql.service"
        scene.say(at + SECOND, DB, "systemd[1]", f"{unit}: Main process exited, code=killed, status=9/KILL",
                  f"{unit}: Failed with result 'signal'.", level="WARNING")  # fmt: skip
        mysql_starts(scene, at + 6 * SECOND, up, recovering=True)
        scene.fail(at, at + SECOND, failures.SERVER_LOST, routes=ON_DATABASE)
        scene.fail(at + SECOND, up, failures.DATABASE_REFUSES, routes=ON_DATABASE)
    scene.slow(up, up + 60 * SECOND, (6.0, 1.5))
    evidence = ("terminated by signal 9: Killed", "Killed process", "status=9/KILL", "in recovery mode")
    return Told(DB.name, at, up + 30 * SECOND, evidence, ("out-of-memory",) if by_kernel else ())


def crash(scene: Scene, at: int, up: int, pid: int, signal: str) -> None:
    """PostgreSQL after one of its processes was ended by a signal, until it is ready again."""
    scene.server(at, "LOG", f"server process (PID {pid}) was terminated by signal {signal}",
                 more={"DETAIL": "Failed process was running: SELECT id, name FROM products"})  # fmt: skip
    scene.server(at + 2_000, "LOG", "terminating any other active server processes")
    scene.server(at + SECOND, "LOG", "all server processes terminated; reinitializing")
    scene.server(
        at + SECOND + 30_000, "LOG",
        f"database system was interrupted; last known up at {scene.face(DB.name, at - 3 * MINUTE):%Y-%m-%d %H:%M:%S} "
        f"{scene.knobs.zone.name}",
        pid=42_010,
    )  # fmt: skip
    scene.server(at + 2 * SECOND, "LOG", "database system was not properly shut down; automatic recovery in progress",
                 pid=42_010)  # fmt: skip
    scene.server(at + 2 * SECOND + 9_000, "LOG", "redo starts at 1F2/8C0A3D18", pid=42_010)
    scene.server(up - SECOND, "LOG", "redo done at 1F2/9FFFFE28 system usage: CPU: user: 6.11 s, system: 3.02 s, "
                 "elapsed: 24.88 s", pid=42_010)  # fmt: skip
    scene.server(up, "LOG", "database system is ready to accept connections")


def mysql_starts(scene: Scene, at: int, up: int, *, recovering: bool) -> None:
    """MySQL or MariaDB from its first line to the one that says that it is ready."""
    name = "mariadbd" if scene.knobs.database == "mariadb" else "/usr/sbin/mysqld"
    version = "10.11.6-MariaDB-0+deb12u1" if scene.knobs.database == "mariadb" else "8.0.36"
    text = f"{name} (mysqld {version}) starting as process 4117"
    if scene.knobs.database == "mariadb":
        text = f"Starting MariaDB {version} source revision 5843d8475120241667a7ce0f8a1abb6c9b43a273 as process 4117"
    scene.server(at, "System", text, code="MY-010116", session="Server", pid=0)
    if recovering:
        scene.server(at + SECOND, "Note", "Starting crash recovery from checkpoint LSN=83059929" if
                     scene.knobs.database == "mariadb" else "Starting crash recovery.", code="MY-013250",
                     session="InnoDB", pid=0)  # fmt: skip
    scene.server(up, "System", f"{name}: ready for connections. Version: '{version}'  socket: "
                 "'/run/mysqld/mysqld.sock'  port: 3306", code="MY-010931", session="Server", pid=0)  # fmt: skip


def cpu_saturation(scene: Scene) -> Told:
    """Something on the host takes all processors; whose request needs one waits."""
    at, end = scene.fault_at, scene.fixed_at
    host = (APP, DB)[int(scene.rng.integers(0, 2))]
    scene.gauges[host.name].move("user", at, end, 98.0)
    scene.slow(at, end, (7.0, 12.0), part="app" if host is APP else "db", routes=DYNAMIC)
    return Told(host.name, at + 5 * SECOND, end, ("system.cpu.utilization",))


def host_reboot(scene: Scene) -> Told:
    """The application's or the database's host goes down and comes up again."""
    at = scene.fault_at
    host = (APP, DB)[int(scene.rng.integers(0, 2))]
    unit = "shop" if host is APP else "postgresql" if scene.knobs.is_postgresql else "mysql"
    scene.say(at, host, "systemd-logind[602]", "The system will reboot now!", "System is rebooting.")
    scene.say(
        at + SECOND, host, "systemd[1]", f"Stopping {unit}.service...", f"{unit}.service: Deactivated successfully."
    )
    if host is DB:
        shutdown(scene, at + 900_000)
    gone, boot = at + 4 * SECOND, at + 55 * SECOND
    up = boot + 25 * SECOND
    scene.silent.append((host.name, gone, boot))
    scene.say(
        boot, host, "kernel",
        "Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP "
        "PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)",
        "Command line: BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=/dev/sda1 ro quiet",
    )  # fmt: skip
    scene.say(up - SECOND, host, "systemd[1]", f"Started {unit}.service.")
    if host is APP:
        scene.app(up, "INFO", "shop.release", "release v4.7.1 starting, 4 workers")
        scene.fail(at + 2 * SECOND, up, failures.CRASHED_APP)
    else:
        started(scene, up)
        scene.fail(at + 2 * SECOND, up, failures.DATABASE_REFUSES, routes=ON_DATABASE)
    return Told(host.name, at + 2 * SECOND, up, ("Linux version", "The system will reboot now", "System is rebooting"))


def shutdown(scene: Scene, at: int) -> None:
    """The database is asked to stop."""
    if scene.knobs.is_postgresql:
        for number, text in enumerate((
            "received fast shutdown request", "aborting any active transactions", "shutting down",
            "database system is shut down",
        )):  # fmt: skip
            scene.server(at + number * 300_000, "LOG", text)
    else:
        name = "mariadbd" if scene.knobs.database == "mariadb" else "/usr/sbin/mysqld"
        text = f"{name} (initiated by: unknown): Normal shutdown"
        if scene.knobs.database == "mysql":
            text = "Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: 8.0.36)."
        scene.server(at, "System", text, code="MY-013172", session="Server", pid=0)
        scene.server(at + 300_000, "Note", "Starting shutdown...", code="MY-013072", session="InnoDB", pid=0)
        scene.server(at + 2 * SECOND, "System", f"{name}: Shutdown complete", code="MY-010910", session="Server", pid=0)


def started(scene: Scene, up: int) -> None:
    """The database after an orderly start."""
    if scene.knobs.is_postgresql:
        scene.server(up - SECOND, "LOG", "starting PostgreSQL 15.6 (Debian 15.6-0+deb12u1) on x86_64-pc-linux-gnu, "
                     "compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit")  # fmt: skip
        scene.server(up, "LOG", "database system is ready to accept connections")
    else:
        mysql_starts(scene, up - 3 * SECOND, up, recovering=False)


def clock_jump(scene: Scene) -> Told:
    """The application's clock is stepped back by minutes: its own tokens are from the future."""
    at, end = scene.fault_at, scene.fixed_at
    by_s = -int(scene.rng.uniform(240, 500))
    scene.jumps[APP.name] = (at, by_s)
    scene.say(at, APP, "chronyd[588]", f"System clock wrong by {by_s}.412061 seconds",
              f"System clock was stepped by {by_s}.412061 seconds", level="WARNING")  # fmt: skip
    scene.fail(at + SECOND, end, failures.TOKEN_EARLY, (0.5, 0.45), routes=("cart", "checkout", "home"))
    return Told(APP.name, at + SECOND, end, ("System clock was stepped",))


FAULTS = (
    Fault("out-of-memory", out_of_memory, ("metrics", "database")),
    Fault("process-killed", process_killed, ("syslog", "database")),
    Fault("cpu-saturation", cpu_saturation, ("metrics",)),
    Fault("host-reboot", host_reboot, ("syslog",)),
    Fault("clock-jump", clock_jump, ("syslog",)),
)
