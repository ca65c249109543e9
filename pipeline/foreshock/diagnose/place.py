"""Where a cause sits: on the path of the requests that hurt, beside it, or where the data do not tell."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from foreshock.diagnose.hypotheses import Hypothesis, told_on_the_path
from foreshock.diagnose.topology import Topology

ON_THE_PATH = 0.4
# What else goes on in the house may be as loud as it likes.
OFF_THE_PATH = -4.0
NO_PART = -4.0
STRANGE = -4.0
# Both ends at once are hardly chance, where they are far enough apart.
CAME_AND_WENT = 0.3
LONG_ENOUGH = timedelta(minutes=3)
# What begins and ends this near to the pain does so with it.
TOGETHER = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Pain:
    """When users hurt, on which hosts that shows, and when else they did: the spans of the case's other incidents."""

    start: datetime
    end: datetime | None
    hurting: Sequence[str]
    other: Sequence[tuple[datetime, datetime]] = ()


def weigh_place(hypothesis: Hypothesis, pain: Pain, topology: Topology) -> list[tuple[float, str]]:
    """Log-odds and why: whether it sits on a host that the hurting ones depend on."""
    hurting = pain.hurting
    relates = topology.relates(hypothesis.host, hurting)
    names = ", ".join(sorted(set(hurting)))
    told = told_on_the_path(hypothesis, hurting, topology)
    if relates is None:
        if not told and not topology.takes_part(hypothesis.host):
            return _without_part(hypothesis, pain)
        return _unlinked(hypothesis.host, names, told=told, path=topology.path(hurting), topology=topology)
    if relates:
        felt_there = hypothesis.host in hurting
        return [(ON_THE_PATH, f"users felt it on {names}" if felt_there else f"{names} needs {hypothesis.host}")]
    return [] if told else [(OFF_THE_PATH, f"nothing shows that {names} needs {hypothesis.host}")]


def _without_part(hypothesis: Hypothesis, pain: Pain) -> list[tuple[float, str]]:
    """Of a host that speaks of no request, whose log may be missing, only a coincidence tells that it matters."""
    together = _came_and_went(hypothesis, pain)
    if together:
        return [(CAME_AND_WENT, f"{together[0]} on {hypothesis.host} when users hurt, no longer and no shorter")]
    names = ", ".join(sorted(set(pain.hurting)))
    return [(NO_PART, f"nothing shows that {hypothesis.host} has a part in serving the requests of {names}")]


def _came_and_went(hypothesis: Hypothesis, pain: Pain) -> list[str]:
    """What was measured on its host from about when users began to hurt until about when they no longer did."""
    if pain.end is None or pain.end - pain.start < LONG_ENOUGH:
        return []
    return [
        step.title
        for step in hypothesis.signs("cause", "confirms")
        if step.measured
        and abs(step.start - pain.start) <= TOGETHER
        and abs(step.end + step.sampled - pain.end) <= TOGETHER
    ]


def _unlinked(
    host: str | None, names: str, *, told: bool, path: Collection[str], topology: Topology
) -> list[tuple[float, str]]:
    """What is known of a host of which no record says who calls it."""
    if topology.is_strange(host):
        return [(STRANGE, f"nobody was seen to use the database on {host}")]
    if not told and (choice := topology.databases_to_choose_from(host)) > 1:
        return [(-math.log(choice), f"nothing tells which of {choice} databases {names} uses")]
    if host in path:
        return [(ON_THE_PATH, f"what {host} logs coincides with what {names} logs")]
    return []
