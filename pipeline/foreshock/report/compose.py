"""From findings to what the report says: the verdict, the sections, the words. Nothing is measured here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from foreshock.diagnose.findings import SCHEMA
from foreshock.report import view, words
from foreshock.report.exceptions import FindingsFormError
from foreshock.report.incident import compose_incident, sentences
from foreshock.report.moments import Moment, Zone, in_utc, span
from foreshock.report.safe import block, inline, map_strings

_PRECISE_BELOW = 10
_DIGEST_CHARACTERS = 12
_MULTILINE = frozenset({"text", "sql", "expr", "expression"})


def compose(findings: Mapping[str, Any]) -> view.Report:
    """The report of findings that may be shared: whoever calls has redacted them, or was told not to.

    Raises FindingsFormError where they are not in the form of findings.schema.json.
    """
    if findings.get("schema") != SCHEMA:
        raise FindingsFormError(
            "not findings of this version of Foreshock", value=findings.get("schema"), valid=[SCHEMA]
        )
    try:
        return _compose(_harmless(findings))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        problem = f"the findings are not in the form of findings.schema.json ({type(error).__name__}: {error})"
        raise FindingsFormError(problem, try_next="foreshock diagnose CASE") from error


def _harmless(findings: object) -> dict[str, Any]:
    change = map_strings(findings, lambda key, text: block(text) if key in _MULTILINE else inline(text))
    return cast("dict[str, Any]", change)


def _compose(findings: dict[str, Any]) -> view.Report:
    case = findings.get("case") or {}
    zone = Zone.of(case.get("site_timezone"), case.get("site_timezone_label"))
    incidents = [compose_incident(item, zone) for item in findings.get("incidents") or ()]
    files = [_file(item, zone) for item in findings.get("files") or ()]
    outcome: view.Outcome = (
        "incidents" if incidents else "healthy" if any(file.records for file in files) else "nothing"
    )
    title, lead = _verdict(outcome, incidents, files)
    labels = _labels(incidents, zone, case)
    version = case.get("foreshock_version")
    digest = (case.get("rules_digest") or "").removeprefix("sha256:")[:_DIGEST_CHARACTERS]
    return view.Report(
        outcome=outcome,
        title=title,
        lead=lead,
        case=case.get("name") or "",
        covers=_span(case.get("from"), case.get("to"), zone),
        zone=zone,
        zone_label=words.listed(labels),
        zone_changes=len(labels) > 1,
        incidents=incidents,
        checked=sentences(findings.get("checked")),
        limits=[*_limits(findings, zone)],
        files=files,
        footer="Written by Foreshock"
        + (f" {version}" if version else "")
        + (f", rules {digest}" if digest else "")
        + ".",
    )


def _verdict(outcome: view.Outcome, incidents: list[view.Incident], files: list[view.File]) -> tuple[str, list[str]]:
    """The title, and the sentences under it."""
    if len(incidents) == 1:
        return incidents[0].title, incidents[0].lead
    if incidents:
        return f"{len(incidents)} incidents found", []
    if outcome == "healthy":
        read = [file.records for file in files if file.records]
        amount = f"{words.counted(sum(read), 'record')} of {words.counted(len(read), 'file')}"
        return "No incident found", [f"In {amount} no latency, errors, loss of traffic or outage stands out."]
    if not files:
        return "Nothing could be analysed", ["No file was found in the inputs."]
    return "Nothing could be analysed", [
        f"Of {words.counted(len(files), 'file')} none gave a single record; see below why."
    ]


def _labels(incidents: list[view.Incident], zone: Zone, case: Mapping[str, Any]) -> list[str]:
    """What the site's zone is called over the incidents; two names where a clock change lies within."""
    moments = [at for item in incidents for at in (item.start, item.end) if at]
    moments += [entry.at for item in incidents for day in item.days for entry in day.entries]
    start = Moment.parse(case.get("from"), zone)
    return list(dict.fromkeys(at.label for at in sorted(moments or ([start] if start else [])))) or ["UTC"]


def _span(first: str | None, last: str | None, zone: Zone) -> str:
    start, end = Moment.parse(first, zone), Moment.parse(last, zone)
    return span(start, end) if start and end else ""


def _file(item: Mapping[str, Any], zone: Zone) -> view.File:
    return view.File(
        path=item["path"],
        format=item.get("format") or "",
        why_format=item.get("why_format") or "",
        host=item.get("host") or "",
        timezone=item.get("timezone") or "",
        why_timezone=item.get("why_timezone") or "",
        lines=item.get("lines") or 0,
        records=item.get("records") or 0,
        attached=item.get("attached") or 0,
        rejected=item.get("rejected") or 0,
        span=_span(item.get("first_time"), item.get("last_time"), zone),
        error=item.get("error") or "",
    )


def _limits(findings: Mapping[str, Any], zone: Zone) -> Iterable[str]:
    """What the inputs could not tell, over the whole case."""
    yield from sentences(findings.get("limits"))
    files = findings.get("files") or ()
    for item in files:
        if item.get("from_byte") is not None:
            part = (
                f"bytes {item['from_byte']} to {item['to_byte']} were read, where the stamps are near the wanted period"
            )
            yield words.sentence(f"{item['path']}: only {part}")
        if item.get("error"):
            yield words.sentence(f"{item['path']}: {item['error']}")
        elif rejected := item.get("rejected"):
            share = words.percent(100 * rejected / max(item.get("lines") or 0, rejected))
            lines = f"{words.counted(rejected, 'line')} of {item['path']} ({share})"
            yield f"{lines} could not be parsed; the table rejects keeps them.{_why_rejected(item.get('rejects'))}"
        for gap in item.get("gaps") or ():
            yield f"{item['path']} is silent {_gap(gap, zone)}."
    yield from (_clock(item) for item in findings.get("clocks") or ())


def _why_rejected(rejects: Mapping[str, Any] | None) -> str:
    """The likely reason and the first lines, where the findings have them."""
    if not rejects:
        return ""
    lines = ", ".join(f"line {each['line']}: {each['text']}" for each in rejects["examples"])
    return f" {words.capital(words.sentence(rejects['likely']))} {words.sentence(words.capital(lines))}"


def _gap(gap: str | Mapping[str, Any], zone: Zone) -> str:
    """A silence in words; it comes as an ISO 8601 interval or as its start and end."""
    first, _, last = gap.partition("/") if isinstance(gap, str) else (gap.get("start"), "", gap.get("end"))
    try:
        start, end = Moment.parse(first, zone), Moment.parse(last, zone)
    except FindingsFormError:
        return f"in {gap}"
    if not start or not end:
        return f"in {gap}"
    utc = "" if zone.is_utc else f" ({span(cast('Moment', in_utc(start)), in_utc(end))})"
    return f"from {span(start, end)}{utc}, {words.duration((end.utc - start.utc).total_seconds())}"


def _clock(item: Mapping[str, Any]) -> str:
    """One host's clock against the others."""
    offset = float(item.get("offset_seconds") or 0)
    unsure = item.get("uncertainty_seconds")
    within = f", give or take {_precise(float(unsure))}" if unsure is not None else ""
    how = f" ({item['method']})" if item.get("method") else ""
    if not offset:
        return f"The clock of {item['host']} needed no correction{within}{how}."
    side = "ahead of" if offset > 0 else "behind"
    return (
        f"The clock of {item['host']} was {_precise(offset)} {side} the others{within}{how}; its times are corrected."
    )


def _precise(seconds: float) -> str:
    """A clock offset, whose milliseconds matter as long as it is short."""
    size = abs(seconds)
    if size < 1:
        return f"{words.number(size * 1000)} ms"
    return f"{words.number(size)} s" if size < _PRECISE_BELOW else words.duration(size)
