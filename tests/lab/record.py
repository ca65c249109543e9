"""One recording: users come, the fault is injected, repaired, and the archive is kept with its ground truth."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.lab.faults.fault import Fault
from tests.lab.impact import Impact, is_calm, measure
from tests.lab.lab import ROLES, Lab

SETTLE = 8.0
MUCH = 600_000  # bytes; larger logs are kept packed


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds before the fault, with it, and after its repair."""

    before: float = 150
    during: float = 100
    after: float = 40


@dataclass(frozen=True, slots=True)
class Moments:
    """When the recording began, the fault was injected and repaired, and the recording ended: epoch seconds."""

    begin: float
    injected: float
    repaired: float
    end: float


class WorthlessError(Exception):
    """The users felt nothing of the fault, or something else before it."""


def record(fault: Fault, target: Path, span: Span) -> None:
    """Record a fault into the folder ``target``; WorthlessError when the users did not feel it."""
    with tempfile.TemporaryDirectory(prefix="foreshock-lab-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        lab = Lab(fault.site, fault.needs, folder)
        try:
            lab.start()
            moments = _let_it_happen(lab, fault, span)
            lab.stop_watching()
            _keep(lab, fault, moments, target)
        finally:
            lab.stop()


def _keep(lab: Lab, fault: Fault, moments: Moments, target: Path) -> None:
    """Write the archive, as it is while the site still runs, and the ground truth."""
    healthy = fault.cause == "none"
    if not is_calm(lab.load.outcomes, begin=moments.begin, end=moments.end if healthy else moments.injected):
        raise WorthlessError(f"{fault.name}: this machine was busy with something else")
    impact = measure(lab.load.outcomes, begin=moments.begin, injected=moments.injected, end=moments.end)
    if impact is None and not healthy:
        raise WorthlessError(f"{fault.name}: the users felt nothing")
    if fault.reads_kernel:
        _kernel(lab, since=moments.injected)
    _archive(lab, fault, target)
    truth = _ground_truth(lab, fault, moments, None if healthy else impact)
    (target / "ground_truth.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")


def _let_it_happen(lab: Lab, fault: Fault, span: Span) -> Moments:
    lab.open()
    time.sleep(SETTLE)
    begin = time.time()
    for after, deed in fault.before:
        if after < span.before:
            time.sleep(max(0.0, begin + after - time.time()))
            deed(lab)
    time.sleep(max(0.0, begin + span.before - time.time()))
    injected = time.time()
    fault.inject(lab)
    time.sleep(max(0.0, injected + span.during - time.time()))
    repaired = time.time()
    fault.repair(lab)
    time.sleep(max(0.0, repaired + span.after - time.time()))
    return Moments(begin, injected, repaired, time.time())


def _kernel(lab: Lab, *, since: float) -> None:
    """Add what the kernel said since then to the database host's syslog, in the order of time."""
    rows = lab.syslogs["db"].path.read_text(encoding="utf-8").splitlines()
    up = time.time() - time.monotonic()
    host = lab.site.name("db")
    for line in lab.processes.run(["dmesg"]).splitlines():
        found = re.match(r"\[ *([\d.]+)\] (.*)", line)
        if found and up + float(found[1]) >= since:
            rows.append(f"{lab.syslogs['db'].stamp_of(up + float(found[1]))} kernel: [{found[1]}] {found[2]}")
    rows.sort(key=lambda row: row.split(f" {host} ")[0])
    lab.syslogs["db"].path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _archive(lab: Lab, fault: Fault, target: Path) -> None:
    files = {
        "web": lab.front.logs() | {"syslog": lab.syslogs["web"].path},
        "app": {name: lab.folder / "app" / name for name in ("app.log", "gunicorn.log", "syslog")},
        "db": lab.database.logs() | {"syslog": lab.syslogs["db"].path},
    }
    if lab.pooler:
        files[fault.site.pooler] |= {"pgbouncer.log": lab.pooler.log}
    target.mkdir(parents=True)
    for role in ROLES:
        host = target / fault.site.name(role)
        host.mkdir()
        for name, path in files[role].items():
            if name in fault.site.packed or path.stat().st_size > MUCH:
                (host / f"{name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
            else:
                shutil.copyfile(path, host / name)
    lab.machine.export(target / "metrics")


def _ground_truth(lab: Lab, fault: Fault, moments: Moments, impact: Impact | None) -> dict[str, object]:
    if impact is None:
        return {"cause": "none", "must_not_rank1": []}
    return {
        "cause": fault.cause,
        "cause_entity": lab.site.name(fault.role),
        "fault_injected_at": _utc(moments.injected),
        "fix_applied_at": _utc(moments.repaired),
        "impact_start": _utc(impact.start),
        "impact_end": _utc(impact.end),
        "expected_rank1": [fault.cause, *fault.expected],
        "must_not_rank1": list(fault.never),
        "peak_p95_ratio": impact.peak_p95_ratio,
        "peak_failed": impact.peak_failed,
        "key_evidence": list(fault.proof),
    }


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(round(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
