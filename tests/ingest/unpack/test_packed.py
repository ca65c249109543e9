"""Compressed files are recognised by their bytes and never trusted."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import random
from collections.abc import Callable

import lz4.frame
import pytest
import zstandard

from foreshock.ingest.exceptions import DamagedInputError
from foreshock.ingest.unpack import packed as module
from foreshock.ingest.unpack.packed import Digest, unpack

Pack = Callable[[bytes], bytes]

TEXT = "".join(f"line {i} {random.Random(i).random()}\n" for i in range(20_000)).encode()  # noqa: S311 - test data


def zstd_compress(data: bytes) -> bytes:
    """As the zstd program writes it: with a checksum."""
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def lz4_compress(data: bytes) -> bytes:
    """As the lz4 program writes it: with a checksum of the content."""
    return bytes(lz4.frame.compress(data, content_checksum=True))


def lzma_compress(data: bytes) -> bytes:
    """The form before xz, as `xz --format=lzma` writes it."""
    return lzma.compress(data, lzma.FORMAT_ALONE)


PACKS = [
    ("gzip", gzip.compress),
    ("zstd", zstd_compress),
    ("bzip2", bz2.compress),
    ("xz", lzma.compress),
    ("lz4", lz4_compress),
]


def everything(data: bytes, *, step: int = 10_000) -> tuple[str, bytes, str]:
    """Codec, all bytes that came out, and the error that ended it."""
    codec, stream = unpack(io.BytesIO(data))
    out = b""
    try:
        while part := stream.read(step):
            assert len(part) <= step
            out += part
    except DamagedInputError as error:
        return codec, out, str(error)
    return codec, out, ""


@pytest.mark.parametrize("data", [b"", b"x", b"short", TEXT])
def test_plain_bytes_pass_through(data: bytes) -> None:
    """What has no magic is read as it is, however short."""
    assert everything(data) == ("plain", data, "")


@pytest.mark.parametrize(("codec", "pack"), PACKS)
def test_members_follow_each_other(codec: str, pack: Pack) -> None:
    """Files that were packed in parts (rotated, appended) are read to the end of the last part."""
    packed = pack(TEXT[:70_000]) + pack(b"") + pack(TEXT[70_000:])
    assert everything(packed) == (codec, TEXT, "")
    assert everything(packed, step=997)[1] == TEXT


@pytest.mark.parametrize(("codec", "pack"), PACKS)
def test_a_truncated_file_keeps_what_can_be_read(codec: str, pack: Pack) -> None:
    """The bytes before the cut come out, then one sentence says that the file is cut off."""
    text = TEXT * 3  # bzip2 needs whole blocks of 900 kB
    packed = pack(text)
    got = everything(packed[: len(packed) * 2 // 3])
    assert got[0] == codec
    assert got[1]
    assert text.startswith(got[1])
    assert "cut off" in got[2]


@pytest.mark.parametrize("pack", [pack for _, pack in PACKS])
def test_damage_and_trailing_bytes_are_told_and_zero_padding_is_not(pack: Pack) -> None:
    """A flipped byte or foreign bytes after the end are damage; zeros (tape blocks) are not."""
    packed = pack(TEXT)
    flipped = packed[:5000] + bytes([packed[5000] ^ 0xFF]) + packed[5001:]
    assert everything(flipped)[2]
    assert everything(packed + b"\0" * 1000) == (everything(packed)[0], TEXT, "")
    _, out, error = everything(packed + b"garbage that follows")
    assert out == TEXT
    assert "follows the end" in error


@pytest.mark.parametrize(("codec", "pack"), [pack for pack in PACKS if pack[0] != "lz4"])  # grows 255 times at most
def test_a_bomb_is_stopped(codec: str, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data that grows past the stated limit stops with one sentence."""
    monkeypatch.setattr(module, "FREE_BYTES", 1 << 20)
    found, out, error = everything(pack(b"\0" * (40 << 20)))
    assert found == codec
    assert len(out) < 40 << 20
    assert "grows more than 250 times" in error


def test_lzma_is_read_too() -> None:
    """It has no magic number but what all its files begin with, and no end that could be followed."""
    assert everything(lzma_compress(TEXT)) == ("lzma", TEXT, "")


@pytest.mark.parametrize("step", [1, 2, 3, 10_000])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_comes_as_utf8(encoding: str, step: int) -> None:
    """With a byte order mark, as SQL Server and PowerShell write it, compressed or not, however it is read."""
    text = "Ошибка größer 日本 🌋\r\n" * 20
    data = f"\ufeff{text}".encode(encoding)
    assert everything(data, step=step) == ("utf-16", text.encode(), "")
    assert everything(gzip.compress(data)) == ("gzip", text.encode(), "")
    assert everything(data[:-1])[1].startswith(text.encode()[:-1])


def test_the_digest_is_that_of_the_packed_file() -> None:
    """Bytes that the unpacker did not need count as well."""
    digest = Digest(io.BytesIO(b"some bytes"))
    digest.read(4)
    digest.drain()
    assert digest.count == 10
    assert digest.sha256 == hashlib.sha256(b"some bytes").hexdigest()


def test_a_mark_before_other_text_is_damage() -> None:
    """Two bytes that look like UTF-16's mark cost their own line, not the file."""
    data = b"\xfe\xff{\n" + b"2023-07-10T20:00:01Z INFO a\n" * 9
    assert everything(data, step=1 << 16) == ("plain", data, "")
