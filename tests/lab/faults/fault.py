"""What a fault is: how it is injected and repaired, and what an engineer would accept as its proof."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.lab.cgroups import Limits
from tests.lab.lab import Lab, Needs
from tests.lab.site import Site

Deed = Callable[[Lab], None]
SMALL_RENTED = Limits("192M", 10_000_000, 320)  # the disk of Azure's Standard_B1s: 10 MB/s and 320 operations a second


def events_of(year: int, rows: int) -> str:
    """PostgreSQL's statements for a table that the shop does not ask for, of 240 bytes a row."""
    body = f"md5(n::text) || md5((n + {year})::text) || repeat('x', 120)"
    return f"CREATE TABLE events_{year} AS SELECT n AS id, {body} AS body FROM generate_series(1, {rows}) n;"


def nothing(_: Lab) -> None:
    """Leave the lab as it is."""


def leaking(statements: str = "SELECT 1;", *, every: float = 0.4) -> Deed:
    """A worker that opens a connection for each report, every few seconds, and never closes one."""

    def leak(lab: Lab) -> None:
        def open_another() -> None:
            lab.helpers[f"leak-{time.monotonic_ns()}"] = lab.database.session(statements, application="report-worker")

        lab.repeat("leak", open_another, every=every)

    return leak


def no_leak(lab: Lab) -> None:
    """The worker is gone, and its connections with it."""
    lab.cease("leak")


def stop_postgresql(lab: Lab) -> None:
    """Somebody stops PostgreSQL; who is connected is sent away."""
    lab.postgresql.control("stop", "-m", "fast")


def start_database(lab: Lab) -> None:
    """The database is started again."""
    lab.database.start()


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a class of cause; ``role`` plays the host on which the cause lies.

    ``expected`` are other classes that are as right; ``before`` are deeds that change nothing for the users, by the
    seconds after the users came at which they are done: decoys, and what a healthy day holds. ``proof`` are
    substrings of lines of which at least one must be among the evidence.
    """

    name: str
    cause: str
    role: str
    site: Site
    inject: Deed = nothing
    repair: Deed = nothing
    proof: tuple[str, ...] = ()
    needs: Needs = field(default_factory=Needs)
    expected: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    before: tuple[tuple[float, Deed], ...] = ()
    reads_kernel: bool = False
