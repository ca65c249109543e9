"""Every path that is given is read or explained."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from foreshock.ingest.files.discover import discover, matches


def write(path: Path, text: str = "x\n") -> Path:
    """A file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_folders_are_walked_in_sorted_order(tmp_path: Path) -> None:
    """Sources are relative to the folder that was given, in an order that does not depend on the disk."""
    for name in ("web-01/b.log", "db-01/z/a.log", "db-01/b.log", "a.log"):
        write(tmp_path / name)
    found = discover([tmp_path])
    assert [item.source for item in found.inputs] == ["a.log", "db-01/b.log", "db-01/z/a.log", "web-01/b.log"]
    assert found.skipped == ()


def test_globs_and_files_keep_the_path_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern, ** too, finds files; a file given twice is read once."""
    for name in ("logs/db-01/a.log", "logs/web-01/a.log", "logs/web-01/a.txt"):
        write(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    found = discover(["logs/**/*.log", "logs/web-01/a.log", "-"])
    assert [item.source for item in found.inputs] == ["logs/db-01/a.log", "logs/web-01/a.log", "stdin"]


def test_what_cannot_be_read_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    """A missing path, an empty folder, a pattern without matches and a pipe in a folder each have a sentence."""
    write(tmp_path / "logs" / "a.log")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "logs" / "pipe")
    found = discover([tmp_path / "gone.log", tmp_path / "empty", tmp_path / "*.nothing", tmp_path / "logs"])
    assert [item.source for item in found.inputs] == ["a.log"]
    assert [item.reason for item in found.skipped] == [
        "no such file or folder",
        "this folder holds no files",
        "nothing matches this pattern",
        "a pipe, not a regular file",
    ]
    assert all(item.is_error for item in found.skipped)


def test_a_named_pipe_is_read_where_the_user_names_it(tmp_path: Path) -> None:
    """Process substitution gives pipes as arguments."""
    os.mkfifo(tmp_path / "pipe")
    (item,) = discover([tmp_path / "pipe"]).inputs
    assert item.is_pipe


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_without_rights_are_told(tmp_path: Path) -> None:
    """A file or folder that the user may not read is an error of its own."""
    write(tmp_path / "a.log").chmod(0)
    write(tmp_path / "locked" / "b.log").parent.chmod(0)
    found = discover([tmp_path])
    (tmp_path / "locked").chmod(0o700)
    assert [(item.source, item.reason) for item in found.skipped] == [
        ("a.log", "no permission to read this file"),
        ("locked", "this folder cannot be read (no permission)"),
    ]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link out of the folder is an error that says so; one to a neighbour or above costs nothing."""
    secret = write(tmp_path / "outside" / "secret.log")
    write(tmp_path / "logs" / "a.log")
    (tmp_path / "logs" / "out.log").symlink_to(secret)
    (tmp_path / "logs" / "current.log").symlink_to("a.log")
    (tmp_path / "logs" / "loop").symlink_to(".")
    (tmp_path / "logs" / "dangling").symlink_to("nowhere")
    found = discover([tmp_path / "logs"])
    assert [item.source for item in found.inputs] == ["a.log"]
    assert {item.source: item.is_error for item in found.skipped} == {
        "current.log": False,
        "dangling": True,
        "loop": False,
        "out.log": True,
    }


def test_a_case_folder_is_no_input(tmp_path: Path) -> None:
    """The folder that results go to, and any other case, is passed over and noted."""
    write(tmp_path / "a.log")
    write(tmp_path / "old-case" / "lake" / "VERSION", "foreshock lake 1\n")
    write(tmp_path / "case" / "report.md")
    found = discover([tmp_path], case=tmp_path / "case")
    assert [item.source for item in found.inputs] == ["a.log"]
    assert [(item.source, item.is_error) for item in found.skipped] == [("case", False), ("old-case", False)]


def test_equal_relative_paths_get_sources_of_their_own(tmp_path: Path) -> None:
    """Two folders with a syslog each are told apart by the folders above."""
    write(tmp_path / "db-01" / "syslog")
    write(tmp_path / "web-01" / "syslog")
    found = discover([tmp_path / "db-01", tmp_path / "web-01"])
    assert [item.source for item in found.inputs] == ["syslog", "web-01/syslog"]


def test_names_that_are_not_utf8_are_shown_with_escapes(tmp_path: Path) -> None:
    r"""A file name is bytes; those that are no UTF-8 are shown as \xNN and the file is found."""
    raw = os.fsencode(tmp_path) + b"/caf\xe9.log"
    with open(raw, "wb") as file:  # noqa: PTH123 - a name that is not UTF-8
        file.write(b"x\n")
    (item,) = discover([tmp_path]).inputs
    assert item.source == "caf\\xe9.log"
    assert os.path.exists(item.path)  # noqa: PTH110 - as above


def test_patterns_match_the_source_or_the_file_name() -> None:
    """`db-01/*` and `*.log` both do what they look like."""
    assert matches("db-01/*", "db-01/a/b.log")
    assert matches("*.log", "db-01/a.log")
    assert matches("./db-01/*", "db-01/a.log")
    assert not matches("db-01/*", "web-01/a.log")
