"""Trains of events, second by second, and the one lag at which two of them coincide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

MOST_OFFSET_S = 900
# A lag is believed when its coincidences stand this many standard deviations above those of all other lags,
# and no other lag comes near it: a failure that two hosts log leaves one sharp peak, a busy hour a broad hill.
SHARPNESS = 8.0
RIVAL_SHARE = 0.6
PEAK_HALF_WIDTH_S = 3
FEWEST_EVENTS = 20
# What coincides must do so in more than one second: a burst within one has one place only, and fits any other burst.
FEWEST_SECONDS = 1.5
# Two deeds are one, seen from two hosts, when so much of what moves one moves the other (correlation at the peak).
LEAST_CORRELATION = 0.5
# More of them in one second count as so many: a flood has its own shape, which a lower limit would cut off.
MOST_A_SECOND = 20
_APART = "\x1f"
# Half the width of the mean that is the slow part. A failure of less than a minute is a hill itself when it is taken
# off by the minute; what is left of it after a few seconds' mean are its single errors.
HALF_A_MINUTE_S, FEW_SECONDS = 30, 5


@dataclass(frozen=True, slots=True)
class Train:
    """Events a second without their slow part, as ``spectrum``: each train is compared with many.

    ``size`` is the length it was padded to, ``energy`` the sum of its squares. Trains that are read together have one
    size.
    """

    spectrum: NDArray[np.complex128]
    size: int
    energy: float

    @classmethod
    def of(cls, events: NDArray[np.float64], half_s: int = HALF_A_MINUTE_S) -> Train:
        """The train of the events of each second; ``half_s`` is half the width of the mean that is taken off."""
        # The mean: the events before the end of the period around a second, less those before its start.
        before = np.concatenate([[0.0], np.cumsum(events)])
        seconds = np.arange(len(events))
        ends = np.minimum(seconds + half_s + 1, len(events))
        starts = np.maximum(seconds - half_s, 0)
        fast = events - (before[ends] - before[starts]) / (2 * half_s + 1)
        size = 1 << int(np.ceil(np.log2(len(events) + MOST_OFFSET_S)))
        return cls(np.fft.rfft(fast, size), size, float(np.square(fast).sum()))


def read_trains(events: pl.DataFrame, half_s: int = HALF_A_MINUTE_S) -> dict[str, Train]:
    """Per host, events a second over the common span, without their slow part (the mean of twice ``half_s``).

    ``events`` has host, second, events; more than ``MOST_A_SECOND`` in a second count as so many.
    """
    if events.is_empty():
        return {}
    seconds, place = np.unique(events["second"].to_numpy(), return_inverse=True)
    # Stamps that are years off, or two logs of different years: what is empty for long is cut, no lag can span it.
    steps = np.minimum(np.diff(seconds, prepend=seconds[0]), 2 * MOST_OFFSET_S)
    events = events.with_columns(at=np.cumsum(steps)[place])
    length = int(steps.sum()) + 1
    trains: dict[str, Train] = {}
    for (host,), group in events.group_by("host", maintain_order=True):
        if group["events"].sum() < FEWEST_EVENTS:
            continue
        per_second = np.zeros(length)
        per_second[group["at"].to_numpy()] = np.minimum(group["events"].to_numpy(), MOST_A_SECOND)
        trains[str(host)] = Train.of(per_second, half_s)
    return trains


def sharp_lag(near: Train, far: Train) -> float | None:
    """The lag in seconds (positive: ``far`` stamps later) of the one sharp peak, or None."""
    found = _peak(near, far)
    return None if found is None else found[0]


def shared_lag(near: Mapping[str, Train], far: Mapping[str, Train]) -> float | None:
    """The lag at which one of the trains of ``near`` is one of ``far``, seen later; None when none is."""
    matches = [match for one in near.values() for other in far.values() if (match := _match(one, other)) is not None]
    return max(matches, key=lambda match: match[1])[0] if matches else None


def _match(one: Train, other: Train) -> tuple[float, float] | None:
    """Lag and correlation of two trains of the same events; None when they are not."""
    found = _peak(one, other)
    if found is None:
        return None
    lag, coincidences = found
    correlation = coincidences / float(np.sqrt(one.energy * other.energy))
    return (lag, correlation) if correlation >= LEAST_CORRELATION else None


def _peak(near: Train, far: Train) -> tuple[float, float] | None:
    """Lag and height of the one sharp peak of the cross-correlation; the height has the second before and after."""
    correlation = np.fft.irfft(np.conj(near.spectrum) * far.spectrum, near.size)
    lags = np.concatenate([correlation[-MOST_OFFSET_S:], correlation[: MOST_OFFSET_S + 1]])
    peak = int(np.argmax(lags))
    others = np.delete(lags, np.arange(max(0, peak - PEAK_HALF_WIDTH_S), min(len(lags), peak + PEAK_HALF_WIDTH_S + 1)))
    spread = float(np.std(others))
    if spread == 0 or lags[peak] < SHARPNESS * spread or others.max() > RIVAL_SHARE * lags[peak]:
        return None
    if _seconds_behind(near, far, peak - MOST_OFFSET_S) < FEWEST_SECONDS:
        return None
    return float(peak - MOST_OFFSET_S), float(lags[max(0, peak - 1) : peak + 2].sum())


def _seconds_behind(near: Train, far: Train, lag: int) -> float:
    """How many seconds the coincidences at a lag rest on: as many as if all of them counted alike.

    The participation ratio, (sum of c)^2 / sum of c^2, of what each second adds to the correlation.
    """
    one, other = (np.fft.irfft(each.spectrum, each.size) for each in (near, far))
    added = np.maximum(one * np.roll(other, -lag), 0)
    return float(added.sum() ** 2 / np.square(added).sum())


def read_deeds(events: pl.DataFrame) -> dict[str, dict[str, Train]]:
    """Per host, the train of each of its deeds; ``events`` has host, deed, second, events."""
    keyed = events.with_columns(host=pl.concat_str("host", "deed", separator=_APART))
    found: dict[str, dict[str, Train]] = {}
    for key, train in read_trains(keyed).items():
        host, deed = key.split(_APART, 1)
        found.setdefault(host, {})[deed] = train
    return found
