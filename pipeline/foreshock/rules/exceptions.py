"""What can be wrong with rule packs, and with questions asked of them."""

from __future__ import annotations

from collections.abc import Sequence

from foreshock.exceptions import ForeshockError
from foreshock.yamldoc import Fault


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
