"""Digests of files and of their beginnings: how a file that was read before is recognised."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping

import zstandard

from foreshock.ingest.exceptions import DamagedInputError
from foreshock.ingest.unpack.packed import unpack

_PIECE_BYTES = 1 << 20
_ZSTD_HEADER_BYTES = 18
GZIP_SIZE_MODULUS = 1 << 32  # the trailer of a gzip file holds the unpacked size modulo this


def prefix_digests(path: str, sizes: Iterable[int]) -> Mapping[int, str]:
    """The SHA-256 of the first ``size`` bytes of a file for each of ``sizes`` that it reaches, in one pass."""
    digests: dict[int, str] = {}
    sha256, at = hashlib.sha256(), 0
    with open(path, "rb") as file:  # noqa: PTH123 - names that are not UTF-8 stay as the system gave them
        for size in sorted(set(sizes)):
            while at < size and (piece := file.read(min(_PIECE_BYTES, size - at))):
                sha256.update(piece)
                at += len(piece)
            if at < size:
                break
            digests[size] = sha256.hexdigest()
    return digests


def byte_at(path: str, offset: int) -> bytes:
    """The one byte at ``offset``; empty when the file ends before."""
    with open(path, "rb") as file:  # noqa: PTH123 - as above
        file.seek(offset)
        return file.read(1)


def unpacked_size(path: str) -> int | None:
    """What a packed file says of its unpacked size (gzip: modulo 2^32, of its last member); None for a plain one."""
    with open(path, "rb") as file:  # noqa: PTH123 - as above
        head = file.read(_ZSTD_HEADER_BYTES)
        if head.startswith(b"\x1f\x8b") and file.seek(0, io.SEEK_END) > _ZSTD_HEADER_BYTES:
            file.seek(-4, io.SEEK_END)
            return int.from_bytes(file.read(4), "little")
    try:
        size = zstandard.frame_content_size(head)
    except zstandard.ZstdError:
        return None
    return size if size > 0 else None


def unpacked_digest(path: str) -> str | None:
    """The SHA-256 of a packed file's content; None when it is damaged."""
    sha256 = hashlib.sha256()
    with open(path, "rb") as file:  # noqa: PTH123 - as above
        _, stream = unpack(file)
        try:
            while piece := stream.read(_PIECE_BYTES):
                sha256.update(piece)
        except DamagedInputError:
            return None
    return sha256.hexdigest()
