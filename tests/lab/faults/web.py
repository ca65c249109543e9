"""Faults before and in the shop: releases, a stopped shop, a crowd, a scraper, open files, names, certificates."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.lab.faults.fault import Fault
from tests.lab.lab import Lab, Needs
from tests.lab.load import Crowd
from tests.lab.namespace import mount
from tests.lab.processes import end
from tests.lab.site import ADDRESSES, PAYMENTS_NAME, Site

CERTIFICATES = Path("/srv/pki")
SESSIONS = Path("/srv/shop/sessions")
SCRAPER = "python-requests/2.31.0"
IDLE = 300
FILES = 1024


def _bad_release(lab: Lab) -> None:
    lab.deploy("v2.4.0", "no-vat-rate")


def _slow_release(lab: Lab) -> None:
    lab.deploy("v2.4.0", "a-query-per-row")


def _roll_back(lab: Lab) -> None:
    lab.deploy("v2.3.0")


def _surge(lab: Lab) -> None:
    lab.load.come("campaign", Crowd(lab.needs.rate * 6))


def _surge_ends(lab: Lab) -> None:
    lab.load.leave("campaign")


def _scrape(lab: Lab) -> None:
    lab.load.come("scraper", Crowd(lab.needs.rate * 4, {"search": 1}, "203.0.113.77", SCRAPER))


def _scraper_leaves(lab: Lab) -> None:
    lab.load.leave("scraper")


def _dawdle(lab: Lab) -> None:
    """Clients that connect and say nothing, until nginx may open no more files."""
    held: list[socket.socket] = []

    def connect() -> None:
        with suppress(OSError):
            held.append(socket.create_connection((ADDRESSES["web"], 80), timeout=1))
        del held[:-IDLE]  # the oldest hang up

    lab.repeat("idle", connect, every=0.02)


def _dawdlers_leave(lab: Lab) -> None:
    lab.cease("idle")


def _deaf_resolver(lab: Lab) -> None:
    end(lab.helpers.pop("nameserver"), signal.SIGKILL)


def _resolver(lab: Lab) -> None:
    lab.provide("nameserver")


def _stop_payments(lab: Lab) -> None:
    os.killpg(lab.helpers["payments"].pid, signal.SIGSTOP)


def _go_on_payments(lab: Lab) -> None:
    os.killpg(lab.helpers["payments"].pid, signal.SIGCONT)


def _certificates(_: Lab) -> None:
    """A certificate authority, a valid certificate and one that is over a second after it was made."""
    CERTIFICATES.mkdir()
    names = CERTIFICATES / "names"
    names.write_text(f"subjectAltName=DNS:{PAYMENTS_NAME}\n", encoding="ascii")
    key = ["-newkey", "rsa:2048", "-nodes"]
    _openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Lab CA", "-days", "30")
    _openssl("req", *key, "-keyout", "pay.key", "-out", "pay.csr", "-subj", f"/CN={PAYMENTS_NAME}")
    for name, days in (("valid", "30"), ("over", "0")):
        _openssl("x509", "-req", "-in", "pay.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                 "-extfile", "names", "-days", days, "-out", f"{name}.crt")  # fmt: skip
        chain = (CERTIFICATES / f"{name}.crt").read_bytes() + (CERTIFICATES / "pay.key").read_bytes()
        (CERTIFICATES / f"{name}.pem").write_bytes(chain)
    (CERTIFICATES / "served.pem").write_bytes((CERTIFICATES / "valid.pem").read_bytes())


def _openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=CERTIFICATES)


def _serve(lab: Lab, name: str) -> None:
    (CERTIFICATES / "served.pem").write_bytes((CERTIFICATES / f"{name}.pem").read_bytes())
    end(lab.helpers["payments"], signal.SIGKILL)
    lab.provide("payments")


def _expire(lab: Lab) -> None:
    _serve(lab, "over")


def _renew(lab: Lab) -> None:
    _serve(lab, "valid")


def _few_files(lab: Lab) -> None:
    """Somebody's tool sets the shop's limit of open files too low: what is open stays, nothing more is opened."""
    workers = lab.processes.run(["pgrep", "-P", str(lab.shop.pid)]).split()
    for pid in (str(lab.shop.pid), *workers):
        lab.processes.run(["prlimit", f"--nofile=8:{FILES}", "--pid", pid])


def _many_files(lab: Lab) -> None:
    for pid in (str(lab.shop.pid), *lab.processes.run(["pgrep", "-P", str(lab.shop.pid)]).split()):
        lab.processes.run(["prlimit", f"--nofile={FILES}:{FILES}", "--pid", pid])


def _payments_gone(lab: Lab) -> None:
    end(lab.helpers.pop("payments"), signal.SIGKILL)


def _payments_back(lab: Lab) -> None:
    lab.provide("payments")


def _leaking_release(lab: Lab) -> None:
    lab.deploy("v2.4.0", "keeps-connections")


def _sessions(_: Lab) -> None:
    mount("tmpfs", "/dev/mapper/vg0-sessions", SESSIONS, "size=512m,nr_inodes=60000,mode=777")


def _thumbnails(lab: Lab) -> None:
    lab.syslogs["app"].say("CRON[2201]", f"(www-data) CMD (/usr/local/bin/make-thumbnails {SESSIONS}/thumbs)")
    folder = SESSIONS / "thumbs"
    folder.mkdir()
    with suppress(OSError):
        for number in range(100_000):
            (folder / f"{number:06d}.webp").touch()


def _no_thumbnails(_: Lab) -> None:
    for file in (SESSIONS / "thumbs").iterdir():
        file.unlink()


def _stop_shop(lab: Lab) -> None:
    lab.stop_shop()


def _start_shop(lab: Lab) -> None:
    lab.syslogs["app"].say("systemd[1]", "Started shop.service - gunicorn for the shop.")
    lab.start_shop()


FAULTS = (
    Fault(
        "release-with-errors", "bad-deploy", "app",
        Site("web-01", "app-01", "db-01", zone="America/New_York", access="combined", application="plain",
             metrics=("sadf-json", "prometheus")),
        _bad_release, _roll_back, ("v2.4.0", "KeyError: 'vat_rate'"),
        never=("traffic-surge", "slow-query", "upstream-down"),
    ),
    Fault(
        "release-with-slow-code", "bad-deploy", "app",
        Site("front-1", "shop-1", "pg-1", zone="Asia/Tokyo", access="timed", application="json",
             prefix="%m [%p] %q%u@%d ", metrics=("sar", "prometheus")),
        _slow_release, _roll_back, ("v2.4.0",), expected=("slow-query",), never=("traffic-surge", "lock-contention"),
    ),
    Fault(
        "shop-stopped", "upstream-down", "app",
        Site("web-01", "app-01", "db-01", zone="Europe/London", access="keyed", application="dashes", syslog="iso",
             metrics=("sadf-csv", "vmstat", "prometheus")),
        _stop_shop, _start_shop, ("Connection refused", "Stopped shop.service"),
        never=("connection-exhaustion", "disk-full", "traffic-surge"),
    ),
    Fault(
        "campaign", "traffic-surge", "web",
        Site("cdn-origin-1", "app-01", "db-01", zone="UTC", access="timed", application="json",
             metrics=("sadf-json", "prometheus")),
        _surge, _surge_ends, ("GET /",), Needs(rate=16), never=("abusive-client", "bad-deploy", "slow-query"),
    ),
    Fault(
        "scraper", "abusive-client", "web",
        Site("web-01", "app-01", "db-01", zone="America/Sao_Paulo", access="json", application="brackets",
             metrics=("sar", "vmstat", "prometheus")),
        _scrape, _scraper_leaves, ("203.0.113.77",), Needs(rate=16), never=("bad-deploy", "slow-query"),
    ),
    Fault(
        "idle-clients", "fd-exhaustion", "web",
        Site("web-01", "app-01", "db-01", zone="Asia/Kolkata", access="timed", application="plain",
             metrics=("sadf-json", "vmstat")),
        _dawdle, _dawdlers_leave, ("Too many open files",), Needs(files=64), never=("upstream-down", "bad-deploy"),
    ),
    Fault(
        "resolver-dead", "dns", "app",
        Site("web-01", "app-01", "db-01", zone="UTC", access="keyed", application="plain",
             metrics=("sar", "prometheus")),
        _deaf_resolver, _resolver, ("name resolution", "Name or service not known"), Needs(resolver=True),
        never=("bad-deploy", "upstream-down", "traffic-surge"),
    ),
    Fault(
        "payments-certificate", "certificate", "pay",
        Site("gw-1", "checkout-1", "pg-1", zone="Europe/Berlin", access="json", application="json", server="jsonlog",
             metrics=("sadf-csv", "prometheus")),
        _expire, _renew, ("certificate has expired",),
        Needs(certificate=CERTIFICATES / "served.pem", shop={"SHOP_TRUST": str(CERTIFICATES / "ca.pem")},
              prepare=_certificates),
        never=("bad-deploy", "upstream-down"),
    ),
    Fault(
        "payments-hang", "upstream-timeout", "pay",
        Site("web-01", "app-01", "db-01", zone="America/New_York", front="haproxy", application="dashes",
             metrics=("vmstat", "prometheus")),
        _stop_payments, _go_on_payments, ("timed out",), expected=("network", "upstream-down"),
        never=("slow-query", "lock-contention", "traffic-surge"),
    ),
    Fault(
        "shop-without-files", "fd-exhaustion", "app",
        Site("web-01", "app-01", "db-01", zone="Asia/Seoul", access="combined", application="logfmt", syslog="journal",
             metrics=("sar",)),
        _few_files, _many_files, ("Too many open files",), Needs("mariadb"), never=("upstream-down", "bad-deploy"),
    ),
    Fault(
        "payments-gone", "upstream-down", "pay",
        Site("edge-3", "shop-3", "db-3", zone="America/Halifax", access="pairs", application="brackets", syslog="iso",
             server="csvlog", metrics=("vmstat",)),
        _payments_gone, _payments_back, ("Connection refused",), expected=("network",),
        never=("bad-deploy", "traffic-surge", "slow-query"),
    ),
    Fault(
        "release-that-keeps-connections", "bad-deploy", "app",
        Site("web-01", "app-01", "db-01", zone="UTC", access="pairs", application="plain", syslog="journal",
             metrics=("sadf-json",)),
        _leaking_release, _roll_back, ("v2.4.0", "QueuePool limit"), expected=("connection-exhaustion",),
        never=("traffic-surge", "upstream-down", "lock-contention"),
    ),
    Fault(
        "sessions-without-inodes", "inode-exhaustion", "app",
        Site("web-01", "app-01", "db-01", zone="UTC", access="timed", application="brackets",
             metrics=("sar", "prometheus")),
        _thumbnails, _no_thumbnails, ("No space left on device",),
        Needs(prepare=_sessions, measured="app", volumes=(SESSIONS,)), expected=("disk-full",),
        never=("bad-deploy", "traffic-surge"),
    ),
)  # fmt: skip
