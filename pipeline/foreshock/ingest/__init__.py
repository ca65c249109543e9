"""Ingest: bytes to typed rows. Find the files, unpack them, recognise their formats, parse, put times on one clock.

``plan(paths)`` decides everything about every file and says why; ``read(file)`` yields the rows of one of them.
The names below are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foreshock.ingest.discover import Skipped
    from foreshock.ingest.facts import FileFacts
    from foreshock.ingest.planning import plan
    from foreshock.ingest.plans import FilePlan, IngestOptions, Plan
    from foreshock.ingest.reading import Batch, read

__all__ = ["Batch", "FileFacts", "FilePlan", "IngestOptions", "Plan", "Skipped", "plan", "read"]

_HOMES = {
    "Batch": "reading",
    "FileFacts": "facts",
    "FilePlan": "plans",
    "IngestOptions": "plans",
    "Plan": "plans",
    "Skipped": "discover",
    "plan": "planning",
    "read": "reading",
}


def __getattr__(name: str) -> object:
    """A public name, from its module, on first use."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=None)
