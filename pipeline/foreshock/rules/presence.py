"""What the inputs hold at all: most steps of most rules ask for words and metrics that a case never mentions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from foreshock.lake.frames import query
from foreshock.rules.compile import sql
from foreshock.rules.model import Step
from foreshock.rules.shapes import share_known


@dataclass(frozen=True, slots=True)
class Presence:
    """The literals that some log record holds; of the metrics and series the lowest and the highest value."""

    literals: frozenset[str]
    metrics: Mapping[str, tuple[float | None, float | None]]

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection) -> Presence:
        """Reads log_literals and rule_coverage."""
        literals = query(connection, sql("present_literals"))["literal"]
        ranges = query(connection, sql("present_ranges"))
        return cls(frozenset(literals), {name: (low, high) for name, low, high in ranges.iter_rows()})

    def possible(self, step: Step) -> bool:
        """Whether the step can match anything; False spares its query."""
        if step.log is not None:
            predicate = step.log
            some = not predicate.any_ or not self.literals.isdisjoint(predicate.any_)
            return some and self.literals.issuperset(predicate.all_)
        if step.metric is not None:
            asked = step.metric
            if asked.of is not None:
                return {asked.name, asked.of} <= self.metrics.keys()
            return self._reaches(asked.name, asked.above, asked.below)
        if step.shape is not None:
            return share_known(step.shape.expect, self.metrics.keys()) >= step.shape.known
        return step.series is None or self._reaches(step.series.metric, step.series.above, step.series.below)

    def _reaches(self, metric: str, above: float | None, below: float | None) -> bool:
        """Whether any value lies as high or as low as a step asks for; NaN, which DuckDB ranks highest, may."""
        lowest, highest = self.metrics.get(metric, (None, None))
        if lowest is None or highest is None:
            return False
        return not (above is not None and highest < above) and not (below is not None and lowest > below)
