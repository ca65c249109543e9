"""A machine of our own inside the machine: own loopback, own mounts, own processes, gone with the lab."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

INSIDE = "FORESHOCK_LAB_INSIDE"
PROGRAMS = {
    "unshare": "util-linux",
    "ip": "iproute2",
    "gunicorn": "gunicorn",
    "nginx": "nginx-light",
    "vmstat": "procps",
    "sar": "sysstat",
    "openssl": "openssl",
}


def missing(*more: str) -> str:
    """What keeps the lab from running here, as a sentence; empty when nothing does."""
    if os.geteuid() != 0:
        return "the lab needs root: it mounts small volumes and starts servers as their own users"
    absent = [
        f"{program} ({PROGRAMS.get(program, program)})" for program in (*PROGRAMS, *more) if not shutil.which(program)
    ]
    if absent:
        return f"the lab needs {', '.join(absent)}"
    probe = subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "true"], check=False, capture_output=True)
    return "" if probe.returncode == 0 else "this machine allows no namespaces (unshare)"


def enter() -> None:
    """Run this very command again in namespaces of its own, and leave with its exit code; nothing when inside."""
    if os.environ.get(INSIDE):
        _furnish()
        return
    command = [
        "unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
        sys.executable, "-m", "tests.lab", *sys.argv[1:],
    ]  # fmt: skip
    sys.exit(subprocess.run(command, check=False, env=os.environ | {INSIDE: "1"}).returncode)


def mount(kind: str, source: str, target: Path, options: str = "") -> None:
    """Mount something for the lab alone."""
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", kind, *(["-o", options] if options else []), source, str(target)], check=True)


def share(file: Path, target: str) -> None:
    """Lay a file over a file of the machine, for the lab alone."""
    subprocess.run(["mount", "--bind", str(file), target], check=True)


def _furnish() -> None:
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").write_text("0", encoding="ascii")
    mount("tmpfs", "/dev/mapper/vg0-srv", Path("/srv"), "size=64m,mode=755")
    libc = ctypes.CDLL(None)
    libc.prctl(1, 9)  # PR_SET_PDEATHSIG: the lab ends with the one who started it
