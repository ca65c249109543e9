"""The processes of a recording: started as their own users, in the site's zone, ended together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.lab.cgroups import Groups

Process = subprocess.Popen[bytes]


class Processes:
    """Starts programs and ends those that still run."""

    def __init__(self, zone: str) -> None:
        """Everything that is started runs in this zone."""
        self.environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TZ": zone}
        self._running: list[Process] = []

    def start(
        self,
        command: Sequence[str],
        *,
        user: str = "",
        output: Path | None = None,
        host: str = "",
        groups: Groups | None = None,
        **env: str,
    ) -> Process:
        """Start a program; what it prints is added to ``output``; ``host`` is the name it believes to run on."""
        if groups:
            command = groups.inside(command)
        if host:
            command = ["unshare", "--uts", "sh", "-c", f'hostname {host}; exec "$@"', "sh", *command]
        with (output or Path(os.devnull)).open("ab") as out:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT, cwd="/",
                env=self.environment | env, start_new_session=True, **account(user),
            )  # fmt: skip
        self._running.append(process)
        return process

    def run(self, command: Sequence[str], *, user: str = "", given: str = "", seconds: float = 120, **env: str) -> str:
        """Run a program to its end; what it printed, whatever came of it."""
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command, input=given, capture_output=True, text=True, check=False, cwd="/", timeout=seconds,
            env=self.environment | env, **account(user),
        )  # fmt: skip
        return done.stdout + done.stderr

    def stop(self) -> None:
        """End what runs, the last first."""
        for process in reversed(self._running):
            end(process)


def account(user: str) -> dict[str, Any]:
    """The arguments of Popen that make a process another user's."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def end(process: Process, how: signal.Signals = signal.SIGTERM, *, seconds: float = 10) -> None:
    """End a process and its group, gently first."""
    for number in (how, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            break
    if process.stdin:
        with suppress(OSError):
            process.stdin.close()


def until(what: str, holds: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until something holds; TimeoutError says what never did."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.1)


def listens(address: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    with suppress(OSError), socket.create_connection((address, port), timeout=1):
        return True
    return False
