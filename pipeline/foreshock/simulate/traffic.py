"""The requests of the site, window by window: who asks for what, when, how long it takes and how it ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foreshock.simulate import routes
from foreshock.simulate.clock import HOUR, MINUTE, SECOND, Micros
from foreshock.simulate.load import Floats, Ints, arrivals, counts_per_minute, rhythm
from foreshock.simulate.noise import Noise
from foreshock.simulate.outcomes import ENDINGS, EVERYDAY, Outcome, Phase
from foreshock.simulate.routes import Group
from foreshock.simulate.world import World

# A window of a large archive holds at most this many requests, so that memory does not grow with the archive.
_WINDOW_REQUESTS = 250_000
_PEOPLE, _BOTS, _SCANNERS = 0.88, 0.11, 0.01
_PROBE_EVERY = 30 * SECOND


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests that arrive in one window, in order of arrival; all arrays have the same length.

    ``line`` indexes ``routes.REQUEST_LINES``, ``agent`` and ``address`` the tables of that name;
    ``upstream_s`` is NaN where nginx answers itself; ``outcome`` holds values of ``Outcome``.
    """

    part: int
    start: int
    end: int
    arrived: Micros
    group: Ints
    line: Ints
    address: Ints
    agent: Ints
    referrer: Ints
    status: Ints
    bytes: Ints
    upstream_s: Floats
    duration_s: Floats
    outcome: Ints

    @property
    def finished(self) -> Micros:
        """When each request ended."""
        return self.arrived + (self.duration_s * SECOND).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Traffic:
    """All requests to a world in which the given phases happen.

    ``lost_share`` is the share of all requests that stay away over the span of the phases.
    """

    world: World
    noise: Noise
    phases: Sequence[Phase] = ()
    lost_share: float = 0.0

    def windows(self) -> Iterator[Requests]:
        """The requests of each window from the first log line's day to the last, in order of time."""
        start, end = self.world.at(self.world.logs_from), self.world.at(self.world.end)
        minutes = np.arange(start, end, MINUTE)
        people, bots, scanners = self._counts(minutes)
        busiest_hour = self.world.visits_per_day / 24 * 1.8
        span = (
            HOUR
            if busiest_hour < _WINDOW_REQUESTS
            else max(MINUTE, int(HOUR / (busiest_hour / _WINDOW_REQUESTS)) // MINUTE * MINUTE)
        )
        for part, begin in enumerate(range(start, end, span)):
            rows = slice((begin - start) // MINUTE, (begin - start + span) // MINUTE)
            rng = self.noise.stream("traffic", part)
            arrived = [arrivals(minutes[rows], counts[rows], rng) for counts in (people, bots, scanners)]
            arrived.append(np.arange(begin, min(begin + span, end), _PROBE_EVERY, dtype=np.int64) + 4_210_000)
            yield self._requests(part, begin, min(begin + span, end), arrived, rng)

    def expected_people(self, minutes: Micros) -> Floats:
        """Requests by people that are expected in each minute, those that stay away not counted out."""
        return self.world.visits_per_day * _PEOPLE / 1440 * rhythm(self.world.zone, minutes)

    def _counts(self, minutes: Micros) -> tuple[Ints, Ints, Ints]:
        people = self.expected_people(minutes)
        flat = np.full(len(minutes), self.world.visits_per_day / 1440)
        missing = _missing(self.phases, minutes)
        if missing.any():
            hurt = (minutes >= self.phases[0].start) & (minutes < self.phases[-1].end)
            everybody = people + flat * (_BOTS + _SCANNERS) + MINUTE / _PROBE_EVERY
            missing *= self.lost_share * everybody[hurt].sum() / (people * missing).sum()
        rng = self.noise.stream("counts")
        bursts = np.where(rng.random(len(minutes)) < 0.02, 30.0, 0.4)
        return (
            counts_per_minute(people * (1.0 - missing), rng),
            counts_per_minute(flat * _BOTS, rng),
            counts_per_minute(flat * _SCANNERS * bursts, rng),
        )

    def _requests(self, part: int, start: int, end: int, arrived: list[Micros], rng: np.random.Generator) -> Requests:
        kinds = np.repeat(np.arange(4), [len(instants) for instants in arrived])
        at = np.concatenate(arrived)
        order = np.argsort(at, kind="stable")
        at, kinds = at[order], kinds[order]
        group = _choose_groups(kinds, rng)
        line = routes.OFFSETS[group] + (rng.random(len(at)) ** 2.2 * routes.SIZES[group]).astype(np.int64)
        address, agent, referrer = _visitors(kinds, at, rng, self.world.visits_per_day)
        upstream, outcome = _serve(at, group, self.phases, rng)
        status, size = routes.STATUS[group], routes.BYTES[group]
        size = (size * (0.85 + 0.3 * rng.random(len(at)))).astype(np.int64)
        again = (group == Group.STATIC) & (rng.random(len(at)) < 0.35)
        status, size = np.where(again, 304, status), np.where(again, 0, size)
        for kind, ending in ENDINGS.items():
            hit = outcome == kind
            status = np.where(hit, ending.status, status)
            size = np.where(hit, ending.bytes, size)
        own_s = (
            0.0005 + 0.002 * rng.random(len(at)) + np.where(group == Group.STATIC, 0.01 * rng.random(len(at)) ** 6, 0)
        )
        duration = np.where(np.isnan(upstream), 0.0, upstream) + own_s
        return Requests(
            part, start, end, at, group, line, address, agent, referrer, status, size, upstream, duration, outcome
        )


def _missing(phases: Sequence[Phase], minutes: Micros) -> Floats:
    missing = np.zeros(len(minutes))
    for phase in phases:
        inside = (minutes >= phase.start) & (minutes < phase.end)
        missing[inside] = np.interp(minutes[inside], (phase.start, phase.end), phase.missing)
    return missing


def _choose_groups(kinds: Ints, rng: np.random.Generator) -> Ints:
    group = np.full(len(kinds), int(Group.HEALTH))
    weights: Mapping[int, Mapping[Group, float]] = {0: routes.PEOPLE, 1: routes.BOTS, 2: routes.SCANNERS}
    for kind, shares in weights.items():
        rows = kinds == kind
        edges = np.cumsum(list(shares.values()))
        pick = np.searchsorted(edges / edges[-1], rng.random(int(rows.sum())), side="right")
        group[rows] = np.array([int(g) for g in shares])[pick]
    return group


def _visitors(kinds: Ints, at: Micros, rng: np.random.Generator, per_day: int) -> tuple[Ints, Ints, Ints]:
    """Addresses, agents and referrers; a person's address and agent belong together and stay for minutes."""
    count = len(at)
    active = max(20, per_day // 500)
    person = (
        at // (7 * MINUTE) * 7919 + (rng.random(count) ** 1.5 * active).astype(np.int64)
    ) % routes.PEOPLE_ADDRESSES
    address = np.choose(
        kinds,
        [
            person,
            rng.integers(*routes.BOT_RANGE, count),
            routes.SCAN_RANGE[0] + (at // (3 * HOUR)) % (routes.SCAN_RANGE[1] - routes.SCAN_RANGE[0]),
            np.full(count, routes.PROBE_ADDRESS),
        ],
    )
    agent = np.choose(
        kinds,
        [
            routes.BROWSER_AGENTS[person % len(routes.BROWSER_AGENTS)],
            routes.CRAWLER_AGENTS[address % len(routes.CRAWLER_AGENTS)],
            routes.TOOL_AGENTS[address % len(routes.TOOL_AGENTS)],
            np.full(count, routes.PROBE_AGENT),
        ],
    )
    referrer = np.where(kinds == 0, rng.integers(0, len(routes.REFERRERS), count), 0)
    return address, agent, referrer


def _serve(at: Micros, group: Ints, phases: Sequence[Phase], rng: np.random.Generator) -> tuple[Floats, Ints]:
    """The upstream seconds (NaN: none) and the outcome of each request."""
    base = routes.UPSTREAM_S[group]
    asks_database = np.isin(group, [int(g) for g in routes.DATABASE])
    slowdown, spread = np.ones(len(at)), np.full(len(at), 0.5)
    outcome = np.zeros(len(at), dtype=np.int64)
    dice = rng.random(len(at))
    calm = np.ones(len(at), dtype=bool)
    for phase in phases:
        rows = (at >= phase.start) & (at < phase.end)
        calm &= ~rows
        if rows.any():
            hit = rows & asks_database
            slowdown[hit] = np.interp(at[hit], (phase.start, phase.end), phase.slowdown)
            spread[hit] = phase.spread
            _roll(outcome, rows, group, dice, phase.chances)
    _roll(outcome, calm, group, dice, EVERYDAY)
    seconds = base * slowdown * np.exp(spread * rng.standard_normal(len(at)))
    seconds = np.minimum(seconds, 29.0)
    for kind, ending in ENDINGS.items():
        if ending.seconds is not None:
            hit = outcome == kind
            seconds[hit] = ending.seconds + 0.02 * rng.random(int(hit.sum())) * (ending.seconds > 0)
    return np.where((base > 0) | (outcome > 0), seconds, np.nan), outcome


def _roll(
    outcome: Ints,
    rows: npt.NDArray[np.bool_],
    group: Ints,
    dice: Floats,
    chances: Mapping[Group, Mapping[Outcome, float]],
) -> None:
    for kind, odds in chances.items():
        edge = np.zeros(len(dice))
        candidates = rows & (group == kind)
        for ending, chance in odds.items():
            outcome[candidates & (dice >= edge) & (dice < edge + chance)] = int(ending)
            edge = edge + chance
