"""The best claim wins and says why; the user may decide otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from foreshock.exceptions import UsageError
from foreshock.ingest.detect.claims import ForcedFormat, detect
from foreshock.ingest.detect.sample import FileSample

SAMPLE = FileSample(("TOY 1 a x", " more", "garbage", "TOY 2 a y"))


def test_the_claim_is_explained_by_its_lines(toy: Any) -> None:
    """The sentence says how many of the sampled lines match."""
    found = detect(SAMPLE, "a.log", [toy])
    assert found.format is toy
    assert found.why == "3 of 4 sampled lines match toy log"


def test_the_better_claim_wins_and_ties_go_to_the_specific(toy: Any) -> None:
    """All claims are kept, best first, until one explains every line."""
    general, better = replace(toy, name="general"), replace(toy, name="better", share=0.9)
    found = detect(SAMPLE, "a.log", [toy, general, better])
    assert [candidate.format.name for candidate in found.candidates] == ["better", "toy", "general"]
    perfect = replace(toy, name="perfect", share=1.0)
    assert [c.format.name for c in detect(SAMPLE, "a.log", [toy, perfect, general]).candidates] == ["perfect", "toy"]


@pytest.mark.parametrize(
    ("sample", "why"),
    [
        (FileSample(("x", "y")), "no format recognises any of the 2 sampled lines"),
        (
            FileSample(("TOY 1 a x", *"123456789")),
            "no format explains enough of it: toy log comes nearest with 1 of 10",
        ),
        (FileSample(()), "an empty file"),
        (FileSample(("", " ")), "blank lines"),
        (FileSample((), damage="cut off"), "unreadable: cut off"),
        (FileSample(("\0",), not_text="not text: starts with JPEG magic"), "not text: starts with JPEG magic"),
    ],
)
def test_no_format_has_a_reason_too(toy: Any, sample: FileSample, why: str) -> None:
    """A file is never taken for something that explains little of it."""
    found = detect(sample, "a.log", [toy])
    assert found.format is None
    assert found.why.startswith(why)


def test_a_format_can_be_forced_by_pattern_with_options(toy: Any) -> None:
    """Values may hold blanks, colons, equals and dollar signs."""
    text = 'web-*/access.log=toy:log_format=$a - [$b] "$c" x=1;zone=+05:00'
    choice = ForcedFormat.parse(text, [toy])
    assert choice == ForcedFormat("web-*/access.log", "toy", {"log_format": '$a - [$b] "$c" x=1', "zone": "+05:00"})
    found = detect(FileSample(("nothing of the kind",)), "web-01/access.log", [toy], [choice])
    assert (found.format, found.why) == (toy, "set by --format toy")
    assert found.recognition.options["zone"] == "+05:00"
    assert detect(FileSample(("nothing",)), "db-01/access.log", [toy], [choice]).format is None
    assert ForcedFormat.parse("toy:a=b", [toy]).glob == "*"


def test_an_unknown_format_is_a_usage_error_with_the_nearest_name(toy: Any) -> None:
    """Did you mean."""
    with pytest.raises(UsageError, match="--format toy"):
        ForcedFormat.parse("*.log=toi", [toy])
    with pytest.raises(UsageError, match="key=value"):
        ForcedFormat.parse("toy:nonsense", [toy])


def test_the_format_of_a_rotated_sibling_is_asked_first(toy: Any) -> None:
    """When it explains every line no other is asked; otherwise all are."""
    lines = FileSample(("TOY 1 a x", "TOY 2 a y"))
    later = replace(toy, name="later")
    assert [c.format.name for c in detect(lines, "a.log.1", [toy, later], likely=later).candidates] == ["later"]
    assert [c.format.name for c in detect(SAMPLE, "a.log.1", [toy, later], likely=later).candidates] == ["toy", "later"]


def test_a_format_that_fails_on_a_file_leaves_it_to_the_others(toy: Any) -> None:
    """Lines are hostile; a format that raises claims nothing."""

    class Failing(type(toy)):  # type: ignore[misc]
        def recognise(self, lines: Any, path: str) -> Any:
            raise ValueError(path)

    assert detect(SAMPLE, "a.log", [Failing(name="failing"), toy]).format is toy
