"""The report for a terminal: a summary that fits one screen, then the detail; plain and safe in a pipe."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from foreshock.report import words
from foreshock.report.text_layout import bullets, files_table, head
from foreshock.report.text_sections import sections, would_have_fired
from foreshock.report.view import Evidence, Incident, Report

_LEAST_WIDTH = 40
_SUMMARY_EVIDENCE = 3
_SUMMARY_REASONS = 3
# What of a line, and of what it says, surely stands in one row.
_ROW_CHARACTERS, _SAID_CHARACTERS = 90, 40
_TITLE_STYLES = {"incidents": "bold red", "healthy": "bold green", "nothing": "bold yellow"}
# The stamp at the head of a log line, which the summary has said already.
_STAMP = re.compile(
    r"^\[?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[A-Z]{3,5}|[+-]\d\d:?\d\d))?"
    r"|(?:[A-Z][a-z]{2} [ \d]\d )?\d\d:\d\d:\d\d(?: [AP]M)?)\]?\s{1,8}"
)


def render_text(report: Report, *, color: bool, width: int) -> str:
    """The report as lines of at most ``width`` columns (40 at least), with colour codes only where asked for."""
    out = io.StringIO()
    # The caller decides; neither NO_COLOR, TERM nor COLUMNS of the machine may change a report.
    console = Console(
        file=out,
        width=max(width, _LEAST_WIDTH),
        height=100,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    for part in _parts(report, console.width):
        console.print(part, overflow="fold")
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n")).strip("\n") + "\n"


def _parts(report: Report, width: int) -> Iterable[RenderableType]:
    yield Text(report.title, style=_TITLE_STYLES[report.outcome])
    yield from (Text(line) for line in report.lead)
    several = len(report.incidents) > 1
    for incident in report.incidents:
        if several:
            yield from head(f"Incident {incident.id}. {incident.title}")
            yield from (Text(line) for line in incident.lead)
        yield ""
        yield _summary(incident)
    if report.incidents and report.limits:
        told = words.counted(len(report.limits), "thing")
        yield from ("", Text(f"The inputs could not tell everything: {told} to know at the end.", style="dim"))
    for incident in report.incidents:
        yield from sections(report, incident, width, prefix=f"Incident {incident.id}: " if several else "")
    if report.checked:
        yield from (*head("What was checked"), *bullets(report.checked))
    if report.limits:
        yield from (*head("What the inputs could not tell"), *bullets(report.limits))
    if report.files:
        yield from (*head("Files read"), *files_table(report.files, width))
    yield from ("", Text(" ".join(filter(None, [_case_line(report), report.footer])), style="dim"))


def _case_line(report: Report) -> str:
    named = f"Case {report.case}" if report.case else ""
    return ", ".join(filter(None, [named, report.covers])) + "." if named or report.covers else ""


def _summary(incident: Incident) -> Table:
    """The screen that is read at 3 a.m.: what, when, how bad, the proof, what to do."""
    cause = incident.cause
    utc = f" ({incident.when_utc})" if incident.when_utc else ""
    measure = next((item for item in cause.prevention if item.fired), None) if cause else None
    ruled_out = [f"{words.capital(item.name)}: {item.reason}" for item in incident.ruled_out[:_SUMMARY_REASONS]]
    suspects = [] if cause else [item.sentence for item in incident.suspects[:_SUMMARY_REASONS]]
    rows: dict[str, RenderableType | None] = {
        "When": Text(", ".join(filter(None, [f"{incident.when}{utc}", incident.lasted]))),
        "Impact": _impact(incident),
        "Proof": _grouped(_proof(cause.evidence)) if cause else None,
        "Suspects": _grouped(bullets(suspects)),
        "Ruled out": _grouped(bullets(ruled_out)),
        "Ended": Text(" ".join(incident.resolution)) if incident.resolution else None,
        "Do now": Text(cause.remediation[0]) if cause and cause.remediation else None,
        "Earlier": Text(would_have_fired(measure)) if measure else None,
    }
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, said in rows.items():
        if said is not None:
            grid.add_row(name, said)
    return grid


def _grouped(parts: Sequence[RenderableType]) -> Group | None:
    return Group(*parts) if parts else None


def _impact(incident: Incident) -> Text | None:
    facts = "; ".join(f"{fact.figure} {fact.meaning}" for fact in incident.facts)
    said = incident.impact or words.sentence(facts)
    return Text(said) if said else None


def _proof(evidence: Sequence[Evidence]) -> list[RenderableType]:
    """A few evidence lines, of different files as far as there are, each cut to what one row can show."""
    first_of_files = {line.where.rpartition(":")[0]: line for line in reversed(evidence)}
    chosen = [line for line in evidence if line in first_of_files.values()]
    chosen += [line for line in evidence if line not in chosen]
    rows: list[RenderableType] = []
    for line in chosen[:_SUMMARY_EVIDENCE]:
        rows.append(
            Text().append(line.where, style="bold").append(f"  {line.at.clock}" if line.at else "", style="dim")
        )
        text = _STAMP.sub("", line.text.split("\n", 1)[0].replace("\t", " "), count=1)
        said = text if line.said.rstrip("…")[:_SAID_CHARACTERS] in text[:_ROW_CHARACTERS] else line.said
        rows.append(Text(f"  {said}", no_wrap=True, overflow="ellipsis"))
    return rows
