"""Which format a file is in: every format is asked, the best claim wins, and the answer is explained."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from foreshock.exceptions import UsageError
from foreshock.ingest.detect.sample import FileSample
from foreshock.ingest.files.discover import matches
from foreshock.ingest.formats.base import FAULTS, Format, Recognition

_WHOLE = 1.0  # a claim on every line: no later format can have a better one
MIN_SCORE = 0.3  # a format that explains less of the sample would turn most of the file into rejects
_NEXT_OPTION = re.compile(r";(?=[a-z_]+=)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A format's claim on a file."""

    format: Format
    recognition: Recognition


@dataclass(frozen=True, slots=True)
class Detection:
    """The format of a file (None: no format), its claim, why, and the other claims on it, best first."""

    format: Format | None
    recognition: Recognition
    why: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class ForcedFormat:
    """A ``--format [GLOB=]NAME[:key=value[;key=value]]``: which files, which format, which options."""

    glob: str
    name: str
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, formats: Sequence[Format]) -> ForcedFormat:
        """From the command line's form; UsageError with the nearest name when there is no such format."""
        names = [format_.name for format_ in formats]
        before, equals, after = text.partition("=")
        has_glob = bool(equals) and before.partition(":")[0] not in names
        glob, wanted = (before, after) if has_glob else ("*", text)
        name, _, rest = wanted.partition(":")
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            raise UsageError(
                "no such format",
                value=name,
                valid=names,
                try_next=f"--format {near[0]}" if near else "foreshock formats",
            )
        options = {}
        for option in _NEXT_OPTION.split(rest) if rest else []:
            key, equals, value = option.partition("=")
            if not equals:
                raise UsageError("a format option is key=value", value=option, try_next=f"--format {name}:key=value")
            options[key.strip()] = value
        return cls(glob, name, options)


def detect(
    sample: FileSample,
    source: str,
    formats: Sequence[Format],
    forced: Sequence[ForcedFormat] = (),
    likely: Format | None = None,
) -> Detection:
    """The format of a file, judged by its sample; the last of ``forced`` that names the file decides it instead.

    ``likely`` is the format of a file of the same log: when it explains every line, no other is asked.
    """
    for choice in reversed(forced):
        if matches(choice.glob, source):
            return _forced(choice, sample, source, formats)
    nothing = Recognition(0.0, "")
    if sample.not_text:
        return Detection(None, nothing, sample.not_text)
    if not any(line.strip() for line in sample.lines):
        why = (
            f"unreadable: {sample.damage}" if sample.damage else "an empty file" if not sample.lines else "blank lines"
        )
        return Detection(None, nothing, why)
    candidates = candidates_for(sample, source, [likely], until=_WHOLE) if likely else ()
    if not candidates or candidates[0].recognition.score < _WHOLE:
        candidates = candidates_for(sample, source, formats, until=_WHOLE)
    if not candidates or candidates[0].recognition.score < MIN_SCORE:
        return Detection(None, nothing, _why_none(candidates, len(sample.lines)), candidates)
    best = candidates[0]
    return Detection(best.format, best.recognition, _why(best, len(sample.lines)), candidates)


def candidates_for(
    sample: FileSample, source: str, formats: Sequence[Format], *, until: float = math.inf
) -> tuple[Candidate, ...]:
    """Every format's claim, best first; equal claims in the order of ``formats``, the specific first.

    No more formats are asked after a claim of ``until``.
    """
    found = []
    for format_ in formats:
        claim = _claim(format_, sample, source)
        if claim is not None and claim.score > 0:
            found.append(Candidate(claim.format or format_, claim))
            if claim.score >= until:
                break
    return tuple(sorted(found, key=lambda candidate: -round(candidate.recognition.score, 2)))


def _claim(format_: Format, sample: FileSample, source: str) -> Recognition | None:
    """What a format says of the file; one that fails on hostile lines claims nothing."""
    try:
        return format_.recognise(sample.lines, source)
    except FAULTS:  # a fault of one format must not cost the file to the others
        return None


def _forced(choice: ForcedFormat, sample: FileSample, source: str, formats: Sequence[Format]) -> Detection:
    """The format that the user wants, with what it finds out itself under the options that the user gave."""
    format_ = next(format_ for format_ in formats if format_.name == choice.name)
    claim = _claim(format_, sample, source) or Recognition(0.0, "it does not recognise the file itself")
    claim = replace(claim, options={**claim.options, **choice.options})
    return Detection(claim.format or format_, claim, f"set by --format {choice.name}")


def _why(best: Candidate, lines: int) -> str:
    if best.recognition.reason:
        return f"{best.format.title}: {best.recognition.reason}"
    return f"{round(best.recognition.score * lines)} of {lines} sampled lines match {best.format.title}"


def _why_none(candidates: Sequence[Candidate], lines: int) -> str:
    if not candidates:
        return "no format recognises " + ("its one line" if lines == 1 else f"any of the {lines} sampled lines")
    best = candidates[0]
    explained = round(best.recognition.score * lines)
    return f"no format explains enough of it: {best.format.title} comes nearest with {explained} of {lines} lines"
