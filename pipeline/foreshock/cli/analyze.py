"""``foreshock analyze``, ``ingest``, ``diagnose``, ``report``: from logs to the cause, at once or in stages."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foreshock.cli import options
from foreshock.cli.options import examples
from foreshock.cli.output import print_json, print_rows, talk
from foreshock.cli.progress import progress
from foreshock.exceptions import UsageError

if TYPE_CHECKING:
    from foreshock.case import Case
    from foreshock.lake import LoadReport

app = options.group()

INCIDENT_FOUND = 10
MOST_COLUMNS = 110  # longer lines of prose are hard to read


class Form(StrEnum):
    """The forms of a report."""

    text = "text"
    md = "md"
    html = "html"
    json = "json"


Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="CASE", help="The case folder to write.")]
Redact = Annotated[bool, typer.Option("--redact/--no-redact", help="Hide secrets in what is shared.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no talk.")]


@app.command(
    epilog=examples(
        "foreshock analyze /var/log/incident",
        "foreshock analyze db-01/ web-01/access.log.gz -o case",
        "foreshock analyze logs/ -o case --tz 'db-01/*=America/New_York'",
        "foreshock analyze logs/ --around 2023-07-10T20:00-05:00 --window 2h",
        "foreshock analyze logs/ --incident 2023-07-11T01:00Z/2023-07-11T03:00Z",
        "foreshock analyze logs/ --json | jq '.incidents[0].causes[0]'",
        "foreshock analyze logs/ --exit-code || page-someone",
    )
)
def analyze(
    paths: options.Paths,
    *,
    out: Out = None,
    since: options.Since = None,
    until: options.Until = None,
    around: options.Around = None,
    window: options.Window = None,
    incident: options.Incident = None,
    tz: options.Zones = None,
    format: options.Formats = None,
    definitions: options.Definitions = None,
    year: options.Year = None,
    rules: options.RulesFolders = None,
    signatures: options.Signatures = None,
    redact: Redact = True,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Leave with 10 when an incident was found.")] = False,
    quiet: Quiet = False,
    json: options.Json = False,
) -> None:
    """Find out what brought the system down: ingest, diagnose, report.

    Prints the summary. With -o the case is kept: the tables, findings.json, report.md and report.html. Times
    without a zone are UTC.
    """
    from foreshock import case as cases

    with progress(quiet=quiet or json) as report_progress:
        case = cases.analyze(
            paths,
            out=out,
            **_period(since, until, around, window),
            incident=incident,
            tz=tz or (),
            format=format or (),
            definitions=definitions or (),
            year=year,
            rules=[*(rules or ()), *([signatures] if signatures else ())],
            redact=redact,
            progress=report_progress,
        )
    _show(case, json=json, redact=redact)
    if out is not None and not quiet:
        talk(f"The case is in {out}: report.html, report.md, findings.json. Ask it: foreshock sql {out}")
    if exit_code and case.incidents:
        raise typer.Exit(INCIDENT_FOUND)


@app.command(
    epilog=examples(
        "foreshock ingest /var/log/incident -o case",
        "foreshock ingest logs/ more-logs/ -o case    # again: only what is new is read",
    )
)
def ingest(
    paths: options.Paths,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="CASE", help="The case folder to write or add to.")],
    since: options.Since = None,
    until: options.Until = None,
    around: options.Around = None,
    window: options.Window = None,
    tz: options.Zones = None,
    format: options.Formats = None,
    definitions: options.Definitions = None,
    year: options.Year = None,
    quiet: Quiet = False,
    json: options.Json = False,
) -> None:
    """Read logs and metrics into the tables of a case.

    What is in the case already is not read again; a file that has grown is read from where it ended.
    """
    from foreshock import case as cases

    with progress(quiet=quiet or json) as report_progress:
        loaded = cases.ingest(
            paths,
            out,
            **_period(since, until, around, window),
            tz=tz or (),
            format=format or (),
            definitions=definitions or (),
            year=year,
            progress=report_progress,
        )
    if json:
        print_json(asdict(loaded))
    else:
        _show_files(loaded)


@app.command(
    epilog=examples(
        "foreshock diagnose case",
        "foreshock diagnose case --rules my-rules/",
        "foreshock diagnose case --incident 2023-07-11T01:00Z/2h --json",
    )
)
def diagnose(
    case: options.Case,
    *,
    rules: options.RulesFolders = None,
    incident: options.Incident = None,
    redact: Redact = True,
    json: options.Json = False,
) -> None:
    """Diagnose a case anew.

    Finds the incidents, ranks the causes, and writes findings.json and the reports.
    """
    from foreshock import case as cases

    _show(cases.diagnose(case, rules=rules or (), incident=incident, redact=redact), json=json, redact=redact)


@app.command(
    epilog=examples(
        "foreshock report case",
        "foreshock report case --as md > postmortem.md",
        "foreshock report case --as html > postmortem.html",
    )
)
def report(
    case: options.Case,
    *,
    form: Annotated[Form, typer.Option("--as", help="The form of the report.")] = Form.text,
    redact: Redact = True,
    json: options.Json = False,
) -> None:
    """Print the report of a diagnosed case."""
    import foreshock

    _print(foreshock.open(case), Form.json if json else form, redact=redact)


def _show(case: Case, *, json: bool, redact: bool) -> None:
    _print(case, Form.json if json else Form.text, redact=redact)


def _print(case: Case, form: Form, *, redact: bool) -> None:
    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    width = min(shutil.get_terminal_size((MOST_COLUMNS, 0)).columns, MOST_COLUMNS)
    typer.echo(case.report(form.value, color=color, width=width, redact=redact), nl=False, color=color)


def _show_files(loaded: LoadReport) -> None:
    """What became of every path, and where it matters why."""
    read = [(each.path, each.format, each.records, each.rejected, each.error or each.part) for each in loaded.read]
    unchanged = [(each.source, None, None, None, each.reason) for each in loaded.unchanged]
    failed = [(each.path, None, None, None, each.error) for each in loaded.failed]
    print_rows(["file", "format", "records", "rejected", "note"], [*read, *unchanged, *failed], wrap=True)


def _period(
    since: datetime | None, until: datetime | None, around: datetime | None, window: timedelta | None
) -> dict[str, Any]:
    """What is to be read, as the keywords of the library."""
    near = options.nearby(around, window)
    if near and (since or until):
        raise UsageError("Too many limits", valid=["--around with --window", "--since with --until"])
    return {"since": since, "until": until, "around": near and near[0], "window": near and near[1]}
