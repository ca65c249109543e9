"""What the inputs hold at all: most steps of most rules ask for words and metrics that a case never mentions."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from foreshock.rules.model import Step

_LITERALS = """
SELECT DISTINCT unnest(body_literals || detail_literals || statement_literals)
FROM log_hits
"""

_NAMES = """
SELECT DISTINCT name
FROM rule_coverage
WHERE kind IN ('metrics', 'series')
"""


@dataclass(frozen=True, slots=True)
class Presence:
    """The literals that some log record holds, and the metrics and series that have a value."""

    literals: frozenset[str]
    metrics: frozenset[str]

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection) -> Presence:
        """Reads log_hits and rule_coverage."""
        literals, metrics = (connection.execute(query).fetchall() for query in (_LITERALS, _NAMES))
        return cls(frozenset(row[0] for row in literals), frozenset(row[0] for row in metrics))

    def possible(self, step: Step) -> bool:
        """Whether the step can match anything; False spares its query."""
        if step.log is not None:
            predicate = step.log
            some = not predicate.any_ or not self.literals.isdisjoint(predicate.any_)
            return some and self.literals.issuperset(predicate.all_)
        if step.metric is not None:
            return self.metrics.issuperset(filter(None, (step.metric.name, step.metric.of)))
        return step.series is None or step.series.metric in self.metrics
