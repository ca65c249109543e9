"""Arguments and options that several commands share, and how a command group is made."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from foreshock.cli import times
from foreshock.exceptions import UsageError

NEARBY = timedelta(minutes=30)


def group(**settings: Any) -> typer.Typer:
    """A command group in the house's form: plain help that answers at once, no decorated tracebacks."""
    return typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        **settings,
    )


def examples(*lines: str) -> str:
    """The foot of a command's help: lines to copy."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def nearby(around: datetime | None, window: timedelta | None) -> tuple[datetime, timedelta] | None:
    """The moment and the span of --around and --window; None when neither was given."""
    if around is not None:
        return around, window if window is not None else NEARBY
    if window is not None:
        raise UsageError("--window needs --around", try_next="--around 2023-07-11T01:00Z --window 30m")
    return None


def rules_folder(text: str) -> Path:
    """The folder, which must be there: a mistyped one would else mean no rules."""
    if not Path(text).is_dir():
        raise UsageError("There is no such folder of rule packs", value=text, try_next="foreshock rules list")
    return Path(text)


Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH", help="Files, folders or globs with logs and metrics.", show_default=False),
]
Case = Annotated[Path, typer.Argument(metavar="CASE", help="A case folder, as analyze or ingest wrote it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
RulesFolders = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules",
        parser=rules_folder,
        metavar="DIR",
        help="A folder with rule packs of your own, beside those that come along.",
    ),
]
Signatures = Annotated[
    Path | None,
    typer.Option(
        "--signatures",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Signatures of confirmed incidents, as evaluate --learn wrote them.",
    ),
]
Incident = Annotated[
    times.Interval | None,
    typer.Option(
        metavar="START/END",
        parser=times.interval,
        help="This was the incident, as an ISO 8601 interval; it is not searched for then.",
    ),
]
Since = Annotated[
    datetime | None, typer.Option(metavar="TIME", parser=times.instant, help="Read nothing before this time.")
]
Until = Annotated[
    datetime | None, typer.Option(metavar="TIME", parser=times.instant, help="Read nothing after this time.")
]
Around = Annotated[
    datetime | None, typer.Option(metavar="TIME", parser=times.instant, help="Only what is near this time.")
]
Window = Annotated[
    timedelta | None,
    typer.Option(
        metavar="SPAN",
        parser=times.span,
        help="How near, before and after: 90s, 10m, 1h30m, 2d; 30m when it is not given.",
    ),
]
Zones = Annotated[
    list[str] | None,
    typer.Option(
        "--tz",
        metavar="[GLOB=]ZONE",
        help="Zone of stamps that carry none, for all files or for those that match: 'db-01/*=America/New_York'.",
    ),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="[GLOB=]NAME[:OPTION=VALUE]",
        help="Format of the files that match, instead of having it recognised; `foreshock formats` lists the names.",
    ),
]
Definitions = Annotated[
    list[Path] | None,
    typer.Option(
        "--formats",
        metavar="DIR",
        help="A folder with definitions of formats of your own (*.yaml), or one such file.",
    ),
]
Year = Annotated[
    int | None, typer.Option(metavar="YYYY", help="Year of the first stamp in logs that write none (syslog).")
]
