"""Stamps of one fixed width, read as digits: ten times as fast as strptime."""

from __future__ import annotations

import numpy as np
import polars as pl

from foreshock.ingest.lines.blocks import buffer_of

_SEPARATORS = ((4, "-"), (7, "-"), (10, " "), (13, ":"), (16, ":"))
_SECONDS_WIDTH = len("2023-07-10 20:00:01")
_MILLIS_WIDTH = len("2023-07-10 20:00:01.234")


def fixed_stamps(texts: pl.Series) -> pl.Series:
    """Naive stamps (Datetime us) for ``2023-07-10 20:00:01`` or the same with ``.234``; null for anything else.

    Texts of mixed widths are read one by one.
    """
    known = texts.drop_nulls().rechunk()
    if known.is_empty():
        return pl.repeat(None, len(texts), dtype=pl.Datetime("us"), eager=True)
    width = known[0].__len__()
    if width not in {_SECONDS_WIDTH, _MILLIS_WIDTH} or not (known.str.len_bytes() == width).all():
        return texts.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    stamps = _read(known, width)
    if len(known) == len(texts):
        return stamps
    places = pl.select(pl.when(texts.is_not_null()).then(texts.is_not_null().cum_sum() - 1)).to_series()
    return stamps.gather(places)


def _read(texts: pl.Series, width: int) -> pl.Series:
    data, bounds = buffer_of(texts)
    raw = np.frombuffer(data, np.uint8)[bounds[0] : bounds[-1]].reshape(-1, width)
    separators = (*_SEPARATORS, (_SECONDS_WIDTH, ".")) if width == _MILLIS_WIDTH else _SEPARATORS
    places = [place for place in range(width) if place not in {place for place, _ in separators}]
    digits = raw - np.uint8(ord("0"))  # wraps round, so that whatever is no digit is above nine
    valid = (digits[:, places] <= 9).all(axis=1)  # noqa: PLR2004
    for place, separator in separators:
        valid &= raw[:, place] == ord(separator)
    year, month, day, hour, minute, second = (
        _number(digits, *span) for span in ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19))
    )
    micros = _number(digits, _SECONDS_WIDTH + 1, _MILLIS_WIDTH) * 1000 if width == _MILLIS_WIDTH else 0
    months = np.where(valid, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    dates = months.astype("datetime64[D]") + (day - 1)
    valid &= (month >= 1) & (month <= 12) & (dates.astype("datetime64[M]") == months)  # noqa: PLR2004
    valid &= (hour < 24) & (minute < 60) & (second < 60)  # noqa: PLR2004
    in_day = ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros
    values = pl.Series(dates.astype("datetime64[us]").astype(np.int64) + in_day).cast(pl.Datetime("us"))
    return values if valid.all() else pl.select(pl.when(pl.Series(valid)).then(values)).to_series()


def _number(digits: np.ndarray, start: int, end: int) -> np.ndarray:
    value = digits[:, start].astype(np.int64)
    for place in range(start + 1, end):
        value = value * 10 + digits[:, place]
    return value
