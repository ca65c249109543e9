"""Containers on disk: each is gone through once for a look into it, and once for reading."""

from __future__ import annotations

import io
import threading
import weakref
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from foreshock.ingest.exceptions import IngestError, UnreadableInputError
from foreshock.ingest.files.discover import Skipped
from foreshock.ingest.lines.blocks import ByteStream
from foreshock.ingest.unpack.containers import Member, is_container, members
from foreshock.ingest.unpack.streams import open_at, reading_errors


class Archive:
    """A zip or tar file of which members are read one by one, possibly by several threads.

    A reader goes on where an earlier one ended, so that members read in their order cost one way through.
    """

    def __init__(self, path: str) -> None:
        """Nothing is opened yet."""
        self.path = path
        self._idle: list[_Reader] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _close_all, self._idle)

    @contextmanager
    def member(self, number: int) -> Iterator[ByteStream]:
        """The bytes of the file with this number; UnreadableInputError when it is not there any more."""
        reader = self._reader_before(number)
        try:
            yield reader.go_to(number)
        except BaseException:
            reader.close()
            raise
        with self._lock:
            self._idle.append(reader)

    def _reader_before(self, number: int) -> _Reader:
        """The idle reader that is nearest before a member, or a new one."""
        with self._lock:
            fitting = [reader for reader in self._idle if reader.at < number]
            if fitting:
                best = max(fitting, key=lambda reader: reader.at)
                self._idle.remove(best)
                return best
            if self._idle:
                self._idle.pop(0).close()
        return _Reader(self.path)


class _Reader:
    """One way through a container."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = open_at(path)
        self._members = _walk(self._file)
        self.at = -1

    def go_to(self, number: int) -> ByteStream:
        with reading_errors(self._path):
            for item in self._members:
                if isinstance(item, Member):
                    self.at = item.number
                    if item.number == number:
                        return item.stream
        raise UnreadableInputError("the archive has changed since it was looked into", where=self._path)

    def close(self) -> None:
        self._members.close()
        self._file.close()


def _close_all(readers: list[_Reader]) -> None:
    while readers:
        readers.pop().close()


def _walk(file: io.FileIO) -> Generator[Member | Skipped]:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    yield from members(file, size)


def inside(path: str) -> Generator[Member | Skipped]:
    """All that is in the container at ``path``, in its order."""
    with closing(open_at(path)) as file, reading_errors(path):
        yield from _walk(file)


def is_archive(path: str) -> bool:
    """Whether a regular file is a container; False as well when it cannot be read."""
    try:
        with closing(open_at(path)) as file, reading_errors(path):
            return is_container(file)
    except IngestError:
        return False


def open_sources(locations: Iterable[str]) -> Iterator[tuple[str, ByteStream]]:
    """Each location (of the ledger) with its bytes as they lie on disk, before unpacking.

    A file in a container has a location below it, as in a folder: ``/logs/outer.tar.gz/db-01/syslog``. Streams
    must be read before the next is asked for; a location that is gone, or cannot be read, is left out.
    """
    wanted: dict[Path, dict[str, str]] = {}
    for location in locations:
        file = _regular_file(Path(location))
        if file is not None:
            wanted.setdefault(file, {})[Path(location).relative_to(file).as_posix()] = location
    for file, inner in wanted.items():
        try:
            if "." in inner:
                with closing(open_at(str(file))) as stream:
                    yield inner.pop("."), stream
            yield from _members_of(file, inner)
        except IngestError:
            continue


def _members_of(file: Path, inner: dict[str, str]) -> Iterator[tuple[str, ByteStream]]:
    left = dict(inner)
    if left:
        with closing(inside(str(file))) as found:
            for item in found:
                if isinstance(item, Member) and item.inner in left:
                    yield left.pop(item.inner), item.stream
                if not left:
                    return


def _regular_file(location: Path) -> Path | None:
    """The file on disk that a location is, or lies in."""
    return next((path for path in (location, *location.parents) if path.is_file()), None)
