"""``foreshock formats``: what is supported, and why a file was taken for what it was."""

from __future__ import annotations

import typer

from foreshock.cli import options
from foreshock.cli.options import examples
from foreshock.cli.output import print_json, print_rows

app = options.group(
    invoke_without_command=True,
    epilog=examples("foreshock formats", "foreshock formats --json", "foreshock formats explain /var/log/syslog"),
)


@app.callback()
def formats(context: typer.Context, *, json: options.Json = False) -> None:
    """List the formats that are read, or explain what a file was taken for."""
    if context.invoked_subcommand is not None:
        return
    from foreshock.ingest.formats import FORMATS

    if json:
        print_json([{"name": known.name, "title": known.title, "table": known.table} for known in FORMATS])
    else:
        print_rows(["format", "goes to", "what it is"], [(known.name, known.table, known.title) for known in FORMATS])
