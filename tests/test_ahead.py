"""Items that a thread produces ahead of their consumer."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from foreshock.ahead import ahead


def test_items_come_in_order_and_an_error_in_its_place() -> None:
    """What was produced before a failure is delivered, then the failure is raised."""

    def produced() -> Iterator[int | None]:
        yield from (1, None, 2)
        raise ValueError("broken")

    items = ahead(produced(), 1)
    assert [next(items) for _ in range(3)] == [1, None, 2]
    with pytest.raises(ValueError, match="broken"):
        next(items)
    assert list(ahead(iter(range(100)), 2)) == list(range(100))


def test_closing_stops_the_thread() -> None:
    """A consumer that goes away leaves no thread at work, and at most what waits has been produced."""
    produced: list[int] = []

    def endless() -> Iterator[int]:
        while True:
            produced.append(len(produced))
            yield produced[-1]

    items = ahead(endless(), 2)
    assert next(items) == 0
    items.close()
    assert not any(thread.name == "foreshock-read-ahead" and thread.is_alive() for thread in threading.enumerate())
    assert len(produced) <= 6
