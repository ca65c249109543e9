"""One renderer for each form, and the files of a case."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from foreshock.exceptions import UsageError
from foreshock.report import Form
from foreshock.report.chart import Chart
from foreshock.report.compose import compose
from foreshock.report.exceptions import ReportNotWrittenError
from foreshock.report.form import render_json
from foreshock.report.pages import render_html, render_markdown
from foreshock.report.redact import redacted, redacted_findings
from foreshock.report.text import render_text


def render_as(
    findings: Mapping[str, Any], as_: Form, *, charts: Sequence[Chart], color: bool, width: int, redact: bool
) -> str:
    """The findings in one form; see ``foreshock.report.render``."""
    if as_ not in get_args(Form):
        raise UsageError("no such form of report", value=as_, valid=get_args(Form), try_next="--as text")
    findings, charts = _shared(findings, charts, redact=redact)
    report = compose(findings)
    if as_ == "json":
        return render_json(findings)
    if as_ == "md":
        return render_markdown(report)
    if as_ == "html":
        return render_html(report, charts)
    return render_text(report, color=color, width=width)


def write_all(findings: Mapping[str, Any], folder: Path, *, charts: Sequence[Chart], redact: bool) -> tuple[Path, ...]:
    """The written files; see ``foreshock.report.write_reports``."""
    findings, charts = _shared(findings, charts, redact=redact)
    report = compose(findings)
    texts = {
        folder / "report.md": render_markdown(report),
        folder / "report.html": render_html(report, charts),
        folder / "findings.json": render_json(findings),
    }
    drafts = {path: path.with_name(f".{path.name}.{os.getpid()}.draft") for path in texts}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            _write_durably(drafts[path], text)
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as error:
        for draft in drafts.values():
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
        problem = f"the report could not be written ({error.strerror or error})"
        raise ReportNotWrittenError(problem, value=str(folder), try_next="-o with another folder") from error
    return tuple(texts)


def _shared(
    findings: Mapping[str, Any], charts: Sequence[Chart], *, redact: bool
) -> tuple[Mapping[str, Any], Sequence[Chart]]:
    """What every form of the report is made of: without secrets, where these are to be redacted."""
    if not redact:
        return findings, charts
    return redacted_findings(findings), [chart.with_texts(redacted) for chart in charts]


def _write_durably(path: Path, text: str) -> None:
    """Write and flush to the disk, so that a rename never makes an empty file visible after a crash."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
