"""One incident of the findings in the words of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from foreshock.report import view, words
from foreshock.report.moments import Moment, Zone, day_name, in_utc, span

_KINDS = {"human": "people"}
_TEXT_LIMIT = 1_500
_SHARED_CLOCK_SECONDS = 1
_AT_ONCE_SECONDS = 15  # when users felt something is known to a bucket, when a line was written to a second


def sentences(value: object) -> list[str]:
    """Sentences from what findings hold for them: nothing, one text, a list of texts, or of objects with one."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [words.capital(words.sentence(value))]
    if isinstance(value, Mapping):
        said = next((value[key] for key in ("sentence", "reason", "text") if value.get(key)), "")
        return sentences(said)
    return [text for item in value for text in sentences(item)] if isinstance(value, list) else [str(value)]


def compose_incident(item: Mapping[str, Any], zone: Zone) -> view.Incident:
    """What the report says of one incident."""
    start, end = Moment.parse(item.get("start"), zone), Moment.parse(item.get("end"), zone)
    causes = [_cause(cause, zone) for cause in sorted(item.get("causes") or (), key=lambda cause: cause["rank"])]
    ranked = [cause.get("confidence") or 0.0 for cause in item.get("causes") or () if cause["rank"] == 1]
    standing = words.standing(ranked[0]) if ranked else ""
    first = causes[0] if causes else None
    impact = item.get("impact") or {}
    symptoms = [_symptom(symptom, zone) for symptom in item.get("symptoms") or ()]
    start_utc, end_utc = in_utc(start), in_utc(end)
    utc = (span(start_utc, end_utc) if end_utc else start_utc.stamp) if start_utc else ""
    return view.Incident(
        id=item.get("id") or 1,
        title=f"{standing}: {first.title}" if first and standing else "No rule explains this incident",
        lead=_lead(item, first, standing),
        start=start,
        end=end,
        when=span(start, end) if start else "at an unknown time",
        when_utc="" if zone.is_utc else utc,
        lasted=_lasted(start, end),
        impact=" ".join(sentences(impact.get("sentence"))),
        facts=list(_facts(impact)),
        symptoms=[symptom for symptom in symptoms if symptom],
        days=_days(item, zone),
        cause=first,
        others=causes[1:],
        ruled_out=_reasons(item.get("ruled_out")),
        not_evaluable=_reasons(item.get("not_evaluable")),
        suspects=[_suspect(suspect, zone) for suspect in item.get("suspects") or ()],
        resolution=sentences(item.get("resolution")),
    )


def _lasted(start: Moment | None, end: Moment | None) -> str:
    if start is None:
        return ""
    return words.duration((end.utc - start.utc).total_seconds()) if end else "still going on at the end of the data"


def _lead(item: Mapping[str, Any], first: view.Cause | None, standing: str) -> list[str]:
    """The sentences under the title: what happened, how sure that is and why not surer, since when."""
    headline = sentences(item.get("headline"))
    if first is None:
        found = "the suspects below are what the data point to" if item.get("suspects") else "nothing else stands out"
        return [*headline, f"None of the rules fired before the symptoms; {found}."]
    onset = f" Onset {first.onset.both}" if first.onset else ""
    lead = f", {first.lead}" if onset and first.lead else ""
    sure = f"Confidence {first.confidence}.{onset}{lead}{'.' if onset else ''}"
    unsure = [] if standing == words.ROOT else first.contradicted_by[-1:]
    return [*(headline or [first.sentence]), sure, *(f"Why it is not surer: {text}" for text in unsure)]


def _facts(impact: Mapping[str, Any]) -> Iterable[view.Fact]:
    if lost := impact.get("requests_lost_pct"):
        yield view.Fact(words.percent(lost), "of the expected requests were lost")
    if errors := impact.get("error_ratio_peak"):
        yield view.Fact(words.percent(errors * 100), "of requests failed at the worst moment")
    if (slow := impact.get("p95_ratio_peak")) and slow > 1:
        yield view.Fact(f"{words.number(slow)} times", "the usual p95 latency at the worst moment")


def _cause(item: Mapping[str, Any], zone: Zone) -> view.Cause:
    lead = item.get("lead_seconds")
    return view.Cause(
        title=f"{words.cause_name(item['cause'])} on {item['entity']}"
        if item.get("entity")
        else words.cause_name(item["cause"]),
        confidence=words.confidence(item.get("confidence") or 0.0),
        onset=Moment.parse(item.get("onset"), zone),
        lead="" if lead is None else _lead_of(lead),
        sentence=words.sentence(item.get("sentence") or ""),
        rule=item.get("rule") or "",
        evidence=[_evidence(line, zone) for line in item.get("evidence") or ()],
        chain=sentences(item.get("chain")),
        supports=sentences(item.get("supports")),
        contradicted_by=sentences(item.get("contradicted_by")),
        remediation=sentences(item.get("remediation")),
        prevention=[_prevention(measure, zone) for measure in item.get("prevention") or ()],
    )


def _lead_of(seconds: float) -> str:
    return "as users felt it" if -_AT_ONCE_SECONDS <= seconds <= 0 else _ahead(seconds, "users felt it")


def _ahead(seconds: float, what: str) -> str:
    if abs(seconds) < _SHARED_CLOCK_SECONDS:
        return f"in the same second as {what}"
    return f"{words.duration(seconds)} {'before' if seconds > 0 else 'after'} {what}"


def _evidence(item: Mapping[str, Any], zone: Zone) -> view.Evidence:
    text = words.shortened(item.get("text") or "", _TEXT_LIMIT)
    at = Moment.parse(item.get("time"), zone)
    return view.Evidence(_where(item), at, text, item.get("sql") or "", item.get("said") or "")


def _where(item: Mapping[str, Any]) -> str:
    source, line = item.get("source") or "", item.get("line")
    return f"{source}:{line}" if source and line else source


def _prevention(item: Mapping[str, Any], zone: Zone) -> view.Prevention:
    alert = item.get("alert") or {}
    minutes = item.get("minutes_before_impact")
    fired = Moment.parse(item.get("would_have_fired_at"), zone)
    return view.Prevention(
        sentence=words.sentence(item.get("sentence") or ""),
        alert=alert.get("alert") or alert.get("name") or "",
        expression=alert.get("expr") or alert.get("expression") or "",
        hold=alert.get("for") or "",
        fired=fired,
        ahead=_ahead(60 * minutes, "the impact") if fired and minutes is not None else "",
    )


def _suspect(item: Mapping[str, Any], zone: Zone) -> view.Suspect:
    evidence = [_evidence(line, zone) for line in item.get("evidence") or ()]
    sentence = words.sentence(item.get("sentence") or "")
    return view.Suspect(item.get("kind") or "", sentence, Moment.parse(item.get("onset"), zone), evidence)


def _reasons(items: Iterable[Mapping[str, Any]] | None) -> list[view.Reason]:
    return [
        view.Reason(words.cause_name(item["cause"]), words.sentence(item.get("reason") or "")) for item in items or ()
    ]


def _symptom(item: Mapping[str, Any], zone: Zone) -> view.Entry | None:
    at = Moment.parse(item.get("start"), zone)
    said = words.sentence(item.get("sentence") or f"{item['kind']} on {item['entity']}")
    return view.Entry(at, item["kind"], item.get("entity") or "", said) if at else None


def _days(item: Mapping[str, Any], zone: Zone) -> list[view.Day]:
    """The timeline by day: the entries given, and changes that are not among them.

    Findings without a timeline get one from the moments that they do name.
    """
    given = item.get("timeline") or [*_moments_named(item)]
    known = {(entry.get("time"), entry.get("entity")) for entry in given}
    changes = [
        change for change in item.get("changes") or () if (change.get("time"), change.get("entity")) not in known
    ]
    entries = [entry for raw in given if (entry := _entry(raw, raw.get("kind") or "", zone))]
    entries += [entry for raw in changes if (entry := _entry(raw, "change", zone))]
    entries.sort(key=lambda entry: entry.at)
    return [view.Day(day_name(day), list(group)) for day, group in groupby(entries, key=lambda entry: entry.at.day)]


def _entry(item: Mapping[str, Any], kind: str, zone: Zone) -> view.Entry | None:
    at = Moment.parse(item.get("time"), zone)
    said = words.sentence(item.get("sentence") or "")
    return view.Entry(at, _KINDS.get(kind, kind), item.get("entity") or "", said, _where(item)) if at else None


def _moments_named(item: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for cause in (item.get("causes") or [])[:1]:
        yield {**cause, "time": cause.get("onset"), "kind": "cause"}
    for symptom in item.get("symptoms") or ():
        yield {**symptom, "time": symptom.get("start"), "kind": "symptom"}
    yield {"time": item.get("end"), "kind": "recovery", "sentence": "The symptoms ended."}
