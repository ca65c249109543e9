"""The heads of PostgreSQL's log records: prefix and severity of every line that begins one."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import polars as pl
import pyarrow.compute as pc

from foreshock.ingest.formats.parts.fixed_stamps import fixed_stamps
from foreshock.ingest.formats.parts.repeating import coded
from foreshock.ingest.formats.postgresql.log_line_prefix import STAMP_KEYS, ZONE, Cuts, LogLinePrefix, Piece
from foreshock.ingest.formats.postgresql.words import LABELS, NUMBERS, SEVERITIES, SEVERITY_PATTERN
from foreshock.ingest.time.zone_names import offset_of

HEAD_LENGTH = "head_length"
_COLON = ":  "
_ANYTHING = ".*?"
_FEW = 2_000  # lines
_STAMPED: dict[str, pl.DataType] = {"stamp": pl.Datetime("us"), "zone_offset": pl.Int64()}
_PRIMARY = dict.fromkeys(SEVERITIES, True) | dict.fromkeys(LABELS, False)


def read_heads(texts: pl.Series, prefixes: Sequence[LogLinePrefix]) -> pl.DataFrame:
    """One row a text: a String column a key of the prefixes, and stamp, zone_offset, severity, and the head's length.

    ``stamp`` (naive) and ``zone_offset`` (seconds east of UTC) are null where the line carries none; severity is
    null where the text does not begin a record, ``primary`` is whether that stands for itself; the length is in
    characters. A line is read by the first prefix that fits it.
    """
    heads = _cut_heads(texts, prefixes[0].cuts) if prefixes[0].cuts else None
    if heads is None:
        return _read_whole(texts, prefixes)
    found = heads["severity"].is_not_null()
    if found.all():
        return heads
    slow = _read_whole(texts.filter(~found), prefixes)
    return _in_order([heads.filter(found), slow], [found, ~found])


def _cut_heads(texts: pl.Series, cuts: Cuts) -> pl.DataFrame:
    """Heads cut at the literals of the prefix; severity is null where that cannot be done for certain.

    What stands behind the last cut repeats from line to line: the regular expression reads each of its values once.
    """
    colon = texts.str.find(_COLON, literal=True)
    left = pl.select(texts.str.head(colon)).to_series()
    fits = left.str.len_bytes() == colon  # places are bytes, cuts are characters: the same in ASCII
    if cuts.lead:
        fits &= left.str.starts_with(cuts.lead)
        left = left.str.slice(len(cuts.lead))
    fields: dict[str, pl.Series] = {}
    for piece in cuts.pieces:
        stamp = left.str.head(piece.width)
        if piece.width:
            left = left.str.slice(piece.width)
        if piece.key in STAMP_KEYS:
            fields["stamp"] = fixed_stamps(stamp)
            fields["zone_offset"], known, left = _without_zone(left, piece.end)
            fits &= fields["stamp"].is_not_null() & known
            continue
        end = left.str.find(piece.end, literal=True)
        value, left = left.str.head(end), left.str.slice(end + len(piece.end))
        fits &= _is_valid(stamp + value if piece.width else value, piece)
        fields[piece.key] = stamp + value if piece.width else value
    distinct, rest = coded(left)
    read = _with_meaning(distinct.str.extract_groups(cuts.rest).struct.unnest())
    fields |= {name: read[name].gather(rest) for name in read.columns}
    fields["severity"] = pl.select(pl.when(fits).then(fields["severity"])).to_series()
    nothing = {key: pl.repeat(None, len(texts), dtype=dtype, eager=True) for key, dtype in _STAMPED.items()}
    return pl.DataFrame({**nothing, **fields, HEAD_LENGTH: colon + len(_COLON)})


def _without_zone(texts: pl.Series, end: str) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Offsets of the zones that the texts begin with, whether they are zones, and what follows ``end``."""
    first = texts[0] if len(texts) else None
    place = first.find(end, 1) if first else -1
    if first and place > 0 and _is_zone(first[:place]) and texts.str.starts_with(first[:place] + end).all():
        offset = offset_of(first[1:place].strip("<>"))
        known = pl.repeat(True, len(texts), dtype=pl.Boolean, eager=True)  # noqa: FBT003
        return pl.repeat(offset, len(texts), dtype=pl.Int64, eager=True), known, texts.str.slice(place + len(end))
    behind = texts.str.slice(1)
    places = behind.str.find(end, literal=True)
    distinct, zone = coded(texts.str.head(places + 1))
    offsets = pl.Series([offset_of(name[1:].strip("<>")) for name in distinct], dtype=pl.Int64)
    known = pl.Series([_is_zone(name) for name in distinct], dtype=pl.Boolean)
    return offsets.gather(zone), known.gather(zone), behind.str.slice(places + len(end))


def _is_zone(text: str) -> bool:
    return re.fullmatch(f" (?:{ZONE})", text) is not None


def _with_meaning(read: pl.DataFrame) -> pl.DataFrame:
    """The groups of a head with what its severity means: ``primary`` and ``severity_number``."""
    severity = pl.col("severity")
    return read.with_columns(
        severity.replace_strict(_PRIMARY, default=None, return_dtype=pl.Boolean).alias("primary"),
        severity.replace_strict(NUMBERS, default=None, return_dtype=pl.Int8).alias("severity_number"),
    )


def _is_valid(values: pl.Series, piece: Piece) -> pl.Series:
    if piece.pattern == _ANYTHING:
        return values.is_not_null()
    return values.str.contains(f"^(?:{piece.pattern})$")


def _read_whole(texts: pl.Series, prefixes: Sequence[LogLinePrefix]) -> pl.DataFrame:
    """The same by the prefixes' whole patterns, one after the other; what they found is understood in one go."""
    left = texts.str.contains(SEVERITY_PATTERN)
    other = np.ones(len(texts), dtype=bool)
    parts, places = [_groups(texts.clear(), prefixes[0])], list[pl.Series]()
    for prefix in prefixes:
        remaining = texts.filter(left)
        if remaining.is_empty():
            break
        if not _perhaps(remaining, prefix):
            continue
        groups = _groups(remaining, prefix)
        found = groups["severity"].is_not_null()
        mask = np.zeros(len(texts), dtype=bool)
        mask[left.arg_true().filter(found).to_numpy()] = True
        parts.append(groups.filter(found))
        places.append(pl.Series(mask))
        left &= ~places[-1]
        other &= ~mask
    begun = _understood(pl.concat(parts, how="diagonal"))
    return _in_order([begun, begun.clear(int(other.sum()))], [*places, pl.Series(other)])


def _perhaps(texts: pl.Series, prefix: LogLinePrefix) -> bool:
    """Whether one of a few texts may be of this prefix; of many it is dearer to ask than to read them.

    Most settings that are tried fit nothing, and RE2 needs a tenth of the time of Rust's engine to say so.
    """
    if len(texts) > _FEW:
        return True
    return bool(pc.any(pc.match_substring_regex(texts.to_arrow(), prefix.pattern)).as_py())


def _groups(texts: pl.Series, prefix: LogLinePrefix) -> pl.DataFrame:
    """What the pattern of a prefix finds, a String column a group; null where it does not fit."""
    return pl.DataFrame({"text": texts}).select(pl.col("text").str.extract_groups(prefix.pattern)).unnest("text")


def _understood(read: pl.DataFrame) -> pl.DataFrame:
    """Heads with their stamps, offsets and severities as what they mean."""
    stamps = [key for key in STAMP_KEYS if key in read.columns]
    zones = [read[f"{key}_zone"] for key in stamps]
    offset = pl.repeat(None, read.height, dtype=pl.Int64, eager=True)
    if zones:
        distinct, zone = coded(pl.select(pl.coalesce(zones)).to_series())
        offset = pl.Series([offset_of(name.strip("<>")) for name in distinct], dtype=pl.Int64).gather(zone)
    stamp = pl.repeat(None, read.height, dtype=pl.Datetime("us"), eager=True)
    if stamps:
        stamp = fixed_stamps(pl.select(pl.coalesce(read[key] for key in stamps)).to_series())
    return _with_meaning(read).select(
        stamp.alias("stamp"),
        offset.alias("zone_offset"),
        *[name for name in read.columns if name != "head" and name.removesuffix("_zone") not in STAMP_KEYS],
        "primary",
        "severity_number",
        pl.col("head").str.len_chars().alias(HEAD_LENGTH),
    )


def _in_order(parts: Sequence[pl.DataFrame], places: Sequence[pl.Series]) -> pl.DataFrame:
    """The rows of the parts where their places (Boolean, as long as the whole) say that they stand."""
    order = pl.concat([place.arg_true() for place in places]).arg_sort()
    return pl.concat(parts, how="diagonal_relaxed", rechunk=True)[order]
