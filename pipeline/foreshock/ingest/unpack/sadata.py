"""Binary data of sysstat's sar (sa10, sa20230710): written out by ``sadf`` where sysstat is installed.

The layout changes with sysstat's version, the architecture and the kernel; sadf is the one program that reads all of
them. What it writes (``sadf -d``, UTC) is then read as such a file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import weakref
from typing import IO

from foreshock.ingest.exceptions import DamagedInputError
from foreshock.ingest.lines.blocks import ByteStream

CODEC = "sadf"
_COPY_BYTES = 1 << 20
# Source: sysstat's sa.h, SYSSTAT_MAGIC 0xd596, in either byte order; the format's own number follows.
_MAGICS = (b"\x96\xd5", b"\xd5\x96")  # little-endian, big-endian
_FORMATS = range(0x2170, 0x2180)
_MAGIC_BYTES = 4
_BY_HAND = "sadf -d FILE -- -A > FILE.csv"
NEEDS_SADF = f"binary data of sysstat's sar: install sysstat to have it read, or write it out with: {_BY_HAND}"


def is_sa_data(head: bytes) -> bool:
    """Whether a file that begins so is binary data of sar."""
    if head[:2] not in _MAGICS or len(head) < _MAGIC_BYTES:
        return False
    return int.from_bytes(head[2:_MAGIC_BYTES], "little" if head[:2] == _MAGICS[0] else "big") in _FORMATS


def sadf_program() -> str | None:
    """Where sadf is installed, if it is."""
    return shutil.which(CODEC)


class SaData:
    """What sadf writes of the binary data that a stream holds; it begins when the first byte is wanted."""

    def __init__(self, raw: ByteStream, program: str) -> None:
        """``raw`` is read whole into a temporary file first: sadf wants to move about in it."""
        self._raw = raw
        self._program = program
        self._written: IO[bytes] | None = None

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes of sadf's text; DamagedInputError when sadf cannot read the data."""
        if self._written is None:
            self._written = self._convert()
            weakref.finalize(self, self._written.close)  # streams are not closed by those who read them
        return self._written.read(size)

    def _convert(self) -> IO[bytes]:
        # Deleted as soon as they are closed: a kill leaves nothing behind.
        written = tempfile.TemporaryFile()  # noqa: SIM115 - it stays open while it is read
        with tempfile.NamedTemporaryFile() as data:
            while part := self._raw.read(_COPY_BYTES):
                data.write(part)
            data.flush()
            # Neither the machine's locale nor its zone may change what is written.
            result = subprocess.run(  # noqa: S603 - an installed program, with a file of our own making
                [self._program, "-d", data.name, "--", "-A"],
                stdout=written, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False,
                env={**os.environ, "LC_ALL": "C", "TZ": "UTC", "S_TIME_FORMAT": ""},
            )  # fmt: skip
        if result.returncode or not written.tell():
            written.close()
            said = " ".join(result.stderr.decode("utf-8", "backslashreplace").replace(data.name, "the file").split())
            problem = f"sadf cannot read this binary data of sar ({said or 'it wrote nothing'}); "
            raise DamagedInputError(f"{problem}on the machine that it comes from, run: {_BY_HAND}")
        written.seek(0)
        return written
