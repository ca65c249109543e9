"""Why lines of a file were rejected, as far as the formats can tell, and what to pass so that they are read."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.detect.claims import Candidate, candidates_for
from foreshock.ingest.detect.sample import FileSample
from foreshock.ingest.formats.base import FAULTS, Format
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.time.clock import Clock

SAMPLE_LINES = 200
_EXAMPLES = 3
_EXAMPLE_CHARS = 120
_EXPLAINS = 0.5  # of the rejected lines: a format that reads fewer is no reason
_MOSTLY = 0.5  # of the file's lines
_TRIED = 4  # candidates whose claim is put to the proof
_YEAR = 2000  # for the proof only: a leap year


@dataclass(frozen=True, slots=True)
class Example:
    """One rejected line, its text cut at 120 characters."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """How many of a file's lines were rejected, the first of them, and in one sentence the likely reason."""

    count: int
    lines: int
    likely: str
    examples: tuple[Example, ...]


def explain_rejects(
    source: str, rejects: pl.DataFrame, *, count: int, lines: int, formats: Sequence[Format]
) -> Rejected:
    """Why ``count`` of the ``lines`` of one file were rejected, judged by some of them, and what to pass.

    ``rejects`` has line, reason and text, in order of line, at least one row. A format counts as the reason when it
    reads at least half of them.
    """
    sample = rejects.head(SAMPLE_LINES)
    examples = tuple(Example(line, _cut(text)) for line, text in sample.select("line", "text").head(_EXAMPLES).rows())
    texts = [text for text in sample["text"] if text.strip()]
    explaining = _explaining(texts, source, formats)
    if explaining is not None:
        likely = _advice(explaining, source, mostly=count > _MOSTLY * lines)
    else:
        (reason, times), *_ = Counter(sample["reason"].to_list()).most_common(1)
        some = "" if times == sample.height else f" ({times} of the first {sample.height})"
        likely = f"{reason}{some}; no format explains them"
    return Rejected(count, lines, likely, examples)


def _cut(text: str) -> str:
    return text if len(text) <= _EXAMPLE_CHARS else f"{text[: _EXAMPLE_CHARS - 3]}..."


def _explaining(texts: Sequence[str], source: str, formats: Sequence[Format]) -> Candidate | None:
    """The best claim on the rejected lines that holds when they are read."""
    if not texts:
        return None
    claims = candidates_for(FileSample(tuple(texts)), source, formats)
    return next((claim for claim in claims[:_TRIED] if _read_share(claim, texts) >= _EXPLAINS), None)


def _read_share(claim: Candidate, texts: Sequence[str]) -> float:
    numbers = range(1, len(texts) + 1)
    lines = pl.DataFrame({"line": numbers, "offset": [0] * len(texts), "text": texts}, schema=LINES_SCHEMA)
    try:
        parsed = claim.format.open(claim.recognition.options, Clock("UTC", _YEAR)).feed(lines, last=True)
    except FAULTS:
        return 0.0
    return 1 - parsed.rejects.height / len(texts) if parsed.records else 0.0


def _advice(claim: Candidate, source: str, *, mostly: bool) -> str:
    options = ";".join(f"{key}={value}" for key, value in claim.recognition.options.items())
    forced = f"{source}={claim.format.name}" + (f":{options}" if options else "")
    shown = " with " + " and ".join(f"{key} '{value}'" for key, value in claim.recognition.options.items())
    looks = f"they look like {claim.format.title}{shown if options else ''}"
    if mostly:
        return f"{looks}; give it with --format {shlex.quote(forced)}"
    return f"{looks}, mixed into the file; --format {shlex.quote(forced)} reads them in place of the others"
