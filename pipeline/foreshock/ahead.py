"""Items produced in a thread a little ahead of whoever uses them, so that both sides keep a core busy."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

_Item = TypeVar("_Item")


def ahead(found: Iterator[_Item], depth: int) -> Generator[_Item]:
    """The same items in the same order, at most ``depth`` of them waiting; an exception comes in its place.

    Closing it stops the thread at its next item.
    """
    ready: queue.Queue[tuple[_Item] | BaseException | None] = queue.Queue(depth)
    stopped = threading.Event()

    def put(item: tuple[_Item] | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                ready.put(item, timeout=0.1)
            except queue.Full:
                continue
            return

    def produce() -> None:
        try:
            for item in found:
                put((item,))
                if stopped.is_set():
                    return
            put(None)
        except BaseException as error:  # noqa: BLE001 - handed to the consumer, which raises it
            put(error)

    thread = threading.Thread(target=produce, name="foreshock-read-ahead", daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item[0]
    finally:
        stopped.set()
        thread.join(timeout=1)  # a read from a silent pipe cannot be interrupted; the thread is a daemon
