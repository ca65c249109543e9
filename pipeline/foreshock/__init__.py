"""Reads the logs and metrics that an outage left behind and names the root cause, with the lines that prove it.

``foreshock.analyze(paths)`` gives a `Case`; ``foreshock.open(folder)`` opens one that was written before.
Importing the package loads nothing heavy: the names below are resolved when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foreshock.case import Case, analyze, open

__all__ = ["Case", "__version__", "analyze", "open"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """The public API, from ``foreshock.case``, on first use."""
    if name in __all__:
        from foreshock import case  # noqa: PLC0415  # lazily: `import foreshock` must stay cheap

        return getattr(case, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=None)


def __dir__() -> list[str]:
    """The public names, also before their first use."""
    return sorted({*globals(), *__all__})
