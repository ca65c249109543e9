"""Tests with real servers may be skipped on a desk, in one told sentence, and never in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MARKED = """
import pytest

@pytest.mark.real
def test_server():
    pytest.skip("The server is not installed.")
"""
MODULE = """
import pytest

pytest.skip("The server is not installed.", allow_module_level=True)
"""


@pytest.mark.parametrize("text", [MARKED, MODULE])
@pytest.mark.parametrize(("required", "code"), [("", 0), ("1", 1)])
def test_a_skip_is_told_and_in_ci_it_fails(root: Path, tmp_path: Path, text: str, required: str, code: int) -> None:
    """A missing server costs one sentence; under FORESHOCK_REQUIRE_REAL=1 it costs the run."""
    folder = tmp_path / "tests" / "real"
    folder.mkdir(parents=True)
    shutil.copy(root / "tests" / "conftest.py", folder.parent)
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    (folder / "test_other.py").write_text("def test_runs():\n    pass\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    real: a server\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "tests"],
        cwd=tmp_path,
        env={**os.environ, "FORESHOCK_REQUIRE_REAL": required},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode != 0) == bool(code), done.stdout
    assert "The server is not installed." in done.stdout
    assert ("Not tested (1 test): The server is not installed." in done.stdout) == (not required)
