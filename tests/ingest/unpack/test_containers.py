"""What lies in zip and tar archives is read as a stream, however deep, and nothing in it is trusted."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import lz4.frame
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreshock.ingest.exceptions import IngestError, UnreadableInputError
from foreshock.ingest.unpack import containers as module
from foreshock.ingest.unpack.archives import Archive, inside, is_archive, open_sources
from foreshock.ingest.unpack.containers import Member

PACKS: Mapping[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
    "lz4": lz4.frame.compress,
}
MTIME = 1_688_990_400


def tar(files: Mapping[str, bytes], form: int = tarfile.GNU_FORMAT) -> bytes:
    """A tar archive of these files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), MTIME
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def everything(folder: Path, data: bytes) -> dict[str, bytes | str]:
    """The content of every file inside, or the sentence that says why it is not read."""
    (folder / "outer").write_bytes(data)
    found: dict[str, bytes | str] = {}
    for item in inside(str(folder / "outer")):
        if not isinstance(item, Member):
            found[item.source] = item.reason
            continue
        parts: list[bytes] = []
        try:
            while part := item.stream.read(1000):
                parts.append(part)
        except IngestError as error:
            found[item.inner] = error.problem
        else:
            found[item.inner] = b"".join(parts)
    return found


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_a_tar_in_any_compression_gives_its_files(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """Files come whole, in their order, and the packed ones among them as they lie there."""
    files = {"db-01/postgresql.log": b"line\n" * 5000, "db-01/empty": b"", "old.log.gz": gzip.compress(b"old\n")}
    assert everything(tmp_path, pack(tar(files))) == files
    assert is_archive(str(tmp_path / "outer"))


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_of_every_kind_of_header_are_whole(tmp_path: Path, form: int) -> None:
    """The ustar form splits them, GNU and pax write them in a header of their own."""
    name = "/".join(["folder" * 5] * 5) + "/größe.log"
    assert everything(tmp_path, tar({name: b"x\n", "b": b"y\n"}, form)) == {name: b"x\n", "b": b"y\n"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_gives_its_files(tmp_path: Path, method: int) -> None:
    """Whatever method its members are packed with."""
    files = {"db-01/a.log": b"line\n" * 5000, "b": b""}
    assert everything(tmp_path, zipped(files, method)) == files


def test_containers_are_read_inside_containers(tmp_path: Path) -> None:
    """A .gz inside a .tar.xz inside a .zip, and a zip inside a tar."""
    inner = lzma.compress(tar({"syslog.gz": gzip.compress(b"log\n"), "x.zip": zipped({"deep.log": b"deep\n"})}))
    assert everything(tmp_path, zipped({"web-01.tar.xz": inner, "b.log": b"b\n"})) == {
        "web-01.tar.xz/syslog.gz": gzip.compress(b"log\n"),
        "web-01.tar.xz/x.zip/deep.log": b"deep\n",
        "b.log": b"b\n",
    }


def test_names_never_lead_outside(tmp_path: Path) -> None:
    """A name with .. is refused, an absolute one becomes relative, one that comes twice gets a number."""
    data = tar({"../../etc/passwd": b"x", "/var/log/./syslog": b"1\n"})
    assert everything(tmp_path, data) == {
        "../../etc/passwd": "its name leads out of the archive",
        "var/log/syslog": b"1\n",
    }
    twice = tar({"a": b"1"})[:1024] + tar({"a": b"2"})
    assert everything(tmp_path, twice) == {"a": b"1", "a (2)": b"2"}


def test_links_and_devices_are_told(tmp_path: Path) -> None:
    """Neither is followed nor opened, in tar and in zip."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("null", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("a.log")
        info.size = 2
        archive.addfile(info, io.BytesIO(b"a\n"))
    link = "a link inside an archive; what it leads to is read in its own place"
    assert everything(tmp_path, out.getvalue()) == {
        "soft": link,
        "hard": link,
        "null": "a device or pipe, not a regular file",
        "a.log": b"a\n",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zip_archive:
        zip_link = zipfile.ZipInfo("soft")
        zip_link.external_attr = (stat.S_IFLNK | 0o777) << 16
        zip_archive.writestr(zip_link, "/etc/passwd")
    assert everything(tmp_path, out.getvalue()) == {"soft": link}


def test_an_encrypted_member_costs_only_itself(tmp_path: Path) -> None:
    """The sentence says what to do."""
    data = bytearray(zipped({"a": b"a\n", "b": b"b\n"}))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert everything(tmp_path, bytes(data)) == {
        "a": "encrypted; unpack it with its password first",
        "b": b"b\n",
    }


@pytest.mark.parametrize("pack", [lambda data: data, *PACKS.values()], ids=["plain", *PACKS])
def test_a_tar_that_is_cut_off_keeps_what_lies_before(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """Whole members come out, the one at the cut says so."""
    noise = random.Random(1)  # noqa: S311 - test data
    files = {f"{number}": noise.randbytes(100_000) for number in range(12)}
    packed = pack(tar(files))
    found = everything(tmp_path, packed[: len(packed) - len(packed) // 8])
    assert found["0"] == files["0"]
    told = [text for text in found.values() if isinstance(text, str)]
    assert told
    assert all("cut off" in text for text in told)


def test_damage_ends_the_container_that_it_lies_in(tmp_path: Path) -> None:
    """The containers around it are read on."""
    damaged = bytearray(tar({"a": b"a", "b": b"b"}))
    damaged[1024 + 10] ^= 0xFF
    found = everything(tmp_path, tar({"in.tar": bytes(damaged), "in.zip": zipped({"x": b"x"})[:-10], "c": b"c"}))
    assert found["in.tar/a"] == b"a"
    assert found["c"] == b"c"
    assert "no header where a member should begin" in str(found["in.tar"])
    assert "zip archive is damaged or cut off" in str(found["in.zip"])


def test_a_flipped_bit_in_a_zip_member_is_told(tmp_path: Path) -> None:
    """The checksum of a member is checked, and the other members are read."""
    data = bytearray(zipped({"a": b"content of a\n", "b": b"b\n"}, zipfile.ZIP_STORED))
    data[data.index(b"content")] ^= 1
    found = everything(tmp_path, bytes(data))
    assert "damaged" in str(found["a"])
    assert found["b"] == b"b\n"


def test_bombs_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the expansion of the whole file, by the number of members, and by the depth."""
    monkeypatch.setattr(module, "FREE_BYTES", 1 << 20)
    bomb = zipped({f"{number}": b"\0" * (2 << 20) for number in range(50)})
    found = everything(tmp_path, bomb)
    assert any("grows more than 250 times" in str(text) for text in found.values())
    assert sum(len(data) for data in found.values()) < 30 << 20
    monkeypatch.setattr(module, "MAX_MEMBERS", 10)
    found = everything(tmp_path, tar({f"{number}": b"x" for number in range(50)}))
    assert len(found) == 11
    assert "more than 10 members" in str(found[""])
    deep = b"log\n"
    for level in range(8):
        deep = tar({f"{level}": deep})
    assert "archives deep" in str(next(iter(everything(tmp_path, deep).values())))


def test_the_time_of_change_is_that_of_the_member(tmp_path: Path) -> None:
    """Tar has seconds since 1970; a zip's stamp has no zone, but for the extra field that most programs write."""
    (tmp_path / "a.tar").write_bytes(tar({"a": b""}))
    (tmp_path / "a.zip").write_bytes(b"")
    info = zipfile.ZipInfo("a", (2023, 7, 10, 1, 2, 4))
    stated = zipfile.ZipInfo("b")
    stated.extra = b"UT\x05\x00\x01" + MTIME.to_bytes(4, "little")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, b"")
        archive.writestr(stated, b"")
    times = [
        item.mtime for name in ("a.tar", "a.zip") for item in inside(str(tmp_path / name)) if isinstance(item, Member)
    ]
    assert times == [MTIME, 1_688_950_924, MTIME]


def test_members_read_in_order_cost_one_way_through(tmp_path: Path) -> None:
    """An archive goes on where the last reader ended; a member that lies before it is read all the same."""
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(tar({f"{number}": b"%d" % number for number in range(9)})))
    archive = Archive(str(tmp_path / "a.tar.gz"))
    for number in (1, 2, 5, 9, 3, 3, 4):
        with archive.member(number) as stream:
            assert stream.read(10) == b"%d" % (number - 1)
    with archive.member(6) as one, archive.member(5) as other:
        assert (one.read(1), other.read(1)) == (b"5", b"4")
    with pytest.raises(UnreadableInputError, match="has changed"), archive.member(50):
        pass


def test_locations_are_opened_as_if_containers_were_folders(tmp_path: Path) -> None:
    """A location names a file on disk, or one inside a container; one that is gone is left out."""
    (tmp_path / "a.log").write_bytes(b"plain\n")
    (tmp_path / "a.tgz").write_bytes(gzip.compress(tar({"x/y.log": b"inner\n", "z.zip": zipped({"z.log": b"deep\n"})})))
    names = ["a.tgz/z.zip/z.log", "gone.log", "a.log", "a.tgz/nothing", "a.tgz/x/y.log", "a.tgz"]
    opened = {
        location.removeprefix(f"{tmp_path}/"): stream.read(100)
        for location, stream in open_sources([f"{tmp_path}/{name}" for name in names])
    }
    assert opened.pop("a.tgz")[:2] == b"\x1f\x8b"
    assert opened == {"a.log": b"plain\n", "a.tgz/x/y.log": b"inner\n", "a.tgz/z.zip/z.log": b"deep\n"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_raises(tmp_path: Path, data: st.DataObject) -> None:
    """Cut and corrupted archives give files and sentences, never an error of another kind."""
    files = {"a/b.log": b"line\n" * 300, "c.tar": tar({"d": b"d\n"}), "e.zip": zipped({"f": b"f\n"})}
    pack = data.draw(st.sampled_from([lambda raw: raw, *PACKS.values()]))
    raw = bytearray(data.draw(st.sampled_from([zipped(files), pack(tar(files))])))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=20))
        raw = raw or bytearray(b"x")
    assert everything(tmp_path, bytes(raw)) is not None
