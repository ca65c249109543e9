"""``foreshock timeline``: what happened on all hosts, in time order."""

from __future__ import annotations

from typing import Annotated

import typer

from foreshock.cli import export, options
from foreshock.cli.options import examples
from foreshock.cli.output import print_frame, question

app = options.group()


@app.command(
    epilog=examples(
        "foreshock timeline case",
        "foreshock timeline case --around 2023-07-10T20:00-05:00 --window 10m",
        "foreshock timeline case --host db-01 --json",
    )
)
def timeline(
    case: options.Case,
    *,
    around: options.Around = None,
    window: options.Window = None,
    host: Annotated[list[str] | None, typer.Option(metavar="HOST", help="Only this host; may be repeated.")] = None,
    json: options.Json = False,
) -> None:
    """Show what happened on all hosts, in time order.

    Log records that matter, symptoms and changes, with the files and lines that they stand in. Times are
    UTC; a time without a zone is taken as UTC.
    """
    import foreshock

    near = options.nearby(around, window)
    limits = {"since": near and near[0] - near[1], "until": near and near[0] + near[1], "hosts": host or []}
    frame = foreshock.open(case).sql(question("timeline"), limits)
    if json:
        typer.echo(export.to_json(frame))
    else:
        print_frame(frame)
