"""Bad input is normal input: one sentence, the right exit code, and the rest is analysed all the same."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

import foreshock

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(range(256)) * 20
LINES = [f"2023-07-10 20:{minute:02}:00,123 INFO [shop] served request {minute}" for minute in range(60)]
GOOD = "\n".join(LINES) + "\n"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "foreshock", *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("kind", ["empty folder", "missing", "jpeg", "empty file", "random bytes"])
def test_nothing_to_analyse_is_one_sentence_and_exit_code_1(tmp_path: Path, kind: str) -> None:
    """An input without any record is an error that names it; never a traceback, never a silent success."""
    path = tmp_path / "input"
    if kind == "empty folder":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes({"jpeg": JPEG, "empty file": b"", "random bytes": os.urandom(4096)}[kind])

    done = run("analyze", path, "-o", tmp_path / "case")

    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "input" in done.stderr
    assert "Traceback" not in done.stderr


def test_good_files_among_garbage_are_analysed(tmp_path: Path) -> None:
    """Garbage beside good files costs nothing but a sentence each; a damaged file gives what stands before."""
    archive = tmp_path / "app-01"
    archive.mkdir()
    (archive / "app.log").write_text(GOOD)
    (archive / "photo.jpg").write_bytes(JPEG)
    (archive / "empty.log").write_bytes(b"")
    packed = gzip.compress(("\n".join(LINES * 200) + "\n").encode())
    (archive / "old.log.gz").write_bytes(packed[: len(packed) // 2])

    case = foreshock.analyze(tmp_path, out=tmp_path / "case")
    files = {each["path"].rsplit("/", 1)[-1]: each for each in case.findings["files"]}

    assert files["app.log"]["records"] == len(LINES)
    assert files["old.log.gz"]["records"] > 0
    assert files["old.log.gz"]["error"]
    assert "JPEG" in files["photo.jpg"]["error"]
    assert files["empty.log"]["error"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_rights_is_told(tmp_path: Path) -> None:
    """A folder that may not be read is named, the rest is analysed."""
    (tmp_path / "app.log").write_text(GOOD)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)

    files = foreshock.analyze(tmp_path, out=tmp_path / "case").findings["files"]

    assert {"closed", "app.log"} <= {each["path"] for each in files}


@pytest.mark.slow
def test_a_line_of_200_megabytes_is_one_reject(tmp_path: Path) -> None:
    """An endless line costs bounded memory: it is one reject, and the lines around it are records."""
    archive = tmp_path / "logs"
    archive.mkdir()
    with (archive / "app.log").open("wb") as file:
        file.write(GOOD.encode())
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b"\n" + GOOD.encode())
    program = (
        "import sys, resource, foreshock\n"
        "case = foreshock.analyze(sys.argv[1], out=sys.argv[2])\n"
        "file = case.findings['files'][0]\n"
        "print(file['records'], file['attached'], file['rejected'])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, archive, tmp_path / "case"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    counts, megabytes = done.stdout.splitlines()
    assert counts == "120 0 1"
    assert int(megabytes) < 1500
