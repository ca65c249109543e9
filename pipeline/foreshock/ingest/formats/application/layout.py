r"""The arrangement of a program's log lines: found in a sample of them, written as a template, read as a regex.

A template is what a line looks like with names for its parts: ``{time} - {logger} - {level} - {message}``. A
blank stands for any white space. A user can give one: ``--format 'application-text:layout={time} {message}'``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from foreshock.ingest.formats.parts.stamps import CLOCK_TIME, ISO_OFFSET
from foreshock.ingest.time.zone_names import offset_of

_DATE = r"\d{4}[-/.]\d\d[-/.]\d\d[T ]|\d\d/\d\d/\d\d |\d{1,2}[-/ ][A-Z][a-z]{2}[-/ ]\d{4}[ :]"
MOMENT = rf"(?:{_DATE}){CLOCK_TIME}(?:[.,]\d{{1,9}})?"
TIME = rf"{MOMENT}(?: ?{ISO_OFFSET})?"
_PADDED = r"(?i:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) {4,5}"  # a level may be padded to the width of CRITICAL
BEFORE_STAMP = rf"^(?:\S{{1,200}} {{1,3}}|{_PADDED})?[\[(<]?"
_WORDS = (
    "TRACE|(?:D|SUB)?DEBUG[1-5]?|INFO|INFORMATION|NOTICE|NOTE|WARNING|WARN|ERROR|ERR|CRITICAL|CRIT|SEVERE|ALERT|FATAL|EMERGENCY|EMERG|"
    "PANIC|SYSTEM|AUDIT|SUCCESS|VERBOSE|FINEST|FINER|FINE|INF|WRN|DBG|TRC|FTL|VRB"
)
_LETTERS = "[TDINWECF]"
_LEVEL = rf"(?i:{_WORDS})\b|{_LETTERS}\b"
_BRACKETED = r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*"
_NAME = r"[A-Za-z_][\w.$/@-]*(?::[\w<>.]+:\d+)?"
_HEAD = re.compile(rf"^(?P<prefix>\S{{1,200}} {{1,3}}|{_PADDED})?(?P<open>[\[(<]?)(?P<time>{TIME})")
_SEPARATOR = re.compile(r"[\])>]?(?:\s+in\s+(?=[\w.]+:)|\s*(?:---|::|[-|:/])?\s*)")
_A_LEVEL = re.compile(f"(?i:{_WORDS})")
_LEVEL_BEFORE = re.compile(rf"(?P<open>[\[(]?)(?P<level>(?i:{_WORDS})|{_LETTERS})(?P<close>[\])]?:?)")
_PIECES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("level", re.compile(rf"(?:{_LEVEL})(?=[\s:|/\])>-])")),
    ("bracket_level", re.compile(rf"\[\s*(?:(?i:{_WORDS})|{_LETTERS})\s*\]")),
    ("bracket", re.compile(rf"\[{_BRACKETED}\]")),
    ("brace", re.compile(r"\{[^{}\s]{1,80}\}(?=\s)")),
    ("parenthesis", re.compile(r"\([^()\s][^()]{0,80}\)(?=\s)")),
    ("angle", re.compile(r"<[^<>\s]{1,80}>(?=\s)")),
    ("pair", re.compile(r"[A-Za-z_]\w*=[^\s=]+(?=\s)")),
    ("source", re.compile(r"[\w./-]+\.[a-z]{1,4}:\d+(?::\S+)?(?=:?\s)")),
    ("number", re.compile(r"\d+(?=\s)")),
    ("zone", re.compile(r"[A-Z]{3,5}(?=\s)")),
    ("name", re.compile(rf"{_NAME}(?=\s*\||\s*:\s|\s+-\s|\])")),
    ("name", re.compile(rf"[A-Za-z][\w.-]*(?=\s+(?:{_WORDS})[\s:])")),
    ("name", re.compile(r"[A-Za-z_][\w.$]*:\d+(?=\s+-\s)")),  # Log4j's %c{1}:%L
    ("name", re.compile(r"[A-Za-z_][\w.$\[\]/-]*(?=\s+:\s)")),  # Spring Boot pads o.a.c.c.C.[.[/].[servlet]
    ("name", re.compile(r"(?:[A-Za-z_]\w*(?:\.\w+)+|[A-Z]{2,}|-)(?=\s+\[)")),
    ("name", re.compile(r"(?:[a-z]\w*\.){2,}[A-Z][\w$]*(?=\s)")),  # a class and nothing between it and the message
)
_MAX_PIECES = 12
_AGREED = 0.9  # of the lines share a part of the layout, or it belongs to the message
_MAX_LAYOUTS = 3
_WORTH_A_LAYOUT = 0.05

_THREAD = re.compile(r"(?i).*thread.*|main|mainprocess|.*(?:exec|worker|pool|process|scheduling)[-_]?\d.*")
_LOGGER = re.compile(r"[A-Za-z_](?:[\w.$-]|::)*(?:\.\[\S*)?")
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
    # What ends at a blank is a whole word.
    return {"]": _BRACKETED, ")": "[^()]*", ">": "[^<>]*", " ": r"\S+", "": r"\S+"}.get(following, r"\S+?")


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
    parts = _before(head["prefix"].strip()) if head["prefix"] else []
    parts += [_Part("", head["open"])] if head["open"] else []
    parts.append(_Part("time", head["time"]))
    position = head.end()
    taken = {part.kind for part in parts}
    while len(parts) < _MAX_PIECES:
        separator = _SEPARATOR.match(line, position)
        if separator and separator[0]:
            parts.append(_Part("", re.sub(r"\s+", " ", separator[0])))
            position = separator.end()
        piece = _piece(line, position, taken)
        if piece is None:
            break
        taken.add(piece.kind)
        parts.append(piece)
        position += len(piece.text)
    return parts


def _before(word: str) -> list[_Part]:
    """The parts of the word in front of the stamp: a level, a bracket or a name, and the blank behind it."""
    if level := _LEVEL_BEFORE.fullmatch(word):
        return [_Part("", level["open"]), _Part("level", level["level"]), _Part("", f"{level['close']} ")]
    kind = "bracket" if re.fullmatch(rf"\[{_BRACKETED}\]", word) else "prefix"
    return [_Part(kind, word), _Part("", " ")]


# What a line states once, and what only stands in front of its level.
_ONCE = {"name": {"name"}, "level": {"level", "bracket_level"}, "bracket_level": {"level", "bracket_level"}}
_BEFORE_LEVEL = {"pair": {"level", "bracket_level"}, "source": {"level", "bracket_level"}}


def _piece(line: str, position: int, taken: set[str]) -> _Part | None:
    """The piece that stands there; ``taken`` are the kinds that stand before it."""
    for kind, pattern in _PIECES:
        match = pattern.match(line, position)
        if match is None or taken & {**_ONCE, **_BEFORE_LEVEL}.get(kind, set()):
            continue
        if kind == "name" and _A_LEVEL.fullmatch(match[0]):
            return None  # the message says the level again
        if kind != "zone" or offset_of(match[0]) is not None:
            return _Part(f"pair {match[0].partition('=')[0]}" if kind == "pair" else kind, match[0])
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
    columns = list(zip(*heads, strict=True))
    values = [[_bare(part) for part in column] for column in columns]
    # Of two that may be the logger's name it is the one of a class or module: com.shop.Orders.
    dotted = [sum("." in value for value in texts) >= _AGREED * len(texts) for texts in values]
    dotted = _with_bare_logger(columns, dotted)
    classes = any(dotted[at] for at, column in enumerate(columns) if column[0].kind in {"name", "bracket"})
    # With the class named, the one other thing in brackets is the thread, whatever it is called.
    around = [at for at, column in enumerate(columns) if column[0].kind in _AROUND and not dotted[at]]
    lone = classes and len(around) == 1
    taken: set[str] = {column[0].kind for column in columns if column[0].kind in {"level", "time", "zone"}}
    for column, texts, is_class in zip(columns, values, dotted, strict=True):
        kind, text = column[0].kind, column[0].text
        if not kind:
            template += text
        elif kind == "bracket_level":
            template += "[{level}]"
        elif kind in {"level", "time", "zone"}:
            template += f"{{{kind}}}"
        elif kind.startswith("pair "):
            template += f"{kind[5:]}={_named(kind[5:], taken)}"
        else:
            role = _role(texts, taken, logger=is_class or not classes)
            if kind in _AROUND and lone and role.startswith("{context"):
                role = _named("thread", taken)
            template += _AROUND.get(kind, "{}").replace("{}", role)
    return f"{template.rstrip()} {{message}}"


def _with_bare_logger(columns: Sequence[Sequence[_Part]], dotted: list[bool]) -> list[bool]:
    """Which columns name a class or module; where none has dots, the bare name behind a thing in brackets does."""
    kinds = [column[0].kind for column in columns]
    brackets = [at for at, kind in enumerate(kinds) if kind in {"bracket", "angle"}]
    if not brackets or "name" not in kinds or any(dotted):
        return dotted
    return [at > brackets[0] and kind == "name" for at, kind in enumerate(kinds)]


_AROUND = {"bracket": "[{}]", "parenthesis": "({})", "brace": "{{}}", "angle": "<{}>"}


def _bare(part: _Part) -> str:
    """What a part says, without the brackets around it."""
    return part.text[1:-1].strip() if part.kind in _AROUND else part.text


_ROLES: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("{pid}", str.isdecimal),
    ("{pid}:{thread}", _PID_THREAD.fullmatch),
    ("{logger}:{caller}", _LOGGER_CALLER.fullmatch),
    ("{thread}", _THREAD.fullmatch),
    ("{logger}", _LOGGER.fullmatch),
    ("{caller}", _CALLER.match),
)


def _role(values: Sequence[str], taken: set[str], *, logger: bool) -> str:
    """The field, as the template writes it, that most of the values look like and that is still free."""
    for role, looks in _ROLES:
        names = set(_FIELD.findall(role))
        if names & taken or (role == "{logger}" and not logger):
            continue
        if sum(bool(looks(value)) for value in values) >= _AGREED * len(values):
            taken |= names
            return role
    return _named("context", taken)


def _named(name: str, taken: set[str]) -> str:
    """The field of this name, numbered where that is taken or says nothing."""
    numbered = (f"{name}{number}" for number in range(1, _MAX_PIECES + 1))
    free = name if name != "context" and name not in taken else next(each for each in numbered if each not in taken)
    taken.add(free)
    return f"{{{free}}}"
