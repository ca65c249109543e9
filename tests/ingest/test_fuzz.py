"""The fuzzer's small round: every format reads its damaged samples without a failure, a hang or a wrong sum."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from foreshock.ingest.formats import formats

FUZZ = Path(__file__).parents[2] / "benchmarks" / "fuzz.py"


def test_damaged_samples_of_every_format_are_read(tmp_path: Path) -> None:
    """No parser raises, not even where the stage would catch it, and every line is counted once."""
    done = subprocess.run(
        [sys.executable, FUZZ, "--lines", "1500", "--seed", "20230710"],
        capture_output=True,
        text=True,
        check=False,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert all(f"| {format_.name} |" in done.stdout for format_ in formats())
