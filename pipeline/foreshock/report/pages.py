"""The report as Markdown and as one HTML page, from the templates beside this file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from foreshock.report import words
from foreshock.report.chart import Chart
from foreshock.report.moments import Zone, in_utc, span
from foreshock.report.safe import Markdown, code, code_cell, fenced, inline, markdown
from foreshock.report.svg import SERIES_STYLES, draw
from foreshock.report.ticks import unit_name
from foreshock.report.view import Report


def render_markdown(report: Report) -> str:
    """The report as GitHub-flavoured Markdown; whatever is not the template's own is escaped."""
    text = _markdown_environment().get_template("report.md.j2").render(report=report)
    return text.strip("\n") + "\n"


def render_html(report: Report, charts: Sequence[Chart] = ()) -> str:
    """The report as one page that needs nothing but itself: no script, no font, no request to anywhere.

    The page's policy allows its own style sheet, by hash, and nothing else.
    """
    css = files(__package__).joinpath("templates", "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    known = {incident.id for incident in report.incidents}
    drawn: dict[int | None, list[tuple[str, list[tuple[int, str]], Markup]]] = {}
    for chart in (chart.with_texts(inline) for chart in charts):
        if (picture := draw(chart, report.zone)) is not None:
            owner = chart.incident if chart.incident in known else None
            key = [(index % SERIES_STYLES, label) for index, (label, _, _) in enumerate(chart.series)]
            drawn.setdefault(owner, []).append((_titled(chart), key, picture))
    page = _html_environment().get_template("report.html.j2")
    style = Markup(css)  # noqa: S704 - our own file
    return page.render(report=report, charts=drawn, css=style, digest=digest).strip("\n") + "\n"


def _titled(chart: Chart) -> str:
    """The chart's title, with what its axis counts where the axis does not say so."""
    counted = unit_name(chart.unit)
    return f"{chart.title} ({counted})" if counted else chart.title


@cache
def _markdown_environment() -> Environment:
    environment = Environment(  # noqa: S701 - finalize escapes for Markdown what autoescape would for HTML
        loader=PackageLoader("foreshock.report"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_as_markdown,
    )
    environment.filters.update(_WORDS, code=code, code_cell=code_cell, fenced=fenced)
    return environment


@cache
def _html_environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("foreshock.report"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    environment.filters.update(_WORDS)
    environment.globals["UTC"] = Zone.of("UTC")
    return environment


def _as_markdown(value: object) -> object:
    return value if isinstance(value, Markdown) else markdown(str(value))


_WORDS: dict[str, Callable[..., object]] = {
    "capital": words.capital,
    "counted": words.counted,
    "in_utc": in_utc,
    "listed": words.listed,
    "sentence": words.sentence,
    "as_is": Markdown,
    "span": span,
    "thousands": "{:,}".format,
}
