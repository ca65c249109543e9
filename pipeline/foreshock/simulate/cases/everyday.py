"""What happens on the hosts on any day and harms nobody: cron, logins, checkpoints, vacuum, a stranger at the door."""

from __future__ import annotations

from foreshock.simulate.cases.scene import Scene
from foreshock.simulate.cases.shop import APP, DB, MAIL, REPLICA, UPSTREAM, WEB
from foreshock.simulate.clock import MINUTE, SECOND
from foreshock.simulate.world import Host


def everyday(scene: Scene) -> None:
    """The routine of all hosts; the knob ``noise`` says how much of what nobody needs."""
    scene.join(MAIL)
    _starts(scene)
    for host in scene.hosts():
        _cron(scene, host)
        _logins(scene, host)
    _mail(scene)
    _strangers(scene)
    if scene.knobs.is_postgresql:
        for host in (DB, REPLICA):
            if host in scene.hosts():
                _checkpoints(scene, host)
        _vacuum(scene)
        _sessions(scene)
    else:
        _aborted(scene)
    _chatter(scene)
    _night_release(scene)


def _starts(scene: Scene) -> None:
    """What the programs said when they started, which a log of a fresh rotation begins with."""
    at = scene.start - 20 * MINUTE
    scene.app(
        scene.start + 900_000, "INFO", "shop.release", "workers: 4, release v4.7.1, listening at: http://" + UPSTREAM
    )
    if scene.knobs.is_postgresql:
        scene.server(scene.start + SECOND, "LOG", f'listening on IPv4 address "{DB.address}", port 5432', pid=801)
    else:
        text = f"Server socket created on IP: '{DB.address}', port: '3306'."
        scene.server(scene.start + SECOND, "Note", text, code="MY-010000", session="Server", pid=0)
    scene.say(at, WEB, "systemd[1]", "Started session-4.scope - Session 4 of User maria.")


def _cron(scene: Scene, host: Host) -> None:
    for at in range(scene.start - scene.start % (5 * MINUTE) + 5 * MINUTE, scene.end, 5 * MINUTE):
        pid = 2_000 + at // MINUTE % 7_000
        scene.say(at + SECOND, host, f"CRON[{pid}]", "(root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)")
    hour = scene.start - scene.start % (60 * MINUTE) + 17 * MINUTE + SECOND
    for at in range(hour, scene.end, 60 * MINUTE):
        scene.say(at, host, "CRON[4117]", "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)")
    for at in scene.every(scene.start, scene.end, 1_300):
        scene.say(
            at, host, "systemd[1]", "Starting fwupd-refresh.service - Refresh fwupd metadata and update motd...",
            "fwupd-refresh.service: Deactivated successfully.",
            "Finished fwupd-refresh.service - Refresh fwupd metadata and update motd.",
        )  # fmt: skip


def _logins(scene: Scene, host: Host) -> None:
    for at in scene.every(scene.start, scene.end, 2_400 / scene.knobs.noise):
        pid = int(scene.rng.integers(10_000, 60_000))
        port = int(scene.rng.integers(40_000, 60_000))
        scene.say(
            at, host, f"sshd[{pid}]",
            f"Accepted publickey for deploy from 10.0.9.14 port {port} ssh2: ED25519 SHA256:q1J0m3vYk1vQy0n4v0",
            "pam_unix(sshd:session): session opened for user deploy(uid=1001) by (uid=0)",
        )  # fmt: skip
        scene.say(at + 90 * SECOND, host, f"sshd[{pid}]", "pam_unix(sshd:session): session closed for user deploy")


def _mail(scene: Scene) -> None:
    """The mail host has troubles of its own that hurt nobody."""
    for at in scene.every(scene.start, scene.end, 60 / scene.knobs.noise):
        queue = f"{int(scene.rng.integers(16**9, 16**10)):X}"
        source = f"postfix/smtp[{int(scene.rng.integers(3_000, 30_000))}]"
        if scene.rng.random() < 0.3:
            delay = int(scene.rng.integers(300, 90_000))
            text = (
                f"{queue}: to=<orders@partner.example.net>, relay=none, delay={delay}, delays=1/0.02/30/0, dsn=4.4.1, "
                "status=deferred (connect to mx.partner.example.net[192.0.2.25]:25: Connection timed out)"
            )
        else:
            text = (
                f"{queue}: to=<customer{at // SECOND % 9_000}@example.com>, relay=mx.example.com[198.51.100.25]:25, "
                f"delay=1.2, delays=0.1/0/0.3/0.8, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {queue[::-1]})"
            )
        scene.say(at, MAIL, source, text)


def _strangers(scene: Scene) -> None:
    for at in scene.every(scene.start, scene.end, 400 / scene.knobs.noise):
        pid = int(scene.rng.integers(10_000, 60_000))
        source = f"192.0.2.{int(scene.rng.integers(60, 250))} port {int(scene.rng.integers(30_000, 60_000))}"
        scene.say(
            at, WEB, f"sshd[{pid}]", f"Invalid user oracle from {source}",
            f"Connection closed by invalid user oracle {source} [preauth]",
        )  # fmt: skip


def _checkpoints(scene: Scene, host: Host) -> None:
    word = "checkpoint" if host is DB else "restartpoint"
    for at in range(scene.start + 40 * SECOND, scene.end, 5 * MINUTE):
        buffers = int(scene.rng.integers(700, 2_400))
        took = float(scene.rng.uniform(60, 240))
        scene.server(at, "LOG", f"{word} starting: time", host=host, pid=812)
        scene.server(
            at + int(took * SECOND), "LOG",
            f"{word} complete: wrote {buffers} buffers ({buffers / 10485.76:.1f}%); 0 WAL file(s) added, 0 removed, "
            f"{buffers // 500} recycled; write={took - 0.03:.3f} s, sync=0.008 s, total={took:.3f} s; sync files=61, "
            f"longest=0.004 s, average=0.001 s; distance={buffers * 14} kB, estimate={buffers * 15} kB",
            host=host, pid=812,
        )  # fmt: skip


def _vacuum(scene: Scene) -> None:
    for at in scene.every(scene.start, scene.end, 420):
        table = ("orders", "cart_items", "sessions")[int(scene.rng.integers(0, 3))]
        took = float(scene.rng.uniform(0.2, 4.0))
        scene.server(
            at, "LOG",
            f'automatic vacuum of table "shop.public.{table}": index scans: 1\npages: 0 removed, 61030 remain, 2117 '
            "scanned (3.47% of total)\ntuples: 6351 removed, 3722830 remain, 17 are dead but not yet removable\n"
            f"system usage: CPU: user: {took / 9:.2f} s, system: 0.05 s, elapsed: {took:.2f} s",
            pid=int(scene.rng.integers(20_000, 90_000)),
        )  # fmt: skip


def _sessions(scene: Scene) -> None:
    """The application's pool renews a connection now and then (log_connections is on)."""
    for at in scene.every(scene.start, scene.end, 25):
        pid = int(scene.rng.integers(20_000, 90_000))
        port = int(scene.rng.integers(33_000, 60_000))
        scene.server(at, "LOG", f"connection received: host={APP.address} port={port}", session="[unknown]@[unknown]",
                     pid=pid)  # fmt: skip
        scene.server(at + 2_300, "LOG", "connection authorized: user=shop database=shop application_name=shop",
                     session="shop@shop", pid=pid)  # fmt: skip


def _aborted(scene: Scene) -> None:
    for at in scene.every(scene.start, scene.end, 900):
        number = int(scene.rng.integers(100, 900))
        scene.server(
            at, "Warning" if scene.knobs.database == "mariadb" else "Note",
            f"Aborted connection {number} to db: 'shop' user: 'exporter' host: '10.0.1.70' (Got an error reading "
            "communication packets)",
            code="MY-010914", session="Server", pid=number,
        )  # fmt: skip


def _chatter(scene: Scene) -> None:
    """The application mentions what it copes with: a slow partner, a retried mail, a coupon that is not known."""
    for at in scene.every(scene.start, scene.end, 240 / scene.knobs.noise):
        level, source, text = (
            ("WARNING", "shop.recommend", "recommendations took 1204 ms, shown without"),
            ("INFO", "shop.coupons", "coupon SPRING24 is not known"),
            ("ERROR", "shop.mail", "newsletter: [Errno 110] Connection timed out: mx.partner.example.net, will retry"),
            ("WARNING", "shop.images", "thumbnail of product 4117 missing, using the large one"),
        )[int(scene.rng.integers(0, 4))]
        scene.app(at, level, source, text)


def _night_release(scene: Scene) -> None:
    """One case in three has a release in it that changes nothing for the worse."""
    rng = scene.noise.stream("harmless release")
    if rng.random() > 0.33:
        return
    at = scene.start + int(rng.uniform(6, 22) * MINUTE)
    scene.say(at - SECOND, APP, "systemd[1]", "Reloading shop.service - Shop application...",
              "Reloaded shop.service - Shop application.")  # fmt: skip
    scene.app(at, "INFO", "shop.release", "release v4.7.2 starting, graceful reload of 4 workers")
    scene.app(at + 3 * SECOND, "INFO", "shop.release", "release v4.7.2 ready, previous v4.7.1")
