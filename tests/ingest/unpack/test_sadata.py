"""Binary data of sar: known by its first bytes, read through sadf, and a sentence that helps where that cannot be."""

from __future__ import annotations

import gzip
import io
import tempfile
from pathlib import Path

import pytest

from foreshock.ingest.exceptions import DamagedInputError
from foreshock.ingest.planning.model import IngestOptions
from foreshock.ingest.planning.plan import plan
from foreshock.ingest.unpack import sadata
from foreshock.ingest.unpack.packed import unpack
from foreshock.ingest.unpack.sadata import is_sa_data

DATA = b"\x96\xd5\x75\x21" + bytes(200)
ROWS = "# hostname;interval;timestamp;proc/s;cswch/s\ndb-01;600;2023-07-10 20:00:01 UTC;1.00;250.00\n"


@pytest.fixture
def sadf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of sadf: it prints a row for data that is whole, and complains about any other."""
    program = tmp_path / "bin" / "sadf"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        '[ "$1 $3 $4 $TZ" = "-d -- -A UTC" ] || exit 3\n'
        '[ "$(wc -c < "$2")" -eq 204 ] || { echo "Invalid system activity file: $2" >&2; exit 1; }\n'
        f"printf '%s' '{ROWS}'\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(sadata, "sadf_program", lambda: str(program))
    monkeypatch.setattr("foreshock.ingest.unpack.packed.sadf_program", lambda: str(program))
    return program


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b"\x96\xd5\x75\x21", True),  # sysstat 12, little-endian
        (b"\xd5\x96\x21\x71", True),  # sysstat 10 of a big-endian machine
        (b"\x96\xd5\x75\x99", False),
        (b"\x96\xd5", False),
        (b"Linux 6.1", False),
        (b"", False),
    ],
)
def test_the_magic_numbers_of_sysstat_are_known(head: bytes, *, known: bool) -> None:
    """Sysstat writes 0xd596 in the machine's byte order, and the number of the format behind it."""
    assert is_sa_data(head) is known


@pytest.mark.usefixtures("sadf")
def test_sadf_reads_the_data_also_from_a_packed_file(tmp_path: Path) -> None:
    """What sadf writes is what is read; sa10.gz is unpacked first."""
    for name, data in (("sa10", DATA), ("sa11.gz", gzip.compress(DATA))):
        (tmp_path / name).write_bytes(data)
        codec, stream = unpack(io.BytesIO(data))
        assert (codec, stream.read(1 << 20).decode()) == ("sadf", ROWS)
        (file,) = plan([tmp_path / name], IngestOptions(tz=("UTC",))).files
        assert file.format.name == "sadf-csv"


@pytest.mark.usefixtures("sadf")
def test_what_sadf_cannot_read_is_damaged_input() -> None:
    """The error says what sadf said, and what to run where the data comes from."""
    _, stream = unpack(io.BytesIO(DATA + b"more"))
    with pytest.raises(
        DamagedInputError, match=r"Invalid system activity file: the file.*sadf -d FILE -- -A"
    ) as raised:
        stream.read(10)
    assert tempfile.gettempdir() not in str(raised.value)


def test_without_sysstat_the_file_is_named_with_what_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Binary data of sar on a machine without sadf is unread, with the command that writes it out."""
    monkeypatch.setattr("foreshock.ingest.unpack.packed.sadf_program", lambda: None)
    (tmp_path / "sa10").write_bytes(DATA)
    (unread,) = plan([tmp_path / "sa10"], IngestOptions(tz=("UTC",))).unread
    assert "install sysstat" in str(unread.error)
    assert "sadf -d FILE -- -A > FILE.csv" in str(unread.error)
