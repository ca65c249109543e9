"""From a stream of bytes to blocks of lines, vectorised, in bounded memory, with read-ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
import pyarrow as pa

from foreshock.ahead import ahead
from foreshock.ingest.exceptions import IngestError
from foreshock.ingest.lines.rejects import EMPTY_REJECTS

BLOCK_BYTES = 8 << 20
MAX_LINE_BYTES = 1 << 20
MAX_REJECT_BYTES = 64 << 10  # what the rejects table keeps of a line

Integers = np.ndarray[tuple[int], np.dtype[np.int64]]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ESCAPE = b"\x1b"
# What a program that takes its output for a terminal puts around words: colours, and the addresses of links.
COLOURS = r"\x1b(?:\[[0-9;?]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))"
# The same where something on the way has written the escape out: as strings of programs have it, and as rsyslog does.
# A backslash before it is JSON's, for a text that holds such words.
WRITTEN_OUT = (rb"\x1b[", rb"\033[", b"#033[")
WRITTEN_COLOURS = r"(^|[^\\])(?:(?:\\x1[bB]|\\033|#033)\[[0-9;]{0,16}m)+"
_COLOURED_HEAD = 1 << 16  # of a block: who colours its words does so in every line, and the search is not for nothing
_READ_AHEAD_BLOCKS = 2


class ByteStream(Protocol):
    """Anything with ``read(n)``; an empty answer is the end."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """Some hundred thousand consecutive lines.

    ``lines`` has line (Int64, 1-based), offset (Int64, bytes in the unpacked stream) and text (String, without
    line end). ``rejects`` (line, offset, reason, text) holds the lines that were too long to be handed on.
    """

    lines: pl.DataFrame
    rejects: pl.DataFrame

    @property
    def count(self) -> int:
        """Physical lines in this block."""
        return self.lines.height + self.rejects.height


@dataclass(frozen=True, slots=True)
class _Segment:
    """Bytes from ``offset`` on: whole lines, or (``length`` set) the head of one line longer than the limit."""

    data: bytes
    offset: int
    length: int | None = None


def blocks(
    stream: ByteStream,
    *,
    size: int = BLOCK_BYTES,
    max_line: int = MAX_LINE_BYTES,
    first_line: int = 1,
    first_offset: int = 0,
) -> Iterator[Block]:
    r"""Blocks of about ``size`` bytes, cut at newlines; a thread reads, unpacks and cuts ahead of the consumer.

    Lines are newline-terminated, the last one need not be. Bytes that are not UTF-8 appear as ``\xNN``. A
    line of more than ``max_line`` bytes comes as a reject, cut, so that memory stays bounded. An IngestError
    of the stream (a damaged archive) is raised after the last line that could be read.
    """
    return ahead(_framed(_cut(stream, size, max_line, first_offset), first_line, max_line), _READ_AHEAD_BLOCKS)


def without_colours(texts: pl.Series) -> pl.Series:
    """Texts without what is meant for a terminal; an escape in JSON hides it from who reads the file's bytes."""
    return texts.str.replace_all(COLOURS, "") if texts.str.contains(ESCAPE.decode(), literal=True).any() else texts


def _clipped(raw: bytes, length: int) -> str:
    r"""The head of a line that has ``length`` bytes in all as the rejects table keeps it, with a note of the cut."""
    text = raw[:MAX_REJECT_BYTES].decode("utf-8", "backslashreplace")
    text = text.encode()[:MAX_REJECT_BYTES].decode("utf-8", "ignore")
    return f"{text} [cut, the line has {length} bytes]"


def _cut(stream: ByteStream, size: int, max_line: int, offset: int) -> Iterator[_Segment]:
    """Segments in file order; what was read before an error comes first, then the error."""
    carry: list[bytes] = []  # of a line that goes on; joined once, for it may be as long as a document
    held = 0
    failure: IngestError | None = None
    while True:
        try:
            chunk = _fill(stream, size)
        except _PartialReadError as partial:
            chunk, failure = partial.data, partial.cause
        end = chunk.rfind(b"\n") + 1
        if end:
            yield _Segment(b"".join([*carry, chunk[:end]]), offset)
            offset += held + end
            carry, held = [chunk[end:]], len(chunk) - end
        else:
            carry.append(chunk)
            held += len(chunk)
        at_end = len(chunk) < size or failure is not None
        if held > max_line and not at_end:
            overlong, rest, failure = _skip_line(stream, size, b"".join(carry), offset)
            yield overlong
            offset += (overlong.length or 0) + 1
            end = rest.rfind(b"\n") + 1
            if end:
                yield _Segment(rest[:end], offset)
                offset += end
            carry, held = [rest[end:]], len(rest) - end
            at_end = failure is not None
        if at_end:
            if held:
                yield _Segment(b"".join(carry), offset)
            if failure is not None:
                raise failure
            return


def _skip_line(stream: ByteStream, size: int, head: bytes, offset: int) -> tuple[_Segment, bytes, IngestError | None]:
    """Read on to the end of a line without keeping it: its head, what follows it, and an error on the way."""
    length, failure, rest = len(head), None, b""
    while failure is None:
        try:
            chunk = _fill(stream, size)
        except _PartialReadError as partial:
            chunk, failure = partial.data, partial.cause
        end = chunk.find(b"\n")
        if end >= 0:
            length, rest = length + end, chunk[end + 1 :]
            break
        length += len(chunk)
        if not chunk:
            break
    return _Segment(head, offset, length), rest, failure


class _PartialReadError(Exception):
    """A stream failed after some bytes."""

    def __init__(self, data: bytes, cause: IngestError) -> None:
        super().__init__(str(cause))
        self.data = data
        self.cause = cause


def _fill(stream: ByteStream, size: int) -> bytes:
    """Exactly ``size`` bytes, fewer only at the end of the stream."""
    parts: list[bytes] = []
    missing = size
    while missing:
        try:
            part = stream.read(missing)
        except IngestError as error:
            raise _PartialReadError(b"".join(parts), error) from error
        if not part:
            break
        parts.append(part)
        missing -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _framed(segments: Iterator[_Segment], line: int, max_line: int) -> Iterator[Block]:
    for segment in segments:
        block = _frame(segment, line, max_line)
        line += block.count
        yield block


def _frame(segment: _Segment, line: int, max_line: int) -> Block:
    """The lines of a segment as a frame; overlong ones apart."""
    if segment.length is not None:
        return Block(
            _lines_frame(line, np.empty(0, np.int64), pl.Series("text", [], pl.String)),
            _overlong(line, segment, max_line),
        )
    data = segment.data if segment.data.endswith(b"\n") else segment.data + b"\n"
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")) + 1
    starts = np.concatenate(([0], ends[:-1]))
    lines = _lines_frame(line, starts + segment.offset, _texts(data, ends, at_start=segment.offset == 0))
    too_long = np.flatnonzero(ends - starts - 1 > max_line)
    if not too_long.size:
        return Block(lines, EMPTY_REJECTS)
    rejects = [
        _overlong(
            line + int(row),
            _Segment(
                data[starts[row] : starts[row] + max_line],
                segment.offset + int(starts[row]),
                int(ends[row] - starts[row]) - 1,
            ),
            max_line,
        )
        for row in too_long
    ]
    kept = np.ones(len(ends), dtype=bool)
    kept[too_long] = False
    return Block(lines.filter(pl.Series(kept)), pl.concat(rejects))


def _texts(data: bytes, ends: Integers, *, at_start: bool) -> pl.Series:
    """The lines of ``data``, which ends with a newline, as strings over its own bytes (nothing is copied).

    Without the colours of a terminal, which are no part of what a program says.
    """
    if not _is_utf8(data):
        data = data.decode("utf-8", "backslashreplace").encode()
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")) + 1
    texts = strings(data, np.concatenate(([0], ends))).str.head(-1)
    if ESCAPE in data:
        texts = texts.str.replace_all(COLOURS, "")
    head = data[:_COLOURED_HEAD]
    if any(escape in head for escape in WRITTEN_OUT):
        texts = texts.str.replace_all(WRITTEN_COLOURS, "$1")
    if b"\r" in data:  # one byte is looked for ten times as fast as two
        texts = texts.str.strip_suffix("\r")
    if at_start and data.startswith(_BYTE_ORDER_MARK):
        texts = pl.concat([texts.head(1).str.strip_prefix("\ufeff"), texts.slice(1)], rechunk=True)
    return texts


def strings(data: bytes | pa.Buffer, bounds: Integers) -> pl.Series:
    """A String series ``text`` whose values lie in ``data`` (UTF-8) between consecutive ``bounds``."""
    offsets = pa.py_buffer(np.ascontiguousarray(bounds, dtype=np.int64))
    buffer = data if isinstance(data, pa.Buffer) else pa.py_buffer(data)
    array = pa.Array.from_buffers(pa.large_string(), len(bounds) - 1, [None, offsets, buffer])
    return pl.Series("text", array)


def buffer_of(texts: pl.Series) -> tuple[pa.Buffer, Integers]:
    """The bytes of strings, one behind the other, and the bounds between them: what ``strings`` takes."""
    array = texts.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = array.buffers()
    return data, np.frombuffer(offsets, np.int64)[array.offset :][: len(texts) + 1]


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lines_frame(line: int, offsets: Integers, texts: pl.Series) -> pl.DataFrame:
    count = len(texts)
    return pl.DataFrame(
        [
            pl.Series("line", np.arange(line, line + count, dtype=np.int64)),
            pl.Series("offset", offsets, dtype=pl.Int64),
            texts,
        ]
    )


def _overlong(line: int, segment: _Segment, max_line: int) -> pl.DataFrame:
    length = segment.length or 0
    reason = "line longer than the limit"
    return pl.DataFrame(
        {
            "line": [line],
            "offset": [segment.offset],
            "reason": [reason],
            "text": [_clipped(segment.data[:max_line], length)],
        },
        schema=EMPTY_REJECTS.schema,
    )
