"""How fast each format becomes typed Parquet, as a share of `pl.scan_lines` on the same file in the same process.

    python benchmarks/formats.py [--size-mb 64] [--repeat 3] [--only KIND] [--no-peers]

Makes a file of each kind, then takes turns between reading its lines and ingesting it into a fresh case, after one
round of each that does not count, so that neither start-up nor a cold cache is measured. Beside it what the peers
on the PATH make of the same file, each as a process of its own, once. Machines are noisy: read the ratios.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import log_lines
import polars as pl

from foreshock.ingest import IngestOptions
from foreshock.lake.loading import load

TEXT, STRUCTURED = 5, 8  # the budgets: 1/5 of the scan for single lines of text, 1/8 for records of lines and JSON


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of log: its format, what writes its records, the budget, and the peers that read it."""

    name: str
    format: str
    record: log_lines.Record
    budget: int
    step_us: int = 3_000
    banner: str = ""
    peers: tuple[tuple[str, ...], ...] = ()


LNAV = ("lnav", "-n", "-N", "-c", ";SELECT count(*) FROM all_logs", "{file}")
GOACCESS = ("goaccess", "--no-global-config", "--log-format=COMBINED", "-o", "{out}.json", "{file}")
PGBADGER = ("pgbadger", "-q", "-j", "2", "-o", "{out}.html", "-f")
KINDS = (
    Kind("nginx access", "nginx-access", log_lines.access, TEXT, peers=(GOACCESS, LNAV)),
    Kind("Apache access", "apache-access", log_lines.access, TEXT, peers=(GOACCESS, LNAV)),
    Kind(
        "PostgreSQL stderr",
        "postgresql-stderr",
        log_lines.postgresql_stderr,
        STRUCTURED,
        peers=((*PGBADGER, "stderr", "-p", "%m [%p] %q%u@%d ", "{file}"), LNAV),
    ),
    Kind(
        "PostgreSQL csvlog",
        "postgresql-csvlog",
        log_lines.postgresql_csvlog,
        STRUCTURED,
        peers=((*PGBADGER, "csv", "{file}"),),
    ),
    Kind(
        "PostgreSQL jsonlog",
        "postgresql-jsonlog",
        log_lines.postgresql_jsonlog,
        STRUCTURED,
        peers=((*PGBADGER, "jsonlog", "{file}"),),
    ),
    Kind("MySQL slow log", "mysql-slow", log_lines.mysql_slow, STRUCTURED, peers=(("pt-query-digest", "{file}"),)),
    Kind("syslog RFC 3164", "syslog-rfc3164", log_lines.syslog_rfc3164, TEXT, peers=(LNAV,)),
    Kind("syslog RFC 5424", "syslog-rfc5424", log_lines.syslog_rfc5424, TEXT, peers=(LNAV,)),
    Kind("journald JSON", "journald-json", log_lines.journald_json, STRUCTURED, peers=(LNAV,)),
    Kind("JSON lines", "json-lines", log_lines.json_lines, STRUCTURED, peers=(LNAV,)),
    Kind("HAProxy http", "haproxy", log_lines.haproxy, TEXT, peers=(LNAV,)),
    Kind(
        "AWS ALB",
        "aws-alb",
        log_lines.aws_alb,
        TEXT,
        peers=(("goaccess", "--no-global-config", "--log-format=AWSALB", "-o", "{out}.json", "{file}"), LNAV),
    ),
    Kind("sar text", "sar", log_lines.sar, TEXT, 1_000_000, log_lines.SAR_BANNER),
    Kind("Prometheus JSON", "prometheus-json", log_lines.prometheus_json, STRUCTURED, 10**6),
    Kind("application text", "application-text", log_lines.application, TEXT, peers=(LNAV,)),
)


def scan(path: Path) -> float:
    """Seconds that reading the lines takes."""
    started = time.perf_counter()
    pl.scan_lines(path).select(pl.col("line").str.len_bytes().sum()).collect()
    return time.perf_counter() - started


def ingest(kind: Kind, path: Path, scratch: Path) -> float:
    """Seconds from the file to a fresh case; a file that is not read whole ends the benchmark."""
    case = scratch / "case"
    shutil.rmtree(case, ignore_errors=True)
    started = time.perf_counter()
    (facts,) = load([path], case, IngestOptions(format=[kind.format], year=2023)).read
    seconds = time.perf_counter() - started
    if facts.error or facts.rejected or not facts.records:
        raise SystemExit(f"{kind.name}: {facts.rejected:,} of {facts.lines:,} lines rejected {facts.error or ''}")
    return seconds


def peer(command: tuple[str, ...], path: Path, scratch: Path) -> str:
    """What a peer makes of the same file, where it is installed."""
    name = command[0]
    if shutil.which(name) is None:
        return f"{name}: not installed"
    started = time.perf_counter()
    done = subprocess.run(
        [part.format(file=path, out=scratch / "peer") for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    rate = path.stat().st_size / 1e6 / (time.perf_counter() - started)
    return f"{name}: {rate:,.1f} MB/s" if not done.returncode else f"{name}: ended with {done.returncode}"


def measure(kind: Kind, size: int, repeat: int, *, peers: bool, scratch: Path) -> None:
    """One row of the table."""
    path = scratch / f"{kind.format}.log"
    log_lines.write(path, kind.record, size, kind.step_us, kind.banner)
    scan(path)
    ingest(kind, path, scratch)
    pairs = [(scan(path), ingest(kind, path, scratch)) for _ in range(repeat)]
    size = path.stat().st_size
    scanned, ingested = (size / 1e6 / statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    share = statistics.median(read / took for read, took in pairs)
    verdict = "" if share >= 1 / kind.budget else " (over budget)"
    others = ", ".join(peer(command, path, scratch) for command in kind.peers) if peers else ""
    print(
        f"| {kind.name} | {scanned:,.0f} MB/s | {ingested:,.0f} MB/s | 1/{1 / share:.1f} "
        f"| 1/{kind.budget}{verdict} | {others or '-'} |",
        flush=True,
    )
    path.unlink()


def main() -> None:
    """Measure each kind, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size-mb", type=int, default=64)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", action="append", help="a kind, or a part of its name")
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    print("| kind | pl.scan_lines | ingest | share | budget | peers |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for kind in KINDS:
            if not options.only or any(part in kind.name for part in options.only):
                size = options.size_mb * 1_000_000
                measure(kind, size, options.repeat, peers=not options.no_peers, scratch=Path(scratch))


if __name__ == "__main__":
    main()
