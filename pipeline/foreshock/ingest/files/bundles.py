"""What support tools collect: sosreports and pt-stalk's files, known by their lay-out, and the host they are of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

_SOS_FOLDER = "sos_commands"
_SOS_HOST_FILES = ("sos_commands/host/hostname", "sos_commands/general/hostname", "hostname", "etc/hostname")
# sosreport-<host>[-<case>]-<date>-<letters>, or <host>.<case>-<date and time>
_SOS_NAME = re.compile(r"sosreport-(?P<host>[a-zA-Z0-9._-]+?)(?:[-.]\d{4,12})?[-.](?:20\d\d-?\d\d-?\d\d|\d{6,14})")
# pt-stalk: <time of the snapshot>-<what was collected>
_STALK_FILE = re.compile(r"(?P<stamp>20\d\d_\d\d_\d\d_\d\d_\d\d_\d\d)-(?P<what>[a-z][\w.-]*)")
_MIN_STALK_FILES = 3


@dataclass(frozen=True, slots=True)
class Bundle:
    """A folder that one of these tools filled. ``root`` is its source, empty where it was given itself."""

    kind: Literal["sosreport", "pt-stalk"]
    root: str
    host: str | None = None
    why_host: str = ""

    def holds(self, source: str) -> bool:
        """Whether a file belongs to it; of a folder with pt-stalk's files only those."""
        if self.kind == "pt-stalk":
            path = PurePosixPath(source)
            return _parent(path) == self.root and _STALK_FILE.fullmatch(path.name) is not None
        return not self.root or source.startswith(f"{self.root}/")


def names_a_host(source: str) -> bool:
    """Whether a file may hold nothing but the name of its host."""
    name = PurePosixPath(source).name
    stalk = _STALK_FILE.fullmatch(name)
    return name == "hostname" or (stalk is not None and stalk["what"] == "hostname")


def bundles_of(hints: Mapping[str, str], host_names: Mapping[str, str]) -> Sequence[Bundle]:
    """The bundles among files, given as source and hint; ``host_names``: what their ``hostname`` files say."""
    roots: dict[str, str] = {}
    snapshots: dict[str, list[str]] = {}
    for source, hint in hints.items():
        parts = PurePosixPath(source).parts
        if _SOS_FOLDER in parts[:-1]:
            root = "/".join(parts[: parts.index(_SOS_FOLDER)])
            roots.setdefault(root, hint.removesuffix(source) + root)
        if _STALK_FILE.fullmatch(parts[-1]):
            snapshots.setdefault("/".join(parts[:-1]), []).append(source)
    found = [_sosreport(root, hint, host_names) for root, hint in roots.items()]
    found += [_stalk(root, host_names) for root, files in snapshots.items() if len(files) >= _MIN_STALK_FILES]
    return found


def summary(bundle: Bundle, read: int, others: Sequence[str]) -> str:
    """One sentence for the notes: what the bundle is, and which of its files (names of ``others``) are not read."""
    whose = f" of {bundle.host}" if bundle.host else ""
    said = f"a {bundle.kind} bundle{whose}: {read} of its {read + len(others)} files are read"
    if not others:
        return said
    kinds = sorted({_kind_of(name) for name in others})
    few = 8
    more = f" and {len(kinds) - few} more" if len(kinds) > few else ""
    return f"{said}; of no known log or metrics format are {', '.join(kinds[:few])}{more}"


def _sosreport(root: str, hint: str, host_names: Mapping[str, str]) -> Bundle:
    for name in _SOS_HOST_FILES:
        host = host_names.get(f"{root}/{name}" if root else name)
        if host:
            return Bundle("sosreport", root, host, f"the sosreport's {name} says {host}")
    for part in reversed(PurePosixPath(hint).parts):
        if named := _SOS_NAME.match(part):
            return Bundle("sosreport", root, named["host"], f"the sosreport is called {part}")
    return Bundle("sosreport", root)


def _stalk(root: str, host_names: Mapping[str, str]) -> Bundle:
    for source, host in host_names.items():
        path = PurePosixPath(source)
        if _parent(path) == root and _STALK_FILE.fullmatch(path.name):
            return Bundle("pt-stalk", root, host, f"pt-stalk's {path.name} says {host}")
    return Bundle("pt-stalk", root)


def _kind_of(name: str) -> str:
    """A file's name without the time of the snapshot."""
    stalk = _STALK_FILE.fullmatch(name)
    return f"-{stalk['what']}" if stalk else name


def _parent(path: PurePosixPath) -> str:
    return "/".join(path.parts[:-1])
