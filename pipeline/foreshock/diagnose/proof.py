"""Evidence: the lines that prove a hypothesis, from as many different files as there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from foreshock.diagnose.hypotheses import Hypothesis
from foreshock.diagnose.quote import Quotes
from foreshock.rules.evidence import Evidence
from foreshock.rules.words import quoted

MOST_LINES = 10
PER_STEP = 2
HEAD_LINES = 12  # of MySQL's slow log, above the statement
# A line of a JSON document is a bracket, or the whole document: the value that was read of it says more.
SHORTEST_QUOTE, LONGEST_QUOTE = 5, 1500
# What a rule calls the cause proves more than what confirms it, and that more than what followed.
ROLES = ("cause", "confirms", "effect")


def evidence(hypothesis: Hypothesis, quotes: Quotes) -> list[dict[str, Any]]:
    """Up to ten pieces of evidence as findings.json has them, the strongest first, each source before any twice."""
    chosen = _choose(hypothesis)
    texts = quotes.read(place for each in chosen for place in _places(each))
    pieces = [_piece(each, texts) for each in chosen]
    # Several values of one row of a table are one line.
    return list({(piece["source"], piece["line"], piece["text"]): piece for piece in pieces}.values())


def _choose(hypothesis: Hypothesis) -> list[Evidence]:
    """Lines round by round: the first of every file, then the second of every file, and so on."""
    by_source: dict[str, list[Evidence]] = {}
    seen: set[tuple[str | None, int | None, str]] = set()
    for each in _in_order(hypothesis):
        # A file of one line may hold all measurements: there each value is a piece of its own.
        key = (each.source, each.line, each.text if each.line is None or each.table == "metrics" else "")
        if key not in seen:
            seen.add(key)
            by_source.setdefault(each.source or "", []).append(each)
    rounds = max((len(lines) for lines in by_source.values()), default=0)
    ordered = [lines[turn] for turn in range(rounds) for lines in by_source.values() if turn < len(lines)]
    return ordered[:MOST_LINES]


def _in_order(hypothesis: Hypothesis) -> Iterable[Evidence]:
    """All evidence by role, lines before levels before shapes, then by time; consequences last.

    A story of several steps is told whole before any of them is told twice.
    """
    shapes = {each.id for outcome in hypothesis.outcomes for each in outcome.rule.steps if each.shape is not None}
    for role in ROLES:
        for first in {step.step: step for step in reversed(hypothesis.matched(role)) if not step.measured}.values():
            yield from first.evidence[:1]
        for step in sorted(hypothesis.matched(role), key=lambda step: (step.measured, step.step in shapes)):
            yield from step.evidence[:PER_STEP]
    for outcome in hypothesis.consequences:
        for step in outcome.steps("cause"):
            yield from step.evidence[:1]


def _places(each: Evidence) -> list[tuple[str, int]]:
    """Where to read: the line that says it, the lines under the head of a record, and the first one."""
    if each.source is None or each.line is None:
        return []
    below = range(1, HEAD_LINES + 1) if each.telling else ()
    return [(each.source, each.line + place) for place in (each.below, 0, *below, 0)]


def _piece(each: Evidence, texts: Mapping[tuple[str, int], str]) -> dict[str, Any]:
    """One piece of evidence; ``text`` is the line as it stood, or what was read of it where that tells nothing."""
    line, text = each.line, each.text
    for place in _places(each):
        found = texts.get(place, "")
        # A record may hold its lines in another order than the file: the line is named that really says it.
        if SHORTEST_QUOTE <= len(found.strip()) <= LONGEST_QUOTE:
            if each.telling in found:
                line, text = place[1], found
                break
            if place[1] == each.line:
                line, text = place[1], found
    piece = {"source": each.source, "line": line, "time": each.time, "text": text, "sql": _sql(each)}
    said = quoted(each.telling)
    # A line says more than its message, and a document or a traceback says it far from where it begins.
    return piece | {"said": said} if said and said != text else piece


def _sql(each: Evidence) -> str:
    """A query that shows the piece in the case."""
    if each.source is None or each.line is None:
        return f"FROM series WHERE bucket = '{each.time.isoformat()}'"
    source = each.source.replace("'", "''")
    return f"FROM {each.table} WHERE source = '{source}' AND line = {each.line}"
