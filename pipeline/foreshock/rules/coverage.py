"""Whether a rule can be judged at all: whether its sources are there, and speak around the incident."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
import polars as pl

from foreshock.lake.frames import query
from foreshock.rules.compile import glob_regex, sql
from foreshock.rules.model import Requirement, Rule, Step
from foreshock.rules.shapes import share_known

# A log that would be expected to hold fewer records than this in the window may be silent by chance.
EXPECTED_TO_SPEAK = 5.0
REQUEST_RATE = "http.server.request.rate"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What each source says in the window; columns kind, host, name, total, present, expected."""

    sources: pl.DataFrame
    since: datetime
    until: datetime

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection, since: datetime, until: datetime) -> Coverage:
        """The coverage of the window; reads the table rule_coverage that ``match`` leaves."""
        window = {"since": since, "until": until}
        return cls(query(connection, sql("coverage_in_window"), window), since, until)

    def missing(self, rule: Rule) -> str:
        """Why the rule cannot be judged, in words; '' when it can."""
        if rule.requires:
            gaps = [self._gap(requirement) for requirement in rule.requires]
            return "" if not all(gaps) else " and ".join(dict.fromkeys(gaps))
        causes = rule.role("cause")
        # Where some step names the log to look into, that others looked into any log in vain rules nothing out.
        named = any(step.log and step.log.service for step in causes)
        telling = [step for step in causes if not named or step.log is None or step.log.service]
        gaps = [self.step_missing(step) for step in telling]
        lacking = all(gaps) if rule.needs == "any" else any(gaps)
        return " and ".join(dict.fromkeys(gap for gap in gaps if gap)) if lacking else ""

    def step_missing(self, step: Step) -> str:
        """Why the step cannot be judged, in words; '' when it can."""
        if step.shape is not None:
            shifts = self.sources.filter(pl.col("kind") == "shifts")["name"].to_list()
            few = share_known(step.shape.expect, shifts) < step.shape.known
            return f"too few of the measures {_listed(step.shape.expect)} in the inputs" if few else ""
        return self._gap(requirement_of(step))

    def _gap(self, requirement: Requirement) -> str:
        names = requirement.metric or requirement.service
        what = _described(requirement)
        found = self.sources.filter(pl.col("kind") == requirement.table)
        if names:
            pattern = re.compile(glob_regex(names))
            matching = [bool(pattern.fullmatch(name)) for name in found["name"]]
            found = found.filter(pl.Series(matching, dtype=pl.Boolean))
        if found.is_empty():
            return f"no {what} in the inputs"
        if found["present"].sum() > 0:
            return ""
        if requirement.table == "logs" and found["expected"].sum() < EXPECTED_TO_SPEAK:
            return ""
        return f"the {what} is silent from {self.since:%H:%M} to {self.until:%H:%M} UTC"


def requirement_of(step: Step) -> Requirement:
    """The source that a step looks at."""
    if step.log is not None:
        return Requirement("logs", service=step.log.service)
    if step.metric is not None:
        return Requirement("metrics", metric=(step.metric.name,))
    # Whoever logs requests has a rate of them.
    return Requirement("series", metric=(step.series.metric if step.series else REQUEST_RATE,))


def _described(requirement: Requirement) -> str:
    if requirement.table == "logs":
        programs = _either(requirement.service)
        return f"log of {programs}" if programs else "log"
    if requirement.table == "series" and all(name.startswith("http.") for name in requirement.metric):
        return "access log"
    return f"metric {_either(requirement.metric)}"


def _listed(names: Iterable[str]) -> str:
    first, second, *rest = [*names, ""]
    return ", ".join(filter(None, (first, second, "..." if any(rest) else "")))


def _either(names: Sequence[str]) -> str:
    return " or ".join(name.rstrip("*") for name in names if name.rstrip("*"))
