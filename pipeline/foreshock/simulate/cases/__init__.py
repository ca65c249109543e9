"""Drawn cases: a small shop, a fault of each class of cause, and knobs by chance; the truth beside each archive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from foreshock.progress import Progress
from foreshock.simulate.cases.draw import CAUSES, describe, draw, write
from foreshock.simulate.cases.knobs import Knobs
from foreshock.simulate.cases.settings import KNOBS, with_settings
from foreshock.simulate.exceptions import OutputNotEmptyError
from foreshock.simulate.ground_truth import GroundTruth

__all__ = ["CAUSES", "KNOBS", "Knobs", "describe", "draw", "draw_cases", "with_settings", "write", "write_one"]


def write_one(cause: str, out: Path, *, seed: int = 1, settings: Sequence[str] = ()) -> GroundTruth:
    """Write one archive in which a class of cause happens; ``settings`` are knobs as ``NAME=VALUE``.

    The same seed and settings give the same bytes. Raises KnobError and OutputNotEmptyError.
    """
    (knobs,) = draw(1, 0, seed, (cause,))
    knobs = with_settings(knobs, settings)
    _empty(out)
    return write(knobs, out)


def draw_cases(
    out: Path,
    cases: int,
    healthy: int,
    *,
    seed: int = 1,
    settings: Sequence[str] = (),
    progress: Progress | None = None,
) -> list[GroundTruth]:
    """Write many archives, a folder each, named by number and cause: every class of cause in turn, then healthy ones.

    The same seed gives the same bytes. Raises KnobError and OutputNotEmptyError.
    """
    drawn = [with_settings(knobs, settings) for knobs in draw(cases, healthy, seed)]
    _empty(out)
    truths = []
    for number, knobs in enumerate(drawn):
        folder = out / f"{number:03d}-{'healthy' if knobs.cause == 'none' else knobs.cause}"
        folder.mkdir()
        truths.append(write(knobs, folder))
        if progress:
            progress("writing cases", number + 1, len(drawn))
    return truths


def _empty(out: Path) -> None:
    """Make a folder, which nothing may be in."""
    if out.exists() and any(out.iterdir()):
        raise OutputNotEmptyError("The folder is not empty", value=str(out), try_next="-o NEW_FOLDER")
    out.mkdir(parents=True, exist_ok=True)
