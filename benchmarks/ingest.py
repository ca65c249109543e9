"""How fast each kind of log becomes typed Parquet, as a share of `pl.scan_lines` on the same file in the same run.

    python benchmarks/ingest.py [--size 2GB] [--archive DIR] [--repeat 3]

Simulates an archive of that size (kept in --archive for the next time), then, for each kind of file in it, takes
turns between reading its lines and ingesting it into a fresh case, each in a process of its own. Prints the median
rates, their ratio and the peak memory of the ingest; at the end the whole archive goes through `foreshock analyze`.
Machines are noisy: read the ratios, not the rates.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

KINDS = {
    "nginx access": "*/access.log",
    "PostgreSQL stderr": "*/postgresql*.log",
    "syslog (RFC 3164)": "*/syslog",
    "Python application": "*/app.log",
}
PEERS = {
    "nginx access": ("goaccess", ["goaccess", "--no-progress", "--log-format=COMBINED", "-o", "{out}.json", "{file}"]),
    "PostgreSQL stderr": (
        "pgbadger",
        ["pgbadger", "-q", "-j", "2", "-p", "%m [%p] %q%u@%d ", "-o", "{out}.html", "{file}"],
    ),
}
SCAN = "import sys, polars as pl; pl.scan_lines(sys.argv[1]).select(pl.col('line').str.len_bytes().sum()).collect()"


@dataclass(frozen=True, slots=True)
class Run:
    """One process: how long it took, by the clock and of the processor, and how much memory it held at most."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def run(command: list[str]) -> Run:
    """Start a command, wait, and ask the kernel what it used; its failure ends the benchmark."""
    started = time.perf_counter()
    compiled = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}  # once, as where it is installed, not at every start
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=compiled)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def ingest(path: Path, scratch: Path, *limits: str, command: str = "ingest") -> Run:
    """One fresh case from a file or a folder; ``limits`` are further options of the command."""
    case = scratch / "case"
    shutil.rmtree(case, ignore_errors=True)
    return run([sys.executable, "-m", "foreshock", command, str(path), "-o", str(case), *limits])


def measure(kind: str, path: Path, scratch: Path, repeat: int) -> None:
    """One row of the table: scan and ingest in turns, medians of both."""
    size = path.stat().st_size / 1e6
    scans, ingests, ratios = [], [], []
    for _ in range(repeat):
        scans.append(run([sys.executable, "-c", SCAN, str(path)]))
        ingests.append(ingest(path, scratch))
        ratios.append(scans[-1].seconds / ingests[-1].seconds)
    scan, rate = (size / statistics.median(each.seconds for each in runs) for runs in (scans, ingests))
    peak = max(each.peak_bytes for each in ingests) / 1e6
    print(
        f"| {kind} | {size:,.0f} MB | {scan:,.0f} MB/s | {rate:,.0f} MB/s | "
        f"1/{1 / statistics.median(ratios):.1f} | {peak:,.0f} MB | {peer(kind, path, scratch)} |",
        flush=True,
    )


def peer(kind: str, path: Path, scratch: Path) -> str:
    """What the peer of this kind makes of the same file, where it is installed."""
    name, command = PEERS.get(kind, ("", []))
    if not name or shutil.which(name) is None:
        return f"{name or 'none'} (not installed)" if name else "-"
    seconds = run([part.format(file=path, out=scratch / "peer") for part in command]).seconds
    return f"{name} {path.stat().st_size / 1e6 / seconds:,.1f} MB/s"


def main() -> None:
    """Simulate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="2GB")
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        archive = options.archive or scratch / "archive"
        if not archive.exists():
            run(
                [
                    sys.executable,
                    "-m",
                    "foreshock",
                    "simulate",
                    "ecommerce-disk-full",
                    "-o",
                    str(archive),
                    "--size",
                    options.size,
                ]
            )
        print("| kind | size | pl.scan_lines | ingest | share | peak memory | peer |")
        print("|---|---|---|---|---|---|---|")
        for kind, pattern in KINDS.items():
            files = sorted(archive.glob(pattern), key=lambda path: path.stat().st_size)
            if files:
                measure(kind, files[-1], scratch, options.repeat)
        total = sum(path.stat().st_size for path in archive.rglob("*") if path.is_file()) / 1e6
        whole = ingest(archive, scratch, command="analyze")
        print(
            f"\n`foreshock analyze` of the whole archive, {total:,.0f} MB on disk: {whole.seconds:.1f} s "
            f"({total / whole.seconds:,.0f} MB/s), peak memory {whole.peak_bytes / 1e6:,.0f} MB"
        )


if __name__ == "__main__":
    main()
