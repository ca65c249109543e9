"""The sections of one incident for a terminal, in the order of a postmortem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from foreshock.report import words
from foreshock.report.text_layout import bullets, hanging, head, timeline
from foreshock.report.view import Cause, Evidence, Incident, Prevention, Reason, Report, Suspect

_EVIDENCE = 12
_REASONS = 8
_EVIDENCE_CHARACTERS = 400


def sections(report: Report, incident: Incident, width: int, *, prefix: str) -> Iterable[RenderableType]:
    """Timeline, cause, rivals, ending, measures; a section without content is left out, heading and all."""
    cause = incident.cause
    unknown = [f"{words.capital(item.name)}: {item.reason}" for item in incident.not_evaluable]
    contents: dict[str, list[RenderableType]] = {
        "Timeline": [*timeline(report, incident.days, width)],
        incident.title: [*_cause(cause)] if cause else [],
        "Other hypotheses": [_rival(rank, other) for rank, other in enumerate(incident.others, start=2)],
        "Suspects from the data": [_suspect(suspect) for suspect in incident.suspects],
        "Ruled out": bullets(_ruled_out(incident.ruled_out)),
        "How it ended": [Text(line) for line in incident.resolution],
        "Corrective measures": bullets(cause.remediation) if cause else [],
        "Preventive measures": [_measure(measure) for measure in cause.prevention] if cause else [],
        "Could not be evaluated": bullets(unknown),
    }
    for title, parts in contents.items():
        if parts:
            yield from (*head(f"{prefix}{title}"), *parts)


def would_have_fired(measure: Prevention) -> str:
    """The sentence that says when an alert would have fired, and how long before the impact."""
    named = f"Alert {measure.alert}" if measure.alert else "An alert"
    moment = f" at {measure.fired.both}" if measure.fired else ""
    return f"{named} would have fired{moment}{f', {measure.ahead}' if measure.ahead else ''}."


def _cause(cause: Cause) -> Iterable[RenderableType]:
    rule = f" Rule {cause.rule}." if cause.rule else ""
    yield Text(f"{cause.sentence}{rule}".strip())
    if cause.chain:
        yield Text("What led to what:", style="bold")
        yield from (hanging(f"{step}. ", Text(text)) for step, text in enumerate(cause.chain, start=1))
    if cause.supports:
        yield from (Text("What speaks for it:", style="bold"), *bullets(cause.supports))
    if cause.contradicted_by:
        yield from (Text("What speaks against it:", style="bold"), *bullets(cause.contradicted_by))
    if cause.evidence:
        yield Text("Evidence:", style="bold")
        for line in cause.evidence[:_EVIDENCE]:
            yield from _evidence(line)
    if (more := len(cause.evidence) - _EVIDENCE) > 0:
        yield Text(f"  and {words.counted(more, 'more line')} in findings.json")


def _evidence(line: Evidence) -> Iterable[RenderableType]:
    yield Text("  ").append(line.where, style="bold").append(f"  {line.at.both}" if line.at else "", style="dim")
    for row in words.excerpt(line.text, line.said, _EVIDENCE_CHARACTERS).split("\n"):
        yield Padding(hanging("│ ", Text(row.replace("\t", "    "))), (0, 0, 0, 2))


def _ruled_out(reasons: Sequence[Reason]) -> Iterable[str]:
    """The first hypotheses with their reasons, the long tail by name."""
    yield from (f"{words.capital(item.name)}: {item.reason}" for item in reasons[:_REASONS])
    if tail := [item.name for item in reasons[_REASONS:]]:
        yield f"Also ruled out, for reasons that findings.json gives: {words.listed(tail)}."


def _rival(rank: int, cause: Cause) -> RenderableType:
    against = "".join(f" Against it: {text}" for text in cause.contradicted_by)
    said = f"{words.capital(cause.title)} (confidence {cause.confidence}). {cause.sentence}{against}"
    return hanging(f"{rank}. ", Text(said.strip()))


def _suspect(suspect: Suspect) -> RenderableType:
    onset = f" Onset {suspect.onset.both}." if suspect.onset else ""
    places = f" See {words.listed([line.where for line in suspect.evidence[:3]])}." if suspect.evidence else ""
    return hanging("- ", Text(f"{suspect.sentence}{onset}{places}"))


def _measure(measure: Prevention) -> RenderableType:
    parts = [Text(measure.sentence)]
    if measure.expression:
        hold = f" for {measure.hold}" if measure.hold else ""
        parts.append(Text(f"{measure.alert or 'Alert'}: {measure.expression}{hold}", style="cyan"))
    if measure.fired:
        parts.append(Text(would_have_fired(measure), style="green"))
    return hanging("- ", Group(*parts))
