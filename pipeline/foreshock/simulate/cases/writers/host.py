"""syslog as rsyslog writes it (RFC 3164, RFC 3339 stamps) or as ``journalctl -o json``; the application's log."""

from __future__ import annotations

import json
import re

from foreshock.simulate.cases.scene import Entry, Scene
from foreshock.simulate.clock import SECOND, render_syslog

_TAG = re.compile(r"(?P<name>[^\[]+)(?:\[(?P<pid>\d+)\])?")
_PRIORITY = {"ERROR": "3", "WARNING": "4", "INFO": "6"}


def syslog(scene: Scene, entries: list[Entry]) -> str:
    """The syslog of one host."""
    form = scene.knobs.host_log
    if form == "journald":
        return "".join(_journald(scene, entry) for entry in entries)
    lines = []
    for entry in entries:
        face = scene.face(entry.host, entry.at)
        zone = scene.knobs.zone.numeric
        stamp = render_syslog(face)
        if form == "rfc3339":
            stamp = f"{face:%Y-%m-%dT%H:%M:%S}.{face.microsecond:06d}{zone[:3]}:{zone[3:]}"
        uptime = f"[{(entry.at - scene.start) / SECOND + 81_000:12.6f}] " if entry.source == "kernel" else ""
        lines.append(f"{stamp} {entry.host} {entry.source}: {uptime}{entry.text}\n")
    return "".join(lines)


def _journald(scene: Scene, entry: Entry) -> str:
    found = _TAG.fullmatch(entry.source)
    jumped_at, by_s = scene.jumps.get(entry.host, (0, 0))
    ahead = scene.knobs.ahead.get(entry.host, 0) + (by_s if entry.at >= jumped_at else 0)
    fields = {
        "__REALTIME_TIMESTAMP": str(entry.at + ahead * SECOND),
        "_HOSTNAME": entry.host,
        "PRIORITY": _PRIORITY.get(entry.level, "6"),
        "SYSLOG_IDENTIFIER": found["name"] if found else entry.source,
        "MESSAGE": entry.text,
    }
    if found and found["pid"]:
        fields["_PID"] = found["pid"]
    if entry.source == "kernel":
        fields["_TRANSPORT"] = "kernel"
    return json.dumps(fields) + "\n"


def app_log(scene: Scene, entries: list[Entry]) -> str:
    """Python's ``logging``: text in local time without a zone, or JSON lines in UTC."""
    if scene.knobs.app_log == "json":
        return "".join(_app_json(scene, entry) for entry in entries)
    lines = []
    for entry in entries:
        face = scene.face(entry.host, entry.at)
        stamp = f"{face:%Y-%m-%d %H:%M:%S},{face.microsecond // 1000:03d}"
        lines.append(f"{stamp} {entry.level} [{entry.source}] {entry.text}\n")
    return "".join(lines)


def _app_json(scene: Scene, entry: Entry) -> str:
    face = scene.face(entry.host, entry.at)
    zone = scene.knobs.zone.numeric
    message, _, trace = entry.text.partition("\n")
    fields = {
        "timestamp": f"{face:%Y-%m-%dT%H:%M:%S}.{face.microsecond // 1000:03d}{zone[:3]}:{zone[3:]}",
        "level": entry.level,
        "logger": entry.source,
        "message": message,
    }
    if trace:
        fields["exc_info"] = trace
    return json.dumps(fields) + "\n"
