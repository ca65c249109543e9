"""How an input stands to what is in the lake: new, unchanged, grown, moved or changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from foreshock.ingest.exceptions import UnreadableInputError
from foreshock.ingest.files.discover import Input
from foreshock.ingest.files.facts import FileFacts
from foreshock.ingest.planning.digests import GZIP_SIZE_MODULUS, byte_at, prefix_digests, unpacked_digest, unpacked_size
from foreshock.ingest.unpack.streams import reading_errors


@dataclass(frozen=True, slots=True)
class Standing:
    """``unchanged``: nothing to read. ``start``: the byte to go on from. ``replaces``: its old rows must go.

    ``moved_from``: unchanged, but its rows are in the lake under this source.
    """

    unchanged: bool = False
    start: int = 0
    replaces: bool = False
    moved_from: str = ""
    why: str = "new"


def standings_of(
    inputs: Sequence[Input], known: Mapping[str, FileFacts]
) -> Mapping[str, Standing | UnreadableInputError]:
    """For each source its standing, or why its file cannot be read.

    A file is unchanged when its digest is that of the same source, or of another one in its folder (a rotated
    file) whose rows stay. It has grown when it begins with what was read before. Rows are never lost: when the
    old name of a rotated file has new content, which takes the place of its rows, the file is read under its
    new name.
    """
    found: dict[str, Standing | UnreadableInputError] = {}
    for item in inputs:
        try:
            with reading_errors(item.source):
                found[item.source] = Standing() if item.is_pipe else _standing_of(item, known)
        except UnreadableInputError as error:
            found[item.source] = error
    while uprooted := [source for source, standing in found.items() if _loses_its_rows(standing, found)]:
        for source in uprooted:
            found[source] = Standing(
                replaces=source in known, why="the file was rotated; it is read under its new name"
            )
    return found


def told_apart(inputs: Iterable[Input], known: Mapping[str, FileFacts]) -> Iterator[Input]:
    """The inputs, in order, under sources of their own.

    A file that lies elsewhere than the one that the lake has under its source, and does not go on from it, is
    another file: it is called after the folders above it, so that it does not take the place of the other's rows.
    """
    taken: set[str] = set()
    for item in inputs:
        source = next(name for name in _names_of(item) if name not in taken and not _is_another(item, known.get(name)))
        taken.add(source)
        yield item if source == item.source else replace(item, source=source)


def _names_of(item: Input) -> Iterator[str]:
    """What an input may be called: its source, then with more and more of the folders above it, then numbered."""
    yield item.source
    above = PurePosixPath(item.location or item.source).parts
    for count in range(len(PurePosixPath(item.source).parts) + 1, len(above)):
        yield "/".join(above[-count:])
    for number in itertools.count(2):
        yield f"{item.source} ({number})"


def _is_another(item: Input, named: FileFacts | None) -> bool:
    """Whether the lake has other content of another place under this name."""
    if named is None or named.sha256 is None or not named.location or named.location == item.location:
        return False
    try:
        with reading_errors(item.source):
            return _standing_of(item, {named.path: named}, named.path).replaces
    except UnreadableInputError:
        return True


def _loses_its_rows(
    standing: Standing | UnreadableInputError, found: Mapping[str, Standing | UnreadableInputError]
) -> bool:
    if not isinstance(standing, Standing) or not standing.moved_from:
        return False
    old = found.get(standing.moved_from)
    return isinstance(old, Standing) and old.replaces


def _standing_of(item: Input, known: Mapping[str, FileFacts], source: str = "") -> Standing:
    """The standing of an input under its source, or another that it may get."""
    size = item.size or 0
    source = source or item.source
    same = known.get(source)
    if same is not None and same.sha256 is None:
        same = None  # it could not be read last time
    folder = PurePosixPath(source).parent
    beside = [file for file in known.values() if file.path != source and PurePosixPath(file.path).parent == folder]
    moved = [file for file in beside if file.bytes == size and size]
    sizes = [file.bytes for file in ([same] if same else []) + moved if file.bytes <= size]
    if item.inner:
        digests: Mapping[int, str] = {size: item.sha256} if item.sha256 else {}
    else:
        digests = prefix_digests(item.path, sizes) if sizes else {}
    if same is not None and digests.get(same.bytes) == same.sha256:
        return _as_before(item, same)
    for file in moved:
        if digests.get(file.bytes) == file.sha256:
            return _moved(file, "moved or rotated")
    if not item.inner and (packed := _before_packing(item, beside)):
        return _moved(packed, "compressed")
    return Standing(replaces=True, why="its content is not what was read before") if same else Standing()


def _as_before(item: Input, same: FileFacts) -> Standing:
    """A file that begins with what was read of it before."""
    if same.bytes == item.size:
        return Standing(unchanged=True, why="in the lake already")
    if same.bytes and byte_at(item.path, same.bytes - 1) == b"\n":
        return Standing(start=same.bytes, why="the file has grown")
    return Standing(replaces=True, why="the file has grown in the middle of a line; it is read anew")


def _moved(old: FileFacts, how: str) -> Standing:
    return Standing(unchanged=True, moved_from=old.path, why=f"in the lake already, as {old.path}: the file was {how}")


def _before_packing(item: Input, beside: Sequence[FileFacts]) -> FileFacts | None:
    """The file of the same folder that this one holds, compressed; only one of the stated size is worth unpacking."""
    stated = unpacked_size(item.path) if beside else None
    if stated is None:
        return None
    twins = [file for file in beside if file.sha256 and file.bytes and file.bytes % GZIP_SIZE_MODULUS == stated]
    digest = unpacked_digest(item.path) if twins else None
    return next((file for file in twins if file.sha256 == digest), None)
