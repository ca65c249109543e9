"""What a few minutes of a large sorted access log cost, beside the whole of it.

    python benchmarks/period.py [--size 4] [--log FILE] [--around 2023-07-12T12:00Z] [--window 10m]

Writes an access log of --size GB with 40 requests a second (kept in --log for the next time), then ingests it into
fresh cases, each time in a process of its own: with --around, and whole.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from ingest import ingest
from log_lines import access, write

STEP = 25_000  # microseconds from one request to the next


def main() -> None:
    """Write, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=float, default=4.0, help="GB")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--around", default="2023-07-12T12:00Z")
    parser.add_argument("--window", default="10m")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = options.log or Path(folder) / "access.log"
        if not log.exists():
            write(log, access, int(options.size * 1e9), STEP)
        print("| read | seconds | of the processor | peak memory |")
        print("|---|---|---|---|")
        period = ("--around", options.around, "--window", options.window)
        for name, limits in ((" ".join(period), period), (f"all {log.stat().st_size / 1e9:.1f} GB", ())):
            cost = ingest(log, Path(folder), *limits)
            took = f"{cost.seconds:.1f} | {cost.cpu_seconds:.1f}"
            print(f"| {name} | {took} | {cost.peak_bytes / 1e6:,.0f} MB |", flush=True)


if __name__ == "__main__":
    main()
