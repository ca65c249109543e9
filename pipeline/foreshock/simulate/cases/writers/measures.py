"""The samples that all ways to collect metrics share: when a host is measured, and what it measures there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from foreshock.simulate.cases.gauges import Gauges
from foreshock.simulate.cases.scene import Scene
from foreshock.simulate.cases.visits import load
from foreshock.simulate.clock import SECOND
from foreshock.simulate.load import Floats

KB_A_GIB = 1024 * 1024
Sample = Mapping[str, float]


def instants(scene: Scene, host: str) -> list[int]:
    """When a host is measured: every interval of its own clock, unless it is off."""
    step = scene.knobs.every_s * SECOND
    ticks = range(scene.start + step, scene.end, step)
    return [at for at in ticks if not scene.is_silent(host, at)]


def sampled(scene: Scene, gauges: Gauges) -> tuple[list[int], dict[str, Floats]]:
    """The instants of a host's samples and all its measures there."""
    at = instants(scene, gauges.host.name)
    return at, gauges.values(at, load(scene, np.array(at, dtype=np.int64)))


def samples(values: Mapping[str, Floats]) -> list[Sample]:
    """All measures instant by instant, as Python's own floats with four places."""
    columns = ([round(float(value), 4) for value in of] for of in values.values())
    return [dict(zip(values, row, strict=True)) for row in zip(*columns, strict=True)]


def run_queue(gauges: Gauges, now: Sample) -> float:
    """The processes that run or wait at a sample."""
    busy = (now["user"] + now["system"]) / 100
    # A processor that is wholly taken has a queue in front of it.
    queue = 3.0 * gauges.host.cpus * max(0.0, busy - 0.9) * 10
    return busy * gauges.host.cpus + queue + now["iowait"] / 8
