"""From the bytes of a file to the bytes of its log: compression is recognised by magic bytes, never by name."""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import zstandard

from foreshock.ingest.blocks import ByteStream
from foreshock.ingest.exceptions import DamagedInputError

# Logs shrink 10 to 100 times. What grows more than this after the first part is a decompression bomb.
MAX_EXPANSION = 250
FREE_BYTES = 256 << 20

_READ_BYTES = 256 << 10
_ZSTD_PIECE_BYTES = 1 << 10  # a zstd block of 4 bytes can hold 128 KiB: a small piece bounds what comes out at once
_ZSTD_WINDOW_BYTES = 1 << 27  # what the zstd program itself accepts
_PEEK_BYTES = 8


class Digest:
    """Passes a raw stream through; knows the SHA-256 and the number of the bytes that went by."""

    def __init__(self, raw: ByteStream) -> None:
        """Nothing is read yet."""
        self._raw = raw
        self._sha256 = hashlib.sha256()
        self.count = 0

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes of the raw stream."""
        try:
            data = self._raw.read(size)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise DamagedInputError(f"Reading stopped ({reason})") from error
        self._sha256.update(data)
        self.count += len(data)
        return data

    def drain(self) -> None:
        """Read what the unpacker left, so that the digest is that of the whole file."""
        while self.read(_READ_BYTES):
            pass

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of what was read so far."""
        return self._sha256.hexdigest()


class Decoder(Protocol):
    """A decompressor of one member or frame, as zlib and zstandard have it."""

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


@dataclass(frozen=True, slots=True)
class Codec:
    """A kind of compression: the bytes it begins with, and a decoder of one member."""

    name: str
    magic: bytes
    decoder: Callable[[], Decoder]


CODECS: tuple[Codec, ...] = (
    Codec("gzip", b"\x1f\x8b", _Gzip),
    Codec("zstd", b"\x28\xb5\x2f\xfd", _Zstd),
)


class _Unpacked:
    """The members of one packed stream, one after the other, with a limit on the expansion."""

    def __init__(self, codec: Codec, raw: ByteStream) -> None:
        self._codec = codec
        self._raw = raw
        self._decoder = codec.decoder()
        self._packed = self._made = 0
        self._waiting = b""  # unpacked, more than was asked for
        self._input = b""  # packed, of the next member
        self._ended = False

    def read(self, size: int, /) -> bytes:
        while not self._waiting and not self._ended:
            self._waiting = self._advance(size)
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def _advance(self, room: int) -> bytes:
        """Some more unpacked bytes; empty when only a header went by or the stream has ended."""
        if self._decoder.rest is not None:
            return self._next_member()
        if self._decoder.pending:
            out = self._decoder.feed(b"", room)
        else:
            data = self._input or self._take()
            self._input = b""
            if not data:
                self._ended = True
                raise DamagedInputError(f"The {self._codec.name} data ends early: the file is cut off")
            out = self._decoder.feed(data, room)
        self._made += len(out)
        if self._made > FREE_BYTES and self._made > MAX_EXPANSION * self._packed:
            self._ended = True
            raise DamagedInputError(
                f"Unpacking was stopped: the {self._codec.name} data grows more than {MAX_EXPANSION} times"
            )
        return out

    def _next_member(self) -> bytes:
        """Go on with the next member; zero padding may follow the last, anything else is damage."""
        rest = self._decoder.rest or b""
        while len(rest) < _PEEK_BYTES and (more := self._take()):
            rest += more
        if rest.startswith(self._codec.magic):
            self._decoder, self._input = self._codec.decoder(), rest
        elif rest.strip(b"\0"):
            self._ended = True
            raise DamagedInputError(f"Something else follows the end of the {self._codec.name} data")
        else:
            self._ended = not rest
            self._input = b""
            if rest:
                self._skip_padding()
        return b""

    def _skip_padding(self) -> None:
        self._ended = True
        while more := self._take():
            if more.strip(b"\0"):
                raise DamagedInputError(f"Something else follows the end of the {self._codec.name} data")

    def _take(self) -> bytes:
        data = self._raw.read(_READ_BYTES)
        self._packed += len(data)
        return data


class Prefixed:
    """A stream whose first bytes were read already."""

    def __init__(self, prefix: bytes, rest: ByteStream) -> None:
        """``prefix`` comes first, then ``rest``."""
        self._prefix = prefix
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes."""
        if self._prefix:
            data, self._prefix = self._prefix[:size], self._prefix[size:]
            return data
        return self._rest.read(size)

    def close(self) -> None:
        """Close the rest, unless it is standard input, which is not ours to close."""
        if isinstance(self._rest, io.FileIO):
            self._rest.close()


def unpack(raw: ByteStream) -> tuple[str, ByteStream]:
    """The name of the compression ("plain", "gzip", "zstd") and the stream without it.

    The stream raises DamagedInputError after the last byte that could be unpacked: cut off, damaged, followed
    by something else, or growing past the stated limit.
    """
    head = b""
    while len(head) < _PEEK_BYTES and (more := raw.read(_PEEK_BYTES - len(head))):
        head += more
    stream = Prefixed(head, raw)
    for codec in CODECS:
        if head.startswith(codec.magic):
            return codec.name, _Unpacked(codec, stream)
    return "plain", stream
