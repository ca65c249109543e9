"""The command tree: which commands there are, in the order of the help."""

from __future__ import annotations

from typing import Annotated

import typer

from foreshock import __version__
from foreshock.cli import analyze, evaluate, formats, rules, simulate, sql, timeline
from foreshock.cli.options import examples, group

app = group(
    no_args_is_help=True,
    epilog=examples(
        "foreshock analyze /var/log/incident -o case",
        "foreshock simulate ecommerce-disk-full -o archive",
    ),
)
app.add_typer(analyze.app)
app.add_typer(sql.app)
app.add_typer(timeline.app)
app.add_typer(formats.app, name="formats")
app.add_typer(rules.app, name="rules")
app.add_typer(simulate.app)
app.add_typer(evaluate.app)


def version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(f"foreshock {__version__}")
        raise typer.Exit


@app.callback()
def foreshock(
    *,
    _: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=version, is_eager=True)
    ] = False,
) -> None:
    """Read the logs and metrics that an outage left behind, and name what came before the pain."""
