"""A host's syslog: what the lab's own jobs, service manager and kernel say, among the usual talk of daemons."""

from __future__ import annotations

import random
import threading
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.lab.site import Site

TALK = (
    ("chronyd[488]", "Selected source 192.0.2.{small}"),
    ("sshd[{pid}]", "Accepted publickey for deploy from 198.51.100.{small} port {port} ssh2: ED25519 SHA256:kX3v0Yt"),
    ("systemd[1]", "Starting sysstat-collect.service - system activity accounting tool..."),
    ("systemd[1]", "sysstat-collect.service: Deactivated successfully."),
    ("node_exporter[612]", 'level=info msg="scrape finished" collectors=38 duration=0.0{small}s'),
    ("CRON[{pid}]", "(root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)"),
    ("systemd-timesyncd[401]", "Contacted time server 192.0.2.{small}:123 (ntp.internal)."),
)


class Syslog:
    """The file /var/log/syslog of one host, in rsyslog's traditional or its newer form of stamps."""

    def __init__(self, site: Site, role: str, folder: Path) -> None:
        """Begins empty."""
        self.site, self.host, self.path = site, site.name(role), folder / "syslog"
        self.chance = random.Random(role)
        self.lock = threading.Lock()
        self.path.touch()

    def stamp(self) -> str:
        """Time and host, as each line begins."""
        return self.stamp_of(time.time())

    def stamp_of(self, seconds: float) -> str:
        """The same for another moment, in epoch seconds."""
        now = datetime.fromtimestamp(seconds, ZoneInfo(self.site.zone))
        if self.site.syslog == "iso":
            return f"{now.isoformat(timespec='microseconds')} {self.host}"
        return f"{now:%b} {now.day:2d} {now:%H:%M:%S} {self.host}"

    def say(self, tag: str, text: str) -> None:
        """Add a line."""
        with self.lock, self.path.open("a", encoding="utf-8") as out:
            out.write(f"{self.stamp()} {tag}: {text}\n")

    def chatter(self, stop: threading.Event) -> None:
        """Talk as daemons do, every few seconds, until told to stop."""
        while not stop.wait(self.chance.uniform(4, 20)):
            tag, text = self.chance.choice(TALK)
            words = {"pid": self.chance.randint(700, 4000), "small": self.chance.randint(10, 99)}
            words["port"] = self.chance.randint(30000, 60000)
            self.say(tag.format(**words), text.format(**words))
