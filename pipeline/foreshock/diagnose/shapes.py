"""How much the shape of the measures says for a hypothesis, beside log lines and beside other hosts' measures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

import duckdb

from foreshock.diagnose.hypotheses import Hypothesis, is_shape, rests_on_shape
from foreshock.lake.frames import read_sql_file
from foreshock.rules.evidence import MatchedStep
from foreshock.rules.outcomes import Outcome
from foreshock.rules.shapes import columns

# Log-odds for each measure that does what the shape expects; a few that fit are no shape yet.
PER_MEASURE = 0.3
EXPECTED_ANYHOW = -1.5
# Measures of one machine move together: of two signatures of dozens of them the closer one fits better, not the longer.
ENOUGH_MEASURES = 25
# A line that says what went wrong proves more than measures that look alike.
A_LINE_SPEAKS = -2.5
# Where there are logs, most causes leave a line.
NO_LINE_SPEAKS = -0.8
# Log-odds for each e-fold that another host's measures are further from their normal.
FURTHER_AWAY = 0.7
LEAST_SCORE = 1.0
LINES_SPEAK = "only the shape of the measures says so, while log lines speak for another"
SILENT = "only the shape of the measures says so, no line of the logs does"
FURTHER = "the measures of another host are further from their normal"

Deviations = Mapping[str, float]


def read_deviations(connection: duckdb.DuckDBPyConnection, since: datetime) -> Deviations:
    """How far the measures of each host were from their normal in the incident that began then, in robust units."""
    rows = read_sql_file(connection, "foreshock.diagnose", "deviations", {"since": since})
    return dict(rows.iter_rows())


def weigh_shapes(
    hypotheses: Sequence[Hypothesis], deviations: Deviations, *, logs: bool = False
) -> dict[int, list[tuple[float, str]]]:
    """What speaks for and against each hypothesis that rests on a shape, by its ``id()``: log-odds and sentence.

    ``logs`` tells whether there are logs in which a cause could have left a line.
    """
    shaped = {id(each): each for each in hypotheses if all(map(rests_on_shape, each.outcomes))}
    lines = any(_has_line(each) for each in hypotheses if id(each) not in shaped)
    away = {key: max(deviations.get(each.host or "", 0.0), LEAST_SCORE) for key, each in shaped.items()}
    farthest = max(away.values(), default=LEAST_SCORE)
    found: dict[int, list[tuple[float, str]]] = {}
    for key, hypothesis in shaped.items():
        found[key] = [_fit(hypothesis)]
        if lines:
            found[key].append((A_LINE_SPEAKS, LINES_SPEAK))
        elif logs:
            found[key].append((NO_LINE_SPEAKS, SILENT))
        if away[key] < farthest:
            found[key].append((FURTHER_AWAY * math.log(away[key] / farthest), FURTHER))
    return found


def _has_line(hypothesis: Hypothesis) -> bool:
    return any(not step.measured for step in hypothesis.matched("cause"))


def _fit(hypothesis: Hypothesis) -> tuple[float, str]:
    """The best fit of its shapes: the more measures a shape names, the less its fit is chance."""
    agreeing = [
        (agreement(outcome, step), step)
        for outcome in hypothesis.outcomes
        for step in outcome.matched
        if is_shape(outcome, step)
    ]
    most, step = max(agreeing, key=lambda pair: pair[0])
    return EXPECTED_ANYHOW + PER_MEASURE * most, f"the measures fit to {100 * (step.value or 0):.0f} %: {step.title}"


def agreement(outcome: Outcome, step: MatchedStep) -> float:
    """How many measures do what the shape expects, less those that do the contrary, each by its weight."""
    shape = outcome.rule.step(step.step).shape
    asked = columns(shape.expect) if shape else []
    return (2 * (step.value or 0.5) - 1) * min(sum(each.expected.weight for each in asked), ENOUGH_MEASURES)
