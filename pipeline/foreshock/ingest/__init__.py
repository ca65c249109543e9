"""Ingest: bytes to typed rows. Find the files, unpack them, recognise their formats, parse, put times on one clock.

``plan(paths)`` decides everything about every file and says why; ``read(file)`` yields the rows of one of them.
A folder is one idea, and imports only those before it:

- ``lines``: bytes cut into lines, lines joined to records, rejects
- ``files``: which there are, and what their names tell
- ``time``: stamps to instants; the zone and the year of each file
- ``unpack``: off with compression, into archives
- ``formats``: a folder for each family of formats: recognise, parse
- ``detect``: what each file is, by a sample
- ``planning``: what is read and how, decided for all files together
- ``reading``: one planned file to rows
- ``explain``: why

The names below are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foreshock.ingest.files.discover import Skipped
    from foreshock.ingest.files.facts import FileFacts
    from foreshock.ingest.planning.model import FilePlan, IngestOptions, Plan
    from foreshock.ingest.planning.plan import plan
    from foreshock.ingest.reading.read import Batch, read

__all__ = ["Batch", "FileFacts", "FilePlan", "IngestOptions", "Plan", "Skipped", "plan", "read"]

_HOMES = {
    "Batch": "reading.read",
    "FileFacts": "files.facts",
    "FilePlan": "planning.model",
    "IngestOptions": "planning.model",
    "Plan": "planning.model",
    "Skipped": "files.discover",
    "plan": "planning.plan",
    "read": "reading.read",
}


def __getattr__(name: str) -> object:
    """A public name, from its module, on first use."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=None)
