"""What a fault is, and what it says of itself for the ground truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from foreshock.simulate.cases.knobs import Database, Source
from foreshock.simulate.cases.scene import Scene

BOTH: tuple[Database, ...] = ("postgresql", "mariadb", "mysql")
POSTGRESQL: tuple[Database, ...] = ("postgresql",)


@dataclass(frozen=True, slots=True)
class Told:
    """Where the fault sat, when users felt it, and substrings of lines that prove it.

    ``also`` are classes that an engineer would accept as the first answer beside the fault's own.
    """

    entity: str
    felt_at: int
    over_at: int
    evidence: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A class of cause as something that happens. ``proof`` are the sources without which nobody could tell it.

    With ``exporter`` MySQL tells it by its counters alone, which somebody must have collected.
    """

    cause: str
    tell: Callable[[Scene], Told]
    proof: tuple[Source, ...]
    databases: tuple[Database, ...] = BOTH
    exporter: bool = False
