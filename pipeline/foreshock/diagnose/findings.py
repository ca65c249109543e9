"""findings.json: everything that a report says, in the form that others rely on (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from foreshock.diagnose.hypotheses import Hypothesis
from foreshock.diagnose.incidents import Incident
from foreshock.diagnose.proof import evidence
from foreshock.diagnose.quote import Quotes
from foreshock.diagnose.site import Site
from foreshock.diagnose.story import Entry, chain
from foreshock.signals import Symptom
from foreshock.timeline.clocks import ClockOffset

SCHEMA = "foreshock.findings/1"


def iso(moment: datetime | None) -> str | None:
    """UTC, ISO 8601, with as many fractional digits as are not zero."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="auto").replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """A value that JSON can hold: times as ISO 8601, tuples as lists."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def symptom_json(symptom: Symptom) -> dict[str, Any]:
    """One symptom."""
    return {
        "kind": symptom.kind,
        "entity": symptom.entity,
        "start": symptom.start,
        "peak": symptom.peak,
        "end": symptom.end,
        "sentence": symptom.sentence,
    }


def cause_json(
    hypothesis: Hypothesis,
    incident: Incident,
    *,
    rank: int,
    quotes: Quotes,
    site: Site,
    measures: list[dict[str, Any]],
) -> dict[str, Any]:
    """One hypothesis; ``measures`` are its preventive measures with their alerts."""
    leading = hypothesis.leading
    return {
        "rank": rank,
        "cause": hypothesis.cause,
        "rule": leading.rule.id,
        "entity": leading.entity,
        "confidence": round(hypothesis.confidence, 3),
        "onset": hypothesis.onset,
        "lead_seconds": round((incident.start - hypothesis.onset).total_seconds()),
        "sentence": leading.sentence,
        "evidence": evidence(hypothesis, quotes),
        "chain": chain(hypothesis, incident, site),
        "remediation": list(leading.rule.words.fix),
        "prevention": measures,
        "supports": hypothesis.supports,
        "contradicted_by": hypothesis.doubts,
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    """One line of the timeline."""
    return {
        "time": entry.time,
        "entity": entry.entity,
        "kind": entry.kind,
        "sentence": entry.sentence,
        "source": entry.source,
        "line": entry.line,
    }


def headline(incident: Incident, hypotheses: Sequence[Hypothesis], site: Site) -> str:
    """The answer in one sentence."""
    when = f"from {site.local(incident.start)}"
    when += f" to {site.local(incident.end)}" if incident.end else " to the end of the data"
    if not hypotheses:
        return f"Users were affected {when}, and no rule explains why."
    leading = hypotheses[0].leading
    return f"{leading.sentence.rstrip('.')}; users were affected {when}."


def resolution(incident: Incident, entries: Iterable[Entry], site: Site) -> list[str]:
    """How it ended, as far as the logs show."""
    if incident.end is None:
        return ["At the end of the data users were still affected."]
    seen = [
        f"{site.local(each.time)} {each.entity}: {each.sentence}"
        for each in entries
        if each.kind == "recovery" and each.source is not None and each.time <= incident.end
    ]
    ended = f"{site.local(incident.end)}: latency, errors and traffic were back at their normal level."
    return [*seen[-3:], ended]


def clock_json(offset: ClockOffset) -> dict[str, Any]:
    """One clock that was corrected."""
    return {
        "host": offset.host,
        "offset_seconds": offset.offset_s,
        "uncertainty_seconds": offset.uncertainty_s,
        "method": offset.method,
    }


def changes_json(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Changes that people made around the incident."""
    return [
        {"time": entry.time, "entity": entry.entity, "sentence": entry.sentence}
        for entry in entries
        if entry.kind in {"change", "human"}
    ]
