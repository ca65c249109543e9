"""JSON read by its shapes gives what a decoder gives, record by record."""

from __future__ import annotations

import json
import random

import polars as pl
import pytest

from foreshock.ingest.formats.structured.json_columns import columns_of, unescaped
from foreshock.ingest.formats.structured.json_exact import decoded, flattened, sound

TEXTS = (
    "x",
    'a "q" b',
    "back\\",
    '\\"',
    "é€😀",
    "tab\tnl\n",
    "",
    "null",
    '{"a":1}',
    "\\\\",
    "\\u00e9",
    ', "b": "',
    "1",
)


def value(chance: random.Random, depth: int = 0) -> object:
    """Anything that JSON can hold."""
    simple = (chance.choice(TEXTS), chance.randrange(1000), chance.random() * 10 ** chance.randrange(-9, 9), True, None)
    if depth >= 3 or chance.random() < 0.6:
        return chance.choice(simple)
    return chance.choice(
        (
            [1, 2.5, chance.randrange(9)],
            [value(chance, 3) for _ in range(chance.randrange(3))],
            [{"f": value(chance, 3), "l": value(chance, 3)}],
            {chance.choice("abcdefgh."): value(chance, depth + 1) for _ in range(chance.randrange(4))},
        )
    )


def varied(chance: random.Random, item: object) -> object:
    """The same keys with other values."""
    if isinstance(item, dict):
        return {key: varied(chance, member) for key, member in item.items()}
    if isinstance(item, list):
        return [varied(chance, member) for member in item]
    return value(chance, 5) if chance.random() < 0.5 else item


def lines(chance: random.Random) -> list[str]:
    """Objects of few shapes in several layouts, some of them damaged."""
    keys = ("a", "b", "time", "x y", 'k"q', "é")
    shapes = [{chance.choice(keys): value(chance) for _ in range(chance.randrange(1, 5))} for _ in range(3)]
    texts = []
    for _ in range(150):
        text = json.dumps(
            varied(chance, chance.choice(shapes)),
            ensure_ascii=chance.random() < 0.5,
            separators=chance.choice((None, (",", ":"))),
            indent=chance.choice((None, None, 2)),
        )
        if chance.random() < 0.05:
            at = chance.randrange(len(text))
            damage = chance.choice(('"', "\\", "\\x41", ",", "", " ", "{", "\t"))
            text = text[:at] + damage + text[at + chance.randrange(2) :]
        texts.append(text)
    return texts


@pytest.mark.parametrize("seed", range(40))
def test_shapes_and_decoder_agree(seed: int) -> None:
    """Every object has the same fields whether its shape was seen before or not; what is no object is said to be so."""
    texts = lines(random.Random(seed))  # noqa: S311 - repeatable
    found, bad = columns_of(pl.Series("text", texts))
    read: dict[int, list[dict[str, str]]] = {}
    for columns in found:
        for row, fields in zip(columns.rows.tolist(), columns.fields.iter_rows(named=True), strict=True):
            read.setdefault(row, []).append({key: item for key, item in fields.items() if item is not None})
    for row, text in enumerate(texts):
        objects = decoded(text)
        assert bad[row] == (objects is None)
        wanted = [{sound(key): sound(item) for key, item in flattened(one).items()} for one in objects or ()]
        assert read.get(row, []) == wanted, text


def test_numbers_stay_as_they_are_written() -> None:
    """1.10 is not 1.1, and a long number loses no digit."""
    text = '{"a":1.10,"b":12345678901234567890123,"c":1e3,"d":[1.0, 2]}'
    found, _ = columns_of(pl.Series("text", [text] * 30))
    assert found[0].fields.row(0) == ("1.10", "12345678901234567890123", "1e3", "[1.0,2]")


def test_broken_escapes_stand_for_themselves() -> None:
    r"""Bytes that are not UTF-8 come as \xNN, which is no JSON escape, and cost no record."""
    found, bad = columns_of(pl.Series("text", [r'{"a":"\xff\n"}']))
    assert not bad.any()
    assert found[0].fields["a"].to_list() == ["\\xff\n"]
    assert unescaped(pl.Series([r"\xff\n"])).to_list() == ["\\xff\n"]
