"""PostgreSQL's log_line_prefix: from the setting to the ways in which lines that carry it are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from foreshock.ingest.exceptions import FormatOptionError
from foreshock.ingest.formats.postgresql.words import SEVERITY_PATTERN, SEVERITY_WORD

STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
ZONE = r"[A-Za-z]{1,6}|<?[+-]\d\d(?::?\d\d)?>?"

# escape -> (key, pattern). Names may hold blanks, brackets and @; they are read as short as the rest allows.
ESCAPES: dict[str, tuple[str, str]] = {
    "a": ("application", r".*?"),
    "u": ("user", r".*?"),
    "d": ("database", r".*?"),
    "r": ("remote", r"\S*?"),
    "h": ("client", r"\S*?"),
    "L": ("local_address", r"\S*?"),
    "b": ("backend_type", r"[a-zA-Z][a-zA-Z /]*?"),
    "p": ("pid", r"\d+"),
    "P": ("leader_pid", r"\d*"),
    "t": ("seconds", STAMP),
    "m": ("millis", rf"{STAMP}\.\d{{1,6}}"),
    "n": ("epoch", r"\d+\.\d+"),
    "i": ("command_tag", r".*?"),
    "e": ("sqlstate", r"[0-9A-Z]{5}"),
    "c": ("session_id", r"[0-9a-f]+\.[0-9a-f]+"),
    "l": ("session_line", r"\d+"),
    "s": ("session_start", rf"{STAMP}(?: (?:{ZONE}))?"),
    "v": ("virtual_transaction_id", r"(?:\d+/\d+)?"),
    "x": ("transaction_id", r"\d+"),
    "Q": ("query_id", r"-?\d+"),
}
STAMP_KEYS = ("millis", "seconds")
_WIDTHS = {"m": len("2023-07-10 20:00:01.234"), "t": len("2023-07-10 20:00:01"), "s": len("2023-07-10 20:00:01")}
_VARIABLE = frozenset("mtnplcrhxvQPL")  # what differs from record to record
_ESCAPE = re.compile(r"%(-?\d*)([a-zA-Z%])")


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of a prefix that ends where ``end`` begins; a stamp of ``width`` characters has its zone behind it."""

    key: str
    pattern: str
    end: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class Cuts:
    """How the head of a line is cut up to the last value that changes from line to line.

    The line begins with ``lead``; ``rest`` is a regular expression for what follows the last piece, up to the
    colon behind the severity.
    """

    lead: str
    pieces: tuple[Piece, ...]
    rest: str


@dataclass(frozen=True)
class LogLinePrefix:
    """One value of the setting, and how lines that carry it are read. The empty one is what syslog often has."""

    setting: str

    def __post_init__(self) -> None:
        """Reject a setting with no escape in it, or one that PostgreSQL does not know."""
        unknown = [letter for letter in self.letters if letter not in {*ESCAPES, "q", "%"}]
        if unknown or (self.setting and not any(letter in ESCAPES for letter in self.letters)):
            problem = f"log_line_prefix has no escape %{unknown[0]}" if unknown else "log_line_prefix has no escape"
            raise FormatOptionError(problem, value=self.setting, valid=[f"%{letter}" for letter in (*ESCAPES, "q")])

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of its escapes, in order."""
        return tuple(match[2] for match in _ESCAPE.finditer(self.setting))

    @cached_property
    def pattern(self) -> str:
        """A regular expression for the head of a record: prefix, severity, colon and blanks; group ``head`` is all."""
        return f"^(?P<head>{_written(self.setting)}{SEVERITY_PATTERN})"

    @cached_property
    def cuts(self) -> Cuts | None:
        """The quick way to read a head; None where the setting has no value to cut at."""
        tokens = _tokens(self.setting)
        letters = [letter for _, letter, _ in tokens]
        cut_off = letters.index("q") if "q" in letters else len(tokens)
        end = max((place + 1 for place in range(cut_off) if letters[place] in _VARIABLE), default=0)
        pieces: list[Piece] = []
        for (_, letter, padding), (literal, *_) in pairwise([*tokens[:end], tokens[end]]):
            if not literal or padding or letter == "%" or letter in letters[: len(pieces)]:
                return None
            key, pattern = ESCAPES[letter]
            pieces.append(Piece(key, pattern, literal, _WIDTHS.get(letter, 0)))
        if not pieces:
            return None
        behind = self.setting[sum(len(literal) + len(padding) + 2 for literal, _, padding in tokens[:end]) :]
        rest = behind.removeprefix(pieces[-1].end)
        return Cuts(tokens[0][0], tuple(pieces), f"^{_written(rest, {piece.key for piece in pieces})}{SEVERITY_WORD}$")


def _tokens(setting: str) -> list[tuple[str, str, str]]:
    """Each escape as the literal before it, its letter and its padding; at the end the last literal, without letter."""
    tokens, end = [], 0
    for match in _ESCAPE.finditer(setting):
        tokens.append((setting[end : match.start()], match[2], match[1]))
        end = match.end()
    return [*tokens, (setting[end:], "", "")]


def _written(setting: str, seen: set[str] | None = None) -> str:
    """The setting as a regular expression, with a group a key that has not been ``seen``."""
    written, optional = "", False
    seen = set(seen or ())
    for literal, letter, padding in _tokens(setting):
        written += re.escape(literal)
        if letter == "%":
            written += "%"
        elif letter == "q":
            # Background processes stop here; trying that first keeps "LOG:" from being read as a user.
            written += "" if optional else "(?:"
            optional = True
        elif letter:
            written += _group(letter, padded=bool(padding), seen=seen)
    return written + (")??" if optional else "")


def _group(letter: str, *, padded: bool, seen: set[str]) -> str:
    key, pattern = ESCAPES[letter]
    if key in seen:
        return f"(?:{pattern})"
    seen.add(key)
    zone = f"(?: (?P<{key}_zone>{ZONE}))?" if key in STAMP_KEYS else ""
    blank = " *" if padded else ""
    return f"{blank}(?P<{key}>{pattern}){zone}{blank}"
