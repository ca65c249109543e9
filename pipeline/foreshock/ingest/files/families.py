"""Rotated files: which of them are one log, and in which order they were written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

_PACKED = re.compile(r"\.(?:gz|bz2|xz|zst|lz4|lzma)$")
_NUMBERED = re.compile(r"(?P<base>.+?)[.-](?P<number>\d{1,4})$")
_OLD = re.compile(r"(?P<base>.+?)\.(?:old|bak)$")
_DATED = re.compile(
    r"(?P<base>.+?)[-_.](?P<date>20\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?:[-_T.]?\d{2,10})?)"
    r"(?P<ending>\.[a-z]+)?$"
)

Rank = tuple[int, str, int]


def families_of(sources: Iterable[str]) -> Sequence[Sequence[str]]:
    """The rotated logs among these files: the sources of each, the oldest first; a file alone is no family.

    Names tell: ``access.log.2.gz``, ``access.log.1``, ``access.log``; ``messages-20230709``, ``messages``;
    ``postgresql-2023-07-10_000000.log``.
    """
    found: dict[str, list[tuple[Rank, str]]] = {}
    for source in sources:
        log, rank = _place_of(source)
        found.setdefault(log, []).append((rank, source))
    return [[source for _, source in sorted(members)] for members in found.values() if len(members) > 1]


def log_of(source: str) -> str:
    """What all rotated files of one log are called: the path without number, date and compression."""
    return _place_of(source)[0]


def _place_of(source: str) -> tuple[str, Rank]:
    """The log that a file is a part of, and what its parts are sorted by."""
    path = PurePosixPath(source)
    base, rank = _split(_PACKED.sub("", path.name))
    return str(path.parent / base), rank


def _split(name: str) -> tuple[str, Rank]:
    if dated := _DATED.fullmatch(name):
        return dated["base"] + (dated["ending"] or ""), (0, re.sub(r"\D", "", dated["date"]), 0)
    if numbered := _NUMBERED.fullmatch(name):
        return numbered["base"], (1, "", -int(numbered["number"]))
    if old := _OLD.fullmatch(name):
        return old["base"], (1, "", 0)
    return name, (2, "", 0)


def predecessors(families: Iterable[Sequence[str]]) -> Mapping[str, str]:
    """For each file of a family but the oldest the one before it."""
    return {after: before for family in families for before, after in pairwise(family)}
