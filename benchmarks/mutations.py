"""Damage that logs suffer on their way out of an outage, and worse: seeded, so that each file can be made again."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Damage = Callable[[random.Random, bytes], bytes]

_TOKEN = re.compile(rb"[^\s,;=\"'\[\]{}()|]+")
_NUMBER = re.compile(rb"\d+")
_NUMBERS = (
    b"9" * 30, b"0", b"-1", b"00", b"99", b"2147483648", b"9223372036854775807", b"9223372036854775808",
    b"18446744073709551616", b"-9223372036854775809", b"1e400", b"-1e-400", b"NaN", b"inf", b"0x7f", b"1_000",
    b"253402300800", b"9999999999999", b"1" * 400, "٣٤".encode(), "²".encode(),
)  # fmt: skip
_INSERTS = (
    b'"', b"'", b"\\", b"\t", b"[", b"]", b"{", b"}", b"(", b")", b",", b":", b"=", b" ", b"-", b"|", b"%", b"$", b";",
    b"#", b"<", b">", b"&", b"/", b"\x00", b"\x1b[31m", b"\x7f", b"\r", b"\x0b", b"\x0c", b"\x1e", b"#011", b"\\x22",
    b"\\u0000", b"\\ud800", b"*", b"^a$", b"null", b"{}", b"[]", b'""', "é".encode(), "\u2028".encode(),
    "\u202e".encode(), "\ufeff".encode(), "\x85".encode(), "\U0001f4a9".encode(), "a\u0301".encode(),
)  # fmt: skip
_NO_UTF8 = (
    b"\xff",
    b"\xfe\xff",
    b"\xc3",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\x80" * 5,
    b"\xc0\x80",
)
_LONG, _OVERLONG = 20_000, (1 << 20) + 1


def _flip(chance: random.Random, line: bytes) -> bytes:
    at = chance.randrange(len(line) + 1)
    return line[:at] + bytes([chance.choice(b"09azAZ .:-\x01") ^ chance.choice((0, 1, 128))]) + line[at + 1 :]


def _insert(chance: random.Random, line: bytes) -> bytes:
    at = chance.randrange(len(line) + 1)
    return line[:at] + chance.choice(_INSERTS) * chance.choice((1, 1, 1, 2, 40)) + line[at:]


def _delete(chance: random.Random, line: bytes) -> bytes:
    at = chance.randrange(len(line) + 1)
    return line[:at] + line[at + chance.choice((1, 1, 2, 5, 30)) :]


def _no_utf8(chance: random.Random, line: bytes) -> bytes:
    at = chance.randrange(len(line) + 1)
    return line[:at] + chance.choice(_NO_UTF8) + line[at:]


def _cut(chance: random.Random, line: bytes) -> bytes:
    at = chance.randrange(len(line) + 1)
    return chance.choice((line[:at], line[at:]))


def _number(chance: random.Random, line: bytes) -> bytes:
    found = list(_NUMBER.finditer(line))
    if not found:
        return line
    match = chance.choice(found)
    return line[: match.start()] + chance.choice(_NUMBERS) + line[match.end() :]


def _repeat(chance: random.Random, line: bytes) -> bytes:
    found = list(_TOKEN.finditer(line))
    if not found:
        return line
    first, last = sorted((chance.choice(found), chance.choice(found)), key=lambda match: match.start())
    piece = line[first.start() : min(last.end() + 1, len(line))]
    return line[: first.start()] + piece * chance.choice((2, 2, 3, 50)) + line[first.start() :]


def _lengthen(chance: random.Random, line: bytes) -> bytes:
    found = list(_TOKEN.finditer(line))
    if not found or chance.random() > 0.02:  # noqa: PLR2004 - long lines are slow to make, not to read
        return line
    match = chance.choice(found)
    size = _OVERLONG if chance.random() < 0.02 else chance.randrange(_LONG)  # noqa: PLR2004 - rarely beyond all limits
    word = chance.choice((match.group(), b"x", b'\\"', b"[", b"{", b'{"a":', b"1 ", b"((", "é".encode()))
    return line[: match.start()] + word * (size // len(word)) + line[match.start() :]


def _swap(chance: random.Random, line: bytes) -> bytes:
    found = list(_TOKEN.finditer(line))
    if not found:
        return line
    first, last = sorted((chance.choice(found), chance.choice(found)), key=lambda match: match.start())
    if first.end() > last.start():
        return line
    return line[: first.start()] + last.group() + line[first.end() : last.start()] + first.group() + line[last.end() :]


DAMAGES: tuple[Damage, ...] = (_flip, _insert, _delete, _no_utf8, _cut, _number, _number, _repeat, _lengthen, _swap)


def mutated(chance: random.Random, samples: Sequence[bytes], others: Sequence[bytes], count: int) -> bytes:
    """A file of about ``count`` lines: the samples over and over, cut, joined, mixed with ``others`` and damaged."""
    wild = chance.choice((0.01, 0.1, 0.5))
    foreign = chance.choice((0.0, 0.0, 0.02, 0.3))
    line_end = chance.choice((b"\n", b"\n", b"\r\n"))
    pieces: list[bytes] = []
    lines = 0
    while lines < count:
        whole = chance.choice(samples).removesuffix(b"\n").split(b"\n")
        if chance.random() < wild:
            start, end = sorted(chance.randrange(len(whole) + 1) for _ in range(2))
            whole = whole[start:end]
        for line in whole:
            if chance.random() < foreign:
                pieces += (chance.choice(others), b"\n")
                lines += 1
            damaged = line
            while chance.random() < wild:
                damaged = chance.choice(DAMAGES)(chance, damaged)
            joined = chance.random() < wild / 10
            pieces += (damaged, b"" if joined else line_end)
            lines += not joined
    return b"".join(pieces)
