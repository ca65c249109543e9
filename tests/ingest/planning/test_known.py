"""What is in the lake is not read twice, and nothing of it is lost when files move."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from foreshock.ingest.files.discover import discover
from foreshock.ingest.files.facts import FileFacts
from foreshock.ingest.planning.known import Standing, standings_of


def known(**contents: bytes) -> dict[str, FileFacts]:
    """A ledger in which these files stand."""
    return {
        name: FileFacts(name, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
        for name, data in contents.items()
    }


def stand(folder: Path, ledger: dict[str, FileFacts], **contents: bytes) -> dict[str, Standing]:
    """The standing of files with these contents."""
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return {
        source: s for source, s in standings_of(discover([folder]).inputs, ledger).items() if isinstance(s, Standing)
    }


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"one\ntwo\n", (True, 0, False)),
        (b"one\ntwo\nthree\n", (False, 8, False)),
        (b"one\n", (False, 0, True)),
        (b"other content\n", (False, 0, True)),
    ],
)
def test_unchanged_grown_and_changed_files_are_told_apart(
    tmp_path: Path, content: bytes, expected: tuple[bool, int, bool]
) -> None:
    """By the digest of what was read before, never by time or size alone."""
    got = stand(tmp_path, known(log=b"one\ntwo\n"), log=content)["log"]
    assert (got.unchanged, got.start, got.replaces) == expected


def test_a_line_that_was_read_half_is_read_again(tmp_path: Path) -> None:
    """A file that was caught in the middle of a line has no place to go on from."""
    assert stand(tmp_path, known(log=b"one\ntw"), log=b"one\ntwo\n")["log"].replaces


def test_a_rotated_file_is_recognised_by_its_content(tmp_path: Path) -> None:
    """Its rows are in the lake under the old name."""
    got = stand(tmp_path, known(log=b"one\n"), **{"log.1": b"one\n"})["log.1"]
    assert (got.unchanged, got.moved_from) == (True, "log")


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_file_that_was_compressed_since_is_recognised(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """By the content, whatever the new name; other content of the same size is new."""
    ledger = known(**{"log-20230710": b"one\ntwo\n"})
    got = stand(tmp_path, ledger, **{"log-20230710.gz": pack(b"one\ntwo\n"), "other.gz": pack(b"two\none\n")})
    assert (got["log-20230710.gz"].unchanged, got["log-20230710.gz"].moved_from) == (True, "log-20230710")
    assert got["other.gz"] == Standing()


def test_rotation_loses_no_rows(tmp_path: Path) -> None:
    """When new content takes the old name, the chain of moved files is read under the new names."""
    ledger = known(log=b"second\n") | known(**{"log.1": b"first\n"})
    got = stand(tmp_path, ledger, log=b"third\n", **{"log.1": b"second\n", "log.2": b"first\n"})
    assert {source: (s.unchanged, s.replaces) for source, s in got.items()} == {
        "log": (False, True),
        "log.1": (False, True),
        "log.2": (False, False),
    }
