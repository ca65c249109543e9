"""Long work: progress on a terminal, and only there; Ctrl-C ends it at once."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from foreshock.cli.output import printable
from foreshock.progress import Progress


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress | None]:
    """A function ``(what, done, total)`` that moves a bar on stderr; None where nobody would see it."""
    # Polars, when it is imported, puts a handler before Python's with which a blocked read or lock goes on waiting.
    signal.siginterrupt(signal.SIGINT, True)  # noqa: FBT003 - its own signature
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    with Bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bars:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(printable(what), total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield report
