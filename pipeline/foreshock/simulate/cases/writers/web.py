"""Access logs and error logs: nginx 1.22 in three formats, Apache 2.4 with ``%D``, HAProxy 2.6 ``option httplog``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from foreshock.simulate.cases.knobs import WebLog
from foreshock.simulate.cases.scene import Entry, Scene
from foreshock.simulate.cases.shop import ROUTES, UPSTREAM, WEB, Route
from foreshock.simulate.cases.telling import path_of
from foreshock.simulate.cases.visits import Visits
from foreshock.simulate.clock import MONTHS, SECOND, render_clf, render_syslog

FILES: dict[WebLog, str] = {
    "combined": "access.log", "json": "access.json.log", "logfmt": "access.log", "apache": "access.log",
    "haproxy": "haproxy.log",
}  # fmt: skip


def access_log(scene: Scene, visits: Visits) -> str:
    """The access log; nginx and HAProxy write a request when it ends, Apache stamps its arrival."""
    order = visits.finished.argsort(kind="stable")
    return "".join(_line(scene, visits, int(place)) for place in order if visits.finished[place] < scene.end)


def _line(scene: Scene, visits: Visits, place: int) -> str:
    route = ROUTES[int(visits.route[place])]
    number, ending = int(visits.number[place]), int(visits.ending[place])
    failure = visits.failures[ending] if ending >= 0 else None
    status = failure.status if failure else route.status
    size = 0 if status == 302 else 620 if failure else int(route.bytes * (0.9 + number % 20 / 100))
    row = _Row(
        scene=scene,
        route=route,
        arrived=int(visits.arrived[place]),
        ended=int(visits.finished[place]),
        path=path_of(route, number),
        status=status,
        size=size,
        whole=float(visits.duration_s[place]),
        client=visits.client[place],
        agent=visits.agent[place],
        proxy=failure.proxy if failure else "",
        number=number,
    )
    return _RENDER[scene.knobs.web_log](row)


@dataclass(frozen=True, slots=True)
class _Row:
    """One request, ready to be written."""

    scene: Scene
    route: Route
    arrived: int
    ended: int
    path: str
    status: int
    size: int
    whole: float
    client: str
    agent: str
    proxy: str
    number: int

    def clf(self, at: int) -> str:
        """``10/Jul/2023:20:00:00 +0000`` on the clock of the web server."""
        return f"{render_clf(self.scene.face(WEB.name, at))} {self.scene.knobs.zone.numeric}"

    @property
    def upstream_s(self) -> str:
        """``$upstream_response_time``; a dash where nginx answers itself."""
        return f"{max(self.whole - 0.001, 0):.3f}" if self.route.app_s else "-"


def _combined(row: _Row) -> str:
    return (
        f'{row.client} - - [{row.clf(row.ended)}] "{row.route.method} {row.path} HTTP/1.1" {row.status} {row.size} "-" '
        f'"{row.agent}" {row.whole:.3f} {row.upstream_s}\n'
    )


def _json(row: _Row) -> str:
    face = row.scene.face(WEB.name, row.ended)
    zone = row.scene.knobs.zone.numeric
    fields = {
        "time": f"{face:%Y-%m-%dT%H:%M:%S}{zone[:3]}:{zone[3:]}",
        "remote_addr": row.client,
        "request": f"{row.route.method} {row.path} HTTP/1.1",
        "status": row.status,
        "body_bytes_sent": row.size,
        "request_time": round(row.whole, 3),
        "upstream_addr": UPSTREAM if row.route.app_s else "-",
        "upstream_response_time": row.upstream_s,
        "http_user_agent": row.agent,
    }
    return json.dumps(fields) + "\n"


def _logfmt(row: _Row) -> str:
    face = row.scene.face(WEB.name, row.ended)
    zone = row.scene.knobs.zone.numeric
    return (
        f"{face:%Y-%m-%dT%H:%M:%S}{zone[:3]}:{zone[3:]} client={row.client} method={row.route.method} "
        f'uri="{row.path}" status={row.status} bytes={row.size} request_time={row.whole:.3f} '
        f'upstream={UPSTREAM if row.route.app_s else "-"} upstream_time={row.upstream_s} ua="{row.agent}"\n'
    )


def _apache(row: _Row) -> str:
    return (
        f'{row.client} - - [{row.clf(row.arrived)}] "{row.route.method} {row.path} HTTP/1.1" {row.status} {row.size} '
        f'"-" "{row.agent}" {int(row.whole * 1_000_000)}\n'
    )


_FLAGS = {"refused": "SC--", "unreachable": "SC--", "timeout": "sH--", "reset": "SH--", "": "----"}


def _haproxy(row: _Row) -> str:
    began, ended = row.scene.face(WEB.name, row.arrived), row.scene.face(WEB.name, row.ended)
    stamp = f"{began.day:02d}/{MONTHS[began.month - 1]}/{began.year}:{began:%H:%M:%S}.{began.microsecond // 1000:03d}"
    millis = int(row.whole * 1000)
    answered = row.proxy == ""
    timers = (
        f"0/0/1/{max(millis - 1, 0)}/{millis}"
        if answered
        else f"0/0/{'-1' if row.proxy != 'timeout' else '0'}/-1/{millis}"
    )
    return (
        f"{render_syslog(ended)} web-01 haproxy[812]: {row.client}:{40_000 + row.number} [{stamp}] shop~ "
        f"app/app-01 {timers} {row.status} {row.size} - - {_FLAGS[row.proxy]} 14/14/3/2/0 0/0 "
        f'"{row.route.method} {row.path} HTTP/1.1"\n'
    )


_RENDER = {"combined": _combined, "json": _json, "logfmt": _logfmt, "apache": _apache, "haproxy": _haproxy}


def error_log(scene: Scene, entries: list[Entry]) -> str:
    """Nginx's or Apache's error log."""
    return "".join(_errors(scene, entries))


def _errors(scene: Scene, entries: list[Entry]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        face = scene.face(WEB.name, entry.at)
        if scene.knobs.web_log == "apache":
            day = (
                f"{face:%a} {MONTHS[face.month - 1]} {face.day:02d} {face:%H:%M:%S}.{face.microsecond:06d} {face.year}"
            )
            client = f" [client {entry.source}:{40_000 + number % 20_000}]" if entry.source else ""
            module = "proxy_http" if entry.source else "mpm_event"
            yield f"[{day}] [{module}:{entry.level}] [pid {entry.pid}:tid 1403]{client} {entry.text}\n"
        else:
            connection = f" *{entry.at // SECOND % 90_000 + number}" if entry.source else ""
            yield f"{face:%Y/%m/%d %H:%M:%S} [{entry.level}] {entry.pid}#{entry.pid}:{connection} {entry.text}\n"
