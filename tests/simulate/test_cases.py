"""Drawn cases: every class of cause, the same bytes for a seed, knobs that are understood or refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from foreshock.evaluate.truth import read_case
from foreshock.rules.causes import CAUSES
from foreshock.simulate import SCENARIOS, draw_cases, simulate
from foreshock.simulate.cases.draw import draw
from foreshock.simulate.exceptions import KnobError, OutputNotEmptyError

# Small enough to write each class of cause.
SMALL = ("minutes=16", "rate=2", "metrics=prometheus")


def digests(folder: Path) -> dict[str, str]:
    """Each file's path below the folder, and a digest of its bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_class_of_cause_happens() -> None:
    """What a rule can answer can be simulated, "none" aside."""
    assert set(CAUSES) - {"none"} <= set(SCENARIOS)


@pytest.mark.parametrize("cause", sorted(set(CAUSES) - {"none"}))
def test_a_class_of_cause_leaves_its_traces(tmp_path: Path, cause: str) -> None:
    """The truth is one that evaluate reads; the proof that it names stands in the files, or is a measurement."""
    simulate(cause, tmp_path, settings=(*SMALL, "missing=none"), seed=7)
    case = read_case(tmp_path)
    text = "".join(
        path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file() and path.suffix in LOGS
    )

    assert case.cause == cause
    assert case.injected is not None
    assert case.start is not None
    assert case.end is not None
    assert case.injected <= case.start < case.end or cause == "cron-job"
    assert any(key in text for key in case.key_evidence) or any("." in key or "_" in key for key in case.key_evidence)


LOGS = {".log", ".json", ".csv", ""}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Another seed gives other ones."""
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        draw_cases(tmp_path / name, 2, 1, seed=seed, settings=SMALL)

    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert digests(tmp_path / "one") != digests(tmp_path / "three")
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == [
        "000-disk-full", "001-inode-exhaustion", "002-healthy",
    ]  # fmt: skip


def test_knobs_do_what_they_say(tmp_path: Path) -> None:
    """A database, a format, a decoy, a clock, and a source that nobody kept."""
    knobs = ("database=mariadb", "web_log=haproxy", "host_log=journald", "decoy=build-memory", "missing=app")
    simulate("lock-contention", tmp_path, settings=(*SMALL, *knobs, "ahead=db-01:300", "zone=JST"))

    assert (tmp_path / "db-01" / "error.log").exists()
    assert (tmp_path / "web-01" / "haproxy.log").exists()
    assert "invoked oom-killer" in (tmp_path / "ci-01" / "journal.json").read_text(encoding="utf-8")
    assert not (tmp_path / "app-01" / "app.log").exists()
    stamps = {
        name: int(json.loads((tmp_path / name / "journal.json").read_text().split("\n")[0])["__REALTIME_TIMESTAMP"])
        for name in ("db-01", "web-01")
    }
    assert stamps["db-01"] - stamps["web-01"] > 0


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("colour=red", "No knob has this name"),
        ("zone=Mars", "Not a value of zone"),
        ("minutes=soon", "Not a number for minutes"),
        ("rate=-1", "Not a possible value of rate"),
        ("ahead=db-01", "Not a host and its seconds"),
        ("decoy=elephant", "Valid: none, mail-disk"),
    ],
)
def test_a_knob_that_is_none_is_refused(tmp_path: Path, setting: str, words: str) -> None:
    """The message says what would be valid, and nothing is written."""
    with pytest.raises(KnobError, match=words):
        simulate("disk-full", tmp_path / "out", settings=(setting,))
    assert not (tmp_path / "out").exists()


def test_of_every_drawn_case_the_zone_can_be_known() -> None:
    """HAProxy's stamps name no zone, so that syslog, which does then, is never what is missing."""
    drawn = [knobs for knobs in draw(400, 100, 97) if knobs.web_log == "haproxy"]
    assert {knobs.host_log for knobs in drawn} == {"rfc3339"}
    assert {knobs.missing for knobs in drawn} >= {None, "app", "metrics"}
    assert "syslog" not in {knobs.missing for knobs in drawn}


def test_cases_are_not_mixed_with_other_files(tmp_path: Path) -> None:
    """A folder that holds anything is left as it was."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputNotEmptyError, match="not empty"):
        draw_cases(tmp_path, 1, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
