"""Snapshots of df: when they were taken, what their columns mean, names with blanks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.host.df import FORMATS

(DF,) = FORMATS
TABLE = "Filesystem     1K-blocks Used Available Use% Mounted on\n/dev/vdb1 1000 600 200 75% /data\n"
EIGHT = datetime(2023, 7, 11, 1, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "stamp",
    [
        "Mon Jul 10 20:00:01 EST 2023",
        "Mon Jul 10 08:00:01 PM EST 2023",
        "Mon 10 Jul 2023 08:00:01 PM EST",
        "Mon, 10 Jul 2023 20:00:01 -0500",
        "2023-07-10T20:00:01-05:00",
        "2023-07-10 20:00:01 -0500",
        "# 2023-07-10T20:00:01-05:00",
        "=== 2023-07-11T01:00:01Z ===",
        "# df on db-01 at 2023-07-10 20:00:01 EST",
        "1689037201",
        "--- 1689037201.000 ---",
    ],
)
def test_time_lines_are_read(read: Read, stamp: str) -> None:
    """The forms in which scripts print the time above df."""
    parsed = read("df", f"{stamp}\n{TABLE}")
    assert set(parsed.rows["time"]) == {EIGHT}
    assert (parsed.records, parsed.attached) == (1, 2)


def test_a_stamp_without_zone_is_in_the_zone_of_the_file(read: Read) -> None:
    """The file's zone is the clock's."""
    rows = read("df", f"2023-07-10 21:00:01\n{TABLE}", zone="America/New_York").rows
    assert set(rows["time"]) == {EIGHT}


def test_the_time_may_be_given(read: Read) -> None:
    """For a snapshot without a line of its own."""
    rows = read("df", TABLE, options={"time": "2023-07-10T20:00:01-05:00"}).rows
    assert set(rows["time"]) == {EIGHT}


def test_the_share_is_the_percentage_that_df_prints(read: Read) -> None:
    """Used of used plus available, which leaves out what is reserved for root."""
    rows = read("df", f"1689037201\n{TABLE}").rows
    shares = rows.filter(rows["metric"] == "system.filesystem.utilization")["value"].to_list()
    assert shares == [0.75]
    usage = rows.filter(rows["metric"] == "system.filesystem.usage").select("labels", "value").rows()
    assert usage == [
        ({"mountpoint": "/data", "device": "/dev/vdb1", "state": "used"}, 600 * 1024.0),
        ({"mountpoint": "/data", "device": "/dev/vdb1", "state": "free"}, 200 * 1024.0),
    ]


def test_wrapped_and_blank_names_are_read(read: Read) -> None:
    """Old df breaks the line after a long device name; mount points may hold blanks."""
    text = (
        "1689037201\nFilesystem     1K-blocks Used Available Use% Mounted on\n"
        "/dev/mapper/a-very-long-volume-name\n               1000 600 200 75% /mnt/my data\n"
    )
    parsed = read("df", text, block=3)
    assert parsed.rows["labels"].to_list()[0] == {
        "mountpoint": "/mnt/my data",
        "device": "/dev/mapper/a-very-long-volume-name",
        "state": "used",
    }
    assert (parsed.records, parsed.attached, parsed.rows["line"].unique().to_list()) == (1, 3, [3])


def test_inodes_and_dashes(read: Read) -> None:
    """Counts of inodes with and without suffix; a filesystem without inodes has none."""
    text = (
        "1689037201\nFilesystem Inodes IUsed IFree IUse% Mounted on\n"
        "/dev/vdb1 1.0K 1.0K 0 100% /data\nvfat 0 0 0 - /boot/efi\n"
    )
    rows = read("df", text).rows
    shares = rows.filter(rows["metric"] == "system.filesystem.inodes.utilization")
    assert shares["value"].to_list() == [1.0]
    used = rows.filter(rows["labels"].map.get("state") == "used")["value"].to_list()
    assert used == [1024.0, 0.0]


def test_several_tables_follow_one_time(read: Read) -> None:
    """``df; df -i`` under one date is one snapshot."""
    text = f"1689037201\n{TABLE}Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/vdb1 10 1 9 10% /data\n"
    assert read("df", text).rows["time"].n_unique() == 1


def test_rows_that_are_none_are_rejected(read: Read) -> None:
    """An error message between the rows is counted."""
    parsed = read("df", f"1689037201\n{TABLE}df: /mnt/nfs: Stale file handle\nnonsense\n")
    assert parsed.rejects["line"].to_list() == [4, 5]
    assert DF.recognise(["hello", "world"], "x") is None


@pytest.mark.parametrize(
    ("header", "block"),
    [
        ("Sys. de fichiers blocs de 1K Utilisé Disponible Uti% Monté sur", 1024.0),
        ("S.ficheros     bloques de 1K  Usados Disponibles Uso% Montado en", 1024.0),
        ("Sist. Arq.      Tam. Usado Disp. Uso% Montado em", 1.0),
        ("文件系统          1K-块     已用     可用 已用% 挂载点", 1024.0),
        ("Dateisystem    Typ 1M-Blöcke Benutzt Verfügbar Verw% Eingehängt auf", 1024.0**2),
    ],
)
def test_headings_may_be_translated(read: Read, header: str, block: float) -> None:
    """The columns stand in the same order in every language; the type has one of its own."""
    kind = "ext4 " if " Typ " in header else ""
    rows = read("df", f"1689037201\n{header}\n/dev/vdb1 {kind}1000 600 200 75% /data\n").rows
    usage = rows.filter(rows["metric"] == "system.filesystem.usage")["value"].to_list()
    assert usage == [600 * block, 200 * block]


@pytest.mark.parametrize(
    "text", ["CPU usage is 30% on db-01", "avg-cpu:  %user %nice", "a/b used% here", "x" * 5000 + "%"]
)
def test_sentences_with_a_percent_sign_are_no_header(read: Read, text: str) -> None:
    """A share among words does not announce a table."""
    assert read("df", f"1689037201\n{TABLE}{text}\n").rejects["line"].to_list() == [4]


@pytest.mark.parametrize(
    ("heading", "printed", "size"),
    [
        ("1MB-blocks", "12631MB", 12631e6),
        ("1kB-blocks", "12630520kB", 12630520e3),
        ("1M-blocks", "12631M", 12631 * 1024.0**2),
        ("1K-blocks", "4096", 4096 * 1024.0),
        ("Size", "466Gi", 466 * 1024.0**3),
        ("Size", "3GB", 3e9),
        ("Size", "3GiB", 3 * 1024.0**3),
    ],
)
def test_units_are_of_the_kind_that_df_writes(read: Read, heading: str, printed: str, size: float) -> None:
    """GNU's MB are a million bytes, its M and MiB, and macOS' Mi, 1024 times 1024."""
    table = f"Filesystem {heading} Used Available Use% Mounted on\n/dev/vdb1 {printed} 0 0 0% /data\n"
    rows = read("df", table, options={"time": "2023-07-10T20:00:01Z"}).rows
    assert rows.filter(rows["metric"] == "system.filesystem.limit")["value"].to_list() == [size]


@pytest.mark.parametrize(("smallest", "gigabytes"), [("215k", 494e9), ("215K", 494 * 1024.0**3)])
def test_a_small_k_tells_of_thousands(read: Read, smallest: str, gigabytes: float) -> None:
    """With -H df counts in thousands and writes k, with -h K; of larger sizes both write the same letter."""
    table = (
        f"Filesystem Size Used Avail Capacity Mounted on\n/dev/a 494G 16G 375G 5% /\ndevfs {smallest} 0B 0B 0% /dev\n"
    )
    claim = DF.recognise(table.splitlines(), "df.txt")
    assert claim is not None
    rows = read("df", table, options={"time": "2023-07-10T20:00:01Z", **claim.options}).rows
    assert rows.filter(rows["metric"] == "system.filesystem.limit")["value"].to_list()[0] == gigabytes
