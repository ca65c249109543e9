"""Lines come out of bytes whole, numbered and bounded."""

from __future__ import annotations

import io
import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.ingest.exceptions import DamagedInputError
from foreshock.ingest.lines.blocks import blocks

LINE_PIECES = st.sampled_from(
    [b"\n", b"\r\n", b"\r", b"\0", b"a", b"bc", "é".encode(), b"\xff", b"\xc3", b"longer text"]
)


def read(data: bytes, *, size: int = 1 << 20, max_line: int = 1 << 20) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Lines and rejects of all blocks."""
    found = list(blocks(io.BytesIO(data), size=size, max_line=max_line))
    if not found:
        return pl.DataFrame(schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String}), pl.DataFrame()
    return pl.concat([b.lines for b in found]), pl.concat([b.rejects for b in found])


def test_lines_offsets_and_texts_are_those_of_the_file() -> None:
    """Line numbers count from 1, offsets point at the line, line ends of both kinds are gone."""
    lines, rejects = read(b"first\r\n\nthird \xc3\xa9\nlast")
    assert lines.rows() == [(1, 0, "first"), (2, 7, ""), (3, 8, "third é"), (4, 17, "last")]
    assert rejects.is_empty()


def test_bytes_that_are_not_utf8_stay_recoverable() -> None:
    r"""Invalid UTF-8 appears as \xNN, NUL bytes survive, and offsets are those of the file's own bytes."""
    lines, _ = read(b"a\xffb\n\0\0c\nend\n")
    assert lines.rows() == [(1, 0, "a\\xffb"), (2, 4, "\0\0c"), (3, 8, "end")]


def test_colours_of_a_terminal_are_no_part_of_the_text() -> None:
    """Escape sequences that colour words are gone; offsets are those of the file's own bytes."""
    lines, _ = read(b"\x1b[33m[Nest] 6\x1b[39m  - \x1b[38;5;3m[Auth] \x1b[0mfailed\nend\n")
    assert lines.rows() == [(1, 0, "[Nest] 6  - [Auth] failed"), (2, 49, "end")]


def test_colours_that_were_written_out_are_no_part_of_the_text() -> None:
    """As strings of programs have the escape, and as rsyslog does; in JSON a text may hold the same letters."""
    for escape in ("\\x1b", "\\033", "#033"):
        lines, _ = read(f"{escape}[0m{escape}[1;33mWARN{escape}[0m[12] full {escape}[end\n".encode())
        assert lines["text"].to_list() == [f"WARN[12] full {escape}[end"]
    kept = '{"msg":"\\\\x1b[33mred"}'
    lines, _ = read(f"{kept}\n".encode())
    assert lines["text"].to_list() == [kept]


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    """A UTF-8 BOM at the start of the file is dropped, offsets still count it."""
    lines, _ = read(b"\xef\xbb\xbfone\ntwo\n")
    assert lines.rows() == [(1, 0, "one"), (2, 7, "two")]


@pytest.mark.parametrize("size", [3, 16, 1 << 20])
def test_a_line_over_the_limit_becomes_one_reject(size: int) -> None:
    """An overlong line is cut and rejected with its true length; numbering and offsets go on after it."""
    lines, rejects = read(b"one\n" + b"x" * 1000 + b"\nthree\n", size=size, max_line=100)
    assert lines.rows() == [(1, 0, "one"), (3, 1005, "three")]
    assert rejects.select("line", "offset").rows() == [(2, 4)]
    assert rejects["text"].str.ends_with("[cut, the line has 1000 bytes]").all()


def test_an_endless_line_is_read_in_bounded_memory() -> None:
    """A 300 MB line without newline is never held whole."""

    class Endless:
        left = 300 << 20
        held = b"x" * (1 << 20)

        def read(self, size: int, /) -> bytes:
            part = self.held[: min(size, self.left)]
            self.left -= len(part)
            return part

    (block,) = blocks(Endless())
    assert block.count == 1
    assert len(block.rejects["text"][0]) < 70_000
    assert f"{300 << 20} bytes" in block.rejects["text"][0]


def test_a_document_of_one_line_is_put_together_once() -> None:
    """A line of thousands of blocks (a JSON document) costs its length once: it is not copied for each block."""
    document = b"[" + b"1," * (24 << 20) + b"1]"
    begun = time.process_time()
    (block,) = blocks(io.BytesIO(document), size=16 << 10, max_line=64 << 20)
    assert block.lines["text"].str.len_bytes().to_list() == [len(document)]
    assert time.process_time() - begun < 5


def test_what_was_read_before_damage_is_delivered_before_the_error() -> None:
    """Lines before a damaged spot come out, then the stream's error is raised."""

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(2)
            if not data:
                raise DamagedInputError("ends early")
            return data

    found = blocks(Broken(b"one\ntwo\nthr"), size=4)
    assert [next(found).lines["text"].to_list() for _ in range(3)] == [["one"], ["two"], ["thr"]]
    with pytest.raises(DamagedInputError, match="ends early"):
        next(found)


@settings(deadline=None)
@given(pieces=st.lists(LINE_PIECES, max_size=60), size=st.integers(1, 40), max_line=st.sampled_from([5, 20, 1000]))
def test_block_size_does_not_change_the_lines(pieces: list[bytes], size: int, max_line: int) -> None:
    """However a file is cut into blocks, lines, offsets, texts and rejects are the same."""
    data = b"".join(pieces)
    whole = read(data, max_line=max_line)
    cut = read(data, size=size, max_line=max_line)
    assert cut[0].rows() == whole[0].rows()
    assert cut[1].rows() == whole[1].rows()
    assert whole[0].height + whole[1].height == data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
