"""Running commands as a user does, inside the test's own process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from foreshock.cli.run import run


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left: its exit code, its results, its talk."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The results, read as JSON."""
        return json.loads(self.out)


@pytest.fixture
def foreshock(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run ``foreshock WORDS``."""

    def call(*words: object) -> Outcome:
        code = run([str(word) for word in words])
        shown = capsys.readouterr()
        return Outcome(code, shown.out, shown.err)

    return call
