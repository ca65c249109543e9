"""Evidence: which lines stand for a cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import duckdb

from foreshock.diagnose.hypotheses import Hypothesis
from foreshock.diagnose.proof import evidence
from foreshock.diagnose.quote import Quotes
from foreshock.rules.evidence import Evidence
from foreshock.rules.outcomes import Outcome

MakeOutcome = Callable[..., Outcome]


def test_values_that_stand_in_one_line_of_a_file_are_pieces_of_their_own(
    outcome: MakeOutcome,
) -> None:
    """A document of one line holds all measurements: one of them does not stand for the others."""
    seen = outcome("cpu-saturation")
    (step,) = seen.matched
    texts = ("system.cpu.utilization 0.006 (cpu=all, state=idle)", "system.cpu.load_average.1m 29.1")
    values = tuple(Evidence("metrics/query_range.json", 1, step.start, text) for text in texts)
    told = replace(seen, matched=(replace(step, unit="1", evidence=values),))

    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE files (path VARCHAR, location VARCHAR)")
        pieces = evidence(Hypothesis([told]), Quotes(connection))

    assert [piece["text"] for piece in pieces] == list(texts)
