"""The classes of cause as things that happen: one small function each, gathered here by name."""

from __future__ import annotations

from foreshock.simulate.cases.faults import change, database, disk, host, load, network, storage
from foreshock.simulate.cases.faults.told import Fault, Told

__all__ = ["FAULTS", "Fault", "Told"]

FAULTS: dict[str, Fault] = {
    fault.cause: fault for module in (disk, host, database, storage, load, change, network) for fault in module.FAULTS
}
"""Class of cause -> how it happens."""
