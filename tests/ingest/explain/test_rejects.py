"""Rejected lines get a likely reason, and what to pass where a format reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from foreshock.ingest import IngestOptions
from foreshock.ingest.explain.decisions import explain
from foreshock.ingest.explain.rejects import Rejected, explain_rejects
from foreshock.ingest.formats import formats

POSTGRESQL = [f"2023-07-10 20:00:{second:02d} UTC [7]: user=app LOG:  checkpoint starting" for second in range(60)]
CRON = [f"Jul 10 20:00:{second:02d} db-01 cron[1]: (root) CMD (true)" for second in range(60)]


def why(texts: list[str], *, of: int, known: Any = None) -> Rejected:
    """The explanation of rejects of a file of ``of`` lines."""
    rejects = pl.DataFrame({"line": range(1, len(texts) + 1), "reason": ["no stamp"] * len(texts), "text": texts})
    return explain_rejects("db-01/x.log", rejects, count=len(texts), lines=of, formats=known or formats())


def test_a_file_of_another_format_is_told_with_what_to_pass() -> None:
    """Where most lines were rejected, the format that reads them and its options are the advice."""
    found = why(POSTGRESQL, of=60)
    assert found.likely.startswith("they look like PostgreSQL server log (stderr) with log_line_prefix '%t [%p]: ")
    assert "give it with --format 'db-01/x.log=postgresql-stderr:log_line_prefix=%t [%p]: " in found.likely


def test_lines_of_a_second_program_are_told_as_such() -> None:
    """Where most lines were read, the advice does not take them away unsaid."""
    found = why(CRON, of=1000)
    assert found.likely.startswith("they look like syslog")
    assert "mixed into the file; --format db-01/x.log=syslog-rfc3164 reads them in place of the others" in found.likely


def test_what_no_format_reads_keeps_the_parsers_reason() -> None:
    """The reason that most of the lines were rejected for, and three of them, cut at 120 characters."""
    found = why(["~" * 500, *"\x01?#%"], of=1000)
    assert found.likely == "no stamp; no format explains them"
    assert [(example.line, len(example.text)) for example in found.examples] == [(1, 120), (2, 1), (3, 1)]


def test_a_claim_that_does_not_hold_is_no_reason(toy: Any) -> None:
    """A format must read the lines, not only recognise them; one that fails on them is passed over."""
    assert why(["TOY 1 a BOOM"] * 9, of=9, known=[toy]).likely == "no stamp; no format explains them"
    assert why([" x"] * 9, of=9, known=[toy]).likely == "no stamp; no format explains them"
    assert why(["TOY 1 a x"] * 9, of=9, known=[toy]).likely.startswith("they look like toy log; give it with")


def test_explain_tells_the_rejects_of_a_file(tmp_path: Path) -> None:
    """A file that was forced into the wrong format says what it is; one that is read whole says nothing."""
    (tmp_path / "cron.log").write_text("\n".join(CRON), encoding="utf-8")
    wrong = explain(tmp_path / "cron.log", IngestOptions(format=["apache-access"])).rejected
    assert wrong is not None
    assert (wrong.count, wrong.lines, wrong.examples[0].text) == (60, 60, CRON[0])
    assert "syslog-rfc3164" in wrong.likely
    assert explain(tmp_path / "cron.log", IngestOptions(year=2023)).rejected is None
