"""What a fault is: how it is injected and repaired, and what an engineer would accept as its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.lab.lab import Lab, Needs
from tests.lab.site import Site

Deed = Callable[[Lab], None]


def nothing(_: Lab) -> None:
    """Leave the lab as it is."""


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
