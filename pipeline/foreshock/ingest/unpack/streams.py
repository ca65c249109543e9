"""Opening what is to be read; the system's refusals as errors of this stage."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from foreshock.ingest.exceptions import UnreadableInputError
from foreshock.ingest.lines.blocks import ByteStream


def open_stdin() -> ByteStream:
    """The bytes of standard input."""
    return sys.stdin.buffer


def open_at(path: str) -> io.FileIO:
    """A file's bytes; UnreadableInputError when the system refuses."""
    with reading_errors(path):
        return io.FileIO(path)


@contextmanager
def reading_errors(source: str) -> Iterator[None]:
    """Turn an OSError while reading ``source`` into an UnreadableInputError."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise UnreadableInputError(f"cannot be read ({reason})", where=source) from error
