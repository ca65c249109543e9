"""When a lake is large, so that not everything is read as a whole any more: see docs/decisions/large-lakes.md."""

from __future__ import annotations

from typing import Final

LARGE_ROWS: Final = 5_000_000
