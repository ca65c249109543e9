"""Preventive measures, with the alert that would have caught the cause, replayed over the archive."""

from __future__ import annotations

from typing import Any

import duckdb

from foreshock.diagnose.hypotheses import Hypothesis
from foreshock.diagnose.incidents import Incident
from foreshock.rules.alerts import preventions


def prevention(
    connection: duckdb.DuckDBPyConnection, hypothesis: Hypothesis, incident: Incident
) -> list[dict[str, Any]]:
    """The measures of the leading rule as findings.json has them, the alert that warned earliest first."""
    measures = []
    for replay in preventions(connection, hypothesis.leading, incident.start):
        warned = replay.warned
        measures.append(
            {
                "sentence": replay.prevention.sentence,
                "alert": replay.prometheus or {},
                "would_have_fired_at": warned.at if warned else None,
                "minutes_before_impact": round(warned.minutes_before(incident.start)) if warned else None,
            }
        )
    return sorted(measures, key=lambda each: -(each["minutes_before_impact"] or 0))
