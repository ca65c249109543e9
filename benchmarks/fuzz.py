"""Mutated logs of every format through the ingest stage: no exception, no hang, no line lost or counted twice.

    python benchmarks/fuzz.py [--lines 10000000] [--seed 1] [--first 0] [--only FORMAT]

Each round writes one mutated file of a format's samples, plain or packed (and then perhaps cut off), and reads it
with the format forced and, where it is large, as the stage itself takes it, in blocks of another size. What
GuardedParser caught is a finding too: a parser raised; and so is a round that takes the processor longer than its
lines explain. Prints a table by format and the findings, each with the round (seed/format/number) that it is from;
the exit code is 1 when there are any. A read of more than --patience seconds ends the run with the traceback of
where it hangs. After each round of all formats a line says how far it got; --first goes on at the next.
"""

from __future__ import annotations

import argparse
import faulthandler
import gzip
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import zstandard
from mutations import mutated

from foreshock.ingest import Batch, FileFacts, FilePlan, IngestOptions, plan, read
from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import FAULTS, Format
from foreshock.lake.conform import conform
from foreshock.lake.schemas import DATA_TABLES

LARGE, SMALL = 20_000, 40  # lines of a file; the small ones are read in blocks of a few lines
LARGE_BLOCKS, SMALL_BLOCKS = (1 << 17, 1 << 19, 1 << 24), (1000, 1 << 16)
SMALL_EVERY = 8  # rounds
SLOW_SECONDS, SLOW_LINE_SECONDS = 10.0, 0.001  # of the processor: for any file, and for each line of it
HEADER = 16  # bytes: what is cut off before them is not known to be packed
WRITTEN = 1_689_000_000  # when the files say that they were changed: no clock but theirs counts
SCHEMAS = {schema.name: schema for schema in DATA_TABLES}
_VALUES = re.compile(r"\d+|\[.*|'.*")
CAUGHT = ("the parser failed", "the parser did not account")


@dataclass(slots=True)
class Tally:
    """What became of the files of one format."""

    lines: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    findings: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def find(self, what: str, round_: str, text: str = "") -> None:
        """Count a finding; of those that differ in their numbers and values only the first is shown."""
        kind = _VALUES.sub("#", what)[:160]
        self.findings[kind] += 1
        if kind not in self.examples:
            self.examples[kind] = f"{what[:200]} [{round_}] {text[:120]!r}"
            print(f"\r{self.examples[kind]}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class Round:
    """One mutated file, made anew from its seed."""

    format: Format
    seed: str
    large: bool

    def write(self, folder: Path, others: Sequence[bytes]) -> tuple[Path, int | None, random.Random]:
        """The file, how many lines it has (None: it is cut off), and the chance that goes on from there."""
        chance = random.Random(self.seed)  # noqa: S311 - repeatable damage, no secret
        samples = [sample.text.encode() for sample in self.format.samples]
        data = mutated(chance, samples, others, LARGE if self.large else SMALL)
        lines: int | None = data.count(b"\n") + (not data.endswith(b"\n"))
        name, packed = chance.choice((("a.log", data),) * 6 + _packed(data))
        if len(packed) > 1 and packed is not data and chance.random() < 0.5:  # noqa: PLR2004 - every other one
            packed, lines = packed[: chance.randrange(min(HEADER, len(packed) - 1), len(packed))], None
        path = folder / "h-01" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(packed)
        os.utime(path, (WRITTEN, WRITTEN))
        return path, lines, chance


def _packed(data: bytes) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    return ("a.log.gz", gzip.compress(data, 1, mtime=0)), ("a.log.zst", zstandard.compress(data, 1))


def _plans(round_: Round, path: Path, chance: random.Random) -> Iterator[FilePlan]:
    """The file with its format forced (under the options of one of its samples); a large one also as it is taken."""
    sizes = LARGE_BLOCKS if round_.large else SMALL_BLOCKS
    options = chance.choice(round_.format.samples).options
    forced = f"{round_.format.name}{':' if options else ''}{';'.join(f'{key}={options[key]}' for key in options)}"
    for choice in ([forced], []) if round_.large else ([forced],):
        wanted = IngestOptions(format=choice, year=2023, block_bytes=chance.choice(sizes))
        yield from plan([path], wanted).files


def read_round(round_: Round, folder: Path, others: Sequence[bytes], tally: Tally, patience: float) -> None:
    """One file through the stage; what must not be goes to the tally's findings."""
    print(f"\r{round_.seed:<60}", end="", file=sys.stderr, flush=True)
    path, lines, chance = round_.write(folder, others)
    begun, before_lines = time.process_time(), tally.lines
    _recognise(round_, path, tally)
    for file in _plans(round_, path, chance):
        faulthandler.dump_traceback_later(patience, exit=True)
        started = before = time.perf_counter()
        facts = None
        try:
            for item in read(file):
                now = time.perf_counter()
                tally.slowest, before = max(tally.slowest, now - before), now
                if isinstance(item, FileFacts):
                    facts = item
                else:
                    _caught(item, round_, file, tally)
                    if item.table != "rejects":
                        conform(item.rows, SCHEMAS[item.table])
        except FAULTS as error:
            tally.find(f"{file.format.name} raised {type(error).__name__}: {error}", round_.seed)
        tally.seconds += time.perf_counter() - started
        faulthandler.cancel_dump_traceback_later()
        if facts is not None:
            tally.lines += facts.lines
            for miscounted in _miscounted(facts, lines):
                tally.find(f"{facts.format}: {miscounted}", round_.seed)
    spent, read_lines = time.process_time() - begun, tally.lines - before_lines
    if spent > SLOW_SECONDS + SLOW_LINE_SECONDS * read_lines:
        tally.find(f"{round_.format.name}: slow: {spent:.0f} s for {read_lines} lines", round_.seed)
    path.unlink()


def _recognise(round_: Round, path: Path, tally: Tally) -> None:
    """Detection passes over a format that raises; here it is a finding."""
    if path.suffix != ".log":
        return
    texts = path.read_bytes().decode("utf-8", "backslashreplace").split("\n")[:400]
    try:
        round_.format.recognise([text.removesuffix("\r")[:65_536] for text in texts], str(path))
    except FAULTS as error:
        tally.find(f"{round_.format.name}: recognise raised {type(error).__name__}: {error}", round_.seed)


def _caught(batch: Batch, round_: Round, file: FilePlan, tally: Tally) -> None:
    """Failures of the parser that became rejects, once for each block."""
    if batch.table == "rejects":
        failed = batch.rows.filter(pl.any_horizontal(pl.col("reason").str.starts_with(caught) for caught in CAUGHT))
        for reason, text in failed.unique("reason").select("reason", "text").rows():
            tally.find(f"{file.format.name}: {reason}", round_.seed, text)


def _miscounted(facts: FileFacts, lines: int | None) -> Iterator[str]:
    """What is wrong with the account of a file that has ``lines`` lines (None: it is cut off)."""
    if facts.lines != facts.records + facts.attached + facts.rejected:
        yield f"{facts.lines} lines, but {facts.records} + {facts.attached} + {facts.rejected} accounted for"
    if lines is not None and facts.lines != lines:
        yield f"{facts.lines} lines read of {lines}"
    if lines is None and facts.lines and facts.error is None:
        yield "a packed file that is cut off was read without a word"


def fuzz(wanted: Sequence[Format], options: argparse.Namespace, folder: Path) -> dict[str, Tally]:
    """Round after round over ``wanted`` until as many lines were read in all as the options want."""
    others = [line for each in formats() for sample in each.samples for line in sample.text.encode().split(b"\n")]
    tallies = {each.name: Tally() for each in wanted}
    large = options.lines >= LARGE * len(wanted)
    number, done = options.first, 0
    while done < options.lines:
        for each in wanted:
            round_ = Round(each, f"{options.seed}/{each.name}/{number}", large and number % SMALL_EVERY > 0)
            read_round(round_, folder, others, tallies[each.name], options.patience)
        number += 1
        found = sum(tally.findings.total() for tally in tallies.values())
        done = sum(tally.lines for tally in tallies.values())
        said = f"{done:,} lines, {found} findings, {time.process_time():,.0f} s of the processor; --first {number}"
        print(f"\r{said:<60}", file=sys.stderr, flush=True)
    return tallies


def main() -> None:
    """Fuzz, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first round")
    parser.add_argument("--only", action="append", help="a format, or a part of its name")
    parser.add_argument("--patience", type=float, default=120.0)
    options = parser.parse_args()
    wanted = [each for each in formats() if not options.only or any(name in each.name for name in options.only)]
    with tempfile.TemporaryDirectory() as folder:
        tallies = fuzz(wanted, options, Path(folder))
    print(file=sys.stderr)
    print("| format | lines | lines/s | slowest block | findings |")
    print("|---|---|---|---|---|")
    for name, tally in tallies.items():
        rate = tally.lines / tally.seconds if tally.seconds else 0.0
        print(f"| {name} | {tally.lines:,} | {rate:,.0f} | {tally.slowest:.2f} s | {tally.findings.total()} |")
    print(f"\n{sum(tally.lines for tally in tallies.values()):,} lines, seed {options.seed}")
    for tally in tallies.values():
        for kind, count in tally.findings.items():
            print(f"{count} x {tally.examples[kind]}")
    sys.exit(any(tally.findings for tally in tallies.values()))


if __name__ == "__main__":
    main()
