"""Decompressors that give bounded pieces, each known by the bytes that its data begins with."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import lz4.frame
import zstandard

from foreshock.ingest.exceptions import DamagedInputError

_ZSTD_PIECE_BYTES = 1 << 10  # a zstd block of 4 bytes can hold 128 KiB: a small piece bounds what comes out at once
_ZSTD_WINDOW_BYTES = 1 << 27  # what the zstd program itself accepts
_XZ_MEMORY_BYTES = 1 << 28  # `xz -9` needs a quarter of it


class Decoder(Protocol):
    """A decompressor of one member or frame."""

    def feed(self, data: bytes, room: int) -> bytes:
        """Unpacked bytes, about ``room`` at most; keeps what it had no room for."""
        ...

    @property
    def pending(self) -> bool:
        """Whether packed bytes wait inside for room."""
        ...

    @property
    def rest(self) -> bytes | None:
        """The packed bytes after the end of this member; None before its end."""
        ...


class _Gzip:
    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)  # 31: with gzip header and checksum

    def feed(self, data: bytes, room: int) -> bytes:
        try:
            return self._zlib.decompress(self._zlib.unconsumed_tail + data, room)
        except zlib.error as error:
            raise DamagedInputError(f"The gzip data is damaged ({error})") from error

    @property
    def pending(self) -> bool:
        return bool(self._zlib.unconsumed_tail)

    @property
    def rest(self) -> bytes | None:
        return self._zlib.unused_data if self._zlib.eof else None


class _Zstd:
    def __init__(self) -> None:
        self._zstd = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES).decompressobj()
        self._waiting = b""

    def feed(self, data: bytes, room: int) -> bytes:
        self._waiting += data
        out: list[bytes] = []
        made = at = 0
        try:
            while at < len(self._waiting) and made < room and not self._zstd.eof:
                out.append(self._zstd.decompress(self._waiting[at : at + _ZSTD_PIECE_BYTES]))
                made += len(out[-1])
                at += _ZSTD_PIECE_BYTES
        except zstandard.ZstdError as error:
            raise DamagedInputError(f"The zstd data is damaged ({error})") from error
        self._waiting = self._waiting[at:]
        return b"".join(out)

    @property
    def pending(self) -> bool:
        return bool(self._waiting) and not self._zstd.eof

    @property
    def rest(self) -> bytes | None:
        return self._zstd.unused_data + self._waiting if self._zstd.eof else None


class _Bounded(Protocol):
    """The interface that bz2, lzma and lz4 share."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes | None: ...

    def decompress(self, data: bytes, room: int, /) -> bytes:
        """At most ``room`` unpacked bytes."""
        ...


class _Standard:
    """A decoder over a decompressor with the interface of Python's own."""

    def __init__(self, name: str, opened: Callable[[], _Bounded]) -> None:
        self._name = name
        self._inner = opened()

    def feed(self, data: bytes, room: int) -> bytes:
        try:
            return self._inner.decompress(data, room)
        except (OSError, ValueError, RuntimeError, EOFError, lzma.LZMAError) as error:
            raise DamagedInputError(f"The {self._name} data is damaged ({error})") from error

    @property
    def pending(self) -> bool:
        return not self._inner.eof and not self._inner.needs_input

    @property
    def rest(self) -> bytes | None:
        return (self._inner.unused_data or b"") if self._inner.eof else None


@dataclass(frozen=True, slots=True)
class Codec:
    """A kind of compression: the bytes it begins with, and a decoder of one member."""

    name: str
    magic: bytes
    decoder: Callable[[], Decoder]


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)


def _lzma() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_XZ_MEMORY_BYTES)


CODECS: tuple[Codec, ...] = (
    Codec("gzip", b"\x1f\x8b", _Gzip),
    Codec("zstd", b"\x28\xb5\x2f\xfd", _Zstd),
    Codec("bzip2", b"BZh", partial(_Standard, "bzip2", bz2.BZ2Decompressor)),
    Codec("xz", b"\xfd7zXZ\0", partial(_Standard, "xz", _xz)),
    Codec("lzma", b"\x5d\x00\x00", partial(_Standard, "lzma", _lzma)),
    Codec("lz4", b"\x04\x22\x4d\x18", partial(_Standard, "lz4", lz4.frame.LZ4FrameDecompressor)),
)
