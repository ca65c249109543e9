"""``foreshock analyze``, ``ingest``, ``diagnose``, ``report``: from logs to the cause, at once or in stages."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foreshock.cli import options
from foreshock.cli.options import examples
from foreshock.cli.output import print_json, talk
from foreshock.cli.progress import progress
from foreshock.exceptions import UsageError

if TYPE_CHECKING:
    from foreshock.case import Case

app = options.group()

INCIDENT_FOUND = 10


class Form(StrEnum):
    """The forms of a report."""

    text = "text"
    md = "md"
    html = "html"
    json = "json"


Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="CASE", help="The case folder to write.")]
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
    year: options.Year = None,
    rules: options.RulesFolders = None,
    redact: Annotated[bool, typer.Option("--redact/--no-redact", help="Hide secrets in what is shared.")] = True,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Leave with 10 when an incident was found.")] = False,
    quiet: Quiet = False,
    json: options.Json = False,
) -> None:
    """Find out what brought the system down: ingest, diagnose, report.

    Prints the summary. With -o the case is kept: the tables, findings.json, report.md and report.html. Times
    without a zone are UTC.
    """
    import foreshock

    with progress(quiet=quiet or json) as report_progress:
        case = foreshock.analyze(
            paths,
            out=out,
            **_period(since, until, around, window),
            incident=incident,
            tz=tz or (),
            format=format or (),
            year=year,
            rules=rules or (),
            redact=redact,
            progress=report_progress,
        )
    _show(case, json=json)
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
            year=year,
            progress=report_progress,
        )
    print(loaded, json)


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
    json: options.Json = False,
) -> None:
    """Diagnose a case anew.

    Finds the incidents, ranks the causes, and writes findings.json and the reports.
    """
    from foreshock import case as cases

    _show(cases.diagnose(case, rules=rules or (), incident=incident), json=json)


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
    json: options.Json = False,
) -> None:
    """Print the report of a diagnosed case."""
    import foreshock

    typer.echo(foreshock.open(case).report("json" if json else form.value))


def _show(case: Case, *, json: bool) -> None:
    if json:
        print_json(case.findings)
    else:
        typer.echo(case.report("text"))


def _period(
    since: datetime | None, until: datetime | None, around: datetime | None, window: timedelta | None
) -> dict[str, Any]:
    """What is to be read, as the keywords of the library."""
    near = options.nearby(around, window)
    if near and (since or until):
        raise UsageError("Too many limits", valid=["--around with --window", "--since with --until"])
    return {"since": since, "until": until, "around": near and near[0], "window": near and near[1]}
