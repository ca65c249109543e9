"""The files inside zip and tar archives, nested to any sensible depth, as streams of bytes, in the archive's order."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from foreshock.ingest.exceptions import DamagedInputError, IngestError
from foreshock.ingest.files.discover import Skipped
from foreshock.ingest.lines.blocks import ByteStream
from foreshock.ingest.unpack.packed import FREE_BYTES, MAX_EXPANSION, Damaged, Prefixed, peek, unpack
from foreshock.ingest.unpack.tarball import BLOCK_BYTES, Entry, Tarball, is_header
from foreshock.ingest.unpack.zipped import ZIP_ERRORS, Zipped, changed_at, seekable

MAX_MEMBERS = 100_000
MAX_DEPTH = 5  # of containers in containers

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
_NOT_READ = {
    "link": ("a link inside an archive; what it leads to is read in its own place", False),
    "special": ("a device or pipe, not a regular file", True),
    "sparse": ("a sparse file, which is not read from a tar archive; unpack it first", True),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a container. ``stream`` gives its bytes until the next member is asked for.

    ``inner`` is its name below the container, ``number`` its place among all files there, from 0; ``mtime`` in
    seconds since 1970.
    """

    inner: str
    number: int
    size: int
    mtime: float | None
    stream: ByteStream


def is_container(file: io.FileIO) -> bool:
    """Whether a regular file is a zip or tar archive, compressed or not; the file is at its start again."""
    head, _ = peek(unpack(file)[1], BLOCK_BYTES)
    file.seek(0)
    return _kind_of(head) is not None


def members(file: io.FileIO, size: int) -> Iterator[Member | Skipped]:
    """The files inside the container ``file`` of ``size`` bytes; what cannot be read comes as Skipped, with its name.

    Names are relative and never lead upwards. Damage ends the container that it lies in, not the ones around
    it; what can be unpacked is limited to 250 times the size of the file, and the number of members.
    """
    walk = _Walk(size)
    yield from walk.container(file, "", 1, seekable=file)


def _kind_of(head: bytes) -> str | None:
    if head.startswith(_ZIP_MAGIC):
        return "zip"
    return "tar" if is_header(head[:BLOCK_BYTES]) else None


class _Walk:
    """One way through a container and all that it holds."""

    def __init__(self, packed: int) -> None:
        self._limit = max(FREE_BYTES, MAX_EXPANSION * packed)
        self._made = 0
        self._count = 0
        self._names: dict[str, int] = {}

    def spend(self, count: int) -> None:
        """Account for unpacked bytes."""
        self._made += count
        self._check()

    def _check(self) -> None:
        if self._made > self._limit:
            raise _LimitError(f"Unpacking was stopped: the archive grows more than {MAX_EXPANSION} times")

    def container(
        self, raw: ByteStream, name: str, depth: int, seekable: io.FileIO | None = None
    ) -> Iterator[Member | Skipped]:
        """The files in a container called ``name``, whose bytes come from ``raw``."""
        try:
            codec, stream = unpack(raw)
            head, stream = peek(stream, BLOCK_BYTES)
            plain_file = seekable if codec == "plain" else None
            if plain_file is not None:
                plain_file.seek(0)
            if _kind_of(head) == "zip":
                yield from self._zip(plain_file or _Metered(stream, self), name, depth)
            else:
                yield from self._tar(plain_file or _Metered(stream, self), name, depth)
        except _LimitError as error:
            if depth > 1:
                raise
            yield Skipped(name, error.problem)
        except IngestError as error:
            yield Skipped(name, error.problem)

    def _tar(self, stream: ByteStream, name: str, depth: int) -> Iterator[Member | Skipped]:
        tarball = Tarball(stream)
        while entry := tarball.next_entry():
            if entry.kind != "folder":
                inner = self._named(name, entry.name)
                yield from self._entry(tarball, entry, inner, entry.name, depth)

    def _entry(self, tarball: Tarball, entry: Entry, inner: str, name: str, depth: int) -> Iterator[Member | Skipped]:
        refused = _refused(name)
        if entry.kind != "file":
            reason, is_error = _NOT_READ[entry.kind]
            yield Skipped(inner, reason, is_error)
        elif refused is not None:
            yield Skipped(inner, *refused)
        else:
            yield from self._file(tarball, inner, entry.size, entry.mtime, depth)

    def _zip(self, stream: ByteStream, name: str, depth: int) -> Iterator[Member | Skipped]:
        with seekable(stream) as file:
            try:
                archive = zipfile.ZipFile(file)
            except ZIP_ERRORS as error:
                raise DamagedInputError(f"The zip archive is damaged or cut off ({error})") from error
            with archive:
                for info in archive.infolist():
                    if not info.is_dir():
                        yield from self._zipped(archive, info, self._named(name, info.filename), depth)

    def _zipped(
        self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, inner: str, depth: int
    ) -> Iterator[Member | Skipped]:
        refused = _refused(info.filename)
        mode = stat.S_IFMT(info.external_attr >> 16)
        if stat.S_ISLNK(mode):
            yield Skipped(inner, *_NOT_READ["link"])
        elif mode not in {0, stat.S_IFREG}:
            yield Skipped(inner, *_NOT_READ["special"])
        elif refused is not None:
            yield Skipped(inner, *refused)
        elif info.flag_bits & _ENCRYPTED:
            yield Skipped(inner, "encrypted; unpack it with its password first")
        else:
            try:
                opened = archive.open(info)
            except ZIP_ERRORS as error:
                yield Skipped(inner, f"The zip member cannot be unpacked ({str(error) or type(error).__name__})")
                return
            with opened:
                yield from self._file(_Metered(Zipped(opened), self), inner, info.file_size, changed_at(info), depth)

    def _file(
        self, raw: ByteStream, inner: str, size: int, mtime: float | None, depth: int
    ) -> Iterator[Member | Skipped]:
        """One file: itself, or what is in it."""
        recorder = _Recorder(raw)
        head, _ = peek(unpack(recorder)[1], BLOCK_BYTES)
        replayed = recorder.replayed()
        if _kind_of(head) is None:
            yield Member(inner, self._count, size, mtime, replayed)
        elif depth >= MAX_DEPTH:
            yield Skipped(inner, f"an archive more than {MAX_DEPTH} archives deep")
        else:
            yield from self.container(replayed, inner, depth + 1)

    def _named(self, container: str, name: str) -> str:
        """The name below the outermost container; a second member of one name gets a number."""
        self._check()
        self._count += 1
        if self._count > MAX_MEMBERS:
            raise _LimitError(f"Reading was stopped: the archive has more than {MAX_MEMBERS} members")
        parts = [part for part in name.split("/") if part not in {"", "."}]
        full = "/".join([container, *parts] if container else parts)
        seen = self._names[full] = self._names.get(full, 0) + 1
        return full if seen == 1 else f"{full} ({seen})"


class _LimitError(DamagedInputError):
    """The whole of a container is refused from here on."""


class _Recorder:
    """Keeps what is read of a stream, so that it can be read again."""

    def __init__(self, raw: ByteStream) -> None:
        self._raw = raw
        self._parts: list[bytes] = []

    def read(self, size: int, /) -> bytes:
        try:
            part = self._raw.read(size)
        except DamagedInputError as error:
            self._raw = Damaged(error)  # it is raised again where it is met again
            raise
        self._parts.append(part)
        return part

    def replayed(self) -> ByteStream:
        """The stream from its beginning."""
        return Prefixed(b"".join(self._parts), self._raw)


class _Metered:
    """Counts what is unpacked."""

    def __init__(self, raw: ByteStream, walk: _Walk) -> None:
        self._raw = raw
        self._walk = walk

    def read(self, size: int, /) -> bytes:
        data = self._raw.read(size)
        self._walk.spend(len(data))
        return data


def _refused(name: str) -> tuple[str, bool] | None:
    """Why a member of this name is not read, and whether that is a loss."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts:
        return "its name leads out of the archive", True
    if "__MACOSX" in parts or parts[-1].startswith("._"):
        return "metadata of macOS, not a log", False
    return None
