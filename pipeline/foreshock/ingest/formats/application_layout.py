r"""The arrangement of a program's log lines: found in a sample of them, written as a template, read as a regex.

A template is what a line looks like with names for its parts: ``{time} - {logger} - {level} - {message}``. A
blank stands for any white space. A user can give one: ``--format 'application-text:layout={time} {message}'``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from foreshock.ingest.clock import offset_of
from foreshock.ingest.formats.stamps import CLOCK_TIME, ISO_OFFSET

MOMENT = rf"(?:\d{{4}}[-/.]\d\d[-/.]\d\d[T ]|\d\d/\d\d/\d\d ){CLOCK_TIME}(?:[.,]\d{{1,9}})?"
TIME = rf"{MOMENT}(?: ?{ISO_OFFSET})?"
BEFORE_STAMP = r"^(?:\S{1,200} )?[\[(<]?"
_WORDS = (
    "TRACE|DEBUG|INFO|INFORMATION|NOTICE|NOTE|WARNING|WARN|ERROR|ERR|CRITICAL|CRIT|SEVERE|ALERT|FATAL|EMERGENCY|EMERG|"
    "PANIC|SYSTEM"
)
_LEVEL = rf"(?i:{_WORDS})\b|[DIWEF]\b"
_BRACKETED = r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*"
_NAME = r"[A-Za-z_][\w.$/@-]*(?::[\w<>.]+:\d+)?"
_HEAD = re.compile(rf"^(?P<prefix>\S{{1,200}} )?(?P<open>[\[(<]?)(?P<time>{TIME})")
_SEPARATOR = re.compile(r"[\])>]?(?:\s+in\s+(?=[\w.]+:)|\s*(?:---|::|[-|:/])?\s*)")
_PIECES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("level", re.compile(rf"(?:{_LEVEL})(?=[\s:|/\])>-])")),
    ("bracket_level", re.compile(rf"\[\s*(?i:{_WORDS})\s*\]")),
    ("bracket", re.compile(rf"\[{_BRACKETED}\]")),
    ("number", re.compile(r"\d+(?=\s)")),
    ("zone", re.compile(r"[A-Z]{3,5}(?=\s)")),
    ("name", re.compile(rf"{_NAME}(?=\s*\||\s*:\s|\s+-\s|\])")),
    ("name", re.compile(r"(?:[A-Za-z_]\w*(?:\.\w+)+|[A-Z]{2,}|-)(?=\s+\[)")),
)
_MAX_PIECES = 12
_AGREED = 0.9  # of the lines share a part of the layout, or it belongs to the message
_MAX_LAYOUTS = 3
_WORTH_A_LAYOUT = 0.05

_THREAD = re.compile(r"(?i).*thread.*|main|mainprocess|.*(?:exec|worker|pool|process|scheduling)-?\d.*")
_LOGGER = re.compile(r"[A-Za-z_][\w.$-]*")
_CALLER = re.compile(r"[\w./$]+:\d+")
_PID_THREAD = re.compile(r"\d+:\D\S*")
_LOGGER_CALLER = re.compile(r"[\w.]+:[\w<>]+:\d+")
_FIELD = re.compile(r"\{(\w+)\}")


def template_regex(template: str) -> str:
    """The regular expression (Rust's dialect) of a template; its groups have the names of the template's fields."""
    regex, end = r"(?s)^", 0
    for match in _FIELD.finditer(template):
        regex += _literal(template[end : match.start()])
        end = match.end()
        regex += rf"(?P<{match[1]}>{_pattern(match[1], following=template[end : end + 1])})"
    return regex + _literal(template[end:]) + "$"


def _pattern(name: str, *, following: str) -> str:
    fixed = {"time": TIME, "level": _LEVEL, "pid": r"\d+", "message": ".*", "zone": "[A-Z]{3,5}"}
    if name in fixed:
        return fixed[name]
    return _BRACKETED if following == "]" else r"\S+?"


def _literal(text: str) -> str:
    """White space as any; a bracket may be padded; nothing has to stand before the message of an empty record."""
    escaped = re.escape(text).replace(r"\ ", " ").replace(r"\-", "-")
    padded = escaped.replace(r"\[", r"\[\s*").replace(r"\]", r"\s*\]")
    return re.sub(r" +", r"\\s+", padded.removesuffix(" ")) + (r"\s*" if padded.endswith(" ") else "")


@dataclass(frozen=True, slots=True)
class _Part:
    """A separator (no kind, its text normalised) or a piece of a line's head."""

    kind: str
    text: str

    @property
    def shape(self) -> str:
        """What must be the same in all lines."""
        return self.kind or self.text


def infer_layouts(lines: Sequence[str]) -> list[str]:
    """Templates of the lines that begin with a stamp and state a level, the most frequent first; none: no such log."""
    heads = [parts for line in lines if (parts := _parts(line))]
    layouts: list[str] = []
    rest = heads
    while rest and len(layouts) < _MAX_LAYOUTS and len(rest) >= _WORTH_A_LAYOUT * len(heads):
        common = _common(rest)
        length = len(common)
        fitting = [parts for parts in rest if [part.shape for part in parts[:length]] == common]
        rest = [parts for parts in rest if [part.shape for part in parts[:length]] != common]
        if "level" not in common and "bracket_level" not in common:
            continue
        layouts.append(_template([parts[:length] for parts in fitting]))
    return layouts


def has_stamp(line: str) -> bool:
    """Whether the line begins with a stamp, at most one word before it."""
    return _HEAD.match(line) is not None


def _parts(line: str) -> list[_Part]:
    """Separators and pieces from the start of a line on, as far as they can be told from a message."""
    head = _HEAD.match(line)
    if head is None:
        return []
    parts = [_Part("prefix", head["prefix"].strip()), _Part("", " ")] if head["prefix"] else []
    parts += [_Part("", head["open"])] if head["open"] else []
    parts.append(_Part("time", head["time"]))
    position, named = head.end(), False
    while len(parts) < _MAX_PIECES:
        separator = _SEPARATOR.match(line, position)
        if separator and separator[0]:
            parts.append(_Part("", re.sub(r"\s+", " ", separator[0])))
            position = separator.end()
        piece = _piece(line, position, named=named)
        if piece is None:
            break
        named = named or piece.kind == "name"
        parts.append(piece)
        position += len(piece.text)
    return parts


def _piece(line: str, position: int, *, named: bool) -> _Part | None:
    for kind, pattern in _PIECES:
        match = pattern.match(line, position)
        if match and not (kind == "name" and named) and not (kind == "zone" and offset_of(match[0]) is None):
            return _Part(kind, match[0])
    return None


def _common(heads: Sequence[Sequence[_Part]]) -> list[str]:
    """The shapes that nearly all heads share from the start on; of two rivals the more frequent one."""
    shared: list[str] = []
    fitting = list(heads)
    while True:
        at = len(shared)
        counts = Counter(parts[at].shape for parts in fitting if len(parts) > at)
        if not counts:
            return shared
        shape, count = counts.most_common(1)[0]
        decided = "level" in shared or "bracket_level" in shared
        if count < (_AGREED if decided else 1 / _MAX_LAYOUTS) * len(fitting):
            return shared
        shared.append(shape)
        fitting = [parts for parts in fitting if len(parts) > at and parts[at].shape == shape]


def _template(heads: Sequence[Sequence[_Part]]) -> str:
    """The template of heads of one shape; what a piece is called is told by its values in all of them."""
    template = ""
    taken: set[str] = set()
    for column in zip(*heads, strict=True):
        kind, text = column[0].kind, column[0].text
        values = [part.text for part in column]
        if not kind:
            template += text
        elif kind == "bracket_level":
            template += "[{level}]"
        elif kind == "bracket":
            template += f"[{_role([value[1:-1].strip() for value in values], taken)}]"
        elif kind in {"level", "time", "zone"}:
            template += f"{{{kind}}}"
        else:
            template += _role(values, taken)
    return f"{template.rstrip()} {{message}}"


_ROLES: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("{pid}", str.isdecimal),
    ("{pid}:{thread}", _PID_THREAD.fullmatch),
    ("{logger}:{caller}", _LOGGER_CALLER.fullmatch),
    ("{thread}", _THREAD.fullmatch),
    ("{logger}", _LOGGER.fullmatch),
    ("{caller}", _CALLER.fullmatch),
)


def _role(values: Sequence[str], taken: set[str]) -> str:
    """The field, as the template writes it, that most of the values look like and that is still free."""
    for role, looks in _ROLES:
        names = set(_FIELD.findall(role))
        if not names & taken and sum(bool(looks(value)) for value in values) >= _AGREED * len(values):
            taken |= names
            return role
    name = f"context{len([field for field in taken if field.startswith('context')]) + 1}"
    taken.add(name)
    return f"{{{name}}}"
