"""What Python's zipfile needs and does: a stream to seek in, members whose damage is ours, when they were changed."""

from __future__ import annotations

import io
import lzma
import struct
import tempfile
import zipfile
import zlib
from datetime import UTC, datetime
from typing import IO

from foreshock.ingest.exceptions import DamagedInputError
from foreshock.ingest.lines.blocks import ByteStream

SPOOL_MEMORY_BYTES = 32 << 20  # a zip inside another container is held here, the rest of it in a temporary file
MAX_SPOOL_BYTES = 2 << 30

ZIP_ERRORS = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
    struct.error,
)  # fmt: skip
_COPY_BYTES = 1 << 20
_UNIX_TIME = 0x5455  # the extra field "UT" of Info-ZIP: seconds since 1970; the entry's own stamp has no zone


def seekable(stream: ByteStream) -> IO[bytes]:
    """The stream as a file in which zipfile can seek: as it is, or copied up to the stated limit."""
    if isinstance(stream, io.FileIO):
        return open(stream.fileno(), "rb", closefd=False)  # the caller closes both
    spool = tempfile.SpooledTemporaryFile(SPOOL_MEMORY_BYTES)  # noqa: SIM115 - as above
    try:
        while (part := stream.read(_COPY_BYTES)) and spool.tell() <= MAX_SPOOL_BYTES:
            spool.write(part)
    except BaseException:
        spool.close()
        raise
    if part:
        spool.close()
        raise DamagedInputError(f"a zip of more than {MAX_SPOOL_BYTES >> 30} GiB inside another archive")
    return spool


class Zipped:
    """A member of a zip archive; what zipfile raises is damage."""

    def __init__(self, opened: IO[bytes]) -> None:
        self._opened = opened

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; DamagedInputError where they cannot be unpacked."""
        try:
            return self._opened.read(size)
        except ZIP_ERRORS as error:
            raise DamagedInputError(f"The zip member is damaged ({str(error) or type(error).__name__})") from error


def changed_at(info: zipfile.ZipInfo) -> float | None:
    """Seconds since 1970 when a member was last changed: its Unix time, else its local time as if it were UTC."""
    extra = info.extra
    while len(extra) >= struct.calcsize("<HH"):
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _UNIX_TIME and length >= struct.calcsize("<BI") and len(extra) >= 4 + length:
            flags, seconds = struct.unpack_from("<BI", extra, 4)
            if flags & 1:
                return float(seconds)
        extra = extra[4 + length :]
    try:
        return datetime(*info.date_time, tzinfo=UTC).timestamp()
    except ValueError:
        return None
