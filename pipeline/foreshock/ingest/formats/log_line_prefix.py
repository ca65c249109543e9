"""PostgreSQL's log_line_prefix: from the setting to a regular expression, and from log lines to the setting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from foreshock.ingest.exceptions import FormatOptionError
from foreshock.ingest.formats.postgresql_words import SEVERITY_PATTERN, SEVERITY_WORD

_STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
_ZONE = r"(?: (?P<{key}_zone>[A-Za-z]{{1,6}}|<?[+-]\d\d(?::?\d\d)?>?))?"

# escape -> (key, pattern). Names may hold blanks, brackets and @; they are read as short as the rest allows.
_ESCAPES: dict[str, tuple[str, str]] = {
    "a": ("application", r".*?"),
    "u": ("user", r".*?"),
    "d": ("database", r".*?"),
    "r": ("remote", r"\S*?"),
    "h": ("client", r"\S*?"),
    "L": ("local_address", r"\S*?"),
    "b": ("backend_type", r"[a-zA-Z][a-zA-Z /]*?"),
    "p": ("pid", r"\d+"),
    "P": ("leader_pid", r"\d*"),
    "t": ("seconds", _STAMP),
    "m": ("millis", rf"{_STAMP}\.\d{{1,6}}"),
    "n": ("epoch", r"\d+\.\d+"),
    "i": ("command_tag", r".*?"),
    "e": ("sqlstate", r"[0-9A-Z]{5}"),
    "c": ("session_id", r"[0-9a-f]+\.[0-9a-f]+"),
    "l": ("session_line", r"\d+"),
    "s": ("session_start", _STAMP),
    "v": ("virtual_transaction_id", r"(?:\d+/\d+)?"),
    "x": ("transaction_id", r"\d+"),
    "Q": ("query_id", r"-?\d+"),
}
_SYSLOG = r"^(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d )"
_WITH_ZONE = frozenset("tms")
_ESCAPE = re.compile(r"%-?\d*([a-zA-Z%])")

# What distributions, clouds and the documentation of log readers set, most telling first.
KNOWN_PREFIXES = (
    "%m [%p] %q%u@%d ",
    "%m [%p] ",
    "%t:%r:%u@%d:[%p]:",
    "%m:%r:%u@%d:[%p]:",
    "%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:",
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
    "%t [%p]: [%l-1] user=%u,db=%d,client=%h ",
    "%t [%p]: [%l-1] user=%u,db=%d,host=%h,app=%a ",
    "%t [%p]: [%l-1] user=%u,db=%d,remote=%r ",
    "%t [%p]: [%l-1] user=%u,db=%d - PG-%e ",
    "%t [%p]: [%l-1] [trx_id=%x] user=%u,db=%d ",
    "%t [%p]: [%l-1] user=%u,db=%d ",
    "%m [%p]: [%l-1] db=%d,user=%u,app=%a,client=%h ",
    "%m [%p]: [%l-1] db=%d,user=%u ",
    "%m [%p]: [%l-1] ",
    "%t [%p]: [%l-1] ",
    "[%p]: [%l-1] db=%d,user=%u ",
    "%t [%p-%l] %q%u@%d ",
    "%m [%p-%l] %q%u@%d ",
    "%m [%p-%l] %u@%d ",
    "%t [%p-%l] %u@%d ",
    "%m [%p] %q[user=%u,db=%d,app=%a] ",
    "%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ",
    "%m [%p][%b][%v][%x] %q[user=%u,db=%d,app=%a] ",
    "%m [%p][%v] : [%l-1] %q[app=%a] ",
    "%t [%p] %q%u@%d %h ",
    "%m [%p] %u@%d ",
    "%m %r %u %a [%c] [%p] ",
    "%p-%s-%c-%l-%h-%u-%d-%m ",
    "%h %m [%p] %q%u@%d ",
    "%t-%c-",
    "%m c=%c,u=%u,D=%d ",
    "user=%u,db=%d,app=%a,client=%h ",
    "pid=%p,user=%u,db=%d,app=%a,client=%h ",
    "%t ",
    "%m ",
)


@dataclass(frozen=True)
class LogLinePrefix:
    """One value of the setting, and how lines that carry it are read."""

    setting: str

    def __post_init__(self) -> None:
        """Reject a setting with no escape in it, or one that PostgreSQL does not know."""
        letters = [match[1] for match in _ESCAPE.finditer(self.setting)]
        unknown = [letter for letter in letters if letter not in {*_ESCAPES, "q", "%"}]
        if unknown or not any(letter in _ESCAPES for letter in letters):
            problem = f"log_line_prefix has no escape %{unknown[0]}" if unknown else "log_line_prefix has no escape"
            raise FormatOptionError(problem, value=self.setting, valid=[f"%{letter}" for letter in (*_ESCAPES, "q")])

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The named groups of ``pattern``, in order."""
        return tuple(re.findall(r"\?P<(\w+)>", self.pattern))

    @cached_property
    def pattern(self) -> str:
        """A regular expression for the head of a record: prefix, severity, colon and blanks; group ``head`` is all."""
        return f"^(?P<head>{self._written(self.setting)}{SEVERITY_PATTERN})"

    @cached_property
    def stamp_width(self) -> int:
        """How many characters of a line are its stamp, 0 where the prefix begins with something else."""
        return {"%m": len("2023-07-10 20:00:01.234"), "%t": len("2023-07-10 20:00:01")}.get(self.setting[:2], 0)

    @cached_property
    def after_stamp(self) -> str:
        """``pattern`` for what stands between a leading stamp and the colon behind the severity."""
        if not self.stamp_width:
            return f"^{self._written(self.setting)}{SEVERITY_WORD}$"
        key = _ESCAPES[self.setting[1]][0]
        return f"^{_ZONE.format(key=key)}{self._written(self.setting[2:], seen={key})}{SEVERITY_WORD}$"

    def _written(self, setting: str, seen: set[str] | None = None) -> str:
        """The setting as a regular expression, with a group a key that has not been ``seen``."""
        written, end, optional = "", 0, False
        seen = set() if seen is None else seen
        for match in _ESCAPE.finditer(setting):
            written += re.escape(setting[end : match.start()])
            end = match.end()
            letter = match[1]
            if letter == "%":
                written += "%"
            elif letter == "q":
                # Background processes stop here; trying that first keeps "LOG:" from being read as a user.
                written += "" if optional else "(?:"
                optional = True
            else:
                written += self._group(letter, padded=len(match[0]) > len("%p"), seen=seen)
        return written + re.escape(setting[end:]) + (")??" if optional else "")

    @staticmethod
    def _group(letter: str, *, padded: bool, seen: set[str]) -> str:
        key, pattern = _ESCAPES[letter]
        if key in seen:
            return f"(?:{pattern})"
        seen.add(key)
        zone = _ZONE.format(key=key) if letter in _WITH_ZONE else ""
        blank = " *" if padded else ""
        return f"{blank}(?P<{key}>{pattern}){zone}{blank}"


def infer_log_line_prefix(lines: Sequence[str]) -> str | None:
    """The setting that explains most of these lines; None when they are no server log.

    Well-known settings are tried first; where they leave lines over, one is made from the lines themselves.
    """
    text = pl.Series([line for line in lines if not line.startswith("\t")], dtype=pl.String)
    heads = text.str.extract(rf"^(.*?){SEVERITY_PATTERN.replace('?P<severity>', '?:')}")
    # A syslog stamp in front: the log is syslog's, PostgreSQL is what it carries.
    heads = heads.filter(heads.is_not_null() & (heads.str.strip_chars() != "") & ~heads.str.contains(_SYSLOG))
    if heads.is_empty():
        return None
    # Of two that explain the same lines the one with more escapes says more about each; a known one comes first.
    best, most = "", 0
    for setting in (*sorted(KNOWN_PREFIXES, key=lambda known: -known.count("%")), *_own(heads.to_list())):
        explained = _explained(text, setting)
        if explained > most:
            best, most = setting, explained
        if most >= len(heads):
            break
    return best or None


def _explained(text: pl.Series, setting: str) -> int:
    return int(text.str.contains(LogLinePrefix(setting).pattern).sum())


_BACKENDS = (
    "client backend|autovacuum (?:launcher|worker)|background w(?:riter|orker)|checkpointer|startup|walwriter|"
    "walsender|walreceiver|archiver|logger|postmaster|logical replication (?:launcher|worker)|parallel worker"
)

# Pieces of a prefix as they look in a line -> the escape, tried in this order at each place.
_PIECES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (rf"{_STAMP}\.\d{{3}}(?: [A-Za-z]{{2,6}}| <?[+-]\d\d(?::?\d\d)?>?)?", "%m"),
        (rf"{_STAMP}(?: (?!LOG|ERROR)[A-Z]{{2,5}}\b| <?[+-]\d\d(?::?\d\d)?>?)?", "%t"),
        (r"\b1\d{9}\.\d{3}\b", "%n"),
        (r"\b[0-9a-f]{8}\.[0-9a-f]{1,7}\b", "%c"),
        (r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*)\(\d+\)", "%r"),
        (r"\d{1,3}(?:\.\d{1,3}){3}", "%h"),
        (r"\[local\]", "%h"),
        (r"\b(?:user|usr|u)=\"?", "=%u"),
        (r"\b(?:db|database|dbname|D|d)=\"?", "=%d"),
        (r"\b(?:app|application|application_name|a)=\"?", "=%a"),
        (r"\b(?:client|host|h)=\"?", "=%h"),
        (r"\b(?:remote|connection_source|r)=\"?", "=%r"),
        (r"\b(?:pid|p|process)=\"?", "=%p"),
        (r"\b(?:sql_error_code|sqlstate|state|code|e) ?= ?\"?", "=%e"),
        (r"\b(?:log_line|line|l)=\"?", "=%l"),
        (r"\b(?:tid|xid|trx_id|txid|x)=\"?", "=%x"),
        (r"\b(?:tag|command|ps|i)=\"?", "=%i"),
        (
            rf"\b(?:{_BACKENDS})\b",
            "%b",
        ),
        (r"\b\d+/\d+\b", "%v"),
        (r"\b(?:00000|(?=\d*[A-Z])(?=[A-Z]*\d)[0-9A-Z]{5})\b", "%e"),
        (r"(?:\[unknown\]|[\w.-]+)@(?:\[unknown\]|[\w.-]+)", "%u@%d"),
        (r"(?:\[unknown\]|[A-Za-z_][\w.-]*)/(?:\[unknown\]|[A-Za-z_][\w.-]*)", "%u/%d"),
        (r"\b\d+\b", "#"),
    )
)


def _own(heads: list[str]) -> list[str]:
    """Settings made from the commonest shapes of the lines, each also with %q before what only sessions have.

    A sample without background processes does not show %q; reading it where it is not set does no harm.
    """
    shapes = Counter(_shape(head) for head in heads[:500])
    common = [shape for shape, _ in shapes.most_common(6) if "%" in shape]
    joined = [f"{a}%q{b[len(a) :]}" for a in common for b in common if a != b and b.startswith(a)]
    cut = [_cut_at_session(shape) for shape in common]
    return [shape for shape in [*joined, *cut, *common] if _usable(shape)]


def _cut_at_session(shape: str) -> str:
    session = re.search(r"%[udarh]", shape)
    blank = shape.rfind(" ", 0, session.start()) + 1 if session else 0
    return f"{shape[:blank]}%q{shape[blank:]}" if "%" in shape[:blank] else shape


def _usable(setting: str) -> bool:
    letters = [match[1] for match in _ESCAPE.finditer(setting)]
    return bool(letters) and all(letter in {*_ESCAPES, "q", "%"} for letter in letters)


def _shape(head: str) -> str:
    """One prefix with its values replaced by escapes."""
    written, at = "", 0
    numbers = iter(("%p", "%l", "%x", "%Q"))
    while at < len(head):
        for pattern, escape in _PIECES:
            match = pattern.match(head, at)
            if match is None or not match[0]:
                continue
            at = match.end()
            if escape.startswith("="):
                value = re.match(r"(?:\[unknown\]|\[local\]|[^,;|>)\"\]\s]|\[[^\]]*\]| (?=[^,=]*[,\]\"]))*", head[at:])
                at += value.end() if value else 0
                written += match[0] + escape[1:]
            elif escape in {"%m", "%t"} and escape in written:
                written += "%s"
            else:
                # "[58151]: [1-1]": after the process id a number with -1 behind it is the session's line.
                line_number = escape == "#" and "%p" in written and head.startswith("-1]", at)
                written += "%l" if line_number else next(numbers, "%x") if escape == "#" else escape
                if line_number:
                    written, at = written + "-1", at + 2
            break
        else:
            written += "%%" if head[at] == "%" else head[at]
            at += 1
    return written
