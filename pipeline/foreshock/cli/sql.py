"""``foreshock sql``: a question to a case, or a shell for many."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from foreshock.cli import export, options
from foreshock.cli.options import examples
from foreshock.cli.output import print_frame, talk
from foreshock.exceptions import UsageError

app = options.group()


@app.command(
    epilog=examples(
        'foreshock sql case "SELECT metric, count(*) FROM metrics GROUP BY ALL"',
        'foreshock sql case "FROM logs WHERE severity_number >= 17 ORDER BY time" --csv > errors.csv',
        'foreshock sql case "FROM requests" --parquet requests.parquet',
        "foreshock sql case < question.sql",
        "foreshock sql case    # a shell with history and completion",
    )
)
def sql(
    case: options.Case,
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="A DuckDB query.", show_default=False)] = None,
    *,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV that is safe to open in a spreadsheet.")] = False,
    json: options.Json = False,
    parquet: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a Parquet file.")] = None,
) -> None:
    """Ask a case in SQL.

    Without a query it comes from standard input, or from a shell with history and completion.
    The case is opened for reading only. The tables and their columns: SHOW TABLES, DESCRIBE logs.
    """
    import foreshock

    if csv + json + (parquet is not None) > 1:
        raise UsageError("One form of output at a time", valid=["--csv", "--json", "--parquet FILE"])
    opened = foreshock.open(case)
    if query is None and sys.stdin.isatty():
        from foreshock.cli.shell import Shell

        Shell(opened).cmdloop()
        return
    statement = query if query is not None else sys.stdin.read()
    if not statement.strip():
        raise UsageError("There is no query", try_next=f'foreshock sql {case} "SHOW TABLES"')
    frame = opened.sql(statement)
    if parquet is not None:
        export.to_parquet(frame, parquet)
        talk(f"{frame.height} rows written to {parquet}.")
    elif csv:
        typer.echo(export.csv(frame), nl=False)
    elif json:
        typer.echo(export.to_json(frame))
    else:
        print_frame(frame)
