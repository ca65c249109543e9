"""The rules of the house that no linter knows: the order of the stages, short files, SQL that says what it asks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [path for folder in ("pipeline", "tests", "benchmarks") for path in sorted((ROOT / folder).rglob("*.py"))]
QUERIES = sorted((ROOT / "pipeline").rglob("*.sql"))
MOST_LINES = 300
MOST_LINES_OF_TESTS = 400  # the tests of one module stay together, their inputs as well


def name(path: Path) -> str:
    """The path as the repository knows it."""
    return str(path.relative_to(ROOT))


def test_no_stage_imports_a_later_one() -> None:
    """Data flows one way: the contract in pyproject.toml holds."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_has_one_idea(path: Path) -> None:
    """No source file passes 300 lines, no file of tests 400."""
    most = MOST_LINES_OF_TESTS if path.is_relative_to(ROOT / "tests") else MOST_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


@pytest.mark.parametrize("path", QUERIES, ids=name)
def test_a_query_says_what_it_asks(path: Path) -> None:
    """The first line of an SQL file is a comment with the question that it answers, and no line runs on."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("-- ")
    assert max(map(len, lines)) <= 120
    assert not [line for line in lines if line != line.rstrip() or "\t" in line]


@pytest.mark.parametrize("path", sorted({path.parent for path in (ROOT / "tests/ingest").rglob("test_*.py")}), ids=name)
def test_the_tests_of_ingest_lie_where_their_modules_do(path: Path) -> None:
    """Every folder of tests/ingest is a folder of the package."""
    assert (ROOT / "pipeline" / "foreshock" / path.relative_to(ROOT / "tests") / "__init__.py").is_file()
