"""A look into a file sees its head, middle and tail, and what is no text."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from foreshock.ingest.detect.sample import sample_file, sample_stream


def test_a_small_file_is_its_own_sample(tmp_path: Path) -> None:
    """Each line once, in order, without line ends."""
    (tmp_path / "a").write_bytes(b"one\r\ntwo\xff\n\nlast")
    assert sample_file(str(tmp_path / "a")).lines == ("one", "two\\xff", "", "last")


@pytest.mark.parametrize("packed", [False, True])
def test_a_large_file_is_seen_at_head_middle_and_tail(tmp_path: Path, *, packed: bool) -> None:
    """No line of the sample is a fragment."""
    data = b"".join(b"line %07d of the file\n" % i for i in range(100_000))
    (tmp_path / "a").write_bytes(gzip.compress(data) if packed else data)
    sample = sample_file(str(tmp_path / "a"))
    numbers = [int(line[5:12]) for line in sample.lines if len(line) == len("line 0000000 of the file")]
    assert len(numbers) == len(sample.lines) == 400
    assert numbers == sorted(numbers)
    assert numbers[0] == 0
    assert numbers[-1] == 99_999
    assert sum(40_000 < number < 60_000 for number in numbers) == 100


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not text: starts with JPEG magic"),
        (b"\x7fELF\x02\x01\x01", "not text: starts with ELF magic"),
        (b"PK\x03\x04rest", "not text: starts with zip magic"),
        (gzip.compress(b"PAR1 rest", mtime=0), "not text: starts with Parquet magic"),
        (b"\0" * 500 + b"text\n" * 10, "not text: 91 % of the sampled bytes are control codes (91 % NUL)"),
        (bytes(range(128, 256)) * 4, "not text: 100 % of the sampled bytes are no UTF-8"),
        ("Zeit läuft ab, größer\n".encode("latin-1"), ""),
        (b"text\n\x1b[31mred\x1b[0m\n", ""),
        (b"", ""),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, data: bytes, reason: str) -> None:
    """The reason names the kind of file; colour codes and an empty file are no reason."""
    (tmp_path / "a").write_bytes(data)
    assert sample_file(str(tmp_path / "a")).not_text == reason


def test_a_truncated_packed_file_tells_its_damage(tmp_path: Path) -> None:
    """What can be had is sampled, and the damage is named."""
    (tmp_path / "a").write_bytes(gzip.compress(b"some line\n" * 100)[:30])
    assert "cut off" in sample_file(str(tmp_path / "a")).damage


def test_a_pipe_loses_nothing_by_its_sample() -> None:
    """The stream that comes back begins at the first byte, packed or not."""
    data = b"".join(b"line %d\n" % i for i in range(50_000))
    for given in (data, gzip.compress(data)):
        sample, stream = sample_stream(io.BytesIO(given))
        assert sample.lines[0] == "line 0"
        assert not sample.damage
        assert b"".join(iter(lambda stream=stream: stream.read(65536), b"")) == given  # type: ignore[misc]
