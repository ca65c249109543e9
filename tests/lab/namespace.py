"""A machine of our own inside the machine: own loopback, own mounts, own processes, gone with the lab."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.lab.cgroups import ROOT, Groups

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
    name = f"foreshock-lab-{os.getpid()}"
    environment = os.environ | {INSIDE: name}
    if not (ROOT / "blkio").is_dir():
        sys.exit(subprocess.run(command, check=False, env=environment).returncode)
    groups = Groups(name)
    groups.come_before_others()
    code = subprocess.run(groups.inside(command), check=False, env=environment).returncode
    groups.remove()
    sys.exit(code)


def host_groups() -> Groups:
    """Groups for one host of the lab, within the lab's own."""
    return Groups(f"{os.environ[INSIDE]}/db")


def mount(kind: str, source: str, target: Path, options: str = "") -> None:
    """Mount something for the lab alone."""
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", kind, *(["-o", options] if options else []), source, str(target)], check=True)


def disk(image: Path, target: Path, size: str) -> None:
    """Mount a disk of its own, kept in a file, so that what it does is counted as a disk's."""
    subprocess.run(["truncate", "-s", size, str(image)], check=True)
    find = ["losetup", "--find", "--show", "--direct-io=on", str(image)]
    device = subprocess.run(find, check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["mkfs.ext4", "-q", device], check=True)
    mount("ext4", device, target)
    target.chmod(0o777)
    subprocess.run(["losetup", "--detach", device], check=True)  # for good as soon as nobody has it mounted


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
