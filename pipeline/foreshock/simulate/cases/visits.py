"""The requests of a case, one array a column: when each arrives, what it asks for, how long it takes, how it ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreshock.simulate.cases.failures import GATEWAY_TIMEOUT, HARMLESS, Failure
from foreshock.simulate.cases.scene import Effect, Scene
from foreshock.simulate.cases.shop import ROUTES, WEB
from foreshock.simulate.clock import MINUTE, SECOND
from foreshock.simulate.load import Floats, Ints

_NAMES = [route.name for route in ROUTES]
_PEOPLE = 900
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 "
        "Mobile/15E148 Safari/604.1"
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:123.0) Gecko/20100101 Firefox/123.0",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
)


@dataclass(frozen=True, slots=True)
class Visits:
    """All requests in order of arrival, and when each ended; ``ending`` indexes ``failures``, -1 for a good one."""

    arrived: Ints
    route: Ints
    number: Ints
    client: list[str]
    agent: list[str]
    db_s: Floats
    app_s: Floats
    ending: Ints
    duration_s: Floats
    failures: list[Failure]
    finished: Ints


def make_visits(scene: Scene) -> Visits:
    """The requests of people and of the clients of the scene, with its effects on them."""
    rng = scene.noise.stream("visits")
    arrived, route, client, agent = _arrivals(scene, rng)
    number = rng.integers(1, 5_000, len(arrived))
    jitter = np.exp(0.42 * rng.standard_normal((2, len(arrived))))
    db_s = np.array([each.db_s for each in ROUTES])[route] * jitter[0]
    app_s = np.array([each.app_s for each in ROUTES])[route] * jitter[1] + 0.0008
    # One request in a hundred is slow on any day: a cold page, a big cart.
    cold = rng.random(len(arrived)) < 0.01
    db_s = np.where(cold, db_s * rng.uniform(3, 12, len(arrived)), db_s)
    ending = np.full(len(arrived), -1)
    failures: list[Failure] = [HARMLESS]
    carts = route == _NAMES.index("cart")
    ending[carts & (rng.random(len(arrived)) < 0.004)] = 0
    fixed = np.full(len(arrived), np.nan)
    for effect in scene.effects:
        _apply(effect, (arrived, route, db_s, app_s, ending, fixed), failures, rng)
    duration = np.where(np.isnan(fixed), db_s + app_s, fixed * (1 + 0.02 * rng.random(len(arrived))))
    late = (duration > 30.0) & (ending < 0)
    if late.any():
        failures.append(GATEWAY_TIMEOUT)
        ending[late] = len(failures) - 1
    duration = np.minimum(duration, 30.02)
    finished = arrived + (duration * SECOND).astype(np.int64)
    return Visits(arrived, route, number, client, agent, db_s, app_s, ending, duration, failures, finished)


def load(scene: Scene, at: Ints) -> Floats:
    """The requests that come at each instant, relative to an ordinary moment of the day."""
    level = _people(scene, at)
    for crowd in scene.crowds:
        if crowd.client:
            inside = (at >= crowd.start) & (at < crowd.end)
            level = np.where(inside, level + crowd.rate / scene.knobs.rate, level)
    return level


def _arrivals(scene: Scene, rng: np.random.Generator) -> tuple[Ints, Ints, list[str], list[str]]:
    """Arrivals of people by the second, and those of single clients."""
    shares = np.array([route.share for route in ROUTES])
    seconds = np.arange(scene.start, scene.end, SECOND)
    counts = rng.poisson(scene.knobs.rate * _people(scene, seconds))
    arrived = np.repeat(seconds, counts) + rng.integers(0, SECOND, int(counts.sum()))
    route = rng.choice(len(ROUTES), size=len(arrived), p=shares / shares.sum())
    # A visitor comes for some minutes, then others do.
    visitor = (arrived // (6 * MINUTE) * 37 + rng.integers(0, 60, len(arrived))) % _PEOPLE
    client = [f"198.18.{n // 250}.{n % 250 + 1}" for n in visitor]
    agent = [_AGENTS[n % len(_AGENTS)] for n in visitor]
    probes = np.arange(scene.start + 3_300_000, scene.end, 20 * SECOND)
    parts = [(arrived, route, client, agent)]
    health = np.full(len(probes), _NAMES.index("health"))
    parts.append((probes, health, ["10.0.1.5"] * len(probes), ["kube-probe/1.28"] * len(probes)))
    for crowd in scene.crowds:
        if crowd.client:
            count = int(crowd.rate * (crowd.end - crowd.start) / SECOND)
            own = np.sort(rng.integers(crowd.start, crowd.end, count))
            asked = np.full(count, _NAMES.index(crowd.route))
            parts.append((own, asked, [crowd.client] * count, [crowd.agent] * count))
    at = np.concatenate([part[0] for part in parts])
    order = np.argsort(at, kind="stable")
    clients = [name for part in parts for name in part[2]]
    agents = [name for part in parts for name in part[3]]
    routes = np.concatenate([part[1] for part in parts])
    order = np.array([place for place in order if not scene.is_silent(WEB.name, int(at[place]))], dtype=np.int64)
    return at[order], routes[order], [clients[i] for i in order], [agents[i] for i in order]


def _people(scene: Scene, at: Ints) -> Floats:
    """How many people come at each instant, relative to an ordinary moment of the day."""
    phase = scene.noise.stream("load").random() * 6.28
    level: Floats = 1.0 + 0.07 * np.sin(phase + (at - scene.start) / (60 * MINUTE) * 1.3)
    for crowd in scene.crowds:
        if not crowd.client:
            inside = (at >= crowd.start) & (at < crowd.end)
            reached = np.clip((at - crowd.start) / (20 * SECOND), 0, 1)
            level = np.where(inside, level * (1 + (crowd.factor - 1) * reached), level)
    return level


def _apply(
    effect: Effect,
    columns: tuple[Ints, Ints, Floats, Floats, Ints, Floats],
    failures: list[Failure],
    rng: np.random.Generator,
) -> None:
    """One effect on the requests that it reaches; the columns are changed in place."""
    arrived, route, db_s, app_s, ending, fixed = columns
    chosen = [_NAMES.index(name) for name in effect.routes]
    inside = (arrived >= effect.start) & (arrived < effect.end) & np.isin(route, chosen)
    if not inside.any():
        return
    span = (effect.start, effect.end)
    column = db_s if effect.part == "db" else app_s
    spread = np.exp(0.3 * rng.standard_normal(int(inside.sum())))
    factor = np.interp(arrived[inside], span, effect.slower)
    column[inside] *= np.where(factor > 1.0, factor * spread, 1.0)
    if effect.failure is None:
        return
    failures.append(effect.failure)
    number = len(failures) - 1
    if effect.held:
        wait = np.minimum((effect.end - arrived) / SECOND, effect.held)
        db_s[inside] += wait[inside]
        gave_up = inside & (wait >= effect.held)
        ending[gave_up], fixed[gave_up] = number, effect.held
        return
    hit = inside & (rng.random(len(arrived)) < np.interp(arrived, span, effect.share))
    ending[hit] = number
    fixed[hit] = np.nan if effect.failure.seconds is None else effect.failure.seconds
