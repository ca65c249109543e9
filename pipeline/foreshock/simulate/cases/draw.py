"""Draw cases: each class of cause in turn, with knobs by chance that the seed alone decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from foreshock.simulate.cases.decoys import DECOYS, add_decoy
from foreshock.simulate.cases.everyday import everyday
from foreshock.simulate.cases.faults import FAULTS, Fault
from foreshock.simulate.cases.knobs import (
    ZONES,
    AppLog,
    Database,
    DatabaseLog,
    HostLog,
    Knobs,
    Metrics,
    Source,
    WebLog,
    When,
)
from foreshock.simulate.cases.scene import Scene
from foreshock.simulate.cases.write import write_case
from foreshock.simulate.clock import iso
from foreshock.simulate.exceptions import UnknownScenarioError
from foreshock.simulate.ground_truth import GroundTruth
from foreshock.simulate.noise import Noise

_T = TypeVar("_T")

CAUSES: tuple[str, ...] = tuple(FAULTS)
"""The classes of cause that can be drawn."""

_WEB: tuple[WebLog, ...] = ("combined", "combined", "json", "logfmt", "apache", "haproxy")
_APP: tuple[AppLog, ...] = ("python", "python", "json")
_HOST: tuple[HostLog, ...] = ("rfc3164", "rfc3164", "rfc3339", "journald")
_POSTGRESQL: tuple[DatabaseLog, ...] = ("stderr", "stderr", "csvlog", "jsonlog", "syslog")
_SOURCES: tuple[Source, ...] = ("database", "app", "web-error", "syslog", "metrics")
_WHEN: tuple[When, ...] = ("earlier", "together", "later")
_SKEWED = ("web-01", "app-01", "db-01", "mail-01")


def describe() -> dict[str, str]:
    """Each class of cause, and in a sentence how it happens."""
    return {cause: (fault.tell.__doc__ or "").strip() for cause, fault in FAULTS.items()}


def draw(cases: int, healthy: int, seed: int, causes: Sequence[str] = CAUSES) -> Iterator[Knobs]:
    """The knobs of each case: the causes in turn, then the healthy ones."""
    unknown = sorted(set(causes) - set(CAUSES))
    if unknown:
        raise UnknownScenarioError("No cause has this name", value=", ".join(unknown), valid=sorted(CAUSES))
    for number in range(cases):
        yield _draw_one(FAULTS[causes[number % len(causes)]], seed, number)
    for number in range(cases, cases + healthy):
        yield _draw_one(None, seed, number)


def _draw_one(fault: Fault | None, seed: int, number: int) -> Knobs:
    """One case by chance; what its fault cannot do without is kept."""
    rng = Noise(seed).stream("draw", number)

    def one_of(values: Sequence[_T]) -> _T:
        return values[int(rng.integers(0, len(values)))]

    weighted: tuple[Database, ...] = ("postgresql", "postgresql", "postgresql", "mariadb", "mysql")
    database = one_of([each for each in weighted if fault is None or each in fault.databases])
    kinds: tuple[Metrics, ...] = ("sar", "sadf", "prometheus", "prometheus")
    knobs = Knobs(
        cause=fault.cause if fault else "none",
        seed=seed * 100_000 + number,
        minutes=int(rng.integers(45, 81)),
        rate=float(rng.uniform(3.5, 7.0)),
        day=f"2024-{int(rng.integers(1, 13)):02d}-{int(rng.integers(3, 27)):02d}",
        hour=int(rng.integers(0, 21)),
        zone=one_of(ZONES),
        database=database,
        database_log=one_of(_POSTGRESQL) if database == "postgresql" else "error-log",
        web_log=one_of(_WEB),
        app_log=one_of(_APP),
        host_log=one_of(_HOST),
        metrics=one_of(kinds),
        every_s=one_of((15, 30, 60)),
        noise=float(rng.uniform(0.5, 3.0)),
    )
    if fault and fault.exporter and not knobs.is_postgresql:
        knobs = replace(knobs, metrics="prometheus")
    if knobs.web_log == "haproxy":
        # Its stamps name no zone: syslog must, which is not what is missing below, or nobody could tell.
        knobs = replace(knobs, host_log="rfc3339")
    if rng.random() < 0.25:
        ahead = int(rng.uniform(30, 600)) * (1 if rng.random() < 0.5 else -1)
        skewed = one_of(_SKEWED)
        # The clock that the fault itself moves is right before it.
        if not (knobs.cause == "clock-jump" and skewed == "app-01"):
            knobs = replace(knobs, ahead={skewed: ahead})
    if rng.random() < 0.4:
        decoys = [name for name, (_, cause) in DECOYS.items() if cause != knobs.cause]
        knobs = replace(knobs, decoy=one_of(decoys), decoy_when=one_of(_WHEN))
    if rng.random() < 0.3:
        proof = fault.proof if fault else ()
        missing = one_of([source for source in _SOURCES if source not in proof])
        if (missing, knobs.web_log) != ("syslog", "haproxy"):
            knobs = replace(knobs, missing=missing)
    return knobs


def write(knobs: Knobs, out: Path) -> GroundTruth:
    """Write one case and its ``ground_truth.json``; the same knobs give the same bytes."""
    scene = Scene(knobs, Noise(knobs.seed))
    truth = GroundTruth("none")
    decoy = add_decoy(scene)
    if knobs.cause != "none":
        told = FAULTS[knobs.cause].tell(scene)
        truth = GroundTruth(
            cause=knobs.cause,
            cause_entity=told.entity,
            fault_injected_at=iso(scene.fault_at),
            impact_start=iso(told.felt_at),
            impact_end=iso(min(told.over_at, scene.end)),
            expected_rank1=(knobs.cause, *told.also),
            must_not_rank1=(decoy,) if decoy and decoy not in told.also else (),
            key_evidence=told.evidence,
        )
    # Last, so that the hosts that came with fault and decoy have their routine too.
    everyday(scene)
    write_case(scene, out)
    truth.write(out)
    return truth
