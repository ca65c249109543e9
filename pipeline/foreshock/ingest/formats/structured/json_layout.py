"""The layout of one JSON object: where, between its quotes, the value of each flattened field stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from foreshock.ingest.formats.structured.json_exact import decoded, first_value, flattened

_NUMBER = r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?"
_NUMBERS = rf"\[\s*{_NUMBER}(?:\s*,\s*{_NUMBER})*\s*\]"
SCALAR = rf"^(?:{_NUMBER}|true|false|null|{_NUMBERS})$"
_TOKEN = re.compile(
    rf'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<scalar>{_NUMBERS}|{_NUMBER}|true|false|null)|(?P<mark>[{{}}\[\]:,]))',
    re.DOTALL,
)
_MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Text:
    """The string with this number, counted from 0 through the whole object, keys included."""

    number: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """What is no string in the gap before the string with this number, between the texts ``before`` and ``after``.

    ``after`` includes the quote that begins the string.
    """

    gap: int
    before: str
    after: str


Item = str | Text | Scalar


@dataclass(slots=True)
class Layout:
    """Fields by their dotted path: a string, a scalar, or JSON text with strings and scalars in it (an array)."""

    strings: int = 0
    fields: dict[str, list[Item]] = field(default_factory=dict)

    @property
    def values(self) -> set[int]:
        """The numbers of the strings that are values; the others are keys."""
        return {item.number for items in self.fields.values() for item in items if isinstance(item, Text)}

    @property
    def scalars(self) -> dict[int, Scalar]:
        """The scalars by their gap."""
        return {item.gap: item for items in self.fields.values() for item in items if isinstance(item, Scalar)}


class _UnusualError(Exception):
    """An object that is not read by its layout."""


def layout_of(text: str) -> Layout | None:
    """The layout of a JSON object; None for what is no object, or one with doubled keys or great depth."""
    objects = decoded(text)
    if objects is None or len(objects) != 1:
        return None
    try:
        layout = _Reader(text).layout()
    except (_UnusualError, StopIteration):
        return None
    # The reader knows no grammar; where it finds other fields than the decoder, the object is unusual.
    return layout if layout.fields and set(flattened(objects[0], nulls=True)) == set(layout.fields) else None


class _Reader:
    """Walks once through the tokens of a valid object."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._tokenise()
        self._layout = Layout()
        self._gaps: dict[int, Scalar] = {}

    def layout(self) -> Layout:
        if next(self._tokens)[1] != "{":
            raise _UnusualError
        self._object("", 0)
        return self._layout

    def _tokenise(self) -> Iterator[tuple[str, str, Item]]:
        """Kind, text and item of each token."""
        position, gap_start = 0, 0
        while match := _TOKEN.match(self._text, position):
            kind, position = match.lastgroup or "", match.end()
            begin = match.start(kind)
            number = self._layout.strings
            if kind == "string":
                self._layout.strings, gap_start = number + 1, position
                yield kind, match[kind], Text(number)
            elif kind == "scalar":
                end = self._text.find('"', position)
                after = self._text[position:] if end < 0 else self._text[position : end + 1]
                scalar = Scalar(number, self._text[gap_start:begin], after)
                if self._gaps.setdefault(number, scalar) is not scalar:
                    raise _UnusualError
                yield kind, match[kind], scalar
            else:
                yield kind, match[kind], match[kind]

    def _object(self, path: str, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise _UnusualError
        count = 0
        for kind, text, _ in self._tokens:
            if text == "}":
                break
            if text == ",":
                continue
            if kind != "string":
                raise _UnusualError
            found = first_value(text)
            key = found[0] if found else text
            next(self._tokens)  # the colon
            self._member(f"{path}.{key}" if path else key, next(self._tokens), depth)
            count += 1
        if not count and path:
            self._set(path, ["{}"])

    def _member(self, path: str, token: tuple[str, str, Item], depth: int) -> None:
        _, text, item = token
        if text == "{":
            self._object(path, depth + 1)
        elif text == "[":
            self._set(path, list(self._array()))
        else:
            self._set(path, [item])

    def _array(self) -> Iterator[Item]:
        """The array as JSON without blanks; its first bracket has been read."""
        yield "["
        depth = 1
        while depth:
            kind, text, item = next(self._tokens)
            depth += (text in "[{") - (text in "]}") if kind == "mark" else 0
            yield from ('"', item, '"') if kind == "string" else (item,)

    def _set(self, path: str, items: list[Item]) -> None:
        if path in self._layout.fields:
            raise _UnusualError
        self._layout.fields[path] = items
