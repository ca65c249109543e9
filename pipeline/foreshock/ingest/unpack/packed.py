"""From the bytes of a file to the bytes of its log: compression is recognised by magic bytes, never by name."""

from __future__ import annotations

import codecs
import hashlib
import io
import os

from foreshock.ingest.exceptions import DamagedInputError
from foreshock.ingest.lines.blocks import ByteStream
from foreshock.ingest.unpack.compression import CODECS, Codec
from foreshock.ingest.unpack.sadata import CODEC, SaData, is_sa_data, sadf_program

# Logs shrink 10 to 100 times. What grows more than this after the first part is a decompression bomb.
MAX_EXPANSION = 250
FREE_BYTES = 256 << 20

_READ_BYTES = 256 << 10
_MAGIC_BYTES = 8
_HEAD_BYTES = 256  # of text in UTF-16 enough to hold a blank or a digit
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


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
        while len(rest) < _MAGIC_BYTES and (more := self._take()):
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


class Damaged:
    """A stream that can only say why it ends."""

    def __init__(self, error: DamagedInputError) -> None:
        """``error`` is what every read raises."""
        self._error = error

    def read(self, _size: int, /) -> bytes:
        """Raises."""
        raise self._error


class _Transcoded:
    r"""UTF-16 text, as its byte order mark says, as UTF-8; what is no UTF-16 appears as ``\xNN``."""

    def __init__(self, raw: ByteStream) -> None:
        self._raw = raw
        self._decoder = codecs.getincrementaldecoder("utf-16")("backslashreplace")
        self._waiting = b""
        self._ended = False

    def read(self, size: int, /) -> bytes:
        while not self._waiting and not self._ended:
            data = self._raw.read(max(size, 2))
            self._ended = not data
            text = self._decoder.decode(data, final=self._ended)
            self._waiting = text.encode("utf-8", "backslashreplace")
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data


def peek(raw: ByteStream, size: int) -> tuple[bytes, ByteStream]:
    """The first ``size`` bytes (fewer at the end, or before damage), and the stream with nothing of it lost."""
    parts: list[bytes] = []
    missing = size
    rest = raw
    try:
        while missing and (part := raw.read(missing)):
            parts.append(part)
            missing -= len(part)
    except DamagedInputError as error:
        rest = Damaged(error)
    head = b"".join(parts)
    return head, Prefixed(head, rest)


def unpack(raw: ByteStream) -> tuple[str, ByteStream]:
    """The name of the compression ("gzip", "xz", ...; "plain" for none) and the stream without it.

    Text in UTF-16 (with a byte order mark) comes as UTF-8, and is called "utf-16" where it is not compressed; binary
    data of sar comes as what sadf writes of it, where sadf is installed.
    The stream raises DamagedInputError after the last byte that could be unpacked: cut off, damaged, followed
    by something else, or growing past the stated limit.
    """
    head, stream = peek(raw, _HEAD_BYTES)
    codec = next((codec for codec in CODECS if head.startswith(codec.magic)), None)
    if codec is not None:
        head, stream = peek(_Unpacked(codec, stream), _HEAD_BYTES)
    if is_sa_data(head) and (program := sadf_program()):
        return CODEC, SaData(stream, program)
    # No log in UTF-16 is without blanks, digits and line ends for long; damage may look like a mark.
    if head.startswith(_UTF16_MARKS) and b"\0" in head:
        return codec.name if codec else "utf-16", _Transcoded(stream)
    return codec.name if codec else "plain", stream
