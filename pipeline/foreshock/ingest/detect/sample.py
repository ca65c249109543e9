"""A look into a file before it is read: lines from its head, middle and tail, or why it holds no text."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace

from foreshock.ingest.exceptions import IngestError
from foreshock.ingest.lines.blocks import COLOURS, ESCAPE, WRITTEN_COLOURS, WRITTEN_OUT, ByteStream
from foreshock.ingest.unpack.packed import Prefixed, unpack
from foreshock.ingest.unpack.sadata import NEEDS_SADF, is_sa_data

_PART_BYTES = 64 << 10
_HEAD_LINES, _MIDDLE_LINES, _TAIL_LINES = 200, 100, 100
_PACKED_BYTES = 8 << 20  # how far a packed file is unpacked for its sample
_MAX_CONTROL_SHARE = 0.3  # of the bytes; of those that are no UTF-8 as well
_LINE_CHARS = 64 << 10

# What is met in archives and is no text log (file(1) knows the same magic numbers).
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "JPEG"), (b"\x89PNG", "PNG"), (b"GIF8", "GIF"), (b"%PDF", "PDF"), (b"\x7fELF", "ELF"),
    (b"PK\x03\x04", "zip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"\x04\x22\x4d\x18", "lz4"),
    (b"\x02\x21\x4c\x18", "old lz4 (repack it with lz4)"), (b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf", "7-Zip"), (b"Rar!", "RAR"),
    (b"SQLite format 3\0", "SQLite"), (b"PAR1", "Parquet"), (b"LPKSHHRH", "systemd journal"),
    (b"\xd4\xc3\xb2\xa1", "pcap"), (b"PGDMP", "pg_dump"),
)  # fmt: skip
_TAR_MAGIC, _TAR_AT = b"ustar", 257
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1b")


@dataclass(frozen=True, slots=True)
class FileSample:
    """Lines of a file without their ends; in a small file the three parts are the file, each line once.

    ``reaches_end``: the last of them is the file's last.
    """

    head: tuple[str, ...]
    middle: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    codec: str = "plain"
    not_text: str = ""
    damage: str = ""
    reaches_end: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """All of them, in file order."""
        return self.head + self.middle + self.tail

    @property
    def end(self) -> tuple[str, ...]:
        """The lines nearest to the file's end."""
        return self.tail or self.middle or self.head


def sample_file(path: str, *, start: int = 0) -> FileSample:
    """A sample of a regular file from byte ``start`` (plain files only) on; OSError when it cannot be read."""
    with open(path, "rb") as file:  # noqa: PTH123 - names that are not UTF-8 stay as the system gave them
        codec, stream = unpack(file)
        if codec != "plain":
            return _packed(codec, stream)
        size = file.seek(0, io.SEEK_END)
        file.seek(start)
        data = file.read(3 * _PART_BYTES)
        if size - start <= 3 * _PART_BYTES:
            return replace(_of_whole(data, "plain"), reaches_end=True)
        middle = _part(file, start + (size - start) // 2)
        tail = _part(file, size - _PART_BYTES)
    head = data[:_PART_BYTES]
    return FileSample(
        _texts(head)[:-1][:_HEAD_LINES] or _texts(head)[:1],
        _texts(middle)[1:-1][:_MIDDLE_LINES],
        _texts(tail)[1:][-_TAIL_LINES:],
        not_text=_not_text(head, head + middle + tail),
        reaches_end=True,
    )


def sample_member(stream: ByteStream) -> FileSample:
    """A sample of a file inside a container, from its first part."""
    return _packed(*unpack(stream))


def sample_stream(stream: ByteStream) -> tuple[FileSample, Prefixed]:
    """A sample of what a pipe holds first, and the stream with nothing lost; it is read only once."""
    parts: list[bytes] = []
    missing = _PART_BYTES
    while missing and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    head = b"".join(parts)
    codec, unpacked = unpack(io.BytesIO(head))
    sample = _packed(codec, unpacked) if codec != "plain" else _of_whole(head, codec)
    # Where the head ends is no damage of the file.
    sample = replace(sample, damage="", reaches_end=False)
    if sample.not_text.endswith(("tar magic", "zip magic")):
        sample = replace(sample, not_text="an archive in a pipe; save it to a file first")
    return sample, Prefixed(head, stream)


def _packed(codec: str, stream: ByteStream) -> FileSample:
    """The first part of a packed file, to its end when that is near."""
    parts: list[bytes] = []
    missing, damage = _PACKED_BYTES, ""
    try:
        while missing and (part := stream.read(missing)):
            parts.append(part)
            missing -= len(part)
    except IngestError as error:
        damage = str(error)
    sample = _of_whole(b"".join(parts), codec)
    return replace(sample, damage=damage, reaches_end=bool(missing) and not damage)


def _of_whole(data: bytes, codec: str) -> FileSample:
    """The sample of a file of which all, or the first part, is at hand."""
    not_text = _not_text(data, data[: 3 * _PART_BYTES])
    if len(data) > 3 * _PART_BYTES:
        at, end = len(data) // 2, len(data) - _PART_BYTES
        return FileSample(
            _texts(data[:_PART_BYTES])[:-1][:_HEAD_LINES] or _texts(data[:_PART_BYTES]),
            _texts(data[at : at + _PART_BYTES])[1:-1][:_MIDDLE_LINES],
            _texts(data[end:])[1:][-_TAIL_LINES:],
            codec,
            not_text,
        )
    lines = _texts(data)
    if len(lines) <= _HEAD_LINES + _MIDDLE_LINES + _TAIL_LINES:
        return FileSample(lines, codec=codec, not_text=not_text)
    at = max(_HEAD_LINES, min(len(lines) // 2, len(lines) - _TAIL_LINES - _MIDDLE_LINES))
    return FileSample(
        lines[:_HEAD_LINES], lines[at : at + _MIDDLE_LINES], lines[-_TAIL_LINES:], codec=codec, not_text=not_text
    )


def _part(file: io.BufferedReader, at: int) -> bytes:
    file.seek(at)
    return file.read(_PART_BYTES)


def _texts(data: bytes) -> tuple[str, ...]:
    """Lines as the block reader would deliver them."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "backslashreplace")
    if ESCAPE in data:
        text = re.sub(COLOURS, "", text)
    if any(escape in data for escape in WRITTEN_OUT):
        text = re.sub(WRITTEN_COLOURS, r"\1", text)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return tuple(line.removesuffix("\r")[:_LINE_CHARS] for line in lines)


def _not_text(head: bytes, sample: bytes) -> str:
    """Why these bytes are no text log; empty when they may be one."""
    if is_sa_data(head):
        return NEEDS_SADF
    known = [name for magic, name in _MAGIC if head.startswith(magic)]
    if known or head[_TAR_AT:].startswith(_TAR_MAGIC):
        return f"not text: starts with {known[0] if known else 'tar'} magic"
    if not sample:
        return ""
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _MAX_CONTROL_SHARE * len(sample):
        zeros = sample.count(b"\0") / len(sample)
        return f"not text: {100 * controls / len(sample):.0f} % of the sampled bytes are control codes" + (
            f" ({100 * zeros:.0f} % NUL)" if zeros else ""
        )
    foreign = len(sample) - len(sample.decode("utf-8", "ignore").encode())
    if foreign > _MAX_CONTROL_SHARE * len(sample):
        return f"not text: {100 * foreign / len(sample):.0f} % of the sampled bytes are no UTF-8"
    return ""
