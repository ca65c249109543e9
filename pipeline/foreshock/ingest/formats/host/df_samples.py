"""What df prints on GNU, AIX and Solaris, under the lines that scripts put above it."""

from __future__ import annotations

from collections.abc import Mapping

from foreshock.ingest.formats.base import Sample

_DATA = {"mountpoint": "/var/lib/postgresql", "device": "/dev/vdb1"}


def _rows(line: int, time: str, values: Mapping[str, float]) -> list[Mapping[str, object]]:
    metrics = {
        "used": ("system.filesystem.usage", {**_DATA, "state": "used"}, "By"),
        "free": ("system.filesystem.usage", {**_DATA, "state": "free"}, "By"),
        "size": ("system.filesystem.limit", _DATA, "By"),
        "inodes used": ("system.filesystem.inodes.usage", {**_DATA, "state": "used"}, "{inode}"),
        "inodes free": ("system.filesystem.inodes.usage", {**_DATA, "state": "free"}, "{inode}"),
        "share": ("system.filesystem.utilization", _DATA, "1"),
        "inodes share": ("system.filesystem.inodes.utilization", _DATA, "1"),
    }
    return [
        {"line": line, "time": time, "metric": metrics[name][0], "labels": metrics[name][1], "value": value,
         "unit": metrics[name][2]}
        for name, value in values.items()
    ]  # fmt: skip


_HUMAN = Sample(
    program="date; df -hT, GNU coreutils 9.1",
    text=(
        "Mon Jul 10 20:00:01 EST 2023\n"
        "Filesystem     Type      Size  Used Avail Use% Mounted on\n"
        "/dev/vdb1      ext4      5.0G  4.9G   12M 100% /var/lib/postgresql\n"
        "\n"
        "Mon Jul 10 20:10:01 EST 2023\n"
        "Filesystem     Type      Size  Used Avail Use% Mounted on\n"
        "/dev/vdb1      ext4      5.0G  4.9G     0 100% /var/lib/postgresql\n"
    ),
    rows=(
        *_rows(3, "2023-07-11T01:00:01Z", {"used": 4.9 * 1024**3, "free": 12.0 * 1024**2, "size": 5.0 * 1024**3, "share": 1.0}),
        *_rows(7, "2023-07-11T01:10:01Z", {"used": 4.9 * 1024**3, "free": 0.0, "size": 5.0 * 1024**3, "share": 1.0}),
    ),
)  # fmt: skip

_BLOCKS = Sample(
    program="date -Is; df -k; df -i, GNU coreutils 8.32",
    text=(
        "# 2023-07-10T20:00:01-05:00\n"
        "Filesystem     1K-blocks    Used Available Use% Mounted on\n"
        "/dev/vdb1        4000000 3000000   1000000  76% /var/lib/postgresql\n"
        "Filesystem      Inodes   IUsed   IFree IUse% Mounted on\n"
        "/dev/vdb1       327680     100  327580    1% /var/lib/postgresql\n"
    ),
    rows=(
        *_rows(3, "2023-07-11T01:00:01Z",
               {"used": 3e6 * 1024, "free": 1e6 * 1024, "size": 4e6 * 1024, "share": 0.76}),
        *_rows(5, "2023-07-11T01:00:01Z",
               {"inodes used": 100.0, "inodes free": 327580.0, "inodes share": 0.01}),
    ),
)  # fmt: skip

_AIX = Sample(
    program="date; df, AIX 7.2",
    text=(
        "Mon Jul 10 20:00:01 EST 2023\n"
        "Filesystem    512-blocks      Free %Used    Iused %Iused Mounted on\n"
        "/dev/vdb1        8000000   2000000   75%      100     1% /var/lib/postgresql\n"
        "/proc                  -         -    -         -     -  /proc\n"
    ),
    rows=tuple(
        _rows(3, "2023-07-11T01:00:01Z",
              {"free": 2e6 * 512, "size": 8e6 * 512, "inodes used": 100.0, "share": 0.75, "inodes share": 0.01})
    ),
)  # fmt: skip

_SOLARIS = Sample(
    program="date -u; df -k, Solaris 11.4",
    text=(
        "Mon Jul 10 20:00:01 UTC 2023\n"
        "Filesystem            kbytes    used   avail capacity  Mounted on\n"
        "/dev/vdb1            4000000 3000000 1000000    75%    /var/lib/postgresql\n"
    ),
    rows=tuple(
        _rows(3, "2023-07-10T20:00:01Z", {"used": 3e6 * 1024, "free": 1e6 * 1024, "size": 4e6 * 1024, "share": 0.75})
    ),
)

_GERMAN = Sample(
    program="date -Is; df; df -i, GNU coreutils 8.32, LANG=de_DE.UTF-8",
    text=(
        "2023-07-10T20:00:01-05:00\n"
        "Dateisystem    1K-Blöcke Benutzt Verfügbar Verw% Eingehängt auf\n"
        "/dev/vdb1        4000000 3000000   1000000   76% /var/lib/postgresql\n"
        "Dateisystem     Inodes IBenutzt  IFrei IUse% Eingehängt auf\n"
        "/dev/vdb1       327680      100 327580    1% /var/lib/postgresql\n"
    ),
    rows=_BLOCKS.rows,
)

SAMPLES = (_HUMAN, _BLOCKS, _AIX, _SOLARIS, _GERMAN)
