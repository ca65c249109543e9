"""The stage as one call: from a lake to findings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

import duckdb
import polars as pl

from foreshock.diagnose import findings as form
from foreshock.diagnose import verdicts
from foreshock.diagnose.hypotheses import Hypothesis, databases_told_of, fold_consequences, group, join_twins
from foreshock.diagnose.incidents import Incident, find_incidents, given_incident
from foreshock.diagnose.inputs import input_files
from foreshock.diagnose.limits import checked, limits
from foreshock.diagnose.prevention import prevention
from foreshock.diagnose.quote import Quotes
from foreshock.diagnose.scoring import weigh
from foreshock.diagnose.shapes import read_deviations
from foreshock.diagnose.site import Site, find_site
from foreshock.diagnose.story import timeline
from foreshock.diagnose.suspects import find_suspects, strongest
from foreshock.diagnose.tables import write_tables
from foreshock.diagnose.topology import Topology, read_topology
from foreshock.lake.catalog import run_sql_file
from foreshock.lake.frames import query, read_sql_file
from foreshock.rules.match import match
from foreshock.rules.model import RuleSet
from foreshock.rules.outcomes import Judgement, judge
from foreshock.signals import find_shifts, find_signals
from foreshock.timeline import build_series, correct_clocks, count_days, derive_metrics

# A hypothesis below this is noise beside the first; it is neither told nor counted as ruled out.
LEAST_CONFIDENCE = 0.02
MOST_CAUSES = 5
# Beside a hypothesis that is at least so likely, this many data-driven suspects of each kind are enough.
LIKELY = 0.5
FEW = 2
# An explanation that is less sure is set against one in which clocks that nothing compares were off.
SURE = 0.8
# Two signs that are no further apart are of one moment: of clocks that may be minutes off one in a hundred hits that.
AT_ONCE = timedelta(seconds=3)
# What a client usually asks for is learned from this long before an incident.
BEFORE = timedelta(hours=1)

Given = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``findings`` in the form of findings.json, times as ISO 8601; ``bucket_s`` is the width of the series."""

    findings: dict[str, Any]
    bucket_s: int


@dataclass(frozen=True, slots=True)
class _Context:
    """What every incident of a case is judged with."""

    connection: duckdb.DuckDBPyConnection
    ruleset: RuleSet
    topology: Topology
    site: Site
    quotes: Quotes
    end_of_data: datetime
    spans: Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class _Explanation:
    """What each rule says of an incident when users were hurt from ``start`` on; the causes, the best first.

    ``until``: the end of what was looked at. ``doubted_clocks``: the hosts whose clocks were taken to be wrong, as
    nothing compares them.
    """

    start: datetime
    until: datetime
    doubted_clocks: Collection[str]
    judgement: Judgement
    ranked: Sequence[Hypothesis]

    @property
    def confidence(self) -> float:
        """How likely the best cause is; 0 without any."""
        return self.ranked[0].confidence if self.ranked else 0.0


def diagnose(
    connection: duckdb.DuckDBPyConnection,
    ruleset: RuleSet,
    *,
    name: str,
    version: str,
    given: Given | None = None,
) -> Diagnosis:
    """Find the incidents of a case, or take the one that is ``given``, and say what caused each.

    Leaves the tables derived_metrics, series, symptoms, rule_matches, clocks, incidents, causes, evidence, ruled_out
    and the view timeline in the database.
    """
    derive_metrics(connection)
    count_days(connection)
    offsets = correct_clocks(connection)
    bucket_s = build_series(connection)
    found = find_signals(connection, bucket_s)
    first, last = _span(connection)
    incidents = (
        [given_incident(*given, found.symptoms, found.measures)]
        if given
        else find_incidents(found.symptoms, found.measures, bucket_s)
    )
    spans = [(each.start, each.last_moment(last)) for each in incidents]
    site = find_site(connection)
    context = _Context(connection, ruleset, read_topology(connection, spans), site, Quotes(connection), last, spans)
    find_shifts(connection, spans)
    match(ruleset, connection, [(start - BEFORE, end) for start, end in spans])
    documents = [_incident_json(incident, context) for incident in incidents]
    result = {
        "schema": form.SCHEMA,
        "case": {
            "name": name,
            "from": first,
            "to": last,
            "foreshock_version": version,
            "rules_digest": ruleset.digest,
            "site_timezone": site.zone,
            "site_timezone_label": site.label,
        },
        "files": input_files(connection),
        "incidents": documents,
        "clocks": [form.clock_json(offset) for offset in offsets],
        "checked": checked(connection, found, len(ruleset.rules)),
        "limits": limits(connection, found, documents),
    }
    plain = form.plain(result)
    write_tables(connection, plain["incidents"])
    for view in ("signals", "timeline", "around", "requests_per", "metric_per", "comments"):
        run_sql_file(connection, "foreshock.diagnose", view)
    return Diagnosis(plain, bucket_s)


def _incident_json(incident: Incident, context: _Context) -> dict[str, Any]:
    """One incident with everything that is said of it."""
    explanation = _explain(incident, context)
    told = [each for each in explanation.ranked if each.confidence >= LEAST_CONFIDENCE][:MOST_CAUSES]
    entries = timeline(context.connection, incident, told, explanation.judgement.outcomes, context.end_of_data)
    explained = verdicts.explained_causes(told)
    outcomes = explanation.judgement.with_misses(context.connection)
    out = verdicts.ruled_out(outcomes, explained, context.site)
    decided = explained | {each["cause"] for each in out}
    return {
        "id": incident.id,
        "start": incident.start,
        "end": incident.end,
        "explained_from": explanation.start,
        "explained_until": explanation.until,
        "doubted_clocks": sorted(explanation.doubted_clocks),
        "headline": form.headline(incident, told, context.site),
        "impact": {
            "requests_lost_pct": incident.impact.requests_lost_pct,
            "error_ratio_peak": incident.impact.error_ratio_peak,
            "p95_ratio_peak": incident.impact.p95_ratio_peak,
            "sentence": incident.impact.sentence,
        },
        "symptoms": [form.symptom_json(symptom) for symptom in incident.symptoms],
        "causes": [
            form.cause_json(
                each,
                incident,
                rank=rank,
                quotes=context.quotes,
                site=context.site,
                measures=prevention(context.connection, each, incident),
            )
            for rank, each in enumerate(told, start=1)
        ],
        "ruled_out": out,
        "not_evaluable": verdicts.not_evaluable(outcomes, decided),
        "suspects": _suspects(incident, told, context),
        "changes": form.changes_json(entries),
        "timeline": [form.entry_json(entry) for entry in entries],
        "resolution": form.resolution(incident, entries, context.site),
    }


def _explain(incident: Incident, context: _Context) -> _Explanation:
    """The explanation of how the incident began; where there is no likely one, of its turn for the worse.

    Where that is not sure either, clocks that nothing compares may have been off: then more may have come in time. So
    they may where it is sure, if what came in time then led to the cause that it names. A clock by which a sign of that
    cause came within seconds of one on a host that hurts is right: one that is off would seldom hit them.
    """
    best = _explain_from(incident.start, incident, context)
    if best.confidence < LIKELY and incident.turn is not None:
        best = max(best, _explain_from(incident.turn, incident, context), key=attrgetter("confidence"))
    if unsure := context.topology.unsure_clocks(incident.hurting) - _in_step(best, incident.hurting):
        apart = _explain_from(best.start, incident, context, unsure)
        likelier = best.confidence < SURE and apart.confidence >= min(LIKELY, best.confidence)
        best = apart if likelier or _leads_there(apart, best) else best
    return best


def _in_step(explanation: _Explanation, hurting: Collection[str]) -> frozenset[str]:
    """The hosts on which a log tells of the first cause within seconds of one on a host that hurts."""
    if not explanation.ranked:
        return frozenset()
    told = [each for each in explanation.ranked[0].signs("cause", "confirms") if not (each.measured or each.standing)]
    near = [each.start for each in told if each.host in hurting]
    return frozenset(each.host for each in told if any(abs(each.start - start) <= AT_ONCE for start in near))


def _leads_there(apart: _Explanation, best: _Explanation) -> bool:
    """Whether the first cause of one explanation led to that of the other, which is its consequence then, no rival."""
    likely = bool(apart.ranked and best.ranked) and apart.confidence >= LIKELY
    return likely and apart.ranked[0].lies_behind(best.ranked[0])


def _explain_from(
    start: datetime, incident: Incident, context: _Context, unsure_clocks: Collection[str] = ()
) -> _Explanation:
    """What each rule says when users were hurt from ``start`` on, and the causes that come of it."""
    until = incident.seen_until(start, context.end_of_data)
    judgement = judge(
        context.ruleset,
        context.connection,
        start,
        until,
        _symptom_frame(incident),
        depends_on=context.topology.depends_on or None,
        names=context.topology.names,
        clock=context.site.minute,
        unsure_clocks=unsure_clocks,
    )
    outcomes = judgement.outcomes
    late = [outcome for outcome in outcomes if outcome.state == "not-fired" and outcome.onset and outcome.matched]
    hypotheses = group(outcomes)
    in_use = databases_told_of(hypotheses, incident.hurting, context.topology)
    topology = context.topology.with_use_of(in_use).with_clocks_off(unsure_clocks)
    roots = join_twins(fold_consequences(hypotheses, late, topology), topology)
    earlier = read_sql_file(context.connection, "foreshock.diagnose", "earlier_matches", {"start": incident.start})
    ranked = weigh(
        roots,
        start=start,
        end=incident.end,
        hurting=incident.hurting,
        other_incidents=[span for span in context.spans if span[0] != incident.start],
        topology=topology,
        deviations=read_deviations(context.connection, incident.start),
        earlier={(rule, step, host): times for rule, step, host, times in earlier.iter_rows()},
        outcomes=outcomes,
    )
    return _Explanation(start, until, unsure_clocks, judgement, ranked)


def _suspects(incident: Incident, told: Sequence[Hypothesis], context: _Context) -> list[dict[str, Any]]:
    """Data-driven suspects, few of them beside a hypothesis that is more likely than not."""
    until = incident.last_moment(context.end_of_data)
    found = find_suspects(context.connection, incident.start, until, _slow_s(incident), context.quotes)
    explained = bool(told) and told[0].confidence >= LIKELY
    return strongest(found, FEW) if explained else found


def _slow_s(incident: Incident) -> float:
    """From which duration on a request of the incident counts as slow: the normal 95th percentile of its latency."""
    return min((each.baseline for each in incident.symptoms if each.kind == "latency"), default=float("inf"))


def _symptom_frame(incident: Incident) -> pl.DataFrame:
    """The kinds and hosts of an incident's symptoms, as the rules read them."""
    rows = [(symptom.kind, symptom.host) for symptom in incident.symptoms]
    return pl.DataFrame(rows, schema={"kind": pl.String, "host": pl.String}, orient="row")


def _span(connection: duckdb.DuckDBPyConnection) -> tuple[datetime, datetime]:
    """The first and the last instant of the data."""
    row = query(connection, "SELECT min(first_time) AS first, max(last_time) AS last FROM files").row(0)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return row[0] or epoch, row[1] or epoch
