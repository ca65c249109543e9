"""Performance data of checks."""

from __future__ import annotations

import pytest

from foreshock.ingest.formats.metrics.perfdata import measured


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("load1=0.100;5;10;0;", [("check.load1", None, 0.1)]),
        ("/=2643MB;5948 inodes=97%", [("check./", "By", 2643 * 1024.0**2), ("check.inodes", "1", 0.97)]),
        ("'it''s full'=7;;;0;10", [("check.it's full", None, 7.0)]),
        ("time=12ms pl=U;80;100", [("check.time", "s", 0.012)]),
        ("queries=1234c", [("check.queries", "c", 1234.0)]),
        ("a=1,5s", [("check.a", "s", 1.5)]),
        ("OK - all is well", []),
    ],
)
def test_values_are_in_base_units(text: str, expected: list[tuple[str, str | None, float]]) -> None:
    """A value that a check does not know is none, and so is a sentence."""
    found = [(measure.metric, measure.unit, value * measure.scale) for measure, value in measured(text)]
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    assert [row[2] for row in found] == pytest.approx([row[2] for row in expected])
