"""``python -m tests.lab list`` and ``python -m tests.lab record FAULT -o DIR``: record a real fault anew."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from tests.lab import namespace
from tests.lab.catalogue import FAULTS
from tests.lab.record import Span, WorthlessError, record


def main() -> int:
    """The command line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="name every fault and its class of cause")
    recording = commands.add_parser("record", help="record a fault: needs root, and the servers that it is about")
    recording.add_argument("fault", choices=sorted(FAULTS))
    recording.add_argument("-o", "--output", type=Path, required=True, help="a folder that does not exist yet")
    for name, seconds in asdict(Span()).items():
        recording.add_argument(f"--{name}", type=float, default=seconds, help=f"seconds; {seconds:.0f} unless told")
    options = parser.parse_args()
    if options.command == "list":
        print(*(f"{fault.name:32} {fault.cause}" for fault in FAULTS.values()), sep="\n")
        return 0
    if options.output.exists():
        parser.error(f"{options.output} exists: name a folder that does not")
    if absent := namespace.missing():
        parser.error(absent)
    namespace.enter()
    try:
        record(FAULTS[options.fault], options.output, Span(options.before, options.during, options.after))
    except WorthlessError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


sys.exit(main())
