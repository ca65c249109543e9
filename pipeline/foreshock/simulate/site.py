"""Writes the whole archive of a story: every host's files, window by window, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from foreshock.simulate import host_day
from foreshock.simulate.archive import LogFile
from foreshock.simulate.clock import DAY
from foreshock.simulate.database_day import (
    BACKUP_AT,
    BACKUP_FOR,
    CHECKPOINTER,
    IMPORT_AT,
    IMPORT_FOR,
    database_day,
)
from foreshock.simulate.machine import Machine, Strain, Volume
from foreshock.simulate.noise import Noise
from foreshock.simulate.scenario import Outage, Story
from foreshock.simulate.script import Line, lines_frame
from foreshock.simulate.traffic import Requests, Traffic
from foreshock.simulate.world import Host, World
from foreshock.simulate.writers import access_log, app_log, df, nginx_error, postgresql, sar, syslog


@dataclass(slots=True)
class Site:
    """One archive being written."""

    world: World
    story: Story
    noise: Noise
    out: Path
    compress: bool
    _files: dict[str, LogFile] = field(default_factory=dict)

    def write(self) -> None:
        """Write metrics and logs of all hosts."""
        self._metrics()
        self._open_logs()
        self._named_lines()
        for requests in Traffic(self.world, self.noise, self.story.phases, self.story.lost_share).windows():
            self._requests(requests)
            for log in self._files.values():
                log.flush(requests.end)
        end = self.world.at(self.world.end)
        for log in self._files.values():
            log.close(end)

    def _open_logs(self) -> None:
        world = self.world
        self._log("access", world.web, "access.log", "gz", access_log.COLUMNS)
        self._log("nginx-error", world.web, "error.log", "gz")
        self._log("app", world.app, "app.log", "zst")
        self._log("postgresql", world.db, "postgresql.log", "gz")
        for host in world.hosts:
            self._log(f"syslog {host.name}", host, "syslog", "gz")

    def _log(self, key: str, host: Host, name: str, suffix: str, columns: tuple[str, ...] = ("text",)) -> None:
        last_day = (self.world.at(self.world.end) - 1 + self.world.zone.shift) // DAY

        def rotated(days_back: int) -> str:
            if days_back <= 0:
                return f"{host.name}/{name}"
            return f"{host.name}/{name}.{days_back}" + (f".{suffix}" if self.compress else "")

        self._files[key] = LogFile(self.out, self.world.clock(host), last_day, rotated, columns)

    def _named_lines(self) -> None:
        """The routine of each day and the script of the story, which are few and fit in memory."""
        daily = self._daily()
        if self.story.db_outage:
            daily = _interrupted(daily, self.story.db_outage)
        chosen: dict[tuple[str, str], list[Line]] = {}
        for line in (*daily, *self.story.script):
            chosen.setdefault((line.log, line.host), []).append(line)
        for (log, host_name), lines in chosen.items():
            host = next(host for host in self.world.hosts if host.name == host_name)
            key = f"syslog {host_name}" if log == "syslog" else log
            self._files[key].add(lines_frame(lines, self.world.clock(host)))

    def _daily(self) -> Iterator[Line]:
        world = self.world
        first, end = world.at(world.logs_from), world.at(world.end)
        for number, day in enumerate(range(first, end, DAY)):
            rng = self.noise.stream("days", number)
            yield from database_day(world, day, self.story.import_until if day == end - DAY else None, rng)
            yield from host_day.cron(world, day, rng)
            yield from host_day.knocks(world, day, rng)
            yield from host_day.mail(world, day, rng)

    def _requests(self, requests: Requests) -> None:
        world, part = self.world, requests.part
        web, app, db = (world.clock(host) for host in (world.web, world.app, world.db))
        self._add("access", access_log.access_lines(requests, web))
        self._add("nginx-error", *nginx_error.error_lines(requests, web, f"{world.app.address}:8000"))
        self._add(f"syslog {world.web.name}", syslog.blocked(requests, web, world.web))
        self._add("app", *app_log.request_lines(requests, app, self.noise.stream("app", part), world.db.address))
        stream = self.noise.stream("postgresql", part)
        self._add(
            "postgresql", *postgresql.request_lines(requests, db, stream, world.app.address, self.story.db_outage)
        )

    def _add(self, key: str, *frames: pl.DataFrame) -> None:
        for frame in frames:
            self._files[key].add(frame)

    def _metrics(self) -> None:
        """The sar of the hosts that matter, a file a day, and df of those with disks to watch."""
        world = self.world
        start, end = world.at(world.start), world.at(world.end)
        database = self._database()
        app = Machine(
            world.app, world.clock(world.app), 17.0, "sdb", (_root(world, 61_000, 0.37),), presence=self._presence()
        )
        mail = Machine(
            world.mail, world.clock(world.mail), 2.0, "sdb", (_root(world, 20_000, 0.58), _boot(world, 466, 0.91))
        )
        for machine, twelve_hours in ((database, False), (app, True)):
            folder = self.out / machine.host.name
            folder.mkdir(parents=True, exist_ok=True)
            for day in range(start, end, DAY):
                rng = self.noise.stream(f"sar {machine.host.name}", day // DAY)
                text = sar.sar_text(machine, day, rng, twelve_hours=twelve_hours)
                (folder / f"sar-{world.zone.local(day):%Y-%m-%d}.txt").write_text(text, encoding="utf-8", newline="\n")
        for machine in (database, mail):
            folder = self.out / machine.host.name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "df.log").write_text(df.df_text(machine, start, end), encoding="utf-8", newline="\n")

    def _database(self) -> Machine:
        world = self.world
        nightly = [
            strain
            for day in range(world.at(world.start), world.at(world.end), DAY)
            for strain in (
                Strain(day + BACKUP_AT, day + BACKUP_AT + BACKUP_FOR, 7.0, 8.0, 58.0, 3_100.0, 41_000.0),
                Strain(day + IMPORT_AT, day + IMPORT_AT + IMPORT_FOR, 3.0, 3.5, 22.0, 5_200.0, 300.0),
            )
        ]
        volumes = (_root(world, 40_000, 0.34), _boot(world, 466, 0.22), self.story.db_volume)
        strains = (*nightly, *self.story.strains)
        return Machine(world.db, world.clock(world.db), 13.0, "sdb", volumes, strains, presence=self._presence())

    def _presence(self) -> Callable[[int], float]:
        """How much of the ordinary load reaches the hosts: people stay away in the phases of the story."""
        phases = self.story.phases

        def presence(at: int) -> float:
            for phase in phases:
                if phase.start <= at < phase.end:
                    return 1.0 - 0.5 * float(np.interp(at, (phase.start, phase.end), phase.missing))
            return 1.0

        return presence


def _interrupted(daily: Iterable[Line], outage: Outage) -> Iterator[Line]:
    """The routine, with a database that is silent while it is down and has new processes after it."""
    for line in daily:
        if line.log != "postgresql" or line.at < outage.crashed:
            yield line
        elif line.at >= outage.up:
            yield replace(line, source=outage.checkpointer) if line.source == CHECKPOINTER else line


def _root(world: World, size_mb: int, share: float) -> Volume:
    filled = [(world.at(world.start), share), (world.at(world.end), share + 0.004)]
    return Volume("/", "/dev/sda1", size_mb, filled, inodes=2_621_440)


def _boot(world: World, size_mb: int, share: float) -> Volume:
    return Volume(
        "/boot", "/dev/sda2", size_mb, [(world.at(world.start), share), (world.at(world.end), share)], 122_400
    )
