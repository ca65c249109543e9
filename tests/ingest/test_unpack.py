"""Compressed files are recognised by their bytes and never trusted."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
from collections.abc import Callable

import pytest
import zstandard

from foreshock.ingest import unpack as module
from foreshock.ingest.exceptions import DamagedInputError
from foreshock.ingest.unpack import Digest, unpack

Pack = Callable[[bytes], bytes]

TEXT = "".join(f"line {i} {random.Random(i).random()}\n" for i in range(20_000)).encode()  # noqa: S311 - test data


def zstd_compress(data: bytes) -> bytes:
    """As the zstd program writes it: with a checksum."""
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


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


@pytest.mark.parametrize(("codec", "pack"), [("gzip", gzip.compress), ("zstd", zstd_compress)])
def test_members_follow_each_other(codec: str, pack: Pack) -> None:
    """Files that were packed in parts (rotated, appended) are read to the end of the last part."""
    packed = pack(TEXT[:70_000]) + pack(b"") + pack(TEXT[70_000:])
    assert everything(packed) == (codec, TEXT, "")
    assert everything(packed, step=997)[1] == TEXT


@pytest.mark.parametrize(("codec", "pack"), [("gzip", gzip.compress), ("zstd", zstd_compress)])
def test_a_truncated_file_keeps_what_can_be_read(codec: str, pack: Pack) -> None:
    """The bytes before the cut come out, then one sentence says that the file is cut off."""
    packed = pack(TEXT)
    got = everything(packed[: len(packed) // 2])
    assert got[0] == codec
    assert got[1]
    assert TEXT.startswith(got[1])
    assert "cut off" in got[2]


@pytest.mark.parametrize("pack", [gzip.compress, zstd_compress])
def test_damage_and_trailing_bytes_are_told_and_zero_padding_is_not(pack: Pack) -> None:
    """A flipped byte or foreign bytes after the end are damage; zeros (tape blocks) are not."""
    packed = pack(TEXT)
    flipped = packed[:5000] + bytes([packed[5000] ^ 0xFF]) + packed[5001:]
    assert everything(flipped)[2]
    assert everything(packed + b"\0" * 1000) == (everything(packed)[0], TEXT, "")
    _, out, error = everything(packed + b"garbage that follows")
    assert out == TEXT
    assert "follows the end" in error


@pytest.mark.parametrize("pack", [gzip.compress, zstd_compress])
def test_a_bomb_is_stopped(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data that grows past the stated limit stops with one sentence."""
    monkeypatch.setattr(module, "FREE_BYTES", 1 << 20)
    codec, out, error = everything(pack(b"\0" * (40 << 20)))
    assert codec in {"gzip", "zstd"}
    assert len(out) < 40 << 20
    assert "grows more than 250 times" in error


def test_the_digest_is_that_of_the_packed_file() -> None:
    """Bytes that the unpacker did not need count as well."""
    digest = Digest(io.BytesIO(b"some bytes"))
    digest.read(4)
    digest.drain()
    assert digest.count == 10
    assert digest.sha256 == hashlib.sha256(b"some bytes").hexdigest()
