"""The report as a whole: what it says in each outcome, in every form, and what hostile findings cannot do to it."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from markdown_it import MarkdownIt

from foreshock.exceptions import UsageError
from foreshock.report import Chart, Form, render, write_reports
from foreshock.report.exceptions import FindingsFormError, ReportNotWrittenError
from foreshock.report.safe import map_strings

PEOPLE_FORMS: tuple[Form, ...] = ("text", "md", "html")


def squeezed(report: str) -> str:
    """The report with its line breaks and escapes taken out, so that a sentence can be looked for."""
    return " ".join(report.replace("\\", "").split())


@pytest.mark.parametrize(("lead", "said"), [(7, "7 s before"), (0, "as"), (-14, "as"), (-90, "1 min 30 s after")])
def test_an_onset_within_the_first_bucket_of_the_pain_is_not_later_than_it(
    seed: dict[str, Any], lead: int, said: str
) -> None:
    """The pain begins with a bucket of many seconds, a line with its second: which was first is not known."""
    seed["incidents"][0]["causes"][0]["lead_seconds"] = lead

    assert f"(2023-07-11 00:59:31 UTC), {said} users felt it." in squeezed(render(seed, "text"))


@pytest.mark.parametrize("form", PEOPLE_FORMS)
def test_verdict_comes_first(seed: dict[str, Any], form: Form) -> None:
    """Cause, entity, confidence, onset and lead stand before everything else."""
    report = squeezed(render(seed, form))
    order = [
        "Root cause: disk full on db-01:/var/lib/postgresql",
        "The database volume on db-01 filled up",
        "Confidence 97 %. Onset 2023-07-10 19:59:31 EST (2023-07-11 00:59:31 UTC), 33 s before users felt it.",
        "2 h 0 min",
        "30 % of the expected requests were lost",
        "Timeline",
        "What led to what",
        "Other hypotheses",
        "How it ended",
        "Corrective measures",
        "Preventive measures",
        "What the inputs could not tell",
        "Files read",
    ]
    places = [report.rfind(part) if part == "Timeline" else report.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("form", PEOPLE_FORMS)
@pytest.mark.parametrize(
    "said",
    [
        "db-01/postgresql.log:48211",
        "app-01/app.log:88120",
        "raffic surge",
        "equest rate 2 % below its baseline",
        "20:05:12",
        "max_connections changed from 100 to 300",
        "FilesystemWillFill",
        "2023-07-10 00:20:00 EST (05:20:00 UTC)",
        "19 h 40 min before the impact",
        "eplication lag",
        "o replica log or metric in the inputs",
        "17 lines of web-01/access.log (under 0.01 %) could not be parsed",
        "They look like PHP; give it with --format php. Line 17: PHP Warning: token=[redacted].",
        "db-01/sar.txt is silent from 2023-07-10 20:10:00 to 20:40:00 EST",
        "The clock of app-01 was 1.84 s ahead of the others, give or take 200 ms",
        "not a log: a JPEG image",
        "same host as postgresql.log",
        "310,204",
        "Release 2023.07.10-1 was deployed",
    ],
)
def test_every_form_says_what_matters(seed: dict[str, Any], form: Form, said: str) -> None:
    """Evidence, rivals, people's interventions, alerts and limits are in every form that people read."""
    report = render(seed, form, width=200).replace("<b>", "").replace("</b>", "").replace("</time>", "")
    assert said in squeezed(report)


@pytest.mark.parametrize("form", PEOPLE_FORMS)
def test_a_file_that_was_read_in_part_is_a_limit(seed: dict[str, Any], form: Form) -> None:
    """Who asks for a period learns which part of a large file the answer rests on."""
    seed["files"][0].update(from_byte=4096, to_byte=8192)
    assert "only bytes 4096 to 8192 were read" in squeezed(render(seed, form))


def test_summary_fits_a_screen(seed: dict[str, Any]) -> None:
    """In a terminal of 100 columns the verdict, the proof and what to do are in the first 30 lines."""
    screen = "\n".join(render(seed, width=100).splitlines()[:30])
    for said in ("Root cause", "Impact", "No space left", "Ruled out", "Ended", "Do now", "Earlier"):
        assert said in screen


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_text_keeps_to_the_width(seed: dict[str, Any], width: int) -> None:
    """No line is longer than the terminal is wide, none ends in white space, and no figure is cut off."""
    seed["files"][0].update(path=f"archive/{'deep/' * 30}postgresql.log", host="db-01.eu-central.shop.internal")
    seed["files"][1].update(lines=1_234_567_890, records=1_234_567_890)
    lines = render(seed, width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert lines == [line.rstrip() for line in lines]
    assert "1,234,567,890" in "\n".join(lines)


def test_colour_only_when_asked(seed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller alone decides on colour; with the codes taken out both say the same."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in render(seed)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    colored = render(seed, color=True)
    assert "\x1b[1;31mRoot cause" in colored


@pytest.mark.parametrize("form", PEOPLE_FORMS)
def test_healthy_archive(healthy: dict[str, Any], form: Form) -> None:
    """Without incidents the report says so, and what was checked."""
    report = squeezed(render(healthy, form))
    assert "No incident found" in report
    assert "37 rules in 9 packs; none fired." in report
    assert "Root cause" not in report


@pytest.mark.parametrize("form", PEOPLE_FORMS)
def test_nothing_analysable(seed: dict[str, Any], form: Form) -> None:
    """Inputs without a single record are no healthy archive: the report says that nothing was analysed, and why."""
    report = squeezed(render({**seed, "incidents": [], "files": seed["files"][-1:]}, form))
    assert "Nothing could be analysed" in report
    assert "not a log: a JPEG image" in report
    assert "No incident found" not in report
    assert "No file was found" in squeezed(render({**seed, "incidents": [], "files": []}, form))


@pytest.mark.parametrize("form", PEOPLE_FORMS)
def test_incident_that_lasts(seed: dict[str, Any], form: Form) -> None:
    """An incident without an end is said to go on."""
    seed["incidents"][0]["end"] = None
    report = squeezed(render(seed, form))
    assert "still going on at the end of the data" in report
    assert "since 2023-07-10 20:00:04 EST" in report


@pytest.mark.parametrize("form", PEOPLE_FORMS)
def test_no_rule_explains_it(seed: dict[str, Any], form: Form) -> None:
    """Without a cause the report says so and shows the suspects, and names no symptom as the cause."""
    del seed["incidents"][0]["headline"]
    seed["incidents"][0]["causes"] = []
    report = squeezed(render(seed, form))
    assert "No rule explains this incident" in report
    assert "31 deviations above its usual value" in report
    assert "oot cause" not in report


@pytest.mark.parametrize("form", PEOPLE_FORMS)
def test_an_unsure_answer_says_why(seed: dict[str, Any], form: Form) -> None:
    """What speaks most against a cause that is not certain stands under the title, beside the confidence."""
    first = seed["incidents"][0]["causes"][0]
    first["contradicted_by"] = ["the inputs cannot show whether it came of another cause: a query was slow"]
    assert "Why it is not surer" not in squeezed(render(seed, form))
    first["confidence"] = 0.7
    assert "Why it is not surer: The inputs cannot show whether it came of" in squeezed(render(seed, form))


@pytest.mark.parametrize("form", PEOPLE_FORMS)
def test_several_incidents(seed: dict[str, Any], form: Form) -> None:
    """Each incident has its own verdict and its own sections."""
    second = copy.deepcopy(seed["incidents"][0])
    second.update(id=2, start="2023-07-09T12:00:00Z", end="2023-07-09T12:10:00Z", causes=second["causes"][1:])
    second["causes"][0].update(rank=1, confidence=0.65)
    seed["incidents"].append(second)
    report = squeezed(render(seed, form))
    assert "2 incidents found" in report
    assert "Incident 1. Root cause: disk full on db-01:/var/lib/postgresql" in report
    assert "Incident 2. Probable cause: connection exhaustion on db-01:postgresql" in report


@pytest.mark.parametrize("form", PEOPLE_FORMS)
def test_only_what_the_design_demands(seed: dict[str, Any], form: Form) -> None:
    """Findings without any optional key still make a whole report, with a timeline of the moments they name."""
    for key in ("checked", "limits", "clocks"):
        seed.pop(key, None)
    for key in ("site_timezone", "site_timezone_label"):
        del seed["case"][key]
    for key in ("headline", "timeline", "resolution"):
        del seed["incidents"][0][key]
    del seed["incidents"][0]["impact"]["sentence"]
    report = squeezed(render(seed, form))
    assert "Onset 2023-07-11 00:59:31 UTC" in report
    assert "Release 2023.07.10-1 was deployed" in report
    assert "EST (" not in report


def test_change_is_told_once(seed: dict[str, Any]) -> None:
    """A change that the timeline has already is not told again from the list of changes."""
    assert render(seed).count("was deployed") == 1


@pytest.mark.parametrize("form", get_args(Form))
def test_hostile_text_everywhere(seed: dict[str, Any], form: Form, hostile: str) -> None:
    """With an attack in every sentence and line, no form holds a character that a terminal or a page would obey."""
    free = {"sentence", "text", "sql", "reason", "chain", "headline", "error", "why_format", "expr", "alert", "method"}
    poisoned: Any = map_strings(seed, lambda key, text: f"{text} {hostile}" if key in free else text)
    report = render(poisoned, form)
    assert report.encode("utf-8")
    assert not [char for char in report if char in "\x1b\x07\x00\u202e\u2066\x9b"]
    if form == "html":
        assert "<script" not in report
        assert "<img" not in report
    if form == "md":
        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(report)
        inner = [child for token in tokens for child in token.children or ()]
        assert not {"html_block", "hr"} & {token.type for token in tokens}
        assert not {"html_inline", "link_open", "image", "s_open"} & {child.type for child in inner}
        rows = [token.content for token in tokens if token.type == "inline" and token.content == "Rejected"]
        assert len(rows) == 1


def test_markdown_is_read_as_meant(seed: dict[str, Any]) -> None:
    """One title, the sections as headings, two tables of full rows, a fence for each evidence line."""
    tokens = MarkdownIt("commonmark").enable("table").parse(render(seed, "md"))
    kinds = [token.type for token in tokens]
    titles = [after.content for token, after in pairwise(tokens) if token.tag == "h1" and token.nesting == 1]
    assert titles == ["Root cause: disk full on db-01:/var/lib/postgresql"]
    assert kinds.count("table_open") == 2
    assert kinds.count("fence") == 7
    assert kinds.count("td_open") == 9 * 5 + 7 * 8
    assert "code_block" not in kinds


def test_secrets_do_not_leave(seed: dict[str, Any], charts: list[Chart]) -> None:
    """No form shows the password of a connection string, unless redaction was turned off."""
    for form in get_args(Form):
        assert "Tr0ub4dor" not in render(seed, form, charts=charts)
        assert "Tr0ub4dor" in render(seed, form, charts=charts, redact=False)
    told = [chart.with_texts(lambda text: f"{text} password=hunter2") for chart in charts]
    assert "hunter2" not in render(seed, "html", charts=told)


def test_findings_of_another_form_are_refused(seed: dict[str, Any]) -> None:
    """Another schema, a missing key or a wrong type is one sentence, not a traceback."""
    with pytest.raises(FindingsFormError, match=r"foreshock\.findings/1"):
        render({**seed, "schema": "foreshock.findings/9"})
    del seed["incidents"][0]["causes"][0]["rank"]
    with pytest.raises(FindingsFormError, match="rank"):
        render(seed)
    with pytest.raises(UsageError, match="pdf"):
        render(seed, "pdf")  # type: ignore[arg-type]


def test_long_tail_of_hypotheses(seed: dict[str, Any]) -> None:
    """In a terminal the first hypotheses that were ruled out come with reasons, the long tail by name."""
    seed["incidents"][0]["ruled_out"] += [{"cause": f"cause-{n}", "reason": f"reason {n}"} for n in range(10)]
    report = squeezed(render(seed))
    assert "Cause 4: reason 4." in report
    assert "reason 5" not in report
    assert (
        "Also ruled out, for reasons that findings.json gives: cause 5, cause 6, cause 7, cause 8 and cause 9."
        in report
    )
    for form in ("md", "html"):
        assert "eason 9." in render(seed, form)


def test_files_of_a_case(seed: dict[str, Any], charts: list[Chart], tmp_path: Path) -> None:
    """The case folder gets three files that hold what render returns, and nothing else."""
    written = write_reports(seed, tmp_path / "case", charts=charts)
    assert sorted(path.name for path in (tmp_path / "case").iterdir()) == ["findings.json", "report.html", "report.md"]
    assert {path.name for path in written} == {"findings.json", "report.html", "report.md"}
    assert (tmp_path / "case/report.md").read_text(encoding="utf-8") == render(seed, "md")
    assert (tmp_path / "case/report.html").read_text(encoding="utf-8") == render(seed, "html", charts=charts)
    kept = json.loads((tmp_path / "case/findings.json").read_text(encoding="utf-8"))
    assert render(kept, "md") == render(seed, "md")


def test_a_refused_write_leaves_the_old_files(seed: dict[str, Any], tmp_path: Path) -> None:
    """When the operating system refuses, what stood there still stands there, and no draft is left."""
    write_reports(seed, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / f".findings.json.{os.getpid()}.draft").mkdir()
    with pytest.raises(ReportNotWrittenError, match="could not be written"):
        write_reports({**seed, "limits": ["new"]}, tmp_path)
    (tmp_path / f".findings.json.{os.getpid()}.draft").rmdir()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_import_is_cheap() -> None:
    """Importing the stage loads neither rich nor jinja2; they come with the first report."""
    code = "import sys, foreshock.report; print({'rich', 'jinja2', 'polars', 'duckdb'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_summary_shows_what_a_document_says(seed: dict[str, Any]) -> None:
    """A line of JSON begins with its stamp and its logger: the row of the summary gives its message."""
    said = "OSError: [Errno 28] No space left on device"
    line = seed["incidents"][0]["causes"][0]["evidence"][0]
    line |= {"text": f'{{"ts": "2023-07-11T01:00:02Z", "exc": "{"frame " * 40}{said}"}}', "said": said}
    summary, _, rest = render(seed, "text").partition("Timeline")
    assert f"  {said}\n" in summary
    assert said in squeezed(rest)
