"""A kill at any moment loses nothing and doubles nothing: real processes, really killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from foreshock.ingest.files.facts import FileFacts
from foreshock.lake import delta, parquet
from foreshock.lake.casefolder import CaseFolder
from foreshock.lake.conform import conform
from foreshock.lake.schemas import FILES, LOGS, REJECTS
from foreshock.lake.tables import Batch, Snapshot, writing

SURVIVED = 3


def _rows(source: str, number: int) -> pl.DataFrame:
    start = datetime(2023, 7, 10, 23, tzinfo=UTC)
    times = [start + timedelta(minutes=20 * row) for row in range(number)]
    return conform(pl.DataFrame({"time": times, "source": source, "line": range(number)}), LOGS)


def _scenario(case: Path) -> None:
    """Replace a.log, which shares its Parquet files with b.log, and add c.log, which has a reject."""
    folder = CaseFolder.open(case)
    with writing(folder) as writer:
        batch = Batch(folder, "unit")
        batch.add(LOGS, _rows("a.log", 9))
        batch.enter(FileFacts("a.log", lines=9), replaces=True)
        batch.flush()
        batch.add(LOGS, _rows("c.log", 4))
        batch.add(REJECTS, conform(pl.DataFrame({"source": ["c.log"], "line": [5]}), REJECTS))
        batch.enter(FileFacts("c.log", lines=5), replaces=False)
        writer.commit(batch)


def _die_after(step: int) -> None:
    """Have this process killed right after its ``step``-th write, commit or step back."""
    steps = count(1)

    def mortal(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return run

    for module, name in [(parquet, "_write"), (delta, "commit"), (delta, "step_back")]:
        setattr(module, name, mortal(getattr(module, name)))


def _content(case: Path) -> list[pl.DataFrame]:
    snapshot = Snapshot.read(CaseFolder.open(case))
    logs, rejects = (snapshot.scan(schema).sort("source", "line").collect() for schema in (LOGS, REJECTS))
    return [logs, rejects, snapshot.scan(FILES).sort("path").collect()]


def _data_files(case: Path) -> list[str]:
    files = (path.relative_to(case) for path in case.rglob("*.parquet"))
    return sorted(str(path) for path in files if path.parent.name != "_delta_log")


def _same(left: list[pl.DataFrame], right: list[pl.DataFrame]) -> bool:
    return all(one.equals(other) for one, other in zip(left, right, strict=True))


@pytest.mark.slow
def test_a_kill_after_any_step_loses_and_doubles_nothing(
    case: CaseFolder, commit: Callable[..., None], log_rows: Callable[..., pl.DataFrame], tmp_path: Path
) -> None:
    """Killed after any write or commit, the lake shows the state before or after, and a rerun ends where all do."""
    commit(pl.concat([log_rows("a.log"), log_rows("b.log")]))
    before = _content(case.root)
    whole = tmp_path / "whole"
    shutil.copytree(case.root, whole)
    _scenario(whole)
    after = _content(whole)

    seen = []
    for step in count(1):
        killed = tmp_path / f"killed-{step}"
        shutil.copytree(case.root, killed)
        process = subprocess.run([sys.executable, __file__, str(killed), str(step)], check=False)
        if process.returncode == SURVIVED:
            break
        assert process.returncode == -signal.SIGKILL
        found = _content(killed)
        seen.append(_same(found, after))
        assert seen[-1] or _same(found, before)
        _scenario(killed)
        for expected, actual in zip(after, _content(killed), strict=True):
            assert_frame_equal(expected, actual)
        assert _data_files(whole) == _data_files(killed)
    assert seen == sorted(seen)
    assert {False, True} == set(seen)


if __name__ == "__main__":
    _die_after(int(sys.argv[2]))
    _scenario(Path(sys.argv[1]))
    sys.exit(SURVIVED)
