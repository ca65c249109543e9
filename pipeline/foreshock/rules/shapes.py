"""Shapes: what each family of measures does under a cause, against the host's own normal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

from foreshock.signals.families import families
from foreshock.yamldoc import did_you_mean

PER = " per "


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of one measure, in doublings against normal time.

    ``sign`` 1: more is better, -1: less is, 0: nearer to ``centre`` is. From ``none`` (speaks against) to ``full``
    (speaks for) the agreement grows evenly. What changes much tells most, what stays as it was least: ``weight``.
    """

    sign: int
    full: float
    none: float
    centre: float = 0.0
    weight: float = 1.0


WORDS: Mapping[str, Expectation] = {
    "surges": Expectation(1, log2(2.5), log2(1.2), weight=1.5),
    "rises": Expectation(1, log2(1.2), log2(0.95)),
    "steady": Expectation(0, -log2(1.3), -log2(2.2), weight=0.5),
    "falls": Expectation(-1, log2(1.2), log2(0.95)),
    "collapses": Expectation(-1, log2(2.5), log2(1.2), weight=1.5),
    "does not rise": Expectation(-1, -log2(1.1), -log2(1.6), weight=0.5),
    "does not fall": Expectation(1, -log2(1.3), -log2(2.2), weight=0.5),
}


def expectation(word: str) -> Expectation:
    """What a word, or a ratio such as 0.04, expects; ValueError names the words."""
    if word in WORDS:
        return WORDS[word]
    try:
        ratio = float(word)
    except ValueError:
        ratio = 0.0
    if ratio <= 0:
        problem = f"unknown expectation {word!r}{did_you_mean(word, [*WORDS, 'a ratio such as 0.5'])}"
        raise ValueError(problem)
    return Expectation(0, -log2(1.25), -log2(4), centre=log2(ratio))


@dataclass(frozen=True, slots=True)
class Column:
    """One row of what is asked: a measure, the one that it is counted by ('' for none), and what is expected."""

    measure: str
    per: str
    expected: Expectation


def columns(expect: Mapping[str, str]) -> list[Column]:
    """What a shape asks; ``log-written per throughput`` is one measure counted by another."""
    asked = []
    for name, word in expect.items():
        measure, _, per = name.partition(PER)
        asked.append(Column(measure.strip(), per.strip(), expectation(str(word))))
    return asked


def share_known(expect: Mapping[str, str], present: Collection[str]) -> float:
    """The share, by weight, of what a shape asks that can be told where these measures are ``present``."""
    asked = columns(expect)
    known = sum(each.expected.weight for each in asked if {each.measure, each.per or each.measure} <= set(present))
    return known / sum(each.expected.weight for each in asked)


def check(expect: Mapping[str, str]) -> None:
    """ValueError where an expectation is no word and no ratio; a name is a family's, or a metric's with a ratio."""
    for (name, word), asked in zip(expect.items(), columns(expect), strict=True):
        for measure in filter(None, (asked.measure, asked.per)):
            if word in WORDS and measure not in families():
                problem = f"unknown family of measures {measure!r} in {name!r}{did_you_mean(measure, list(families()))}"
                raise ValueError(problem)


def parameters(expect: Mapping[str, str]) -> dict[str, Any]:
    """The lists that ``sql/shape.sql`` unnests."""
    asked = columns(expect)
    return {
        "measures": [each.measure for each in asked],
        "pers": [each.per for each in asked],
        "signs": [each.expected.sign for each in asked],
        "centres": [each.expected.centre for each in asked],
        "fulls": [each.expected.full for each in asked],
        "nones": [each.expected.none for each in asked],
        "weights": [each.expected.weight for each in asked],
    }
