"""Text tables: whole on a pipe, fitted to the width of a terminal by cutting or wrapping the widest columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

GAP = "  "
NARROW = 24  # characters that a column keeps when the table is fitted


def layout(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: frozenset[int] = frozenset(),
    width: int | None = None,
    wrap: bool = False,
) -> Iterator[str]:
    """The lines of the table, the head first; columns at ``right`` are flush right. No width: nothing is cut."""
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    if width is not None:
        _fit(widths, width)
    for row in (columns, *rows):
        cells = [_lines_of(cell, room, wrap=wrap) for cell, room in zip(row, widths, strict=True)]
        for line in zip_longest(*cells, fillvalue=""):
            yield GAP.join(
                part.rjust(room) if at in right else part.ljust(room)
                for at, (part, room) in enumerate(zip(line, widths, strict=True))
            ).rstrip()


def _fit(widths: list[int], width: int) -> None:
    """Take from the widest column, then from the next, until all fit or none has more than it needs."""
    while (excess := sum(widths) + len(GAP) * (len(widths) - 1) - width) > 0 and max(widths) > NARROW:
        widest = max(widths)
        next_wide = max([NARROW, *(each for each in widths if each < widest)])
        widths[widths.index(widest)] -= min(excess, max(widest - next_wide, 1))


def _lines_of(cell: str, room: int, *, wrap: bool) -> list[str]:
    if len(cell) <= room:
        return [cell]
    return textwrap.wrap(cell, room) if wrap else [cell[: room - 1] + "…"]
