"""How fast each format becomes typed Parquet, as a share of `pl.scan_lines` on the same file in the same process.

    python benchmarks/formats.py [--size-mb 64] [--repeat 3] [--only KIND] [--no-peers]

Makes a file of each kind, then takes turns between reading its lines and ingesting it into a fresh case, after one
round of each that does not count, so that neither start-up nor a cold cache is measured. Beside it what the peers
on the PATH make of the same file, each as a process of its own, once; those that take minutes for a large file get
its first 8 MB. A rate is MB a second, by the clock and (in brackets) a second of CPU time: on a machine with other
work the second is the one to read. A budget is met by the clock.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import log_lines
import polars as pl

from foreshock.ingest import IngestOptions
from foreshock.lake.loading import load

PEERS = ("goaccess", "lnav", "pgbadger", "pt-query-digest")
SLOW, SLOW_BYTES = frozenset({"goaccess", "pgbadger", "pt-query-digest"}), 8_000_000
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


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of CPU time."""

    clock: float
    cpu: float

    def rates(self, size: int) -> str:
        """MB a second."""
        return f"{size / 1e6 / self.clock:,.0f} ({size / 1e6 / self.cpu:,.0f})"


def timed(work: Callable[[], object]) -> Took:
    """How long this process takes for something."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - clock, time.process_time() - cpu)


def scan(path: Path) -> None:
    """Read the lines."""
    pl.scan_lines(path).select(pl.col("line").str.len_bytes().sum()).collect()


def ingest(kind: Kind, path: Path, scratch: Path) -> None:
    """Make a fresh case of the file; one that is not read whole ends the benchmark."""
    case = scratch / "case"
    shutil.rmtree(case, ignore_errors=True)
    (facts,) = load([path], case, IngestOptions(format=[kind.format], year=2023)).read
    if facts.error or facts.rejected or not facts.records:
        raise SystemExit(f"{kind.name}: {facts.rejected:,} of {facts.lines:,} lines rejected {facts.error or ''}")


def peer(command: tuple[str, ...], path: Path, scratch: Path) -> str:
    """What a peer makes of the file, where it is installed."""
    if shutil.which(command[0]) is None:
        return "not installed"
    if command[0] in SLOW:
        path = _head(path, scratch / "head.log")
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [part.format(file=path, out=scratch / "peer") for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    clock, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"ended with {done.returncode}" if done.returncode else Took(clock, cpu).rates(path.stat().st_size)


def _head(path: Path, target: Path) -> Path:
    """The first lines of a file as a file of their own."""
    with path.open("rb") as whole, target.open("wb") as head:
        head.write(whole.read(SLOW_BYTES))
        head.write(whole.readline())
    return target


def measure(kind: Kind, size: int, repeat: int, *, peers: bool, scratch: Path) -> None:
    """One row of the table."""
    path = scratch / f"{kind.format}.log"
    log_lines.write(path, kind.record, size, kind.step_us, kind.banner)
    size = path.stat().st_size
    scan(path)
    ingest(kind, path, scratch)
    runs = [(timed(lambda: scan(path)), timed(lambda: ingest(kind, path, scratch))) for _ in range(repeat)]
    scanned, ingested = (
        Took(statistics.median(each.clock for each in took), statistics.median(each.cpu for each in took))
        for took in zip(*runs, strict=True)
    )
    share, of_cpu = (
        statistics.median(getattr(read, what) / getattr(made, what) for read, made in runs) for what in ("clock", "cpu")
    )
    verdict = "met" if share >= 1 / kind.budget else "unmet"
    beside = {command[0]: peer(command, path, scratch) for command in kind.peers} if peers else {}
    cells = (
        kind.name, scanned.rates(size), ingested.rates(size), f"1/{1 / share:.1f} (1/{1 / of_cpu:.1f})",
        f"1/{kind.budget}: {verdict}", *(beside.get(name, "-") for name in PEERS),
    )  # fmt: skip
    print(f"| {' | '.join(cells)} |", flush=True)
    path.unlink()


def main() -> None:
    """Measure each kind, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size-mb", type=int, default=64)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", action="append", help="a kind, or a part of its name")
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    columns = ("kind", "pl.scan_lines", "ingest", "share", "budget", *PEERS)
    print(f"MB/s by the clock (a second of CPU time)\n\n| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    with tempfile.TemporaryDirectory() as scratch:
        for kind in KINDS:
            if not options.only or any(part in kind.name for part in options.only):
                size = options.size_mb * 1_000_000
                measure(kind, size, options.repeat, peers=not options.no_peers, scratch=Path(scratch))


if __name__ == "__main__":
    main()
