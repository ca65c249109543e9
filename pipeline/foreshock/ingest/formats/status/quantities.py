"""Numbers as tools print them for people: with a unit behind them, in base units."""

from __future__ import annotations

import re

_QUANTITY = re.compile(r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?) ?([A-Za-zµ%]{0,3})$")
# Docker and kubectl write powers of 1000 as kB, MB, powers of 1024 as KiB or Ki; mongostat's G are powers of 1024.
_UNITS = {
    "": 1.0, "%": 0.01, "B": 1.0, "n": 1e-9, "u": 1e-6, "m": 1e-3, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0,
    "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
    "Ki": 1024.0, "Mi": 1024.0**2, "Gi": 1024.0**3, "Ti": 1024.0**4,
    "KiB": 1024.0, "MiB": 1024.0**2, "GiB": 1024.0**3, "TiB": 1024.0**4,
    "k": 1e3, "K": 1024.0, "M": 1024.0**2, "G": 1024.0**3, "T": 1024.0**4,
}  # fmt: skip


def quantity(text: str) -> float | None:
    """The number in base units (512Mi is 536870912, 62% is 0.62); None for anything else."""
    match = _QUANTITY.match(text.strip())
    scale = _UNITS.get(match[2]) if match else None
    return float(match[1]) * scale if match and scale is not None else None
