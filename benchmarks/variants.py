"""Recordings with their cause's own source taken away, with one clock off, cut short, or as one log of containers.

    python benchmarks/variants.py tests/lab/recordings OUT [--kinds source clock cut compose]
    foreshock evaluate OUT

Writes a copy of every recorded fault for each variant. ``source``: without the logs and the measures of the host that
the cause sits on; the right answer is the next best or none, never a wrong one with a high confidence. ``clock``: the
logs of the front, the application or the database are stamped as if that host's clock were off; the first cause must
stay the same. ``cut``: the logs begin 45 seconds before users were hurt and end with their pain, so that most of what
is left is the incident; the first cause must stay the same. ``compose``: nothing is left but what ``docker compose
logs`` would print of front, application and database. The name tells the variant
(``postgresql-locked-rows--front-90``).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

# Stamps as the recorded programs write them, to the second; what follows (fractions, zones) stays as it is. Those
# without a form count seconds.
FORMS = {
    r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d": "%d/%b/%Y:%H:%M:%S",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d": "%Y-%m-%dT%H:%M:%S",
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d": "%Y-%m-%d %H:%M:%S",
    r"\d{4}-\d\d-\d\d  \d:\d\d:\d\d": "%Y-%m-%d %k:%M:%S",
    r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d": "%Y/%m/%d %H:%M:%S",
    r"(?<!\d)\d{6} +\d\d?:\d\d:\d\d": "%y%m%d %H:%M:%S",
    r"(?<=SET timestamp=)\d{10}": "",
    r"(?<=__REALTIME_TIMESTAMP\": \")\d{10}(?=\d{6}\")": "",
    r"^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d": "%b %e %H:%M:%S",
}
STAMP = re.compile("|".join(f"({pattern})" for pattern in FORMS), re.MULTILINE)
LEAP_YEAR = "2024"
SHIFTS = {"front": (240, -90), "app": (-180,), "db": (420,)}
MEASURES = "metrics"
OF_A_SERVICE = re.compile(r"access|haproxy|^app\.log|^gunicorn|^postgresql|^error\.log")
PARTS = 500
# Logs that are cut begin so long before the pain. Clocks of zones differ by quarters of an hour.
LEFT_BEFORE = timedelta(seconds=45)
QUARTER_S = 900


def main() -> None:
    """Write the variants."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--kinds", nargs="+", choices=["source", "clock", "cut", "compose"], default=["source", "clock"]
    )
    options = parser.parse_args()
    makers = {"source": without_source, "clock": with_clocks_off, "cut": cut_short, "compose": composed}
    for truth in sorted(options.recordings.glob("*/ground_truth.json")):
        for kind in options.kinds:
            for name in makers[kind](truth.parent, json.loads(truth.read_text()), options.out):
                print(name)


def without_source(case: Path, truth: dict[str, str], out: Path) -> Iterator[str]:
    """A copy without what the host of the cause wrote and what was measured of it."""
    host = truth.get("cause_entity", "")
    if truth["cause"] == "none" or not (case / host).is_dir() or host == _roles(case).get("front"):
        return
    copy = _copy(case, out, "nosource")
    shutil.rmtree(copy / host)
    for path in (copy / MEASURES).glob("*"):
        if host in path.name or host in _read(path):
            path.unlink()
    yield copy.name


def with_clocks_off(case: Path, truth: dict[str, str], out: Path) -> Iterator[str]:
    """Copies in which the logs of one host are stamped by a clock that is off by seconds or minutes."""
    if truth["cause"] == "none":
        return
    for role, host in _roles(case).items():
        for seconds in SHIFTS[role]:
            copy = _copy(case, out, f"{role}{seconds:+d}")
            for path in (copy / host).iterdir():
                _write(path, STAMP.sub(_shifted(seconds), _read(path)))
            yield copy.name


def cut_short(case: Path, truth: dict[str, str], out: Path) -> Iterator[str]:
    """A copy whose logs begin shortly before the pain and end with it; what was measured is left as it is."""
    if truth["cause"] == "none":
        return
    hurt = datetime.fromisoformat(truth["impact_start"]), datetime.fromisoformat(truth["impact_end"])
    begin = min(hurt[0], datetime.fromisoformat(truth["fault_injected_at"])) - LEFT_BEFORE
    copy = _copy(case, out, "cut")
    for host in _roles(case).values():
        for path in sorted((copy / host).iterdir()):
            _write(path, _between(_read(path), begin, hurt[1]))
    yield copy.name


def _between(text: str, begin: datetime, end: datetime) -> str:
    """The lines of a log from one instant to another, each with the lines behind it that have no stamp."""
    lines = text.splitlines(keepends=True)
    moments = [_moment(found) if (found := STAMP.search(line)) else None for line in lines]
    known = sorted(moment for moment in moments if moment)
    if not known:
        return text
    # The recording lasts minutes: the zone is the quarter of an hour by which its middle stamp is off.
    off_s = round((known[len(known) // 2] - begin).total_seconds() / QUARTER_S) * QUARTER_S
    kept, keeping = [], False
    for line, moment in zip(lines, moments, strict=True):
        keeping = keeping if moment is None else begin <= moment - timedelta(seconds=off_s) <= end
        kept += [line] if keeping else []
    return "".join(kept)


def _form(found: re.Match[str]) -> str:
    """The form that a stamp is written in; empty for seconds."""
    return list(FORMS.values())[(found.lastindex or 1) - 1]


def _moment(found: re.Match[str]) -> datetime:
    """The instant of a stamp, its zone taken for UTC."""
    form = _form(found)
    if not form:
        return datetime.fromtimestamp(int(found[0]), UTC)
    text, pattern = (f"{LEAP_YEAR} {found[0]}", f"%Y {form}") if form.startswith("%b") else (found[0], form)
    return datetime.strptime(text, pattern.replace("%e", "%d").replace("%k", "%H")).replace(tzinfo=UTC)


def composed(case: Path, _: dict[str, str], out: Path) -> Iterator[str]:
    """The logs of front, application and database in one file, the host as the container in front of each line."""
    copy = _copy(case, out, "compose")
    lines: dict[str, list[str]] = {}
    for host in _roles(case).values():
        for path in sorted((copy / host).iterdir()):
            if OF_A_SERVICE.search(path.name):
                lines.setdefault(host, []).extend(_read(path).splitlines())
    for folder in (path for path in copy.iterdir() if path.is_dir()):
        shutil.rmtree(folder)
    # A little of each in turn, as they would come.
    parts = [
        f"{name:<12}| {line}\n"
        for part in range(PARTS)
        for name, own in lines.items()
        for line in own[part * len(own) // PARTS : (part + 1) * len(own) // PARTS]
    ]
    _write(copy / "compose.log", "".join(parts))
    yield copy.name


def _roles(case: Path) -> dict[str, str]:
    """Which host is the front, which the application, which the database, as their files tell."""
    found = {}
    for host in sorted(path for path in case.iterdir() if path.is_dir() and path.name != MEASURES):
        names = " ".join(path.name for path in host.iterdir())
        front, app = re.search("access|haproxy", names), "gunicorn" in names
        found["front" if front else "app" if app else "db"] = host.name
    return found


def _shifted(seconds: int) -> Callable[[re.Match[str]], str]:
    """Replaces a stamp by that of a clock which is so far ahead."""

    def replace(found: re.Match[str]) -> str:
        form = _form(found)
        moment = _moment(found) + timedelta(seconds=seconds)
        return moment.strftime(form) if form else str(int(moment.timestamp()))

    return replace


def _copy(case: Path, out: Path, variant: str) -> Path:
    """A fresh copy of a recording, named after its variant."""
    copy = out / f"{case.name}--{variant}"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(case, copy)
    return copy


def _read(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8", "surrogateescape")


def _write(path: Path, text: str) -> None:
    content = text.encode("utf-8", "surrogateescape")
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)


if __name__ == "__main__":
    main()
