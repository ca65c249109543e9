"""The shop on ordinary days: its disks, and the changes that harm nothing."""

from __future__ import annotations

from collections.abc import Iterator

from foreshock.simulate.clock import DAY, HOUR, MINUTE, SECOND
from foreshock.simulate.database_day import BACKUP_AT, BACKUP_FOR, IMPORT_AT, IMPORT_FOR
from foreshock.simulate.ground_truth import GroundTruth
from foreshock.simulate.machine import Volume
from foreshock.simulate.noise import Noise
from foreshock.simulate.scenario import Scenario, Story
from foreshock.simulate.script import Line
from foreshock.simulate.world import World

DATA_MOUNT = "/var/lib/postgresql"
# Shares of the database's volume: what a day of orders, an evening's import and a night's dump take for good.
_DAILY, _IMPORT, _DUMP = 0.005, 0.024, 0.022


def data_volume(*, filled: list[tuple[int, float]], swapped: tuple[int, str, int] | None = None) -> Volume:
    """The 200 GB volume that PostgreSQL and, unwisely, its dumps live on."""
    return Volume(DATA_MOUNT, "/dev/sdb1", 204_668, filled, inodes=13_107_200, swapped=swapped)


def growth(world: World, level: float, *, pruned: bool) -> list[tuple[int, float]]:
    """How the volume fills from a level at the start: import and dump are steps, the rest is a slope.

    ``pruned`` means that each night's dump replaces the one before, and the import what it had loaded.
    """
    start, end = world.at(world.start), world.at(world.end)
    knots = [(start, level)]

    def move(at: int, step: float) -> None:
        before_at, before = knots[-1]
        knots.append((at, before + step + _DAILY * (at - before_at) / DAY))

    for number, day in enumerate(range(start, end, DAY)):
        move(day + BACKUP_AT, 0.0)
        move(day + BACKUP_AT + BACKUP_FOR, 0.0 if pruned or number == 0 else _DUMP)
        move(day + IMPORT_AT, 0.0)
        move(day + IMPORT_AT + IMPORT_FOR, 0.0 if pruned else _IMPORT)
    move(end, 0.0)
    return knots


def deploy(world: World) -> Iterator[Line]:
    """The release of the last day at 14:20, which changes nothing for the worse."""
    at = world.at(world.end) - DAY + 14 * HOUR + 20 * MINUTE
    app = world.app.name
    yield Line(
        at - 21 * SECOND,
        app,
        "syslog",
        "sudo",
        "   deploy : TTY=pts/0 ; PWD=/srv/shop ; USER=root ; COMMAND=/usr/bin/systemctl restart shop.service",
    )
    yield Line(at - 20 * SECOND, app, "syslog", "systemd[1]", "Stopping shop.service - Shop application...")
    yield Line(at - 19 * SECOND, app, "app", "INFO [shop.release]", "shutting down, 0 requests in flight")
    yield Line(at - 2 * SECOND, app, "syslog", "systemd[1]", "shop.service: Deactivated successfully.")
    yield Line(at - SECOND, app, "syslog", "systemd[1]", "Started shop.service - Shop application.")
    yield Line(at, app, "app", "INFO [shop.release]", "release v2.14.0 starting")
    yield Line(at + 400_000, app, "app", "INFO [shop.db]", "pool opened: min_size=4 max_size=24 timeout=10.0")
    yield Line(at + 2 * SECOND, app, "app", "INFO [shop.release]", "release v2.14.0 ready, previous v2.13.2")


class Healthy(Scenario):
    """The same days, hosts and noise, and nothing goes wrong."""

    name = "healthy"
    description = "the web shop on ordinary days: same hosts and noise, no fault"

    def story(self, world: World, noise: Noise) -> Story:
        """Two ordinary days with a deploy in them."""
        volume = data_volume(filled=growth(world, 0.46, pruned=True))
        return Story(db_volume=volume, truth=GroundTruth("none"), script=tuple(deploy(world)))
