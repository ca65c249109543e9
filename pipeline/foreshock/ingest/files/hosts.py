"""Which host a file belongs to, and one name for a host that its sources call differently."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from rapidfuzz.distance import Indel

UNKNOWN_HOST = "unknown"

# What logs call themselves where nobody named them.
_NO_NAME = frozenset({"", "-", "localhost", "localhost.localdomain", "none", "(none)", "unknown", "127.0.0.1", "::1"})
# Folder and file names that look like hosts and are none: programs with a version, parts of archives.
_NO_HOST = frozenset({
    "postgresql", "postgres", "pgsql", "pg", "mysql", "mariadb", "nginx", "apache", "httpd", "redis", "php",
    "python", "java", "tomcat", "sar", "sa", "df", "log", "logs", "var", "case", "incident", "issue", "ticket",
    "run", "test", "part", "day", "week", "month", "year", "batch", "sample", "archive", "backup", "dump", "old",
    "tmp", "v", "release", "rotated", "data", "input", "inputs", "output", "set", "scenario", "sim", "access",
    "error", "errors", "syslog", "messages", "metrics", "app-logs", "outage", "crash", "postmortem", "sev", "inc",
    "demo", "example", "dir", "folder", "volume", "vol", "disk", "chunk", "build", "job", "task", "stage", "copy",
    "usr", "home", "user", "users", "etc", "conf", "config", "configs", "opt", "srv", "system", "kernel", "journal",
    "docker", "containers", "pods", "kubernetes", "k8s", "prometheus", "grafana", "monitoring", "stats", "sysstat",
    "telegraf", "collectd", "datadog", "cloudwatch", "loki", "elastic", "kibana", "hosts", "servers", "nodes", "misc",
    "other", "new", "raw", "web-logs", "db-logs",
})  # fmt: skip
# Of these a number that begins with zero is a server (redis-01), any other a version (postgresql-15).
_SERVERS = frozenset({
    "postgresql", "postgres", "pgsql", "pg", "mysql", "mariadb", "nginx", "apache", "httpd",
    "redis", "php", "python", "java", "tomcat",
})  # fmt: skip
_HOST_SHAPE = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*?[-_]?[0-9]{1,3}")
_LONG_NUMBER = re.compile(r"[0-9]{4}")  # a date or a serial number, not the number of a host
_PLAIN_NAME = re.compile(r"[a-z][a-z-]{1,30}")
_DOMAIN_SHAPE = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+\.[a-z]{2,}")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:]+")
_FILE_HOST = re.compile(r"(?:^|[._-])([a-z]+-?[0-9]{2,3})(?=[._-]|$)")
_FILE_ENDINGS = frozenset({"log", "txt", "gz", "zst", "json", "out", "err", "1", "csv"})
_SEPARATOR = re.compile(r"(?<![0-9])[-_]|[-_](?![0-9])")  # web-1-1 is not web-11
_ARCHIVE_ENDING = re.compile(r"(?i)\.(?:zip|tgz|tbz2?|txz|tzst|tar(?:\.(?:gz|bz2|xz|zst|lz4|lzma))?)$")
_MIN_FUZZY_LENGTH = 8


@dataclass(frozen=True, slots=True)
class FileHints:
    """What is known of one file's host before it is read: its path, and the host that its lines name.

    ``bundle``: the host that a support tool's bundle is of, and why. ``family``: equal for rotated files of a log.
    """

    source: str
    hint: str
    in_lines: str | None = None
    bundle: tuple[str, str] | None = None
    family: str = ""


@dataclass(slots=True)
class HostNames:
    """The canonical name of every host name seen; the same host under two names has one."""

    canonical: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, names: Iterable[str]) -> HostNames:
        """One table for all ``names`` (repeated as often as they were seen: the commonest form wins).

        db-01, db01.shop.internal and DB-01 are one host: equal up to case, domain and separators. Long names
        that differ by one added letter are one too, never names whose digits differ (web-01, web-02), nor
        names of two domains with the same first label.
        """
        counts = Counter(name.strip().rstrip(".").lower() for name in names if is_name(name))
        domains: dict[str, set[str]] = {}
        for name in counts:
            label, _, domain = name.partition(".")
            if domain and not _ADDRESS.fullmatch(name):
                domains.setdefault(_key(label), set()).add(domain)
        table = cls()
        groups: dict[str, Counter[str]] = {}
        for name, count in counts.items():
            several = len(domains.get(_key(_label(name)), ())) > 1
            shown = name if several else _label(name)
            groups.setdefault(_key(shown), Counter())[shown] += count
        for key in sorted(groups):
            best = min(groups[key], key=lambda shown: (-groups[key][shown], "-" not in shown, shown))
            near = next((other for other in table._keys.values() if _differ_by_a_letter(best, other)), None)
            table._keys[key] = near or best
        for name in counts:
            table.canonical[name] = table(name)
        return table

    def __call__(self, name: str) -> str:
        """The canonical name; a name that was never seen before keeps its first label."""
        lowered = name.strip().rstrip(".").lower()
        if lowered in self.canonical:
            return self.canonical[lowered]
        full, label = _key(lowered), _key(_label(lowered))
        return self._keys.get(full) or self._keys.get(label) or _label(lowered)

    @property
    def names(self) -> set[str]:
        """All canonical names."""
        return set(self._keys.values())


def hosts_of(files: Sequence[FileHints], known: Iterable[str] = ()) -> tuple[HostNames, Mapping[str, tuple[str, str]]]:
    """The table of host names, and for each source its host and the reason.

    Tried in this order: the lines themselves, the bundle that the file is in, a folder of the path, the file's own
    name, files that were rotated before or after it, its neighbours in the folder, the only host of the archive, the
    outermost folder.
    ``known`` are hosts of files that were read before.
    """
    in_lines = [file.in_lines for file in files if file.in_lines and is_name(file.in_lines)]
    in_lines += [file.bundle[0] for file in files if file.bundle and is_name(file.bundle[0])]
    seen = HostNames.of([*known, *in_lines])
    folders = {file.source: _folder_host(file, seen) for file in files}
    names = HostNames.of([*known, *in_lines, *(folder for folder in folders.values() if folder)])
    decided: dict[str, tuple[str, str]] = {}
    for file in files:
        found = _own_host(file, folders[file.source], names)
        if found is not None:
            decided[file.source] = found
    _follow_families(files, decided)
    beside: dict[str, set[str]] = {}
    for source, (host, _) in decided.items():
        beside.setdefault(str(PurePosixPath(source).parent), set()).add(host)
    hosts = {host for host, _ in decided.values()}
    for file in files:
        if file.source not in decided:
            near = beside.get(str(PurePosixPath(file.source).parent), set())
            decided[file.source] = _host_of_neighbours(near, hosts) or _host_of_place(file.source, apart=not near)
    return names, decided


def is_name(name: str) -> bool:
    """Whether this names a host at all (localhost does not)."""
    return name.strip().rstrip(".").lower() not in _NO_NAME


def _follow_families(files: Sequence[FileHints], decided: dict[str, tuple[str, str]]) -> None:
    """Give files without a host that of the rotated files of the same log."""
    families: dict[str, dict[str, str]] = {}
    for file in files:
        if file.family and file.source in decided:
            families.setdefault(file.family, {}).setdefault(decided[file.source][0], file.source)
    for file in files:
        told = families.get(file.family, {})
        if file.source not in decided and len(told) == 1:
            host, source = next(iter(told.items()))
            decided[file.source] = host, f"{source} of the same log belongs to this host"


def _own_host(file: FileHints, folder: str | None, names: HostNames) -> tuple[str, str] | None:
    if file.in_lines and is_name(file.in_lines):
        return names(file.in_lines), f"its lines name {file.in_lines}"
    if file.bundle and is_name(file.bundle[0]):
        return names(file.bundle[0]), file.bundle[1]
    if folder:
        return names(folder), f"the folder is called {folder}"
    stem = PurePosixPath(file.source).name.lower()
    for name in sorted(names.canonical, key=lambda name: (-len(name), name)):
        if re.search(rf"(?:^|[^a-z0-9]){re.escape(name)}(?:[^a-z0-9]|$)", stem):
            return names(name), f"the file name holds {name}"
    shaped = _FILE_HOST.search(stem)
    if shaped and shaped[1].rstrip("0123456789").rstrip("-") not in _NO_HOST:
        return names(shaped[1]), f"the file name holds {shaped[1]}"
    return None


def _host_of_neighbours(near: set[str], hosts: set[str]) -> tuple[str, str] | None:
    if len(near) == 1:
        return next(iter(near)), "the other files of its folder belong to this host"
    if not near and len(hosts) == 1:
        return next(iter(hosts)), "the only host of the archive"
    return None


def _host_of_place(source: str, *, apart: bool) -> tuple[str, str]:
    """Whoever sorts an archive into folders sorts it by host, where their names say no program and no kind of file."""
    outermost, *below = PurePosixPath(source).parts
    name = outermost.lower()
    if apart and below and _PLAIN_NAME.fullmatch(name) and name not in _NO_HOST:
        return name, f"nothing names its host but its folder, {outermost}"
    return UNKNOWN_HOST, "neither its lines nor its path nor its neighbours name one host"


def _folder_host(file: FileHints, seen: HostNames) -> str | None:
    """The innermost folder that names a host: one that the lines know, or one that looks like a host."""
    above = [_ARCHIVE_ENDING.sub("", part) for part in PurePosixPath(file.hint).parts[:-1]]
    for part in reversed(above):
        if part.lower() in seen.canonical or _key(_label(part)) in {_key(name) for name in seen.names}:
            return part
    inside = [_ARCHIVE_ENDING.sub("", part) for part in PurePosixPath(file.source).parts[:-1]]
    candidates = [*reversed(inside), *above[len(above) - len(inside) - 1 : len(above) - len(inside)]]
    return next((part for part in candidates if _looks_like_a_host(part)), None)


def _looks_like_a_host(folder: str) -> bool:
    name = folder.lower()
    if _DOMAIN_SHAPE.fullmatch(name) and name.rpartition(".")[2] not in _FILE_ENDINGS:
        return True
    if not _HOST_SHAPE.fullmatch(name) or _LONG_NUMBER.search(name):
        return False
    stem = name.rstrip("0123456789")
    digits = name[len(stem) :]
    return stem.rstrip("-_") not in _NO_HOST or (digits.startswith("0") and stem.rstrip("-_") in _SERVERS)


def _label(name: str) -> str:
    """The first label of a domain name; an address stays whole."""
    return name.lower() if _ADDRESS.fullmatch(name.lower()) else name.lower().partition(".")[0]


def _key(name: str) -> str:
    """What two spellings of one host name have in common."""
    return name.lower() if _ADDRESS.fullmatch(name.lower()) else _SEPARATOR.sub("", name.lower())


def _differ_by_a_letter(one: str, other: str) -> bool:
    """Long names with equal digits, one of which has a letter more: customer-db-01 and customers-db-01."""
    if min(len(one), len(other)) < _MIN_FUZZY_LENGTH or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return bool(Indel.distance(one, other, score_cutoff=1) == 1)
