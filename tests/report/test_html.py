"""The page: needs nothing, allows nothing, and reads well without eyes."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from foreshock.report import Chart, render

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """The tags of a page in order, with their attributes; fails where tags do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        assert self.open.pop() == tag


@pytest.fixture
def html(seed: dict[str, Any], charts: list[Chart]) -> str:
    """The page of the example."""
    return render(seed, "html", charts=charts)


def test_policy_allows_the_style_sheet_only(html: str) -> None:
    """The policy forbids everything but the page's own style sheet, whose hash is right."""
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policies = [a["content"] for tag, a in Page(html).tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]


def test_page_needs_nothing(html: str) -> None:
    """No script, no handler, no inline style, no address outside the page."""
    for tag, attributes in Page(html).tags:
        assert tag not in {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
        assert not [name for name in attributes if name.startswith("on") or name in {"style", "src", "srcset"}]
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in html
    assert "@import" not in html


def test_page_is_accessible(html: str) -> None:
    """A language, one first heading, no skipped level, scoped table heads, a name for every chart."""
    tags = Page(html).tags
    assert ("html", {"lang": "en"}) in tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert all(attributes.get("scope") for tag, attributes in tags if tag == "th")
    charts = [attributes for tag, attributes in tags if tag == "svg"]
    assert len(charts) == 2
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)


def test_times_are_for_machines_too(html: str) -> None:
    """Times carry their UTC form."""
    assert '<time datetime="2023-07-11T00:59:31Z">2023-07-10 19:59:31 EST (2023-07-11 00:59:31 UTC)</time>' in html
    assert '<time datetime="2023-07-11T01:00:04Z/2023-07-11T03:00:11Z">' in html


def test_charts_are_well_formed(html: str, seed: dict[str, Any], hostile: str, charts: list[Chart]) -> None:
    """Each chart is XML, also when labels hold an attack."""
    marked = Chart(hostile, hostile, [(hostile, *charts[0].series[0][1:])], marks=[(charts[0].marks[0][0], hostile)])
    page = render(seed, "html", charts=[marked])
    assert "<script" not in page
    for text in (html, page):
        for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
            assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314 - our own drawing


def test_chart_of_one_incident_stands_with_it(seed: dict[str, Any], charts: list[Chart]) -> None:
    """With several incidents a chart stands in the section of its own; one that names none before them all."""
    seed["incidents"].append({**seed["incidents"][0], "id": 2})
    first, second = charts
    owned = Chart(second.title, second.unit, second.series, incident=2)
    page = render(seed, "html", charts=[owned, first])
    assert page.index("Space used on db-01</") < page.index('id="incident-1"')
    assert page.index('id="incident-2"') < page.index("Latency of web-01 ")
