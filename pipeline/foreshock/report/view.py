"""What a report says, in the order in which it says it; the renderers only lay it out.

Every string here is already redacted, free of control characters and worded for people; none is escaped for
Markdown or HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from foreshock.report.moments import Moment, Zone

Outcome = Literal["incidents", "healthy", "nothing"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of a file that proves something; ``where`` is ``file:line``, ``said`` what of its text proves it."""

    where: str
    at: Moment | None
    text: str
    sql: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Prevention:
    """A preventive measure, and the alert that would have caught the cause earlier."""

    sentence: str
    alert: str = ""
    expression: str = ""
    hold: str = ""
    fired: Moment | None = None
    ahead: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """One hypothesis; the first of an incident is its root cause."""

    title: str
    confidence: str
    onset: Moment | None
    lead: str
    sentence: str
    rule: str
    evidence: list[Evidence] = field(default_factory=list)
    chain: list[str] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    contradicted_by: list[str] = field(default_factory=list)
    remediation: list[str] = field(default_factory=list)
    prevention: list[Prevention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the timeline; ``kind`` is a word such as symptom, cause or people."""

    at: Moment
    kind: str
    entity: str
    sentence: str
    where: str = ""

    @property
    def text(self) -> str:
        """The sentence, with the entity before it unless it names it already."""
        return f"{self.entity}: {self.sentence}" if self.entity and self.entity not in self.sentence else self.sentence


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one calendar day at the site."""

    name: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Reason:
    """A hypothesis set aside (or never evaluable), and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """Something the data themselves point to, without a rule."""

    kind: str
    sentence: str
    onset: Moment | None
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of the impact: ``30 %`` / ``of the expected requests were lost``."""

    figure: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident from its verdict to its ending; ``title`` and ``lead`` are the verdict."""

    id: int
    title: str
    lead: list[str]
    start: Moment | None
    end: Moment | None
    when: str
    when_utc: str
    lasted: str
    impact: str
    facts: list[Fact]
    symptoms: list[Entry]
    days: list[Day]
    cause: Cause | None
    others: list[Cause]
    ruled_out: list[Reason]
    not_evaluable: list[Reason]
    suspects: list[Suspect]
    resolution: list[str]


@dataclass(frozen=True, slots=True)
class File:
    """One input file and the account of its lines."""

    path: str
    format: str
    why_format: str
    host: str
    timezone: str
    why_timezone: str
    lines: int
    records: int
    attached: int
    rejected: int
    span: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report of one case."""

    outcome: Outcome
    title: str
    lead: list[str]
    case: str
    covers: str
    zone: Zone
    zone_label: str
    zone_changes: bool
    incidents: list[Incident]
    checked: list[str]
    limits: list[str]
    files: list[File]
    footer: str
