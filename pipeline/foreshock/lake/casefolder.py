"""The case folder: where its parts lie, whether a folder is one, who may write to it."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from foreshock.lake.exceptions import CaseBusyError, LakeError, LayoutError, NotACaseError

LAYOUT_VERSION = 2
_MARK = "foreshock lake "
_LOCK = ".lock"
_VERSION = "VERSION"


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """One case on disk: ``root`` exists and carries the layout that this version knows."""

    root: Path

    @property
    def lake(self) -> Path:
        """The folder of the Delta tables, one folder a table."""
        return self.root / "lake"

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.root / "foreshock.duckdb"

    def table(self, name: str) -> Path:
        """The folder of one Delta table."""
        return self.lake / name

    @classmethod
    def open(cls, root: Path | str) -> CaseFolder:
        """An existing case; NotACaseError or LayoutError when it is none."""
        folder = cls(Path(root).absolute())
        if not (folder.lake / _VERSION).is_file():
            raise NotACaseError(
                "This folder is no Foreshock case",
                value=str(root),
                try_next=f"foreshock ingest PATH... -o {root}",
            )
        _check_layout(folder.lake / _VERSION)
        return folder

    @classmethod
    def create(cls, root: Path | str) -> CaseFolder:
        """The case at ``root``, made when the folder is missing or empty; anything else in it is an error."""
        folder = cls(Path(root).absolute())
        version = folder.lake / _VERSION
        if version.is_file():
            return cls.open(root)
        if folder.root.exists() and not _is_blank(folder):
            raise NotACaseError(
                "This folder holds other files; a case needs one of its own",
                value=str(root),
                valid=("a folder that does not exist yet", "an empty folder", "a Foreshock case"),
                try_next=f"-o {Path(root) / 'case'}",
            )
        with writing_errors(folder.root):
            folder.lake.mkdir(parents=True, exist_ok=True)
            draft = folder.lake / f"{_VERSION}.tmp"
            draft.write_text(f"{_MARK}{LAYOUT_VERSION}\n", encoding="ascii")
            draft.replace(version)
        return folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the right to write; the kernel gives it back when the process dies."""
        with writing_errors(self.root):
            lock = os.open(self.lake / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CaseBusyError(
                    "Another process is writing to this case",
                    value=str(self.root),
                    try_next="again when it has finished, or write to another case with -o",
                ) from error
            yield
        finally:
            os.close(lock)


@contextmanager
def writing_errors(target: Path) -> Iterator[None]:
    """Turn an OSError while writing below ``target`` into a LakeError that says what to do."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise LakeError(
            "No space left to write the case" if full else f"The case cannot be written ({error.strerror or error})",
            value=str(target),
            try_next="free some space, or write the case elsewhere with -o" if full else "another folder with -o",
        ) from error


def _check_layout(version: Path) -> None:
    text = version.read_text(encoding="ascii", errors="replace").strip()
    if text == f"{_MARK}{LAYOUT_VERSION}":
        return
    raise LayoutError(
        "This case has a layout that this version of Foreshock does not know",
        value=text[:80],
        valid=(f"{_MARK}{LAYOUT_VERSION}",),
        try_next="a new case with -o, from the original files",
        where=str(version),
    )


def _is_blank(folder: CaseFolder) -> bool:
    """Nothing in it but what an interrupted ``create`` may have left."""
    if not folder.root.is_dir():
        return False
    if any(entry != folder.lake or not entry.is_dir() for entry in folder.root.iterdir()):
        return False
    return not folder.lake.exists() or all(entry.name == f"{_VERSION}.tmp" for entry in folder.lake.iterdir())
