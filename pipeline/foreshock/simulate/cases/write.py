"""A told case as files: each host's logs in the formats of the case, the metrics, the truth."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

from foreshock.simulate.cases.scene import Entry, Log, Scene
from foreshock.simulate.cases.shop import APP, DB, WEB
from foreshock.simulate.cases.telling import tell
from foreshock.simulate.cases.visits import make_visits
from foreshock.simulate.cases.writers import database, host, prometheus, sysstat, web

# A log of this size is rotated and packed in many shops; readers must not mind.
_PACKED_ABOVE = 2_500_000


def write_case(scene: Scene, out: Path) -> None:
    """All files of a case, without those that nobody kept."""
    visits = make_visits(scene)
    scene.entries.extend(tell(scene, visits))
    kept = [
        entry
        for entry in scene.entries
        if scene.start <= entry.at < scene.end and not scene.is_silent(entry.host, entry.at)
    ]
    kept.sort(key=lambda entry: entry.at)
    logs: dict[tuple[str, Log], list[Entry]] = {}
    for entry in kept:
        logs.setdefault((entry.host, entry.log), []).append(entry)
    missing = scene.knobs.missing
    _save(out / WEB.name / web.FILES[scene.knobs.web_log], web.access_log(scene, visits))
    if missing != "web-error" and scene.knobs.web_log != "haproxy":
        _save(out / WEB.name / "error.log", web.error_log(scene, logs.get((WEB.name, "web-error"), [])))
    if missing != "app":
        _save(out / APP.name / "app.log", host.app_log(scene, logs.get((APP.name, "app"), [])))
    for each in scene.hosts():
        if missing != "syslog":
            name = "journal.json" if scene.knobs.host_log == "journald" else "syslog"
            _save(out / each.name / name, host.syslog(scene, logs.get((each.name, "syslog"), [])))
        # The logs of other servers than the shop's are kept whatever is missing: they are no source of the fault.
        if missing != "database" or each.name not in {DB.name, "db-02"}:
            _database(scene, each.name, logs, out / each.name)
    if missing != "metrics":
        _metrics(scene, out)


def _database(scene: Scene, name: str, logs: dict[tuple[str, Log], list[Entry]], folder: Path) -> None:
    records, slow = logs.get((name, "database"), []), logs.get((name, "slow"), [])
    if not records and not slow:
        return
    if scene.knobs.is_postgresql:
        merged = sorted([*records, *slow], key=lambda entry: entry.at)
        ending = {"csvlog": "csv", "jsonlog": "json"}.get(scene.knobs.database_log, "log")
        _save(folder / f"postgresql-15-main.{ending}", database.postgresql_log(scene, merged))
        return
    _save(folder / "error.log", database.mysql_error_log(scene, records))
    if slow:
        _save(folder / f"{scene.knobs.database}-slow.log", database.mysql_slow_log(scene, slow))


def _metrics(scene: Scene, out: Path) -> None:
    if scene.knobs.metrics == "prometheus":
        _save(out / "metrics" / "query_range.json", prometheus.query_range(scene, scene.gauges.values()))
        return
    render: Callable[..., str] = sysstat.sar_text if scene.knobs.metrics == "sar" else sysstat.sadf_json
    for name, gauges in scene.gauges.items():
        ending = "sar.txt" if scene.knobs.metrics == "sar" else "sadf.json"
        _save(out / name / f"{name}.{ending}", render(scene, gauges))


def _save(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = text.encode("utf-8", errors="surrogateescape")
    if len(raw) > _PACKED_ABOVE:
        with path.with_name(path.name + ".gz").open("wb") as out, gzip.GzipFile("", "wb", 6, out, mtime=0) as packed:
            packed.write(raw)
    else:
        path.write_bytes(raw)
