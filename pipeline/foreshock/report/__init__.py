"""Report: the findings as terminal text, Markdown, HTML and JSON. It reads findings and charts, measures nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from foreshock.report.chart import Chart

if TYPE_CHECKING:
    from os import PathLike

Form = Literal["text", "md", "html", "json"]

__all__ = ["Chart", "Form", "render", "write_reports"]


def render(
    findings: Mapping[str, Any],
    as_: Form = "text",
    *,
    charts: Sequence[Chart] = (),
    color: bool = False,
    width: int = 100,
    redact: bool = True,
) -> str:
    """The findings as one text that ends in a line feed.

    ``findings`` has the form of findings.schema.json. ``charts`` are drawn in HTML only; ``color`` and ``width``
    (columns, at least 40) matter to text only. With ``redact`` no secret that a log line held comes through.
    Raises FindingsFormError for findings of another form, UsageError for a form that does not exist.
    """
    from foreshock.report.renderers import render_as  # noqa: PLC0415 - rich and jinja2 load only when a report is made

    return render_as(findings, as_, charts=charts, color=color, width=width, redact=redact)


def write_reports(
    findings: Mapping[str, Any],
    folder: str | PathLike[str],
    *,
    charts: Sequence[Chart] = (),
    redact: bool = True,
) -> tuple[Path, ...]:
    """The paths of report.md, report.html and findings.json, written into the folder.

    Each file is either the old one or the whole new one, whenever the machine stops; a reader never sees half.
    Raises ReportNotWrittenError when the operating system refuses, with the files as they were.
    """
    from foreshock.report.renderers import write_all  # noqa: PLC0415

    return write_all(findings, Path(folder), charts=charts, redact=redact)
