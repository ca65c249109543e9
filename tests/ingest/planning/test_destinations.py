"""One server's log in several forms is read once."""

from __future__ import annotations

from pathlib import Path

from foreshock.ingest.planning.plan import plan
from foreshock.ingest.reading.read import read

STDERR = "2023-07-10 20:00:{0:02}.123 EST [42] ERROR:  could not extend file {0}\n"
CSV = (
    '2023-07-10 20:00:{0:02}.123 EST,,,42,,64ac1234.2a,{0},"",2023-07-10 19:00:00 EST,,0,ERROR,53100,'
    '"could not extend file {0}",,,,,,,,,"","checkpointer",,0\n'
)


def write(folder: Path, *, stderr: range, csv: range) -> None:
    """Both files of one server."""
    log = folder / "db-01" / "postgresql-Mon.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text("".join(STDERR.format(second) for second in stderr), encoding="utf-8")
    log.with_suffix(".csv").write_text("".join(CSV.format(second) for second in csv), encoding="utf-8")


def test_the_richer_of_two_forms_is_read(tmp_path: Path) -> None:
    """The same records on stderr and in csvlog count once, and a note says why."""
    write(tmp_path, stderr=range(30), csv=range(30))
    planned = plan([tmp_path])
    assert [file.source for file in planned.files] == ["db-01/postgresql-Mon.csv"]
    assert [(note.source, "same records" in note.reason) for note in planned.notes] == [
        ("db-01/postgresql-Mon.log", True)
    ]


def test_a_log_that_goes_on_in_another_form_is_read_in_both(tmp_path: Path) -> None:
    """What a server said on stderr before it opened its csvlog stands in no other file."""
    write(tmp_path, stderr=range(3), csv=range(2, 30))
    assert len(plan([tmp_path]).files) == 2


def test_the_poorer_form_stays_unread_once_the_richer_is_in_the_lake(tmp_path: Path) -> None:
    """A second run does not take what the first passed over."""
    write(tmp_path, stderr=range(30), csv=range(30))
    (file,) = plan([tmp_path]).files
    facts = list(read(file))[-1]
    again = plan([tmp_path], known={file.source: facts})  # type: ignore[dict-item]  # the last of read is the facts
    assert not again.files
