"""A sosreport and the files of pt-stalk are known as what they are."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from foreshock.ingest import plan
from foreshock.ingest.files.bundles import bundles_of

SYSLOG = b"".join(b"Jul 10 20:00:%02d localhost cron[1]: (root) CMD (true)\n" % second for second in range(60))
VMSTAT = b"""procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----
 r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st
 1  0      0 812344  23412 512344    0    0    12    34  100  200  5  2 92  1  0
"""


def fill(folder: Path, **files: bytes) -> None:
    """Files with their folders; two underscores stand for a slash."""
    for name, data in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_a_sosreport_tells_its_host(tmp_path: Path) -> None:
    """By its hostname file; what it holds besides logs is one note, not hundreds of errors."""
    root = tmp_path / "sosreport-x"
    fill(
        root,
        sos_commands__host__hostname=b"db-07.shop.internal\n",
        sos_commands__block__lsblk=b"NAME MAJ:MIN\n",
        var__log__syslog=SYSLOG,
        etc__fstab=b"/dev/sda1 / ext4\n",
    )
    found = plan([tmp_path])
    assert [(file.source, file.facts.host) for file in found.files] == [("sosreport-x/var/log/syslog", "db-07")]
    assert found.files[0].facts.why_host == ("the sosreport's sos_commands/host/hostname says db-07.shop.internal")
    assert found.unread == ()
    (note,) = found.notes
    assert note.source == "sosreport-x"
    assert note.reason.startswith("a sosreport bundle of db-07.shop.internal: 1 of its 4 files are read")


def test_a_packed_sosreport_is_one_too(tmp_path: Path) -> None:
    """Without a hostname file its own name tells the host."""
    name = "sosreport-web-03-0042-2023-07-11-abcdefg"
    with tarfile.open(tmp_path / f"{name}.tar.xz", "w:xz") as archive:
        for inner, data in (("sos_commands/kernel/uname", b"Linux\n"), ("var/log/messages", SYSLOG)):
            info = tarfile.TarInfo(f"{name}/{inner}")
            info.size, info.mtime = len(data), 1_689_030_000
            archive.addfile(info, io.BytesIO(data))
    (file,) = plan([tmp_path]).files
    assert file.facts.host == "web-03"
    assert file.facts.why_host == f"the sosreport is called {name}"
    assert file.facts.year == 2023


def test_the_files_of_pt_stalk_belong_to_the_host_that_they_name(tmp_path: Path) -> None:
    """Their -hostname file tells it, and their names tell when each snapshot was taken."""
    names = {f"2023_07_10_20_0{minute}_00-{what}": VMSTAT for minute in (0, 1) for what in ("vmstat", "vmstat-overall")}
    fill(tmp_path / "stalk", **names, **{"2023_07_10_20_00_00-hostname": b"db-02\n"})
    found = plan([tmp_path / "stalk"])
    for file in found.files:
        assert (file.facts.host, file.facts.why_host) == (
            "db-02",
            "pt-stalk's 2023_07_10_20_00_00-hostname says db-02",
        )
    assert [note.reason.partition(":")[0] for note in found.notes] == ["a pt-stalk bundle of db-02"]


@pytest.mark.parametrize("names", [["a.log", "hostname"], ["2023_07_10_20_00_00-df", "2023_07_10_20_00_30-df"]])
def test_other_folders_are_no_bundles(names: list[str]) -> None:
    """A hostname file alone, or two files with a stamp in their names, make none."""
    assert bundles_of({name: name for name in names}, {}) == []
