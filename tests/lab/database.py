"""What the lab asks of a database server, whichever it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from tests.lab.processes import Process

Sample = tuple[str, dict[str, str], float]


class Database(Protocol):
    """A running server with the shop's tables."""

    url: str
    job: str
    exporter_port: int
    volume: Path
    device: str
    process: Process | None

    def create(self) -> None:
        """Make the data, start, fill."""

    def start(self) -> None:
        """Start the server; it may not come up."""

    def is_up(self) -> bool:
        """Whether it answers."""

    def sql(self, statements: str, *, seconds: float = 120) -> str:
        """Run statements as the administrator; what was printed."""

    def session(self, statements: str, *, application: str = "psql") -> Process:
        """A connection that runs statements and then stays, idle, until its process ends."""

    def samples(self) -> Iterable[Sample]:
        """What the server's Prometheus exporter would tell now: metric, labels, value."""

    def logs(self) -> dict[str, Path]:
        """The server's log files by the names that they have in an archive."""
