"""How long the diagnosis of a large lake takes, and how much memory: 100 million rows by default.

    python benchmarks/diagnose.py [--rows 100000000] [--case DIR]

Makes the lake (``large_lake.py``; kept in --case for the next time), then runs the diagnosis in a process of its own.
Prints its seconds, its processor seconds and its peak memory, and what each stage took of them. Machines are noisy:
where others work on the same cores, the processor seconds say more than the seconds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from large_lake import make_lake

from foreshock.case import diagnose
from foreshock.diagnose import run as diagnosis
from foreshock.lake import Catalog

STAGES = (
    "derive_metrics", "count_days", "correct_clocks", "build_series", "find_signals", "read_topology", "find_shifts",
    "match", "judge", "find_suspects", "checked",
)  # fmt: skip


def main() -> None:
    """Make the lake where it is missing, diagnose it, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--stages-of", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stages_of:
        tell_stages(options.stages_of)
        return
    with tempfile.TemporaryDirectory() as folder:
        case = options.case or Path(folder) / "case"
        if not case.exists():
            make_lake(options.rows, Path(folder) / "archive", case)
        print(describe(case), flush=True)
        measure(case)


def describe(case: Path) -> str:
    """How many rows there are, and how large they are on disk."""
    with Catalog.open(case) as catalog:
        rows = catalog.connection.execute(
            "SELECT (SELECT count(*) FROM requests), (SELECT count(*) FROM logs), (SELECT count(*) FROM metrics)"
        ).fetchall()[0]
    size = sum(path.stat().st_size for path in (case / "lake").rglob("*.parquet"))
    told = ", ".join(f"{count:,} {table}" for count, table in zip(rows, ("requests", "logs", "metrics"), strict=True))
    return f"{sum(rows):,} rows ({told}), {size / 1e6:,.0f} MB\n"


def measure(case: Path) -> None:
    """One diagnosis in a child, which tells its stages itself; the kernel tells the rest."""
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, __file__, "--stages-of", str(case)])
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(child.returncode)
    cpu_s = usage.ru_utime + usage.ru_stime
    print(
        f"\nfrom start to report: {seconds:.1f} s, {cpu_s:.1f} s of processors ({os.cpu_count()} of them), "
        f"at most {usage.ru_maxrss / 1024:,.0f} MiB"
    )


def tell_stages(case: Path) -> None:
    """Diagnose in this process, and print what each stage took."""
    spent: dict[str, list[float]] = {}
    for name in STAGES:
        setattr(diagnosis, name, timed(name, getattr(diagnosis, name), spent))
    found = diagnose(case)
    print("| stage | seconds | of processors |\n|---|---|---|")
    for name, (seconds, cpu_s) in spent.items():
        print(f"| {name} | {seconds:.1f} | {cpu_s:.1f} |")
    for incident in found.incidents:
        causes = ", ".join(
            f"{each['cause']} on {each['entity']} {each['confidence']:.2f}" for each in incident["causes"]
        )
        print(f"\nfound: {incident['start']} to {incident['end']}: {causes}")


def timed(name: str, stage: Callable[..., Any], spent: dict[str, list[float]]) -> Callable[..., Any]:
    """The stage, adding its seconds and processor seconds to ``spent``."""

    def run(*arguments: Any, **named: Any) -> Any:
        started, cpu_s = time.perf_counter(), time.process_time()
        try:
            return stage(*arguments, **named)
        finally:
            total = spent.setdefault(name, [0.0, 0.0])
            total[0] += time.perf_counter() - started
            total[1] += time.process_time() - cpu_s

    return run


if __name__ == "__main__":
    main()
