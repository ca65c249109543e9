"""What happens on the hosts on every day: cron, rotation, mail, colleagues at work and strangers at the door."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from foreshock.simulate.clock import DAY, HOUR, MINUTE, SECOND
from foreshock.simulate.script import Line
from foreshock.simulate.world import World


def login(port: int) -> str:
    """What sshd says when the engineer on duty logs in."""
    key = "ED25519 SHA256:q1J0m3vYk1vQy0n4v0Xo0m9T2bq8m5m8Zy3Jrj1x2iA"
    return f"Accepted publickey for maria from 10.0.9.14 port {port} ssh2: {key}"


def cron(world: World, day: int, rng: np.random.Generator) -> Iterator[Line]:
    """Hourly jobs, sadc every ten minutes, and log rotation at midnight, on every host."""
    for host in world.hosts:
        pid = int(rng.integers(1_000, 9_000))
        for hour in range(24):
            pid += int(rng.integers(40, 400))
            at = day + hour * HOUR + 17 * MINUTE + SECOND
            yield Line(
                at, host.name, "syslog", f"CRON[{pid}]", "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)"
            )
        for tenth in range(10 * MINUTE, DAY, 10 * MINUTE):
            at = day + tenth - 5 * MINUTE + SECOND
            yield Line(
                at,
                host.name,
                "syslog",
                f"CRON[{pid + tenth // MINUTE}]",
                "(root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)",
            )
        at = day + 5 * SECOND
        yield Line(at, host.name, "syslog", "systemd[1]", "Starting logrotate.service - Rotate log files...")
        yield Line(at + 2 * SECOND, host.name, "syslog", "systemd[1]", "logrotate.service: Deactivated successfully.")
        yield Line(at + 2 * SECOND, host.name, "syslog", "systemd[1]", "Finished logrotate.service - Rotate log files.")


def knocks(world: World, day: int, rng: np.random.Generator) -> Iterator[Line]:
    """Strangers at the door, and colleagues at work."""
    for at in np.sort(rng.integers(day, day + DAY, 60)):
        pid = int(rng.integers(10_000, 60_000))
        source = f"192.0.2.{rng.integers(60, 250)} port {rng.integers(30_000, 60_000)}"
        name = ("admin", "oracle", "test", "ubuntu", "git")[int(rng.integers(0, 5))]
        yield Line(int(at), world.web.name, "syslog", f"sshd[{pid}]", f"Invalid user {name} from {source}")
        yield Line(
            int(at) + 800_000,
            world.web.name,
            "syslog",
            f"sshd[{pid}]",
            f"Connection closed by invalid user {name} {source} [preauth]",
        )
    for at in np.sort(rng.integers(day + 9 * HOUR, day + 17 * HOUR, 5)):
        host = world.hosts[int(rng.integers(0, len(world.hosts)))].name
        pid = int(rng.integers(10_000, 60_000))
        yield Line(
            int(at),
            host,
            "syslog",
            f"sshd[{pid}]",
            login(int(rng.integers(40_000, 60_000))),
        )
        yield Line(
            int(at) + 120_000,
            host,
            "syslog",
            f"sshd[{pid}]",
            "pam_unix(sshd:session): session opened for user maria(uid=1001) by (uid=0)",
        )
        yield Line(
            int(at) + 7 * MINUTE,
            host,
            "syslog",
            f"sshd[{pid}]",
            "pam_unix(sshd:session): session closed for user maria",
        )


def mail(world: World, day: int, rng: np.random.Generator) -> Iterator[Line]:
    """The mail host has troubles of its own, every day, that hurt nobody."""
    host = world.mail.name
    for at in np.sort(rng.integers(day, day + DAY, 220)):
        queue = f"{int(rng.integers(16**9, 16**10)):X}"
        pid = int(rng.integers(3_000, 30_000))
        if rng.random() < 0.12:
            text = (
                f"{queue}: to=<orders@partner.example.net>, relay=none, delay={rng.integers(300, 90_000)}, "
                "delays=1/0.02/30/0, dsn=4.4.1, status=deferred "
                "(connect to mx.partner.example.net[192.0.2.25]:25: Connection timed out)"
            )
        else:
            text = (
                f"{queue}: to=<customer{rng.integers(1, 9000)}@example.com>, relay=mx.example.com[198.51.100.25]:25, "
                f"delay={rng.uniform(0.4, 3):.1f}, delays=0.1/0/0.3/0.4, dsn=2.0.0, "
                f"status=sent (250 2.0.0 Ok: queued as {queue[::-1]})"
            )
        yield Line(int(at), host, "syslog", f"postfix/smtp[{pid}]", text)
    at = day + 6 * HOUR + 25 * MINUTE
    yield Line(
        at, host, "syslog", "CRON[4711]", "(root) CMD (test -x /usr/sbin/anacron || run-parts --report /etc/cron.daily)"
    )
    yield Line(
        at + 9 * SECOND,
        host,
        "syslog",
        "anacron[4712]",
        "Job `cron.daily' terminated (exit status: 1) (mailing output)",
    )
    yield Line(at + 11 * SECOND, host, "syslog", "disk-check[4719]", "WARNING: /boot is 91% full (424 of 466 MiB used)")
