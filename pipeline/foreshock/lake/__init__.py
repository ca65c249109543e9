"""Lake: the tables on disk, committed atomically, and the DuckDB file that shows them.

``load(paths, case)`` puts files in; ``Catalog.open(case)`` opens what is there. The names below are loaded when they
are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foreshock.lake.casefolder import CaseFolder
    from foreshock.lake.catalog import Catalog
    from foreshock.lake.loading import LoadReport, load

__all__ = ["CaseFolder", "Catalog", "LoadReport", "load"]

_HOMES = {"CaseFolder": "casefolder", "Catalog": "catalog", "LoadReport": "loading", "load": "loading"}


def __getattr__(name: str) -> object:
    """A public name, from its module, on first use."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=None)
