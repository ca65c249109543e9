"""Digests of files and of their beginnings: how a file that was read before is recognised."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

_PIECE_BYTES = 1 << 20


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
