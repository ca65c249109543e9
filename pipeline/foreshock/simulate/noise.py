"""Chance that can be repeated: every stream of random numbers is named, and derived from the one seed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Noise:
    """Random number generators that depend on the seed, a name and a part, and on nothing else.

    A writer that asks for one more number shifts no other writer's numbers, and a window of time can be
    written without the windows before it.
    """

    seed: int

    def stream(self, name: str, part: int = 0) -> np.random.Generator:
        """A fresh generator for a name ("traffic") and a part of it (the number of a window)."""
        return np.random.Generator(
            np.random.PCG64(np.random.SeedSequence([self.seed, zlib.crc32(name.encode()), part]))
        )
