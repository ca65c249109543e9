"""What sets the failed and slow requests apart: values, and pairs of values, that they share and others do not.

A two-proportion test for each value (exact where counts are small), pairs among the survivors, and of those that
cover the same requests only the most telling: as in Adtributor (NSDI 2014), MacroBase (SIGMOD 2017) and BubbleUp.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import Any

import duckdb
import polars as pl

from foreshock.lake.catalog import run_sql_file
from foreshock.lake.frames import read_sql_file, write_table

MOST = 5
# Beyond six standard errors chance needs no thought, however many values were tried.
LEAST_Z = 6.0
# A pair must leave out half of the others that its parts have, and keep nine in ten of the failed and slow.
SHARPER, KEPT = 0.5, 0.9
# Two answers that cover so much of the same failed and slow requests are one.
SAME = 0.8
# With fewer requests in a cell the normal curve is not to be trusted.
SMALL = 30
# Of more requests than this every second, third, ... is asked: shares do not need them all.
MOST_REQUESTS = 500_000


@dataclass(frozen=True, slots=True)
class Group:
    """Requests with certain values: the ids of these, and of the failed or slow and of the others how many."""

    ids: frozenset[int]
    bad: int
    good: int


def find_groups(connection: duckdb.DuckDBPyConnection, window: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows with words (``path /cart and method POST``), entity, bad_share, good_share and z, the most telling first.

    ``window`` has start, until, slow_s (from which duration on a request is slow) and by_time: whether, instead of the
    failed and slow against the others, all requests of the incident are held against those of the hour before.
    """
    span = {name: window[name] for name in ("start", "until", "by_time")}
    requests = read_sql_file(connection, "foreshock.diagnose", "dimension_count", span).item()
    one_in = max(1, requests // MOST_REQUESTS)
    run_sql_file(connection, "foreshock.diagnose", "judged_requests", {**window, "one_in": one_in})
    values = read_sql_file(connection, "foreshock.diagnose", "dimension_values")
    if values.is_empty():
        return []
    write_table(connection, "dimension_values", values)
    patterns = read_sql_file(connection, "foreshock.diagnose", "dimension_patterns")
    connection.execute("DROP TABLE dimension_values")
    connection.execute("DROP TABLE judged_requests")
    bad_total, good_total = int(values["bad_total"][0]), int(values["good_total"][0])
    groups = _groups(values, patterns)
    scored = sorted(
        ((distance(each.bad, each.good, bad_total, good_total), each) for each in groups),
        key=lambda pair: (-pair[0], len(pair[1].ids), sorted(pair[1].ids)),
    )
    named = {row["id"]: row for row in values.iter_rows(named=True)}
    return [
        {
            "words": " and ".join(f"{named[id_]['dimension']} {named[id_]['value']}" for id_ in sorted(each.ids)),
            "entity": named[min(each.ids)]["entity"],
            "bad_share": each.bad / bad_total,
            "good_share": each.good / good_total,
            "z": z,
        }
        for z, each in _distinct([pair for pair in scored if pair[0] >= LEAST_Z], patterns)
    ]


def distance(bad: int, good: int, bad_total: int, good_total: int) -> float:
    """How many standard errors the share among the failed and slow is above that among the others.

    Small counts are tested exactly (the hypergeometric tail), and the probability is told as standard errors.
    """
    share = (bad + good) / (bad_total + good_total)
    if min(bad, bad_total - bad, good_total - good) < SMALL:
        return _exact(bad, bad + good, bad_total, bad_total + good_total)
    error = math.sqrt(share * (1 - share) * (1 / bad_total + 1 / good_total))
    return (bad / bad_total - good / good_total) / error if error else 0.0


def _exact(hits: int, drawn: int, marked: int, total: int) -> float:
    """The tail of Fisher's exact test as standard errors, at most 37, where floats end."""
    ways = _log_choose(total, drawn)
    terms = [
        _log_choose(marked, each) + _log_choose(total - marked, drawn - each) - ways
        for each in range(hits, min(drawn, marked) + 1)
    ]
    most = max(terms, default=0.0)
    tail = most + math.log(sum(math.exp(term - most) for term in terms)) if terms else 0.0
    return -NormalDist().inv_cdf(min(max(math.exp(tail), 1e-300), 0.5))


def _log_choose(total: int, chosen: int) -> float:
    if not 0 <= chosen <= total:
        return -math.inf
    return math.lgamma(total + 1) - math.lgamma(chosen + 1) - math.lgamma(total - chosen + 1)


def _groups(values: pl.DataFrame, patterns: pl.DataFrame) -> list[Group]:
    """A group a value, and one a pair of values of different dimensions that is sharper than either."""
    dimensions = dict(zip(values["id"], values["dimension"], strict=True))
    singles = {id_: _group(frozenset([id_]), patterns) for id_ in dimensions}
    pairs = [
        _group(frozenset(two), patterns)
        for two in combinations(dimensions, 2)
        if dimensions[two[0]] != dimensions[two[1]]
    ]
    return [*singles.values(), *(pair for pair in pairs if _is_sharper(pair, [singles[id_] for id_ in pair.ids]))]


def _is_sharper(pair: Group, parts: Sequence[Group]) -> bool:
    return all(pair.good <= SHARPER * part.good and pair.bad >= KEPT * part.bad and part.good for part in parts)


def _group(ids: frozenset[int], patterns: pl.DataFrame) -> Group:
    rows = [(bad, good) for has, bad, good in patterns.iter_rows() if ids <= set(has)]
    return Group(ids, sum(bad for bad, _ in rows), sum(good for _, good in rows))


def _distinct(scored: Sequence[tuple[float, Group]], patterns: pl.DataFrame) -> list[tuple[float, Group]]:
    """The groups, the best first, without those that cover the same failed and slow requests as a better one."""
    kept: list[tuple[float, Group]] = []
    for z, each in scored:
        shared = [_group(each.ids | better.ids, patterns).bad for _, better in kept]
        same = any(both >= SAME * max(each.bad, better.bad) for both, (_, better) in zip(shared, kept, strict=True))
        if not same and len(kept) < MOST:
            kept.append((z, each))
    return kept
