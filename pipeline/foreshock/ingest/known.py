"""How an input stands to what is in the lake: new, unchanged, grown, moved or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from foreshock.ingest.digests import byte_at, prefix_digests
from foreshock.ingest.discover import Input
from foreshock.ingest.exceptions import UnreadableInputError
from foreshock.ingest.facts import KnownFile
from foreshock.ingest.streams import reading_errors


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
    inputs: Sequence[Input], known: Mapping[str, KnownFile]
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


def _loses_its_rows(
    standing: Standing | UnreadableInputError, found: Mapping[str, Standing | UnreadableInputError]
) -> bool:
    if not isinstance(standing, Standing) or not standing.moved_from:
        return False
    old = found.get(standing.moved_from)
    return isinstance(old, Standing) and old.replaces


def _standing_of(item: Input, known: Mapping[str, KnownFile]) -> Standing:
    size = item.size or 0
    same = known.get(item.source)
    if same is not None and same.sha256 is None:
        same = None  # it could not be read last time
    folder = PurePosixPath(item.source).parent
    moved = {
        source: file
        for source, file in known.items()
        if source != item.source and file.bytes == size and size and PurePosixPath(source).parent == folder
    }
    sizes = [file.bytes for file in ([same] if same else []) + list(moved.values()) if file.bytes <= size]
    digests = prefix_digests(item.path, sizes) if sizes else {}
    if same is not None and digests.get(same.bytes) == same.sha256:
        if same.bytes == size:
            return Standing(unchanged=True, why="in the lake already")
        if same.bytes and byte_at(item.path, same.bytes - 1) == b"\n":
            return Standing(start=same.bytes, why="the file has grown")
        return Standing(replaces=True, why="the file has grown in the middle of a line; it is read anew")
    for source, file in moved.items():
        if digests.get(file.bytes) == file.sha256:
            why = f"in the lake already, as {source}: the file was moved or rotated"
            return Standing(unchanged=True, moved_from=source, why=why)
    if same is not None:
        return Standing(replaces=True, why="its content is not what was read before")
    return Standing()
