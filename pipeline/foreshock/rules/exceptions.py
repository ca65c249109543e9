"""What can be wrong with rule packs, and with questions asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foreshock.exceptions import ForeshockError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a pack: ``where`` is ``file:line``, ``problem`` a sentence with what is valid."""

    where: str
    problem: str

    def __str__(self) -> str:
        """One line for a terminal, in the form that editors jump to."""
        return f"{self.where}: {self.problem}"


class RulePackError(ForeshockError):
    """A pack cannot be used; ``faults`` holds everything that is wrong with it, in file order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep every fault; the message shows them all, one a line."""
        self.faults = tuple(faults)
        count = len(self.faults)
        noun = "fault" if count == 1 else "faults"
        super().__init__(
            f"{count} {noun} in the rule packs\n" + "\n".join(f"  {fault}" for fault in self.faults) + "\n",
            try_next="foreshock rules lint",
        )


class UnknownRuleError(ForeshockError):
    """No rule has this id."""
