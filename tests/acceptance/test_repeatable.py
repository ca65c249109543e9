"""The same inputs give the same answer, however many processors share the work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import foreshock

RECORDING = Path(__file__).parents[1] / "lab" / "recordings" / "campaign"
SHOWN = ("timeline", "signals", "rule_matches ORDER BY ALL", "rule_evidence ORDER BY ALL")


def analyzed(out: Path, threads: str) -> Path:
    """The case of the recording, written by a process of its own with so many threads."""
    command = [sys.executable, "-m", "foreshock", "analyze", str(RECORDING), "--out", str(out)]
    environment = {**os.environ, "POLARS_MAX_THREADS": threads}
    subprocess.run(command, env=environment, check=False, capture_output=True, timeout=300)
    return out


@pytest.mark.slow
def test_ties_are_broken_the_same_way_each_time(tmp_path: Path) -> None:
    """Findings, report and tables are equal byte for byte in every run: records of one instant have an order too."""
    first, second, third = (analyzed(tmp_path / f"case{n}", threads) for n, threads in enumerate(("1", "2", "8")))
    for other in (second, third):
        for name in ("findings.json", "report.md"):
            assert (other / name).read_bytes() == (first / name).read_bytes()
        for table in SHOWN:
            assert foreshock.open(other).sql(f"FROM {table}").equals(foreshock.open(first).sql(f"FROM {table}"))
