"""Why a rule fired or did not, for a case that was diagnosed before: the rules are asked again, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from foreshock.diagnose.topology import read_topology
from foreshock.ingest.time.clock import LAST_INSTANT
from foreshock.lake.frames import read_sql_file
from foreshock.rules.model import RuleSet
from foreshock.rules.outcomes import Outcome, judge
from foreshock.timeline import stand_corrected


@dataclass(frozen=True, slots=True)
class Explained:
    """What one rule says of one incident, and on which entity."""

    incident: int
    start: datetime
    outcome: Outcome


def explain(connection: duckdb.DuckDBPyConnection, ruleset: RuleSet) -> list[Explained]:
    """What every rule says of every incident of the case, in the order of the incidents, then of the rules.

    Needs the tables that ``diagnose`` leaves, of a diagnosis with the same rules.
    """
    stand_corrected(connection)
    incidents = read_sql_file(connection, "foreshock.diagnose", "explained_incidents")
    spans = [(start, end or LAST_INSTANT) for start, end in incidents.select("start", "end").iter_rows()]
    topology = read_topology(connection, spans)
    explained = []
    for number, start, end, explained_from, explained_until, doubted_clocks in incidents.iter_rows():
        symptoms = read_sql_file(connection, "foreshock.diagnose", "symptoms_within", {"start": start, "end": end})
        judgement = judge(
            ruleset,
            connection,
            explained_from,
            explained_until,
            symptoms,
            depends_on=topology.depends_on or None,
            names=topology.names,
            unsure_clocks=doubted_clocks,
        )
        explained += [Explained(number, start, outcome) for outcome in judgement.with_misses(connection)]
    return explained
