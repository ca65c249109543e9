"""The Python API: analyse archives, open cases, ask them."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from foreshock import __version__
from foreshock.diagnose import diagnose as find_causes
from foreshock.exceptions import ForeshockError
from foreshock.ingest import IngestOptions
from foreshock.lake import CaseFolder, Catalog, LoadReport, load
from foreshock.lake.frames import query as run_query
from foreshock.progress import Progress
from foreshock.report import Form, render, write_reports
from foreshock.report.series import case_charts
from foreshock.rules.packs import load as load_rules

Paths = Sequence[str | Path] | str | Path
# The end is None while an incident lasts.
Interval = tuple[datetime, datetime | None]

FINDINGS = "findings.json"
MOST_REASONS = 3


class NothingAnalysedError(ForeshockError):
    """None of the inputs could be read as logs or metrics."""


class NotDiagnosedError(ForeshockError):
    """The case has tables, but nobody has diagnosed it yet."""


class QueryError(ForeshockError):
    """DuckDB refused a query."""


class Case:
    """One analysed set of inputs: its findings, its tables, its reports."""

    def __init__(self, path: Path, findings: dict[str, Any] | None = None) -> None:
        """Call ``analyze`` or ``open``."""
        self.path = path
        self._findings = findings

    def __repr__(self) -> str:
        return f"Case({str(self.path)!r})"

    @property
    def findings(self) -> dict[str, Any]:
        """The content of findings.json; NotDiagnosedError when the case was only ingested."""
        if self._findings is None:
            self._findings = _read_findings(self.path)
        return self._findings

    @property
    def incidents(self) -> list[dict[str, Any]]:
        """The incidents of findings.json, in time order; empty when nothing was wrong."""
        return list(self.findings["incidents"])

    def sql(self, query: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The rows that a query selects from the case's tables; ``$name`` is bound to the parameter of that name.

        QueryError when DuckDB refuses it.
        """
        with Catalog.open(self.path, read_only=True) as catalog:
            try:
                return run_query(catalog.connection, query, parameters)
            except duckdb.Error as error:
                raise QueryError(str(error).splitlines()[0], value=query, try_next="SHOW TABLES") from error

    def report(self, as_: Form = "text", *, color: bool = False, width: int = 100, redact: bool = True) -> str:
        """The report as ``text``, ``md``, ``html`` or ``json``."""
        charts = []
        if as_ == "html":
            with Catalog.open(self.path, read_only=True) as catalog:
                charts = case_charts(catalog.connection, self.findings)
        return render(self.findings, as_, charts=charts, color=color, width=width, redact=redact)


def analyze(
    paths: Paths,
    *,
    out: str | Path | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    around: datetime | None = None,
    window: timedelta | None = None,
    incident: Interval | None = None,
    tz: Sequence[str] = (),
    format: Sequence[str] = (),
    definitions: Sequence[str | Path] = (),
    year: int | None = None,
    rules: Sequence[str | Path] = (),
    builtin_rules: bool = True,
    redact: bool = True,
    progress: Progress | None = None,
) -> Case:
    """Ingest, diagnose and report: the whole way from files to causes.

    Without ``out`` the case lies in a temporary folder that goes with the returned object. NothingAnalysedError
    when no input could be read; single files that could not are told in ``findings["files"]``.
    """
    folder = Path(out) if out is not None else Path(tempfile.mkdtemp(prefix="foreshock-")) / "case"
    ingest(
        paths,
        folder,
        since=since,
        until=until,
        around=around,
        window=window,
        tz=tz,
        format=format,
        definitions=definitions,
        year=year,
        progress=progress,
    )
    case = diagnose(
        folder, rules=rules, builtin_rules=builtin_rules, incident=incident, redact=redact, name=_name(paths)
    )
    if out is None:
        weakref.finalize(case, shutil.rmtree, folder.parent, ignore_errors=True)
    return case


def ingest(
    paths: Paths,
    out: str | Path,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    around: datetime | None = None,
    window: timedelta | None = None,
    tz: Sequence[str] = (),
    format: Sequence[str] = (),
    definitions: Sequence[str | Path] = (),
    year: int | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Read files, folders and globs into the tables of a case; what is in already is not read again."""
    if around is not None:
        near = window or timedelta(minutes=30)
        since, until = around - near, around + near
    options = IngestOptions(
        tz=tuple(tz),
        format=tuple(format),
        definitions=tuple(Path(each) for each in definitions),
        year=year,
        since=since,
        until=until,
    )
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    report = load(given, out, options, progress)
    if not report.usable:
        raise _nothing(report)
    return report


def diagnose(
    case: str | Path,
    *,
    rules: Sequence[str | Path] = (),
    builtin_rules: bool = True,
    incident: Interval | None = None,
    redact: bool = True,
    name: str = "",
) -> Case:
    """Find the causes in a case that was ingested, and write findings.json and the reports into it."""
    folder = CaseFolder.open(case)
    ruleset = load_rules([Path(each) for each in rules], builtin=builtin_rules)
    with Catalog.open(folder.root) as catalog:
        findings = find_causes(
            catalog.connection, ruleset, name=name or folder.root.name, version=__version__, given=incident
        ).findings
        charts = case_charts(catalog.connection, findings)
    write_reports(findings, folder.root, charts=charts, redact=redact)
    return Case(folder.root, findings)


def open(path: str | Path) -> Case:
    """A case that was ingested or analysed before; its tables can be asked at once, its findings once diagnosed."""
    return Case(CaseFolder.open(path).root)


def _read_findings(path: Path) -> dict[str, Any]:
    """findings.json of a case."""
    try:
        findings: dict[str, Any] = json.loads((path / FINDINGS).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotDiagnosedError(
            "this case has not been diagnosed yet", value=str(path), try_next=f"foreshock diagnose {path}"
        ) from error
    return findings


def _nothing(report: LoadReport) -> NothingAnalysedError:
    """The error that says, for the first few inputs, why none of them could be used."""
    reasons = [f"{facts.path}: {facts.error or 'no record in it'}" for facts in (*report.failed, *report.read)]
    reasons += [f"{note.source}: {note.reason}" for note in report.notes]
    more = f"; and {len(reasons) - MOST_REASONS} more" if len(reasons) > MOST_REASONS else ""
    return NothingAnalysedError(
        f"nothing here could be read as a log or as metrics ({'; '.join(reasons[:MOST_REASONS])}{more})",
        try_next="foreshock formats explain FILE",
    )


def _name(paths: Paths) -> str:
    """What the case is called: the last part of the first path."""
    first = paths if isinstance(paths, (str, Path)) else next(iter(paths), "")
    return Path(first).absolute().name
