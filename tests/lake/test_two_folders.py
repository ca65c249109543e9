"""Files of one name from two places are two files: neither takes the place of the other's rows."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import duckdb

from foreshock.case import diagnose, ingest
from foreshock.diagnose.quote import Quotes
from foreshock.lake import Catalog


def requests_of(day: int, count: int = 30) -> bytes:
    """An access log of one day."""
    return b"".join(
        b'203.0.113.%d - - [%02d/Jul/2023:12:00:%02d +0000] "GET /page-%d HTTP/1.1" 200 512 "-" "curl/8.0"\n'
        % (number, day, number, day)
        for number in range(count)
    )


def write(path: Path, data: bytes) -> Path:
    """A file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def rows(case: Path) -> dict[str, int]:
    """How many requests each source has."""
    with Catalog.open(case, read_only=True) as catalog:
        return dict(
            catalog.connection.execute("SELECT source, count(*) FROM requests GROUP BY ALL ORDER BY ALL").fetchall()
        )


def test_the_second_day_does_not_replace_the_first(tmp_path: Path) -> None:
    """`ingest day1`, then `ingest day2`, each with an access.log; a third time changes nothing."""
    for day in (1, 2):
        write(tmp_path / f"day{day}" / "access.log", requests_of(day))
    for day in (1, 2, 2, 1):
        ingest(tmp_path / f"day{day}", tmp_path / "case")
    assert rows(tmp_path / "case") == {"access.log": 30, "day2/access.log": 30}


def test_a_folder_that_was_moved_and_has_grown_goes_on(tmp_path: Path) -> None:
    """Elsewhere, but with what was read at its beginning: the same file."""
    write(tmp_path / "a" / "access.log", requests_of(1))
    ingest(tmp_path / "a", tmp_path / "case")
    shutil.move(tmp_path / "a", tmp_path / "b")
    write(tmp_path / "b" / "access.log", requests_of(1) + requests_of(2))
    ingest(tmp_path / "b", tmp_path / "case")
    assert rows(tmp_path / "case") == {"access.log": 60}


def test_archives_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """logs.tar.gz of two days; evidence is quoted from inside them, and a second run adds nothing."""
    for day in (1, 2):
        source = write(tmp_path / f"day{day}" / "x" / "web-01" / "access.log.gz", gzip.compress(requests_of(day)))
        shutil.make_archive(str(source.parents[2] / "logs"), "gztar", source.parents[1])
        shutil.rmtree(source.parents[1])
    for day in (1, 2, 2):
        ingest(tmp_path / f"day{day}", tmp_path / "case")
    first, second = "logs.tar.gz/web-01/access.log.gz", "day2/logs.tar.gz/web-01/access.log.gz"
    assert rows(tmp_path / "case") == {second: 30, first: 30}
    with Catalog.open(tmp_path / "case", read_only=True) as catalog:
        quotes = Quotes(catalog.connection).read([(first, 3), (second, 30), (first, 31)])
    assert {place: "page-1" in text for place, text in quotes.items()} == {(first, 3): True, (second, 30): False}


def test_ground_truth_is_a_note(tmp_path: Path) -> None:
    """The file by which findings are judged is no input, and no failure."""
    write(tmp_path / "in" / "access.log", requests_of(1))
    write(tmp_path / "in" / "ground_truth.json", b'{\n "cause": "disk-full",\n "cause_entity": "db-01"\n}\n')
    report = ingest(tmp_path / "in", tmp_path / "case")
    assert report.failed == ()
    assert [(note.source, note.reason) for note in report.notes] == [
        ("ground_truth.json", "ground truth of an evaluation, not an input")
    ]


def test_text_in_utf16_is_read(tmp_path: Path) -> None:
    """With lines counted as an editor counts them, and quoted as text."""
    write(tmp_path / "in" / "access.log", requests_of(1).decode().encode("utf-16"))
    ingest(tmp_path / "in", tmp_path / "case")
    assert rows(tmp_path / "case") == {"access.log": 30}
    case = diagnose(tmp_path / "case")
    with duckdb.connect(str(case.path / "foreshock.duckdb"), read_only=True) as connection:
        quote = Quotes(connection).read([("access.log", 7)])
    assert quote["access.log", 7].startswith("203.0.113.6 - - [01/Jul/2023:12:00:06 +0000]")


def test_every_member_of_a_packed_tar_is_read(tmp_path: Path) -> None:
    """A tar of many small logs: every one is read, with lines of its own."""
    for number in range(60):
        write(tmp_path / "x" / f"web-{number:02}" / "access.log", requests_of(1, 2))
    shutil.make_archive(str(tmp_path / "logs"), "xztar", tmp_path / "x")
    ingest(tmp_path / "logs.tar.xz", tmp_path / "case")
    assert sum(rows(tmp_path / "case").values()) == 120


def test_a_container_and_what_was_unpacked_from_it_are_one(tmp_path: Path) -> None:
    """Each file is read once, from the disk; what only the container holds is read from there."""
    for host in ("web-01", "web-02"):
        write(tmp_path / "in" / "x" / host / "access.log", requests_of(1))
    shutil.make_archive(str(tmp_path / "in" / "x"), "gztar", tmp_path / "in" / "x")
    write(tmp_path / "in" / "x" / "web-02" / "access.log", requests_of(2))
    report = ingest(tmp_path / "in", tmp_path / "case")
    assert rows(tmp_path / "case") == {
        "x.tar.gz/web-02/access.log": 30,
        "x/web-01/access.log": 30,
        "x/web-02/access.log": 30,
    }
    assert [(note.source, note.reason) for note in report.notes] == [
        ("x.tar.gz/web-01/access.log", "the same file as x/web-01/access.log, which is read")
    ]
