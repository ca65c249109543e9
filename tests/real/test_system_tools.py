"""The real vmstat, iostat, mpstat, pidstat, free, top and sadf: every line is read, at the time it was printed."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from foreshock.ingest.formats import formats
from foreshock.ingest.time.clock import Clock

pytestmark = pytest.mark.real

ZONE = "America/New_York"
SADC = Path("/usr/lib/sysstat/sadc")
COMMANDS = [
    ("vmstat", "vmstat -t 1 2"), ("vmstat", "vmstat -w -a"), ("vmstat-disk", "vmstat -d"),
    ("iostat", "iostat -xmt 1 1"), ("iostat", "iostat -d"), ("iostat", "iostat -h"),
    ("sysstat-json", "iostat -xt -o JSON"), ("sysstat-json", "mpstat -P ALL -o JSON 1 1"), ("sar", "mpstat -P ALL 1 1"),
    ("pidstat", "pidstat -hdlrsuw"), ("pidstat", "pidstat -dr"),
    ("free", "free -w"), ("free", "free -m -l -t"), ("free", "free -h"), ("uptime", "uptime"), ("top", "top -b -n 1"),
    ("proc", "cat /proc/meminfo"), ("proc", "cat /proc/stat /proc/loadavg"), ("proc", "cat /proc/vmstat"),
    ("proc", "cat /proc/diskstats"), ("proc", "cat /proc/net/dev"), ("df", "df -h"),
]  # fmt: skip


def read(name: str, texts: list[str]) -> pl.DataFrame:
    """What a format, which no other beats, reads from all lines."""
    claims = {format_.name: claim for format_ in formats() if (claim := format_.recognise(texts, "output.txt"))}
    assert max(claims, key=lambda other: claims[other].score) == name
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    chosen = next(format_ for format_ in formats() if format_.name == name)
    clock = Clock(zone=claims[name].zone or ZONE, written=datetime.now(UTC))
    parsed = chosen.open(claims[name].options, clock).feed(lines, last=True)
    assert parsed.rejects.is_empty()
    assert parsed.records + parsed.attached == len(texts)
    return parsed.rows


def run(*command: str | Path) -> list[str]:
    """The lines that a program prints in the C locale."""
    env = {"PATH": os.environ["PATH"], "TZ": ZONE, "LC_ALL": "C"}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout.splitlines()


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[command for _, command in COMMANDS])
def test_what_a_tool_prints_now_is_read_as_of_now(name: str, command: str) -> None:
    """No line is rejected, and every value stands within a minute of the present, or on its day."""
    program, *options = command.split()
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    rows = read(name, run(program, *options))
    assert not rows.is_empty()
    # iostat without times knows its date only.
    allowed = timedelta(days=1.5) if command in {"iostat -d", "iostat -h"} else timedelta(minutes=1)
    now = datetime.now(UTC)
    assert rows["time"].is_between(now - allowed, now + allowed).all()


@pytest.mark.parametrize("name", ["sadf-xml", "sadf-pairs"])
def test_every_export_of_sadf_says_the_same(tmp_path: Path, name: str) -> None:
    """The XML has the very values of the JSON; the tabs have those whose names are the same in both."""
    if not SADC.exists() or not shutil.which("sadf"):
        pytest.skip("sysstat is not installed")
    file = tmp_path / "sa"
    subprocess.run([SADC, "-S", "XALL", "1", "2", file], check=True, capture_output=True)
    keys = ["time", "host", "metric", "value"]
    told = read("sadf-json", run("sadf", "-j", file, "--", "-u", "-r", "-d", "-n", "DEV", "-q", "-B"))
    flag = {"sadf-xml": "-x", "sadf-pairs": "-p"}[name]
    same = read(name, run("sadf", flag, file, "--", "-u", "-r", "-d", "-n", "DEV", "-q", "-B"))
    assert same.select(keys).sort(keys).equals(told.select(keys).sort(keys))
