"""How a request can end, and the stretches of time in which other endings than the good one are likely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from foreshock.simulate.routes import Group


class Outcome(IntEnum):
    """What became of one request; what the application and the database write about it follows from this."""

    OK = 0
    UNIQUE_VIOLATION = 1
    DEADLOCK = 2
    DISK_FULL_TABLE = 3
    DISK_FULL_TEMP = 4
    UPSTREAM_TIMEOUT = 5
    SERVER_CLOSED = 6
    IN_RECOVERY = 7
    CONNECTION_REFUSED = 8
    POOL_TIMEOUT = 9
    APP_REFUSED = 10
    UNDEFINED_TABLE = 11
    NOT_ACCEPTING = 12


@dataclass(frozen=True, slots=True)
class Ending:
    """The status that an outcome has, its upstream seconds (None: as long as a good one), and the page's bytes."""

    status: int
    seconds: float | None = None
    bytes: int = 2140


# nginx waits 30 s (proxy_read_timeout), the pool of connections 10 s (timeout=10).
ENDINGS: Mapping[Outcome, Ending] = {
    Outcome.UNIQUE_VIOLATION: Ending(409),
    Outcome.DEADLOCK: Ending(500, 1.1),
    Outcome.DISK_FULL_TABLE: Ending(500),
    Outcome.DISK_FULL_TEMP: Ending(500),
    Outcome.UPSTREAM_TIMEOUT: Ending(504, 30.0, 167),
    Outcome.SERVER_CLOSED: Ending(500),
    Outcome.IN_RECOVERY: Ending(500, 0.02),
    Outcome.NOT_ACCEPTING: Ending(500, 0.02),
    Outcome.CONNECTION_REFUSED: Ending(500, 0.01),
    Outcome.POOL_TIMEOUT: Ending(503, 10.0),
    Outcome.APP_REFUSED: Ending(502, 0.0, 157),
    Outcome.UNDEFINED_TABLE: Ending(500),
}

Chances = Mapping[Group, Mapping[Outcome, float]]

# What happens on any day: two carts filled at once, two orders locking each other's stock rows.
EVERYDAY: Chances = {
    Group.CART: {Outcome.UNIQUE_VIOLATION: 0.004, Outcome.DEADLOCK: 0.0008},
    Group.CHECKOUT: {Outcome.DEADLOCK: 0.002},
}


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of time in which the site behaves otherwise than on an ordinary day.

    ``slowdown`` multiplies the time that the database takes, from its first to its last value over the phase;
    ``spread`` is the sigma of that time's logarithm. ``missing`` is the share of people that stay away,
    again from first to last, before the scenario scales it. Outside all phases: 1, 0.5, nobody.
    """

    name: str
    start: int
    end: int
    slowdown: tuple[float, float] = (1.0, 1.0)
    spread: float = 0.5
    missing: tuple[float, float] = (0.0, 0.0)
    chances: Chances = field(default_factory=lambda: EVERYDAY)
