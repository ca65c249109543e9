"""Rules for the case folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from foreshock.lake.casefolder import CaseFolder
from foreshock.lake.exceptions import CaseBusyError, LakeError, LayoutError, NotACaseError


def test_a_missing_folder_is_made_and_opens_again(tmp_path: Path) -> None:
    """``create`` makes the folder and its parents; then ``open`` and ``create`` find the same case."""
    made = CaseFolder.create(tmp_path / "a" / "case")
    assert made == CaseFolder.open(tmp_path / "a" / "case") == CaseFolder.create(made.root)


def test_the_leftovers_of_a_killed_create_are_no_obstacle(tmp_path: Path) -> None:
    """A process that died between making the folder and marking it does not block the next one."""
    (tmp_path / "case" / "lake").mkdir(parents=True)
    (tmp_path / "case" / "lake" / "VERSION.tmp").touch()
    assert CaseFolder.create(tmp_path / "case").lake.is_dir()


@pytest.mark.parametrize("name", ["thesis.tex", "lake"])
def test_somebody_elses_folder_is_refused(tmp_path: Path, name: str) -> None:
    """A folder with other files in it is left alone, and so is a plain file."""
    (tmp_path / name).write_text("mine")
    with pytest.raises(NotACaseError, match="holds other files"):
        CaseFolder.create(tmp_path)
    with pytest.raises(NotACaseError, match="holds other files"):
        CaseFolder.create(tmp_path / name)
    assert [name] == [entry.name for entry in tmp_path.iterdir()]


def test_opening_what_is_no_case_says_how_to_make_one(tmp_path: Path) -> None:
    """The error names the folder and the command."""
    with pytest.raises(NotACaseError, match=r"no Foreshock case.*foreshock ingest"):
        CaseFolder.open(tmp_path)


def test_another_layout_is_refused(case: CaseFolder) -> None:
    """A case of a later version is not read as if it were this one's."""
    (case.lake / "VERSION").write_text("foreshock lake 99\n")
    with pytest.raises(LayoutError, match=r"lake 99.*Valid: foreshock lake 2"):
        CaseFolder.create(case.root)


def test_two_writers_exclude_each_other_and_a_dead_one_does_not(case: CaseFolder) -> None:
    """While a process holds the lock another is refused; when it is killed the lock is free at once."""
    hold = (
        "import sys, time; from foreshock.lake.casefolder import CaseFolder\n"
        "with CaseFolder.open(sys.argv[1]).locked(): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold, str(case.root)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(CaseBusyError, match="Another process"), case.locked():
            pass
        holder.kill()
        holder.wait()
        with case.locked():
            pass


def test_a_place_that_cannot_be_written_is_one_sentence() -> None:
    """The operating system's refusal becomes a LakeError with a way out."""
    with pytest.raises(LakeError, match=r"cannot be written .*-o"):
        CaseFolder.create(Path("/proc/foreshock-case"))
