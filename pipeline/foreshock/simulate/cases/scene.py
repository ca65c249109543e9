"""One case while it is being told: what faults, noise and decoys say happens, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np

from foreshock.simulate.cases.failures import Failure
from foreshock.simulate.cases.gauges import Gauges
from foreshock.simulate.cases.knobs import Knobs
from foreshock.simulate.cases.shop import APP, DB, DYNAMIC, HOSTS, ON_DATABASE, WEB
from foreshock.simulate.clock import HOUR, MINUTE, SECOND
from foreshock.simulate.noise import Noise
from foreshock.simulate.world import Host

Part = Literal["db", "app"]
Log = Literal["syslog", "database", "slow", "app", "web-error"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of one log. ``source`` is the program as its log names it: ``sshd[811]``, ``shop.orders``.

    For a database ``source`` is the session ("" for the server itself, else user@database), ``code`` its
    SQLSTATE or error code, ``more`` the fields DETAIL, HINT, CONTEXT, STATEMENT in their order. ``text`` may go
    on over lines (a traceback).
    """

    at: int
    host: str
    log: Log
    level: str
    source: str
    text: str
    code: str = ""
    more: tuple[tuple[str, str], ...] = ()
    pid: int = 801


def sudo(user: str, command: str) -> str:
    """What sudo logs of a command."""
    return f"   {user} : TTY=pts/1 ; PWD=/home/{user} ; USER=root ; COMMAND=/usr/bin/{command}"


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of the requests that arrive in a stretch of time; pairs go from its beginning to its end.

    ``slower`` multiplies the seconds of one ``part``; ``share`` of the requests end in ``failure``. With ``held``
    a request waits until the stretch is over, but no longer than that many seconds, after which it fails.
    """

    start: int
    end: int
    routes: tuple[str, ...]
    slower: tuple[float, float] = (1.0, 1.0)
    part: Part = "db"
    share: tuple[float, float] = (0.0, 0.0)
    failure: Failure | None = None
    held: float = 0.0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Requests beyond the usual: a factor on people's, and one client's own, a second."""

    start: int
    end: int
    factor: float = 1.0
    client: str = ""
    agent: str = ""
    rate: float = 0.0
    route: str = ""


@dataclass(slots=True)
class Scene:
    """The case: instants are microseconds since 1970 UTC, all in true time; clocks err when lines are written.

    ``fault_at`` is when the fault is injected, ``fixed_at`` when it is over.
    """

    knobs: Knobs
    noise: Noise
    entries: list[Entry] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    crowds: list[Crowd] = field(default_factory=list)
    jumps: dict[str, tuple[int, int]] = field(default_factory=dict)
    gauges: dict[str, Gauges] = field(default_factory=dict)
    silent: list[tuple[str, int, int]] = field(default_factory=list)
    rng: np.random.Generator = field(init=False)
    start: int = field(init=False)
    end: int = field(init=False)
    fault_at: int = field(init=False)
    fixed_at: int = field(init=False)

    def __post_init__(self) -> None:
        self.rng = self.noise.stream("scene")
        self.start = self.knobs.zone.micros(f"{self.knobs.day} 00:00:00") + self.knobs.hour * HOUR
        self.end = self.start + self.knobs.minutes * MINUTE
        # After more than half of the time, so that there is a normal to compare with.
        share = 0.55 + 0.1 * self.rng.random()
        self.fault_at = self.start + int(share * (self.end - self.start)) // SECOND * SECOND
        self.fixed_at = self.fault_at + int((8 + 6 * self.rng.random()) * MINUTE)
        for host in (WEB, APP, DB):
            self.join(host)

    def face(self, host: str, at: int) -> datetime:
        """What the clock of a host shows at an instant; the result's tzinfo says UTC and is to be ignored."""
        jumped_at, by_s = self.jumps.get(host, (0, 0))
        ahead_s = self.knobs.ahead.get(host, 0) + (by_s if at >= jumped_at else 0)
        return self.knobs.zone.local(at + ahead_s * SECOND)

    def join(self, host: Host) -> Gauges:
        """The measures of a host, which from now on is part of the case."""
        if host.name not in self.gauges:
            self.gauges[host.name] = Gauges(host, self.noise, self.knobs.data_mount)
        return self.gauges[host.name]

    def say(self, at: int, host: Host, source: str, *texts: str, level: str = "INFO") -> None:
        """Lines of a host's syslog, a moment apart."""
        for number, text in enumerate(texts):
            self.entries.append(Entry(at + number * 1_300, host.name, "syslog", level, source, text))

    def app(self, at: int, level: str, source: str, text: str) -> None:
        """A record of the application's log."""
        self.entries.append(Entry(at, APP.name, "app", level, source, text))

    def server(
        self,
        at: int,
        level: str,
        text: str,
        *,
        code: str = "00000",
        more: Mapping[str, str] | None = None,
        session: str = "",
        pid: int = 801,
        host: Host = DB,
    ) -> None:
        """A record of a database server's log."""
        fields = tuple((more or {}).items())
        self.entries.append(Entry(at, host.name, "database", level, session, text, code, fields, pid))

    def slow(
        self, start: int, end: int, by: tuple[float, float], *, routes: tuple[str, ...] = ON_DATABASE, part: Part = "db"
    ) -> None:
        """Requests take longer in the database or in the application."""
        self.effects.append(Effect(start, end, routes, slower=by, part=part))

    def fail(
        self,
        start: int,
        end: int,
        failure: Failure,
        share: tuple[float, float] = (1.0, 1.0),
        *,
        routes: tuple[str, ...] = DYNAMIC,
        path: str = "",
    ) -> None:
        """A share of the requests fails."""
        self.effects.append(Effect(start, end, routes, share=share, failure=failure, path=path))

    def hold(self, start: int, end: int, failure: Failure, *, routes: tuple[str, ...], at_most: float) -> None:
        """Requests wait for the end of the stretch, and fail where that takes too long."""
        self.effects.append(Effect(start, end, routes, failure=failure, held=at_most))

    def is_silent(self, host: str, at: int) -> bool:
        """Whether a host writes nothing at an instant."""
        return any(name == host and start <= at < end for name, start, end in self.silent)

    def every(self, start: int, end: int, seconds: float) -> Iterable[int]:
        """Instants about so many seconds apart, uneven as events are."""
        at = start + int(seconds * SECOND * self.rng.uniform(0.2, 1.0))
        while at < end:
            yield at
            at += int(seconds * SECOND * self.rng.uniform(0.6, 1.4))

    def hosts(self) -> list[Host]:
        """The hosts of the case, in the order of the request path."""
        return [host for name, host in HOSTS.items() if name in self.gauges]
