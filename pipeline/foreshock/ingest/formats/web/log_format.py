"""From a log_format or LogFormat string to a layout, and from a layout to fast and exact ways to read lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self, cast

import polars as pl

from foreshock.ingest.exceptions import FormatOptionError
from foreshock.ingest.formats.web.access_fields import Field, apache_directive, nginx_variable

NAMED = {
    "common": '%h %l %u %t "%r" %>s %b',
    "combined": '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
    "vhost_combined": '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"',
}

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_DIRECTIVE = re.compile(r"%[!,\d]*[<>]?(?:\{([^}]*)\})?[<>]?(\^\w\w|[a-zA-Z%])")
_FRACTIONS = {"msec_frac": "%3f", "usec_frac": "%6f"}
_TIMES = frozenset({"time_custom", *_FRACTIONS})
_STAMPS = frozenset({"time_local", "time_zone", "time_iso8601", "time_s", "time_ms", "time_us", "time_custom"})
_QUOTED_VALUE = r'(?:[^"\\]|\\.)*'


@dataclass(frozen=True, slots=True)
class _Token:
    """One blank-separated word: a literal before, its fields, a literal after; ``inner`` where they are several."""

    before: str
    fields: tuple[Field, ...]
    after: str
    inner: tuple[Field | str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """The order of literals and fields in a line, with the two ways to read it."""

    parts: tuple[Field | str, ...]

    def __deepcopy__(self, _: object) -> Self:
        """Itself: it never changes, and parsers are copied for every block."""
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The raw columns that a line gives, in order."""
        return tuple(part.key for part in self.parts if isinstance(part, Field))

    @cached_property
    def strftime(self) -> str:
        """The strftime format of the stamp, empty unless the layout has one of its own."""
        return next((part.strftime for part in self.parts if isinstance(part, Field) and part.strftime), "")

    @cached_property
    def ends(self) -> bool:
        """Whether the stamp says itself that it is the request's end."""
        return any(part.ends for part in self.parts if isinstance(part, Field))

    @cached_property
    def pattern(self) -> str:
        """The layout as an anchored regular expression with a named group a key.

        Quoted values may hold escaped quotes, and a bare ``-`` stands for a quoted value that is absent.
        """
        found = ["^"]
        for index, part in enumerate(self.parts):
            if isinstance(part, str):
                found.append(re.escape(part))
            elif _is_quoted(self.parts, index):
                found[-1] = found[-1][: -len(re.escape('"'))]
                found.append(f'(?:"(?P<{part.key}>{_QUOTED_VALUE})"|-)')
            else:
                found.append(f"(?P<{part.key}>{self._value(index, part)})")
            if index and _is_quoted(self.parts, index - 1):
                found[-1] = found[-1][len(re.escape('"')) :]
        return "".join([*found, r"\s*$"])

    def _value(self, index: int, field: Field) -> str:
        """What a value looks like: between tabs or bars it may hold blanks, and goes on up to the next of them."""
        around = [part for part in self.parts[max(0, index - 1) : index + 2] if isinstance(part, str)]
        delimiter = next((sign for sign in "\t|" if any(sign in part for part in around)), None)
        return field.pattern if delimiter is None or field.key in _STAMPS else rf"[^{delimiter}]*?"

    @cached_property
    def segments(self) -> tuple[tuple[_Token, ...], ...]:
        """The line cut at its double quotes, each piece cut at its blanks."""
        pieces: list[list[Field | str]] = [[]]
        for part in self.parts:
            if isinstance(part, Field):
                pieces[-1].append(part)
                continue
            first, *others = part.split('"')
            pieces[-1].append(first)
            pieces.extend([other] for other in others)
        return tuple(_tokens([part for part in piece if part]) for piece in pieces)

    def split(self, lines: pl.LazyFrame) -> pl.LazyFrame:
        """``lines`` with a raw column a key and ``fits``: whether the line has just this layout.

        Cuts at quotes, then at blanks: faster than a regular expression, and exact because the number of
        quotes and blanks and every literal are checked; what does not fit is for ``pattern``.
        """
        cuts = len(self.segments) - 1
        lines = lines.with_columns(pl.col("text").str.split_exact('"', cuts + 1).alias("~"))
        lines = lines.with_columns(
            _piece("~", index).str.split_exact(" ", len(tokens)).alias(f"~{index}")
            for index, tokens in enumerate(self.segments)
            if len(tokens) > 1
        )
        checks = [_piece("~", cuts).is_not_null(), _piece("~", cuts + 1).is_null()]
        fields: list[pl.Expr] = []
        for index, tokens in enumerate(self.segments):
            words = [_piece(f"~{index}", position) for position in range(len(tokens) + 1)]
            if len(tokens) > 1:
                checks += [words[-2].is_not_null(), words[-1].is_null()]
            else:
                words = [_piece("~", index)]
            for token, word in zip(tokens, words, strict=False):
                token_checks, token_fields = _read(token, word)
                checks += token_checks
                fields += token_fields
        return lines.with_columns(*fields, pl.all_horizontal(checks).fill_null(value=False).alias("fits")).drop("^~.*$")


def parse_log_format(text: str) -> Layout:
    """The layout that an nginx ``log_format`` or an Apache ``LogFormat`` string stands for.

    Takes the bare string, the whole directive as it stands in the configuration, or the names common,
    combined and vhost_combined. Raises FormatOptionError where there is no variable in it.
    """
    bare = NAMED.get(text.strip(), _without_directive(text.strip()))
    parts = _nginx_parts(bare) if "$" in bare else _stamped(_apache_parts(bare))
    fields = [part for part in parts if isinstance(part, Field)]
    if not fields:
        problem = "log_format has no variable"
        raise FormatOptionError(problem, value=text, valid=(*NAMED, "an nginx log_format", "an Apache LogFormat"))
    return Layout(tuple(_distinct(_merged(parts))))


def _without_directive(text: str) -> str:
    """The format string of a directive: quotes, escapes, names and line ends taken off."""
    if nginx := re.match(r"log_format\s+\w+\s+(?:escape=\w+\s+)?(.*?);?\s*$", text, re.DOTALL):
        text = nginx[1]
    if apache := re.match(r'(?:LogFormat|CustomLog\s+\S+)\s+"((?:[^"\\]|\\.)*)"', text):
        return apache[1].replace('\\"', '"').replace("\\t", "\t")
    if re.fullmatch(r"(?:'[^']*'\s*)+", text):
        return "".join(re.findall(r"'([^']*)'", text))
    return text.replace('\\"', '"')


def _nginx_parts(text: str) -> list[Field | str]:
    parts: list[Field | str] = []
    end = 0
    for match in _VARIABLE.finditer(text):
        parts.append(text[end : match.start()])
        parts.extend(nginx_variable(match[1] or match[2]))
        end = match.end()
    return [*parts, text[end:]]


def _apache_parts(text: str) -> list[Field | str]:
    parts: list[Field | str] = []
    end = 0
    for match in _DIRECTIVE.finditer(text):
        parts.append(text[end : match.start()])
        parts.extend(("%",) if match[2] == "%" else apache_directive(match[1] or "", match[2]))
        end = match.end()
    return [*parts, text[end:]]


def _stamped(parts: list[Field | str]) -> list[Field | str]:
    """A stamp that is written with several directives (``%{%T}t.%{msec_frac}t %{%z}t``) as one."""
    times = [index for index, part in enumerate(parts) if isinstance(part, Field) and part.key in _TIMES]
    first = next((index for index in times if getattr(parts[index], "strftime", "")), None)
    if first is None or len(times) == 1:
        return parts
    last, pattern, strftime = first, "", ""
    taken: tuple[str, str] = ("", "")
    for index in range(first, times[-1] + 1):
        part = parts[index]
        if isinstance(part, str):
            taken = (taken[0] + re.escape(part), taken[1] + part.replace("%", "%%"))
        elif part.key in _TIMES:
            pattern += taken[0] + part.pattern
            strftime += taken[1] + (part.strftime or _FRACTIONS[part.key])
            taken, last = ("", ""), index
        else:
            break
    one = replace(cast("Field", parts[first]), pattern=pattern, strftime=strftime)
    return [*parts[:first], one, *parts[last + 1 :]]


def _merged(parts: list[Field | str]) -> list[Field | str]:
    """Neighbouring literals joined, empty ones dropped."""
    merged: list[Field | str] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part:
            merged.append(part)
    return merged


def _distinct(parts: list[Field | str]) -> list[Field | str]:
    """A field that comes twice keeps its column the first time, and is an attribute after that."""
    seen: set[str] = set()
    distinct: list[Field | str] = []
    for part in parts:
        if isinstance(part, Field):
            key = part.key
            while key in seen:
                key += "_2"
            seen.add(key)
            distinct.append(replace(part, key=key))
        else:
            distinct.append(part)
    return distinct


def _is_quoted(parts: tuple[Field | str, ...], index: int) -> bool:
    """Whether the part is a field that stands alone between double quotes."""
    if not isinstance(parts[index], Field) or not 0 < index < len(parts) - 1:
        return False
    before, after = parts[index - 1], parts[index + 1]
    return isinstance(before, str) and isinstance(after, str) and before.endswith('"') and after.startswith('"')


def _tokens(piece: list[Field | str]) -> tuple[_Token, ...]:
    """The words of one piece between quotes; a lone field is one word, blanks and all."""
    if not any(part for part in piece if isinstance(part, str)):
        return (_Token("", tuple(part for part in piece if isinstance(part, Field)), ""),)
    words: list[list[Field | str]] = [[]]
    for part in piece:
        if isinstance(part, Field):
            words[-1].append(part)
            continue
        first, *others = part.split(" ")
        words[-1].append(first)
        words.extend([other] for other in others)
    return tuple(_token([part for part in word if part]) for word in words)


def _token(word: list[Field | str]) -> _Token:
    fields = tuple(part for part in word if isinstance(part, Field))
    if not fields:
        return _Token("".join(str(part) for part in word), (), "")
    before = word[0] if isinstance(word[0], str) else ""
    after = word[-1] if isinstance(word[-1], str) else ""
    inner = word[bool(before) : len(word) - bool(after)]
    return _Token(before, fields, after, tuple(inner) if len(fields) > 1 else ())


def _piece(column: str, index: int) -> pl.Expr:
    return pl.col(column).struct.field(f"field_{index}")


def _read(token: _Token, word: pl.Expr) -> tuple[list[pl.Expr], list[pl.Expr]]:
    """The checks that a word is this token, and its fields."""
    if not token.fields:
        return [word == token.before], []
    checks = []
    if token.before:
        checks.append(word.str.starts_with(token.before))
        word = word.str.strip_prefix(token.before)
    if token.after:
        checks.append(word.str.ends_with(token.after))
        word = word.str.strip_suffix(token.after)
    if not token.inner:
        return checks, [word.alias(token.fields[0].key)]
    groups = "".join(f"({part.pattern})" if isinstance(part, Field) else re.escape(part) for part in token.inner)
    values = [word.str.extract(f"^{groups}$", index + 1) for index in range(len(token.fields))]
    return [*checks, values[0].is_not_null()], [
        value.alias(field.key) for value, field in zip(values, token.fields, strict=True)
    ]
