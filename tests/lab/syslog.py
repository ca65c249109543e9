"""A host's syslog: what the lab's own jobs, service manager and kernel say, among the usual talk of daemons."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.lab.site import Site

DEVICE = "/dev/log"
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
    """What one host's daemons say, as rsyslog writes it, with traditional or newer stamps, or as journald does."""

    def __init__(self, site: Site, role: str, folder: Path) -> None:
        """Begins empty."""
        self.site, self.host, self.path = site, site.name(role), folder / "syslog"
        self.zone = ZoneInfo(site.zone_of(role))
        self.chance = random.Random(role)
        self.lock = threading.Lock()
        self.path.touch()

    def stamp(self) -> str:
        """Time and host, as each line begins."""
        return self.stamp_of(time.time())

    def stamp_of(self, seconds: float) -> str:
        """The same for another moment, in epoch seconds."""
        now = datetime.fromtimestamp(seconds, self.zone)
        if self.site.syslog == "iso":
            return f"{now.isoformat(timespec='microseconds')} {self.host}"
        return f"{now:%b} {now.day:2d} {now:%H:%M:%S} {self.host}"

    def say(self, tag: str, text: str) -> None:
        """Add a line."""
        line = self._entry(tag, text) if self.site.syslog == "journal" else f"{self.stamp()} {tag}: {text}"
        with self.lock, self.path.open("a", encoding="utf-8") as out:
            out.write(f"{line}\n")

    def _entry(self, tag: str, text: str) -> str:
        """The line as ``journalctl -o json`` prints it."""
        identifier, _, pid = tag.rstrip("]").partition("[")
        entry = {
            "__REALTIME_TIMESTAMP": str(int(time.time() * 1_000_000)),
            "_HOSTNAME": self.host,
            "PRIORITY": "6",
            "SYSLOG_IDENTIFIER": identifier,
            "_PID": pid,
            "_TRANSPORT": "syslog",
            "MESSAGE": text,
        }
        return json.dumps(entry)

    def receive(self) -> None:
        """Take what programs of this host send to /dev/log, until the recording ends."""
        Path(DEVICE).unlink(missing_ok=True)
        receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        receiver.bind(DEVICE)
        Path(DEVICE).chmod(0o666)
        threading.Thread(target=self._keep, args=(receiver,), daemon=True).start()

    def _keep(self, receiver: socket.socket) -> None:
        while True:
            message = receiver.recv(65536).decode("utf-8", "replace")
            tag, _, text = message[message.index(">") + len(">Nov 23 07:24:00 ") :].partition(": ")
            self.say(tag, text.rstrip("\n"))

    def chatter(self, stop: threading.Event) -> None:
        """Talk as daemons do, every few seconds, until told to stop."""
        while not stop.wait(self.chance.uniform(4, 20)):
            tag, text = self.chance.choice(TALK)
            words = {"pid": self.chance.randint(700, 4000), "small": self.chance.randint(10, 99)}
            words["port"] = self.chance.randint(30000, 60000)
            self.say(tag.format(**words), text.format(**words))
