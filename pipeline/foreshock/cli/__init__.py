"""The command line: thin Typer commands, one library call each."""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``foreshock`` with the words of the command line and leave with its exit code."""
    from foreshock.cli.run import run

    sys.exit(run(sys.argv[1:]))
