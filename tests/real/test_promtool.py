"""Prometheus' own tool accepts what is exported for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from foreshock.rules.export import prometheus_rules
from foreshock.rules.packs import load

pytestmark = pytest.mark.real

PROMTOOL = shutil.which("promtool")


def test_promtool_accepts_the_exported_rules(tmp_path: Path) -> None:
    """Every expression is PromQL, every duration and label is well formed."""
    if PROMTOOL is None:
        pytest.skip("promtool is not installed (package prometheus), so the exported alerts were not checked by it.")
    path = tmp_path / "alerts.yaml"
    path.write_text(prometheus_rules(load().packs), encoding="utf-8")
    checked = subprocess.run(
        [PROMTOOL, "check", "rules", path], capture_output=True, text=True, check=False, timeout=60
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "SUCCESS" in checked.stdout
