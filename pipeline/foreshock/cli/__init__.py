"""The command line: thin Typer commands, one library call each."""

from __future__ import annotations

import os
import sys

# Polars reads this when it is loaded. Its allocator gives memory back so soon that every next block asks the system
# for it again, page by page, a tenth of the time that reading takes; after three seconds memory peaks no higher.
ALLOCATOR, KEEPS = "_RJEM_MALLOC_CONF", "dirty_decay_ms:3000"


def main() -> None:
    """Run ``foreshock`` with the words of the command line and leave with its exit code."""
    os.environ.setdefault(ALLOCATOR, KEEPS)

    from foreshock.cli.run import run

    sys.exit(run(sys.argv[1:]))
