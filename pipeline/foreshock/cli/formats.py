"""``foreshock formats``: what is supported, and why a file was taken for what it was."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foreshock.cli import options
from foreshock.cli.options import examples
from foreshock.cli.output import print_frame, print_json, print_rows, printable

if TYPE_CHECKING:
    from foreshock.ingest.explain.decisions import Explanation
    from foreshock.ingest.explain.rejects import Rejected

app = options.group(
    invoke_without_command=True,
    epilog=examples(
        "foreshock formats",
        "foreshock formats --json",
        "foreshock formats explain /var/log/syslog",
        "foreshock formats test my-formats/shop.yaml",
    ),
)


@app.callback()
def formats(context: typer.Context, *, definitions: options.Definitions = None, json: options.Json = False) -> None:
    """List the formats that are read, explain a file, or test a format of your own."""
    if context.invoked_subcommand is not None:
        return
    from foreshock.ingest.formats import formats_with

    known = formats_with(definitions or ())
    if json:
        print_json([{"name": each.name, "title": each.title, "table": each.table} for each in known])
    else:
        print_rows(["format", "goes to", "what it is"], [(each.name, each.table, each.title) for each in known])


@app.command(
    epilog=examples(
        "foreshock formats explain /var/log/syslog",
        "foreshock formats explain access.log --format 'nginx-access:log_format=$remote_addr [$time_local] $status'",
        "foreshock formats explain db-01/postgresql.log --tz America/New_York --json",
    )
)
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A log or metrics file.")],
    *,
    tz: options.Zones = None,
    format: options.Formats = None,
    definitions: options.Definitions = None,
    year: options.Year = None,
    json: options.Json = False,
) -> None:
    """Tell why a file is taken for what it is, and show its first rows."""
    from foreshock.ingest import IngestOptions
    from foreshock.ingest.explain.decisions import explain as explain_file

    wanted = IngestOptions(tz=tz or (), format=format or (), definitions=definitions or (), year=year)
    known = explain_file(file, wanted)
    if json:
        tables = {table: rows.to_dicts() for table, rows in known.rows.items()}
        found = {"options": known.options, "claims": known.claims, "rows": tables, "rejects": known.rejected}
        print_json(asdict(known.facts) | found)
    else:
        _tell(known)
    if known.facts.error:
        raise typer.Exit(1)


@app.command(
    "test",
    epilog=examples(
        "foreshock formats test my-formats/shop.yaml",
        "foreshock formats test my-formats/",
        "foreshock analyze logs/ --formats my-formats/    # then read with them",
    ),
)
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE.yaml", help="Definitions of formats, or a folder.")],
    *,
    json: options.Json = False,
) -> None:
    """Read the samples of your own formats, and tell what differs from what they say.

    Exit code 1 when something differs, 2 when a definition cannot be used at all.
    """
    from foreshock.ingest.formats.defined.check import differences
    from foreshock.ingest.formats.defined.registry import users_formats

    known = users_formats(paths)
    found = [difference for each in known for difference in differences(each)]
    if json:
        print_json([{"where": each.where, "problem": each.problem} for each in found])
    else:
        for difference in found:
            typer.echo(printable(str(difference)))
        samples = sum(len(each.samples) for each in known)
        typer.echo(f"formats: {len(known)}, samples: {samples}, differences: {len(found)}")
    if found:
        raise typer.Exit(1)


def _tell(known: Explanation) -> None:
    from foreshock.lake.schemas import DATA_TABLES

    facts = known.facts
    decisions = [
        ("format", facts.format, facts.why_format),
        *(("", f"{name}={value}", "") for name, value in known.options.items()),
        ("host", facts.host, facts.why_host),
        ("zone", facts.timezone, facts.why_timezone),
        ("year", facts.year, facts.why_year),
        ("not read", "", facts.error),
    ]
    typer.echo(printable(facts.path))
    print_rows(["what", "is", "because"], [row for row in decisions if row[1] or row[2]], wrap=True)
    if known.claims:
        typer.echo()
        claims = [(claim.format, f"{claim.score:.0%}", claim.reason) for claim in known.claims]
        print_rows(["claimed by", "score", "because"], claims, wrap=True)
    for schema in DATA_TABLES:
        if schema.name in known.rows:
            rows = known.rows[schema.name]
            columns = [name for name in schema.polars if name in rows.columns and name not in {"source", "host"}]
            typer.echo(f"\nFirst rows for {schema.name}:")
            print_frame(rows[columns])
    if known.rejected:
        _tell_rejects(known.rejected)


def _tell_rejects(rejected: Rejected) -> None:
    share = f"{rejected.count:,} of {rejected.lines:,} lines ({rejected.count / rejected.lines:.2%})"
    typer.echo(printable(f"\nNot parsed: {share}: {rejected.likely}"))
    print_rows(["line", "text"], [(example.line, example.text) for example in rejected.examples])
