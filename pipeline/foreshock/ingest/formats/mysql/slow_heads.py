"""The lines above each statement of a slow query log: ``# Key: value  Key: value`` in whatever set a server has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.cutting import cut_at
from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.parts.repeating import coded, groups_of

Indices = np.ndarray[tuple[int], np.dtype[np.int64]]

_MAX_LAYOUTS = 200  # a server has about ten; what a damaged file has beyond is left unread
_KEY = re.compile(r"(?:^#|\s)\s*([A-Za-z][\w@]*):(?=[\s\d]|$)")
USER_AT_HOST = (
    r"User(?:@Host)?: (?P<user>[^\[]*)\[(?P<login>[^\]]*)\] @ (?P<host>\S*) ?\[(?P<address>[^\]]*)\]"
    r"(?:\s+(?:Id|Thread_id):\s+(?P<thread_id>\d+))?"
)


# The line as MySQL writes it since 5.6.
_ACCOUNT = ("# User@Host: ", "[", "] @ ", " [", "]  Id: ")
_ACCOUNT_KEYS = ("user", "login", "host", "address", "thread_id")
_ACCOUNT_VALUES = {"login": r"^[^\]]*$", "host": r"^\S*$", "address": r"^[^\]]*$", "thread_id": r"^\d+$"}
_WORDS = re.compile(r"(#\s*|\s+)([A-Za-z][\w@]*): ?(\S*)")


@dataclass(frozen=True, slots=True)
class Spread:
    """Places values of some records among all records."""

    count: int

    def __call__(self, values: pl.Series, records: Indices) -> pl.Series:
        """``values`` of ``records`` (indices, the last of a record counts), null for the other records."""
        if len(records) == self.count and bool((np.diff(records) == 1).all()):
            return values
        place = np.full(self.count, -1, dtype=np.int64)
        place[records] = np.arange(len(records))
        index = pl.Series(place)
        return values.gather(pl.select(pl.when(index >= 0).then(index)).to_series())


def accounts(texts: pl.Series) -> Mapping[str, pl.Series]:
    """User, login, host, address and thread_id of User@Host lines, read once for each distinct line."""
    if not len(texts):
        return groups_of(texts, USER_AT_HOST).to_dict()
    values, fits = cut_at(texts, _ACCOUNT)
    found = dict(zip(_ACCOUNT_KEYS, values, strict=True))
    for key, pattern in _ACCOUNT_VALUES.items():
        fits &= found[key].str.contains(pattern).fill_null(value=False)
    if fits.all():
        return found
    odd = groups_of(texts.filter(~fits), USER_AT_HOST)
    return {key: patched(value, ~fits, odd[key]) for key, value in found.items()}


def pairs(texts: pl.Series, records: Indices, spread: Spread) -> dict[str, pl.Series]:
    """The values of all keys (lower case) over all records, from the ``# Key: value`` lines of some records.

    The first line tells a layout (which keys, in which order), an expression of its own reads all lines that
    have it, and so on with the lines that are left. Equal lines ("# Full_scan: No ...") are read once.
    """
    found: dict[str, pl.Series] = {}
    distinct, codes = coded(texts)
    left = distinct.to_frame("text").with_row_index("code")
    for _ in range(_MAX_LAYOUTS):
        if left.is_empty():
            break
        groups, fits = _read_like(left["text"][0], left["text"])
        place = np.full(len(distinct), -1, dtype=np.int64)
        place[left["code"].filter(fits).to_numpy()] = np.arange(int(fits.sum()))
        rows = place[codes.to_numpy()]
        owners, rows = records[rows >= 0], pl.Series(rows[rows >= 0])
        for key, values in groups.items():
            placed = spread(values.filter(fits).gather(rows), owners)
            found[key] = pl.select(pl.coalesce(found[key], placed)).to_series() if key in found else placed
        left = left.filter(~fits)
    return found


def _read_like(line: str, texts: pl.Series) -> tuple[dict[str, pl.Series], pl.Series]:
    """The values of the keys that ``line`` has, and which texts have just those keys in its order (``line`` has)."""
    keys = list(dict.fromkeys(_KEY.findall(line)))
    if literals := _literals(line, keys):
        values, fits = cut_at(texts, literals)
        for each in values:
            fits &= ~each.str.contains(r"\s").fill_null(value=True)
        if fits[0]:
            return {key.lower(): value for key, value in zip(keys, values, strict=True)}, fits
    # A schema's name may hold blanks; looking for such values takes four times as long.
    for value in (r"\S*", ".*?") if keys else ():
        pattern = r"\s+".join(rf"{re.escape(key)}: ?(?P<k{place}>{value})" for place, key in enumerate(keys))
        groups = texts.str.extract_groups(rf"^#\s*{pattern}\s*$").struct.unnest()
        fits = groups["k0"].is_not_null()
        if fits[0]:
            return {key.lower(): groups[f"k{place}"] for place, key in enumerate(keys)}, fits
    return {}, texts == line


def _literals(line: str, keys: list[str]) -> list[str]:
    """What stands before the values of a line whose keys differ, each followed by one word; empty for other lines."""
    found = list(_WORDS.finditer(line))
    plain = [match[2] for match in found] == keys and "".join(match[0] for match in found) == line
    return [line[match.start() : match.start(3)] for match in found] if plain else []
