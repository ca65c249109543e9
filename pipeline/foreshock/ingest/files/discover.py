"""From the paths that a user gives to the files to read."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read. ``source`` is its name in every table: relative to the folder that was given.

    ``hint`` is the path as the user's shell knows it, with the names of the folders above ``source``: what a
    host or a date may be read from. ``size`` and ``mtime`` (seconds since 1970) are None for a pipe. A file inside
    the container at ``path`` has its name there as ``inner``, its ``number``, and perhaps its ``sha256``.
    """

    path: str
    source: str
    hint: str
    size: int | None = None
    mtime: float | None = None
    inner: str = ""
    number: int = 0
    sha256: str | None = None

    @property
    def is_pipe(self) -> bool:
        """A pipe can be read only once."""
        return self.size is None

    @property
    def location(self) -> str | None:
        """Where it lies: its absolute path; for a file in a container as if that were a folder; None for a pipe."""
        if self.is_pipe:
            return None
        path = str(Path(self.path).absolute())
        return f"{path}/{self.inner}" if self.inner else path


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that is not read, and why. ``is_error`` is false where nothing is lost by it."""

    source: str
    reason: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the given paths lead to, in sorted order within each path."""

    inputs: tuple[Input, ...]
    skipped: tuple[Skipped, ...]


def discover(paths: Sequence[str | Path], *, case: str | Path | None = None) -> Discovery:
    """All regular files below ``paths``: files, folders (recursively), globs (``**`` too), ``-`` for stdin.

    Nothing is raised: a path that is missing, refused or no file is in ``skipped``. Links out of a given folder
    are not followed. ``case`` and every other Foreshock case folder is left out. Two inputs with one relative
    path get sources that tell them apart.
    """
    found: list[Input | Skipped] = []
    for given in paths:
        found += _expand(str(given), Path(case).absolute() if case is not None else None)
    seen: set[str] = set()
    distinct = []
    for item in found:
        if isinstance(item, Input):
            key = item.path if item.is_pipe else os.path.realpath(item.path)
            if key in seen:
                continue
            seen.add(key)
            distinct.append(item)
    skipped = tuple(item for item in found if isinstance(item, Skipped))
    return Discovery(tuple(_with_distinct_sources(distinct)), skipped)


def matches(glob: str, source: str) -> bool:
    """Whether a file is meant by a pattern of ``--format`` or ``--tz``: the whole source, or its file name."""
    glob = glob.removeprefix("./")
    return fnmatchcase(source, glob) or ("/" not in glob and fnmatchcase(PurePosixPath(source).name, glob))


def _expand(given: str, case: Path | None) -> Iterator[Input | Skipped]:
    """What one argument leads to."""
    if given == STDIN:
        yield Input(STDIN, "stdin", "stdin")
        return
    path = Path(given)
    if not _exists(path) and glob.has_magic(given):
        matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            yield Skipped(given, "nothing matches this pattern")
        for match in matches:
            if not Path(match).is_dir():
                yield _file(Path(match), match)
        return
    if path.is_dir():
        yield from _folder(path, case)
    else:
        yield _file(path, given)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _folder(root: Path, case: Path | None) -> Iterator[Input | Skipped]:
    """All files below a folder, or the one sentence that says why there are none."""
    something = False
    for item in _walk(root, root, case):
        something = True
        yield item
    if not something:
        yield Skipped(str(root), "this folder holds no files")


def _walk(folder: Path, root: Path, case: Path | None) -> Iterator[Input | Skipped]:
    name = _relative(folder, root)
    if _is_case(folder) or (case is not None and folder.absolute() == case):
        yield Skipped(name, "a Foreshock case, not an input", is_error=False)
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped(name, f"this folder cannot be read ({_reason(error)})")
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_symlink():
            yield from _link(path, root)
        elif entry.is_dir():
            yield from _walk(path, root, case)
        else:
            yield _file(path, _relative(path, root), hint=str(path), pipes=False)


def _link(path: Path, root: Path) -> Iterator[Skipped]:
    """Links are not followed: what they lead to is read where it lies, or lies outside."""
    source = _relative(path, root)
    target = Path(os.path.realpath(path))
    if not target.exists():
        yield Skipped(source, "a link that leads nowhere")
    elif not target.is_relative_to(os.path.realpath(root)):
        yield Skipped(source, "a link that leads out of the folder; give its target to have it read")
    else:
        yield Skipped(source, "a link to a file or folder that is read in its own place", is_error=False)


def _file(path: Path, source: str, *, hint: str = "", pipes: bool = True) -> Input | Skipped:
    """A path that is no folder; a pipe only where the user named it (reading one may wait for ever)."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        return Skipped(source, _reason(error))
    source = _printable(source)
    if stat.S_ISREG(status.st_mode):
        if not os.access(path, os.R_OK):
            return Skipped(source, "no permission to read this file")
        return Input(str(path), source, _printable(hint) or source, status.st_size, status.st_mtime)
    if stat.S_ISFIFO(status.st_mode) and pipes:
        return Input(str(path), source, _printable(hint) or source)
    kinds = {stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFSOCK: "a socket", stat.S_IFIFO: "a pipe"}
    return Skipped(source, f"{kinds.get(stat.S_IFMT(status.st_mode), 'a special file')}, not a regular file")


def _relative(path: Path, root: Path) -> str:
    return _printable(PurePosixPath(path.relative_to(root)).as_posix()) if path != root else _printable(str(root))


def _printable(name: str) -> str:
    r"""A file name as text: bytes that are not UTF-8 as \xNN."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "no permission"
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)


def _is_case(folder: Path) -> bool:
    """A case carries its layout version in ``lake/VERSION``."""
    try:
        with (folder / "lake" / "VERSION").open("rb") as version:
            return version.read(14) == b"foreshock lake"
    except OSError:
        return False


def _with_distinct_sources(inputs: Iterable[Input]) -> Iterator[Input]:
    """The first keeps its name; a later one with the same name is called after the folders above it."""
    taken: set[str] = set()
    for item in inputs:
        source, above = item.source, PurePosixPath(item.hint)
        while source in taken and source != above.as_posix():
            parts = len(PurePosixPath(source).parts) + 1
            source = PurePosixPath(*above.parts[-parts:]).as_posix()
        number = 2
        while source in taken:
            source = f"{item.source} ({number})"
            number += 1
        taken.add(source)
        yield replace(item, source=source)
