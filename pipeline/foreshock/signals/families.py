"""What a metric measures, whatever its source calls it: throughput, processors that idle, scans of whole tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

import polars as pl
import yaml

SCHEMA = {"metric": pl.String, "family": pl.String}

_RATE = re.compile(r"^rate\((.*)\)")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHER = re.compile(r"[^a-z0-9_.{}]+")


@cache
def families() -> Mapping[str, tuple[str, ...]]:
    """The families of ``families.yaml``, each with the patterns of its metrics' names."""
    text = (resources.files("foreshock.signals") / "families.yaml").read_text(encoding="utf-8")
    return {family: tuple(patterns) for family, patterns in yaml.safe_load(text).items()}


def families_of(metric: str) -> list[str]:
    """The families that a metric is of, by its name: ``dbmsLockWaits`` is of lock-waits."""
    name = _plain(metric)
    return [family for family, pattern in _patterns().items() if pattern.fullmatch(name)]


def family_table(metrics: Iterable[str]) -> pl.DataFrame:
    """One row a metric and family of it; columns metric, family."""
    rows = [(metric, family) for metric in metrics for family in families_of(metric)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _plain(metric: str) -> str:
    """The name in snake case, a rate as its counter."""
    counter = _RATE.sub(r"\1", metric)
    return _OTHER.sub("_", _WORD.sub("_", counter).lower())


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """One pattern a family, ``*`` for any characters."""
    return {
        family: re.compile("|".join(".*".join(map(re.escape, name.split("*"))) for name in names))
        for family, names in families().items()
    }
