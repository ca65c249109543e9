"""Incidents on demand: an archive with a known cause, the same bytes for the same seed, at any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from foreshock.simulate.cases import CAUSES, KNOBS, describe, draw_cases, write_one
from foreshock.simulate.exceptions import OutputNotEmptyError, SizeError, UnknownScenarioError
from foreshock.simulate.ground_truth import GroundTruth
from foreshock.simulate.noise import Noise
from foreshock.simulate.scenarios import ALL
from foreshock.simulate.site import Site
from foreshock.simulate.world import World

__all__ = ["KNOBS", "SCENARIOS", "GroundTruth", "draw_cases", "simulate"]

SCENARIOS: dict[str, str] = {name: scenario.description for name, scenario in ALL.items()} | describe()
"""Name of each scenario -> what happens in it."""

# Bytes of log text (before compression) that do not depend on the traffic, and those of one visit to the site.
_FIXED_BYTES = 2_400_000
_BYTES_A_VISIT = 287
# Beyond this size gzip would take most of the time.
_COMPRESS_BELOW = 100_000_000


def simulate(
    scenario: str,
    out: Path,
    *,
    size: int | None = None,
    seed: int = 1,
    world: World | None = None,
    compress: bool | None = None,
    settings: Sequence[str] = (),
) -> GroundTruth:
    """Write the archive of a scenario and its ``ground_truth.json`` into ``out``; the same seed gives the same bytes.

    ``size`` is about how many bytes of log text to write, before the compression of the rotated files, reached
    by more traffic (None: the world's own traffic). ``world`` changes hosts, days, zone and clocks. ``compress``
    is whether rotated files are compressed (None: in archives under 100 MB). A class of cause (``lock-contention``)
    is a small archive of an hour whose size and world are knobs: ``settings``, as ``rate=20``. Raises
    UnknownScenarioError, SizeError for a size that is too small, KnobError, and OutputNotEmptyError where ``out``
    holds anything.
    """
    if scenario in CAUSES:
        return write_one(scenario, out, seed=seed, settings=settings)
    if scenario not in ALL:
        raise UnknownScenarioError(
            "No scenario has this name", value=scenario, valid=list(SCENARIOS), try_next="foreshock simulate --help"
        )
    place = world or World()
    if size is not None:
        place = replace(place, visits_per_day=_visits(place, size))
    if out.exists() and any(out.iterdir()):
        raise OutputNotEmptyError(
            "The folder is not empty", value=str(out), try_next=f"foreshock simulate {scenario} -o NEW_FOLDER"
        )
    out.mkdir(parents=True, exist_ok=True)
    noise = Noise(seed)
    story = ALL[scenario].story(place, noise)
    packed = compress if compress is not None else size is None or size < _COMPRESS_BELOW
    Site(place, story, noise, out, packed).write()
    story.truth.write(out)
    return story.truth


def _visits(world: World, size: int) -> int:
    days = (world.at(world.end) - world.at(world.logs_from)) / 86_400_000_000
    visits = int((size - _FIXED_BYTES) / days / _BYTES_A_VISIT)
    if visits < 1000:
        raise SizeError(
            "Too few bytes for an archive with a daily rhythm",
            value=size,
            valid=[f"{int(_FIXED_BYTES + 1000 * days * _BYTES_A_VISIT)} bytes or more"],
            try_next="foreshock simulate --size 20MB",
        )
    return visits
