"""Files that are given twice: in a container, and unpacked beside it. They are read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foreshock.ingest.exceptions import IngestError
from foreshock.ingest.files.discover import Input
from foreshock.ingest.planning.digests import prefix_digests
from foreshock.ingest.unpack.archives import Archive
from foreshock.ingest.unpack.packed import Digest
from foreshock.ingest.unpack.streams import reading_errors


def twins_of(inputs: Sequence[Input], archives: Mapping[str, Archive]) -> Mapping[str, str]:
    """For each file in a container that lies on disk as well, its source and that of the file on disk.

    The path of the file on disk ends with the member's whole name, and their contents are equal.
    """
    on_disk: dict[tuple[str, int], list[Input]] = {}
    for item in inputs:
        if not item.inner and item.size:
            on_disk.setdefault((_name(item.path), item.size), []).append(item)
    twins: dict[str, str] = {}
    for item in inputs:
        if item.inner and item.size:
            for other in on_disk.get((_name(item.inner), item.size), ()):
                if other.path.endswith(f"/{item.inner}") and _equal(item, other, archives):
                    twins[item.source] = other.source
    return twins


def _equal(member: Input, file: Input, archives: Mapping[str, Archive]) -> bool:
    try:
        with reading_errors(file.source):
            digests = prefix_digests(file.path, [file.size or 0])
        if member.sha256 is not None:
            return member.sha256 in digests.values()
        with archives[member.path].member(member.number) as stream:
            digest = Digest(stream)
            digest.drain()
    except IngestError:
        return False
    return digest.sha256 in digests.values()


def _name(path: str) -> str:
    return path.rpartition("/")[2]
