"""The members of a tar archive, read as a stream: ustar, GNU and pax headers, never more than one of them held."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import Literal

from foreshock.ingest.exceptions import DamagedInputError
from foreshock.ingest.lines.blocks import ByteStream

BLOCK_BYTES = 512
_MAX_HEADER_BYTES = 1 << 20  # of a long name, or of pax records
_SKIP_BYTES = 1 << 20
_MAX_SIZE = 1 << 60
_MAX_SECONDS = 1 << 33

Kind = Literal["file", "folder", "link", "special", "sparse"]
_FILES, _LINKS, _FOLDER, _SPECIAL = b"\x000\x37", b"12", b"5", b"346"
_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL, _SPARSE = b"L", b"K", b"x", b"g", b"S"


@dataclass(frozen=True, slots=True)
class Entry:
    """The header of one member; ``mtime`` in seconds since 1970."""

    name: str
    kind: Kind
    size: int
    mtime: float


class Tarball:
    """Goes through an archive once; ``read`` gives the bytes of the entry that ``next_entry`` gave last."""

    def __init__(self, stream: ByteStream) -> None:
        """``stream`` begins with the first header; an open file is skipped through without reading."""
        self._stream = stream
        self._left = self._padding = 0

    def next_entry(self) -> Entry | None:
        """The next member's header, None at the end; DamagedInputError when there is none where one should be."""
        named: dict[str, str] = {}
        while True:
            self._skip()
            header = self._exactly(BLOCK_BYTES, at_end=True)
            if not header.strip(b"\0"):
                return None
            if not is_header(header):
                raise DamagedInputError("The tar archive is damaged: no header where a member should begin")
            kind, size = header[156:157], _number(header[124:136])
            if kind in {_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL}:
                said = self._extension(kind, size)
                named |= said if kind in {_LONG_NAME, _PAX} else {}
                continue
            return self._entry(header, kind, size, named)

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes of the entry; DamagedInputError when the archive ends within it."""
        data = self._stream.read(min(size, self._left)) if self._left else b""
        if not data and self._left and size:
            self._left = self._padding = 0
            raise DamagedInputError("The tar archive ends early: it is cut off")
        self._left -= len(data)
        return data

    def _entry(self, header: bytes, kind: bytes, size: int, named: dict[str, str]) -> Entry:
        name = named.get("path") or _name(header)
        size = int(named["size"]) if named.get("size", "").isdecimal() else size
        what: Kind = "special"
        if kind in _FILES:
            what = "folder" if name.endswith("/") else "file"
        elif kind in _LINKS:
            what = "link"
        elif kind == _FOLDER:
            what = "folder"
        elif kind == _SPARSE:
            what = "sparse"
            self._skip_map(header[482])
        if any(key.startswith("GNU.sparse") for key in named):
            what = "sparse"
        if what not in {"link", "folder"} and kind not in _SPECIAL:  # these have a size and no content
            self._expect(size)
        try:
            mtime = float(named.get("mtime") or _number(header[136:148]))
        except ValueError:
            mtime = 0.0
        return Entry(name, what, size, mtime if 0 <= mtime < _MAX_SECONDS else 0.0)

    def _skip_map(self, more: int) -> None:
        """The blocks that follow the header of a sparse file and say where its holes are."""
        while more:
            more = self._exactly(BLOCK_BYTES)[504]

    def _extension(self, kind: bytes, size: int) -> dict[str, str]:
        """What a header before the header says of the next member."""
        if size > _MAX_HEADER_BYTES:
            raise DamagedInputError(f"The tar archive is damaged: a header of {size} bytes")
        self._expect(size)
        data = self._exactly(size)
        self._left = 0
        if kind == _LONG_NAME:
            return {"path": _text(data)}
        return _pax(data)

    def _expect(self, size: int) -> None:
        if size > _MAX_SIZE:
            raise DamagedInputError(f"The tar archive is damaged: a member of {size} bytes")
        self._left, self._padding = size, -size % BLOCK_BYTES

    def _exactly(self, size: int, *, at_end: bool = False) -> bytes:
        """So many bytes; nothing at the end of the archive, where that may be."""
        parts: list[bytes] = []
        missing = size
        while missing and (part := self._stream.read(missing)):
            parts.append(part)
            missing -= len(part)
        if missing and (parts or not at_end):
            raise DamagedInputError("The tar archive ends early: it is cut off")
        return b"".join(parts)

    def _skip(self) -> None:
        """Go to the end of the current member."""
        left, self._left, self._padding = self._left + self._padding, 0, 0
        if isinstance(self._stream, io.FileIO):
            if left and self._stream.seek(left, io.SEEK_CUR) > os.fstat(self._stream.fileno()).st_size:
                raise DamagedInputError("The tar archive ends early: it is cut off")
            return
        while left:
            part = self._stream.read(min(left, _SKIP_BYTES))
            if not part:
                raise DamagedInputError("The tar archive ends early: it is cut off")
            left -= len(part)


def is_header(block: bytes) -> bool:
    """Whether these 512 bytes are the header of a member: their checksum says so."""
    if len(block) != BLOCK_BYTES or not block[0]:
        return False
    try:
        stated = int(block[148:156].strip(b"\0 ") or b"-1", 8)
    except ValueError:
        return False
    return stated == sum(block) - sum(block[148:156]) + 8 * ord(" ")


def _name(header: bytes) -> str:
    name = _text(header[:100])
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _number(field: bytes) -> int:
    """Octal digits, or (GNU) a big-endian number after a set bit."""
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    try:
        return int(field.strip(b"\0 ") or b"0", 8)
    except ValueError:
        raise DamagedInputError("The tar archive is damaged: a header holds no number where one should be") from None


def _pax(data: bytes) -> dict[str, str]:
    r"""Records of the form ``<length> <key>=<value>\n``; what is none ends them."""
    records: dict[str, str] = {}
    at = 0
    while at < len(data):
        length, space, _ = data[at : at + 20].partition(b" ")
        if not space or not length.isdigit() or not int(length):
            break
        key, _, value = data[at + len(length) + 1 : at + int(length) - 1].partition(b"=")
        records[_text(key)] = _text(value)
        at += int(length)
    return records


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("utf-8", "backslashreplace")
