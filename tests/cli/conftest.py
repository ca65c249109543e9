"""Running commands as a user does, inside the test's own process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
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


@pytest.fixture(scope="session")
def sample(root: Path) -> Path:
    """The archive of the sample incident."""
    return root / "sample_logs" / "2023-07-10-ecommerce"


@pytest.fixture(scope="session")
def case(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case of the sample incident, made by the command line; tests only read it."""
    folder = tmp_path_factory.mktemp("cli") / "case"
    assert run(["analyze", str(sample), "-o", str(folder), "--quiet"]) == 0
    return folder
