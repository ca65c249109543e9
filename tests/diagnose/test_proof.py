"""Evidence: which lines stand for a cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

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
    values = tuple(Evidence("metrics", "metrics/query_range.json", 1, step.start, text) for text in texts)
    told = replace(seen, matched=(replace(step, unit="1", evidence=values),))

    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE files (path VARCHAR, location VARCHAR)")
        pieces = evidence(Hypothesis([told]), Quotes(connection))

    assert [piece["text"] for piece in pieces] == list(texts)


def test_a_piece_says_what_of_its_line_proves_it(outcome: MakeOutcome, tmp_path: Path) -> None:
    """The text is the line as it stood; of a document that is its beginning, so the message stands beside it."""
    document = '{"ts": "2026-11-22T20:44:28Z", "exc": "Traceback\\n  File \\"a.py\\"\\nOSError: No space left"}'
    (tmp_path / "app.log").write_text(f"{document}\n", encoding="utf-8")
    seen = outcome("disk-full")
    (step,) = seen.matched
    traceback = 'Traceback\n  File "a.py"\nOSError: No space left'
    line = Evidence("logs", "app.log", 1, step.start, traceback, "OSError: No space left", 2)
    told = replace(seen, matched=(replace(step, evidence=(line,)),))

    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE files (path VARCHAR, location VARCHAR)")
        connection.execute("INSERT INTO files VALUES ('app.log', ?)", [str(tmp_path / "app.log")])
        (piece,) = evidence(Hypothesis([told]), Quotes(connection))

    assert (piece["text"], piece["said"]) == (document, "OSError: No space left")
    assert piece["sql"] == "FROM logs WHERE source = 'app.log' AND line = 1"


def test_a_story_of_several_steps_is_told_whole(outcome: MakeOutcome) -> None:
    """Of a file with two restarts and two errors, one of each is shown before the other of any."""
    seen = outcome("config-change")
    (step,) = seen.matched

    def lines(*numbers: int) -> tuple[Evidence, ...]:
        return tuple(Evidence("logs", "app.log", number, step.start, f"line {number}") for number in numbers)

    story = (replace(step, evidence=lines(1, 2)), replace(step, step="errors", evidence=lines(3, 4)))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE files (path VARCHAR, location VARCHAR)")
        pieces = evidence(Hypothesis([replace(seen, matched=story)]), Quotes(connection))

    assert {piece["line"] for piece in pieces[:2]} == {1, 3}
