"""JSON decoded record by record: what the fast way cannot read, and the judge of what is JSON at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

_MAX_CELLS = 500_000  # of one frame; records that share no keys go to frames of their own
_VALID_ESCAPE = re.compile(r'(\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})|\\')
_BEHIND = ", \t\r\n]"  # what may follow an object: it stands in an array


class Number(str):
    """A number as it is written: 1.10 stays 1.10."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number, strict=False)

Object = dict[str, Any]


def first_value(text: str) -> tuple[Any, int] | None:
    r"""The JSON value that ``text`` begins with and where it ends; None when it is no JSON.

    A backslash that begins no valid escape stands for itself: bytes that are not UTF-8 come as ``\xNN``, and
    nginx writes them so.
    """
    try:
        return _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        pass
    if "\\" not in text:
        return None
    mended = _VALID_ESCAPE.sub(lambda match: match[1] or "\\\\", text)
    if mended == text:
        return None
    try:
        value, end = _DECODER.raw_decode(mended)
    except (ValueError, RecursionError):
        return None
    return None if mended[end:].strip(_BEHIND) else (value, len(text))


def value_at(text: str, position: int) -> tuple[Any, int] | None:
    """The JSON value at a place in a text, and where it ends."""
    try:
        return _DECODER.raw_decode(text, position)
    except (ValueError, RecursionError):
        return None


def decoded(text: str) -> list[Object] | None:
    """The objects of a record: one, or those of an array; None when it is anything else."""
    text = text.strip()
    found = first_value(text)
    if found is None or text[found[1] :].strip(_BEHIND):
        return None
    value = found[0]
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return value
    return None


def flattened(value: Object, *, nulls: bool = False) -> dict[str, str | None]:
    """Dotted path -> text of every value that is no object; arrays are JSON text, nulls left out unless ``nulls``."""
    return {path: text for path, text in _walk(value, "") if nulls or text is not None}


def _walk(value: Object, prefix: str) -> Iterator[tuple[str, str | None]]:
    for key, item in value.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(item, dict) and item:
            yield from _walk(item, path)
        else:
            yield path, None if item is None else item if isinstance(item, str) else encoded(item)


def encoded(value: object) -> str:
    """JSON text without blanks, numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return f"[{','.join(encoded(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{encoded(key)}:{encoded(item)}' for key, item in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


def frames(
    rows: Sequence[int], objects: Sequence[Mapping[str, str | None]]
) -> Iterator[tuple[list[int], pl.DataFrame]]:
    """Frames of String columns, one a path, with the rows that they are of; nulls where an object has no such path."""
    start, keys = 0, dict.fromkeys(objects[0]) if objects else {}
    for end, item in enumerate(objects):
        grown = keys | dict.fromkeys(item)
        if len(grown) * (end - start + 1) > _MAX_CELLS and end > start:
            yield list(rows[start:end]), _frame(objects[start:end], keys)
            start, grown = end, dict.fromkeys(item)
        keys = grown
    if objects:
        yield list(rows[start:]), _frame(objects[start:], keys)


def _frame(objects: Sequence[Mapping[str, str | None]], keys: Mapping[str, None]) -> pl.DataFrame:
    return pl.DataFrame(
        {sound(key): pl.Series([sound(item.get(key)) for item in objects], dtype=pl.String) for key in keys or ("",)}
    )


def sound(text: str | None) -> str | None:
    """The text with a question mark for each surrogate that stands alone: it could not be written as UTF-8."""
    return text if text is None or text.isascii() else text.encode("utf-8", "replace").decode()
