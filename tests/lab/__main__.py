"""``python -m tests.lab list`` and ``python -m tests.lab record FAULT -o DIR``: record a real fault anew."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict, replace
from pathlib import Path

from tests.lab import namespace
from tests.lab.catalogue import FAULTS
from tests.lab.decoys import DECOYS
from tests.lab.faults.fault import Fault, nothing
from tests.lab.record import Span, WorthlessError, record

DECOYS_AHEAD_S = 25.0


def main() -> int:
    """The command line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="name every fault and its class of cause")
    recording = commands.add_parser("record", help="record a fault: needs root, and the servers that it is about")
    recording.add_argument("fault", choices=sorted(FAULTS))
    recording.add_argument("-o", "--output", type=Path, required=True, help="a folder that does not exist yet")
    recording.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="a knob of the site (site.py)"
    )
    recording.add_argument("--lasts", action="store_true", help="keep the archive while the fault lasts")
    recording.add_argument("--decoy", action="append", default=[], choices=sorted(DECOYS), help="harmless, loud")
    for name, seconds in asdict(Span()).items():
        recording.add_argument(f"--{name}", type=float, default=seconds, help=f"seconds; {seconds:.0f} unless told")
    options = parser.parse_args()
    if options.command == "list":
        print(*(f"{fault.name:32} {fault.cause}" for fault in FAULTS.values()), sep="\n")
        return 0
    if options.output.exists():
        parser.error(f"{options.output} exists: name a folder that does not")
    fault = _varied(FAULTS[options.fault], options)
    if absent := namespace.missing(*(["pgbouncer"] if fault.site.pooler else [])):
        parser.error(absent)
    namespace.enter()
    try:
        record(fault, options.output, Span(options.before, options.during, options.after))
    except WorthlessError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _varied(fault: Fault, options: argparse.Namespace) -> Fault:
    """The fault on a site with other knobs, with decoys from some seconds before it on, or never repaired."""
    begin = max(0.0, options.before - DECOYS_AHEAD_S)
    deeds = [(begin + number, DECOYS[name]) for number, name in enumerate(options.decoy)]
    return replace(
        fault,
        site=fault.site.changed(options.set),
        before=tuple(sorted((*fault.before, *deeds), key=lambda deed: deed[0])),
        repair=nothing if options.lasts else fault.repair,
    )


sys.exit(main())
