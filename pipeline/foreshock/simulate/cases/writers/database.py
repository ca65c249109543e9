"""Logs of database servers: PostgreSQL 15 as stderr, csvlog, jsonlog and syslog; MariaDB 10.11 and MySQL 8.0."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from foreshock.simulate.cases.scene import Entry, Scene
from foreshock.simulate.clock import SECOND, render_syslog


def postgresql_log(scene: Scene, entries: list[Entry]) -> str:
    """PostgreSQL's log in the format of the case; slow statements stand among the other records."""
    records = [_with_duration(entry) if entry.log == "slow" else entry for entry in entries]
    form = scene.knobs.database_log
    if form == "csvlog":
        return _csvlog(scene, records)
    if form == "jsonlog":
        return "".join(_json(scene, number, entry) for number, entry in enumerate(records, start=1))
    if form == "syslog":
        return "".join(line for number, entry in enumerate(records, 1) for line in _syslog(scene, number, entry))
    return "".join(_stderr(scene, entry) for entry in records)


def _with_duration(entry: Entry) -> Entry:
    """A slow statement as log_min_duration_statement has it."""
    text = f"duration: {float(entry.level) * 1000:.3f} ms  statement: {entry.text}"
    return Entry(entry.at, entry.host, "database", "LOG", entry.source, text, "00000", (), entry.pid)


def _millis(face: datetime) -> str:
    return f"{face:%Y-%m-%d %H:%M:%S}.{face.microsecond // 1000:03d}"


def _records(entry: Entry) -> Iterator[tuple[str, str]]:
    yield entry.level, entry.text
    yield from entry.more


def _stderr(scene: Scene, entry: Entry) -> str:
    """``log_line_prefix = '%m [%p] %q%u@%d '``."""
    face = scene.face(entry.host, entry.at)
    who = f"{entry.source} " if entry.source else ""
    lead = f"{_millis(face)} {scene.knobs.zone.name} [{entry.pid}] {who}"
    return "".join(f"{lead}{level}:  {_tabbed(text)}\n" for level, text in _records(entry))


def _tabbed(text: str) -> str:
    return text.replace("\n", "\n\t")


def _syslog(scene: Scene, number: int, entry: Entry) -> Iterator[str]:
    """``log_destination = syslog``: each part of a record with its number, continuation lines escaped by rsyslog."""
    head = f"{render_syslog(scene.face(entry.host, entry.at))} {entry.host} postgres[{entry.pid}]: "
    who = f"{entry.source} " if entry.source else ""
    part = 0
    for level, text in _records(entry):
        for place, line in enumerate(text.split("\n")):
            part += 1
            lead = f"[{number}-{part}] " + (f"{who}{level}:  " if place == 0 else "#011")
            yield f"{head}{lead}{line}\n"


def _fields(entry: Entry) -> tuple[str, str, dict[str, str]]:
    user, _, database = entry.source.partition("@")
    return user, database, dict(entry.more)


# Whose clients a server has: the shop's application, or the analysts.
_CLIENTS = {"dwh-01": "10.0.1.70"}


def _client(entry: Entry) -> str:
    return _CLIENTS.get(entry.host, "10.0.1.21")


def _csvlog(scene: Scene, entries: list[Entry]) -> str:
    """The 26 columns of PostgreSQL 15, text in quotes."""
    lines = []
    for number, entry in enumerate(entries, start=1):
        user, database, more = _fields(entry)
        stamp = f"{_millis(scene.face(entry.host, entry.at))} {scene.knobs.zone.name}"
        begun = f"{scene.face(entry.host, scene.start):%Y-%m-%d %H:%M:%S} {scene.knobs.zone.name}"
        said = [_quoted(more.get(name, "")) for name in ("DETAIL", "HINT", "CONTEXT", "STATEMENT")]
        cells = [
            stamp, _quoted(user), _quoted(database), str(entry.pid), _quoted(f"{_client(entry)}:51234" if user else ""),
            f"65f1a2b3.{entry.pid:x}", str(number), "", begun, "", "0", entry.level, entry.code, _quoted(entry.text),
            said[0], said[1], "", "", said[2], said[3], "", "", _quoted("shop" if user else ""),
            _quoted("client backend" if user else "postmaster"), "", "0",
        ]  # fmt: skip
        lines.append(",".join(cells) + "\n")
    return "".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if text else ""


def _json(scene: Scene, number: int, entry: Entry) -> str:
    user, database, more = _fields(entry)
    zone = scene.knobs.zone.name
    fields: dict[str, object] = {"timestamp": f"{_millis(scene.face(entry.host, entry.at))} {zone}"}
    if user:
        fields |= {"user": user, "dbname": database}
    fields |= {"pid": entry.pid}
    if user:
        fields |= {"remote_host": _client(entry), "remote_port": 51_234}
    begun = f"{scene.face(entry.host, scene.start):%Y-%m-%d %H:%M:%S} {zone}"
    fields |= {"session_id": f"65f1a2b3.{entry.pid:x}", "line_num": number, "session_start": begun, "txid": 0}
    fields |= {"error_severity": entry.level}
    if entry.code != "00000":
        fields["state_code"] = entry.code
    fields["message"] = entry.text
    fields |= {name.lower(): text for name, text in more.items()}
    fields |= {"backend_type": "client backend" if user else "postmaster", "query_id": 0}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def mysql_error_log(scene: Scene, entries: list[Entry]) -> str:
    """The error log; ``source`` is the component (``Server``, ``InnoDB``), which MariaDB puts into the text."""
    render = _mariadb if scene.knobs.database == "mariadb" else _mysql
    return "".join(render(scene, entry) for entry in entries)


def _mariadb(scene: Scene, entry: Entry) -> str:
    face = scene.face(entry.host, entry.at)
    component = f"{entry.source}: " if entry.source == "InnoDB" else ""
    level = {"System": "Note"}.get(entry.level, entry.level)
    return f"{face:%Y-%m-%d} {face.hour:2d}:{face:%M:%S} {entry.pid % 1000} [{level}] {component}{entry.text}\n"


def _mysql(scene: Scene, entry: Entry) -> str:
    zone = scene.knobs.zone
    # log_timestamps is UTC unless set otherwise.
    ahead = scene.face(entry.host, entry.at).timestamp() - zone.offset_hours * 3600
    face = datetime.fromtimestamp(ahead, tz=scene.face(entry.host, entry.at).tzinfo)
    component = entry.source if entry.source in {"InnoDB", "Repl"} else "Server"
    code = entry.code if entry.code.startswith("MY-") else "MY-010000"
    stamp = f"{face:%Y-%m-%dT%H:%M:%S}.{face.microsecond:06d}Z"
    return f"{stamp} {entry.pid % 1000} [{entry.level}] [{code}] [{component}] {entry.text}\n"


def mysql_slow_log(scene: Scene, entries: list[Entry]) -> str:
    """The slow query log, as both write it: MySQL stamps each entry, MariaDB each second's first."""
    lines = []
    last = ""
    for entry in entries:
        face = scene.face(entry.host, entry.at)
        utc = int(entry.at // SECOND + (scene.knobs.ahead.get(entry.host, 0)))
        if scene.knobs.database == "mysql":
            ms = datetime.fromtimestamp(utc, tz=face.tzinfo)
            lines.append(f"# Time: {ms:%Y-%m-%dT%H:%M:%S}.{entry.at % SECOND:06d}Z\n")
            lines.append(f"# User@Host: shop[shop] @  [10.0.1.21]  Id: {entry.pid % 1000:5d}\n")
        else:
            stamp = f"{face:%y%m%d} {face.hour:2d}:{face:%M:%S}"
            if stamp != last:
                lines.append(f"# Time: {stamp}\n")
            last = stamp
            lines.append("# User@Host: shop[shop] @  [10.0.1.21]\n")
            lines.append(f"# Thread_id: {entry.pid % 1000}  Schema: shop  QC_hit: No\n")
        lines.append(f"# Query_time: {entry.level}  Lock_time: 0.000041  Rows_sent: 12  Rows_examined: 48113\n")
        lines.append(f"SET timestamp={utc};\n{entry.text};\n")
    return "".join(lines)
